//! Plugins: versions of region rules that a tenant uploaded, and the keys whose signatures it accepts.
//!
//! Which plugin decides, with which settings and since when, does not belong here: see [`super::rule_set`]. Nor does
//! running one: see [`crate::rules`].
//!
//! ```
//! use krachtig_core::domain::plugin::Plugin;
//! use krachtig_core::domain::record::{Record, RecordKind};
//!
//! assert_eq!(Plugin::KIND, RecordKind::Plugin);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::id::{PluginComponentId, PluginId, TrustedKeyId};
use super::record::{Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::text::Line;

/// A key whose signatures the tenant accepts on plugins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrustedKey {
    /// Its id.
    pub id: TrustedKeyId,
    /// Whose it is, in the tenant's words.
    pub label: Line,
    /// The Ed25519 public key: 32 bytes in lower-case hexadecimal. Unique in the tenant.
    pub public_key: String,
    /// Since when it is trusted.
    pub trusted_on: Date,
    /// By whom: the id of a member or an operator.
    pub trusted_by: String,
    /// Since when it is not trusted any more. What it signed before stays in use.
    pub withdrawn_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(TrustedKey, TrustedKeyId, TrustedKey);

impl TrustedKey {
    /// Trusts a key.
    ///
    /// # Errors
    /// What is wrong with the label.
    pub fn trust(label: &str, public_key: String, by: &str, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        let key = Self {
            id: stamp.id(),
            label: check.line("label", label),
            public_key,
            trusted_on: stamp.today,
            trusted_by: by.to_owned(),
            withdrawn_on: None,
            version: Version::FIRST,
        };
        check.pass(key)
    }

    /// Accepts no signature of it any more.
    ///
    /// # Errors
    /// `wrong_state` when it was withdrawn before.
    pub fn withdraw(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.withdrawn_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            withdrawn_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }
}

/// A version of region rules that was uploaded, checked and tried. Never edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plugin {
    /// Its id.
    pub id: PluginId,
    /// The rules' name, as they say it themselves: one name, one series of versions.
    pub name: String,
    /// Their version after semver, likewise.
    pub edition: String,
    /// The SHA-256 of the component, in lower-case hexadecimal. Unique in the tenant.
    pub hash: String,
    /// The JSON Schema of its settings.
    pub settings_schema: serde_json::Value,
    /// What it tells of itself.
    pub description: PluginDescription,
    /// The key that signed it.
    pub signed_by: Option<TrustedKeyId>,
    /// When it was uploaded.
    pub uploaded_on: Date,
    /// By whom: the id of a member or an operator.
    pub uploaded_by: String,
    /// Always the first.
    pub version: Version,
}
record!(Plugin, PluginId, Plugin);

/// The component of a plugin, kept with the tenant's records so that they are whole on whatever machine they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PluginComponent {
    /// Its id.
    pub id: PluginComponentId,
    /// Its SHA-256, in lower-case hexadecimal.
    pub hash: String,
    /// The WebAssembly component in Base64.
    pub bytes: String,
    /// Always the first.
    pub version: Version,
}
record!(PluginComponent, PluginComponentId, PluginComponent);

/// What rules tell of themselves. All texts are in all of their languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginDescription {
    /// The languages of their texts, as BCP 47 tags; `nl` and `en` at least.
    pub languages: Vec<String>,
    /// What they do, in a sentence.
    pub summary: Vec<Translation>,
    /// Every finding that they can give.
    pub findings: Vec<FindingText>,
}

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// The text, plain, without markup.
    pub text: String,
}

/// A finding as rules declare it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingText {
    /// Its stable code.
    pub code: String,
    /// The names of its arguments.
    pub arguments: Vec<String>,
    /// Its text, with `{name}` where an argument goes.
    pub texts: Vec<Translation>,
}
