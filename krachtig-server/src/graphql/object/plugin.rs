//! Plugins that were uploaded, what they tell of themselves, and the keys whose signatures are accepted.

use krachtig_core::domain::id::{PluginId, TrustedKeyId};
use krachtig_core::domain::plugin::{FindingText, Plugin, PluginDescription, Translation, TrustedKey};
use krachtig_core::domain::record::Version;
use time::{Date, OffsetDateTime};

use super::by_member;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Json};
use crate::graphql::shown::{Child, Made, alone, shown};

shown! {
    /// A key whose signatures on plugins are accepted, until it is withdrawn.
    "TrustedKey", |key: TrustedKey| {
        /// Its id.
        id: GlobalId<TrustedKeyId> = GlobalId(key.id);
        /// Whose it is, in the tenant's words.
        label: &str = key.label.as_str();
        /// The Ed25519 public key: 32 bytes in lower-case hexadecimal.
        publicKey: &str = &key.public_key;
        /// Since when it is trusted.
        trustedOn: Date = key.trusted_on;
        /// By whom; absent where an operator of the platform did it.
        trustedBy: Option<Made<MemberRef>> = by_member(&key.trusted_by);
        /// Since when it is trusted no longer. What it signed before stays in use.
        withdrawnOn: Option<Date> = key.withdrawn_on;
        /// When it was recorded.
        recordedAt: OffsetDateTime = key.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = key.version;
    }
}

shown! {
    /// A text in one language.
    "Translation", |translation: Translation| {
        /// The language, as a BCP 47 tag.
        language: &str = &translation.language;
        /// The text, plain, without markup.
        text: &str = &translation.text;
    }
}

shown! {
    /// A finding that rules can give, with its texts. The findings of a decision have the same codes.
    "FindingText", |finding: FindingText| {
        /// Its stable code.
        code: &str = &finding.code;
        /// The names of its arguments.
        arguments: Vec<&str> = finding.arguments.iter().map(String::as_str).collect();
        /// Its text in each language, with `{name}` where an argument goes.
        texts: Vec<Child<'_, Translation>> = finding.texts.iter().map(alone).collect();
    }
}

shown! {
    /// What rules tell of themselves.
    "PluginDescription", |description: PluginDescription| {
        /// The languages of all their texts, as BCP 47 tags.
        languages: Vec<&str> = description.languages.iter().map(String::as_str).collect();
        /// What they do, in a sentence, in each language.
        summary: Vec<Child<'_, Translation>> = description.summary.iter().map(alone).collect();
        /// Every finding that they can give.
        findings: Vec<Child<'_, FindingText>> = description.findings.iter().map(alone).collect();
    }
}

shown! {
    /// A version of region rules that was uploaded, checked and tried. Never edited.
    "Plugin", |plugin: Plugin| {
        /// Its id.
        id: GlobalId<PluginId> = GlobalId(plugin.id);
        /// The rules' name: one name, one series of versions.
        name: &str = &plugin.name;
        /// Their version, after semver.
        edition: &str = &plugin.edition;
        /// The SHA-256 of the component, in lower-case hexadecimal: a decision names it as `componentSha256`.
        hash: &str = &plugin.hash;
        /// The JSON Schema of its settings.
        settingsSchema: Json = Json(plugin.settings_schema.clone());
        /// What it tells of itself.
        description: Child<'_, PluginDescription> = alone(&plugin.description);
        /// The key that signed it; absent for one that was installed before plugins were signed.
        signedBy: Option<GlobalId<TrustedKeyId>> = plugin.signed_by.map(GlobalId);
        /// When it was uploaded.
        uploadedOn: Date = plugin.uploaded_on;
        /// By whom; absent where an operator of the platform did it.
        uploadedBy: Option<Made<MemberRef>> = by_member(&plugin.uploaded_by);
        /// When it was recorded.
        recordedAt: OffsetDateTime = plugin.id.made_at();
        /// Always 1: another version is another plugin.
        version: Version = plugin.version;
    }
}
