//! Why something was not done, as data: the stable code, the place in the input, and an English sentence.
//!
//! What went wrong with machines does not belong here: that is a GraphQL error. Sentences in other languages do not
//! either: an interface makes its own from the code and its values.

use krachtig_core::domain::refusal::{Changed, Refusal, RefusalCode};
use time::OffsetDateTime;

use super::member_names::MemberRef;
use super::scalar::Word;
use super::shown::{Child, Made, alone, shown};

/// A value for a refusal's text.
struct RefusalArg {
    name: &'static str,
    value: String,
}

shown! {
    /// A value for a refusal's text: a limit, a state, a code. Never the content of a dossier.
    "RefusalArg", |arg: RefusalArg| {
        /// What the value is: `max`.
        name: &str = arg.name;
        /// The value.
        value: &str = &arg.value;
    }
}

shown! {
    /// One thing that somebody else changed since the version that was read.
    "Changed", |changed: Changed| {
        /// The version that the change led to.
        version: i32 = changed.version;
        /// Names of the changed fields, without their content.
        fields: Vec<String> = changed.fields.iter().map(|field| camel_case(field)).collect();
        /// Who changed them.
        by: Made<MemberRef> = Made(MemberRef(changed.by));
        /// When.
        at: OffsetDateTime = changed.at;
    }
}

shown! {
    /// One reason why something was not done. An expected answer, not an error.
    "Refusal", |refusal: Refusal| {
        /// The stable code.
        code: Word<RefusalCode> = Word(refusal.code);
        /// The input field that it is about, as a path with positions in lists: `worries.0.lifeDomain`. Empty when it
        /// is about the whole.
        field: String = camel_path(&refusal.field);
        /// Values for the text: limits, states, codes.
        args: Vec<Made<RefusalArg>> = refusal
            .args
            .iter()
            .map(|(name, value)| Made(RefusalArg { name, value: value.clone() }))
            .collect();
        /// The reason in English, for developers and logs of programs. Interfaces make their own text from the code.
        message: String = message(refusal);
        /// With the code STALE: what somebody else changed since the version that was read.
        changed: Vec<Child<'_, Changed>> = refusal.changed.iter().map(alone).collect();
    }
}

/// The sentence that tells a refusal in English: what its code means, with its values filled in.
#[must_use]
pub fn message(refusal: &Refusal) -> String {
    use krachtig_core::domain::vocabulary::Vocabulary;

    let about = refusal.code.about().trim();
    let mut text = about.to_owned();
    let mut unused = Vec::new();
    for (name, value) in &refusal.args {
        let place = format!("`{name}`");
        if text.contains(&place) {
            text = text.replace(&place, value);
        } else {
            unused.push(format!("{name}: {value}"));
        }
    }
    if !unused.is_empty() {
        text = format!("{} ({}).", text.trim_end_matches('.'), unused.join(", "));
    }
    text
}

/// A path of snake_case names and positions with its names in camelCase.
pub(super) fn camel_path(path: &str) -> String {
    path.split('.').map(camel_case).collect::<Vec<_>>().join(".")
}

/// `life_domain` as `lifeDomain`.
pub(super) fn camel_case(snake: &str) -> String {
    let mut camel = String::with_capacity(snake.len());
    let mut raise = false;
    for letter in snake.chars() {
        match letter {
            '_' => raise = true,
            _ if raise => {
                camel.extend(letter.to_uppercase());
                raise = false;
            }
            _ => camel.push(letter),
        }
    }
    camel
}
