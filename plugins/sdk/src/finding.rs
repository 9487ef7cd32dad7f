//! What rules find: stable codes with typed arguments, each declared once with its sentences in Dutch and English.
//!
//! ```
//! use krachtig_region::finding::{Amount, Finding, check_findings};
//! use krachtig_region::findings;
//!
//! findings! {
//!     /// What these rules find.
//!     pub enum Found {
//!         /// No amount is asked.
//!         NothingAsked = "nothing_asked" {
//!             nl: "Er wordt geen bedrag gevraagd.",
//!             en: "No amount is asked.",
//!         },
//!         /// More is asked than is left.
//!         CapExceeded { asked: Amount, left: Amount } = "cap_exceeded" {
//!             nl: "Gevraagd is {asked}; er is nog {left} over.",
//!             en: "{asked} is asked; {left} is left.",
//!         },
//!     }
//! }
//!
//! let finding: Finding = Found::CapExceeded { asked: Amount(700), left: Amount(500) }.into();
//! assert_eq!(finding.code, "cap_exceeded");
//! assert_eq!(check_findings(Found::DECLARED), Ok(()));
//! ```
//!
//! A forgotten argument, or one of another kind, does not compile:
//! ```compile_fail
//! # use krachtig_region::finding::{Amount, Count};
//! # krachtig_region::findings! { pub enum Found { Over { left: Amount } = "over" { nl: "{left}", en: "{left}" } } }
//! let finding = Found::Over { left: Count(3) };
//! ```

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::day::Day;

/// The value of an argument, written by the host the way the reader's language does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Euro cents; below zero for a shortage.
    Amount(i64),
    /// A number of things.
    Count(i64),
    /// A number of days.
    Days(i64),
    /// A date.
    Date(Day),
    /// A word from one of Krachtig's lists, by its code.
    Word(String),
}

/// An argument of the kind [`Value::Amount`], in euro cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(pub i64);
/// An argument of the kind [`Value::Count`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub i64);
/// An argument of the kind [`Value::Days`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(pub i64);
/// An argument of the kind [`Value::Date`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub Day);
/// An argument of the kind [`Value::Word`]. It is a code, never somebody's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word(pub String);

macro_rules! arguments {
    ($($kind:ident),+) => {
        $(impl From<$kind> for Value {
            fn from(argument: $kind) -> Self {
                Self::$kind(argument.0)
            }
        })+
    };
}
arguments!(Amount, Count, Days, Date, Word);

/// A named argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// The name under which the sentences refer to it.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// Something that the rules found. In JSON the arguments are an object: `{"code": "over", "arguments": {"left":
/// {"amount": 500}}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The stable code, one of those that the rules declare.
    pub code: String,
    /// What is filled in: exactly the arguments that the finding declares.
    #[serde(default, with = "by_name")]
    pub arguments: Vec<Argument>,
}

/// Why there is no answer: a fault of the caller or of the rules, never an outcome for a family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `bad_settings`, `bad_question`, or a code of the rules' own.
    pub code: String,
    /// What was wrong, for those who look after the rules. It quotes nothing from a request.
    pub detail: String,
}

impl Problem {
    /// A question that makes no sense.
    #[must_use]
    pub fn bad_question(detail: &str) -> Self {
        Self {
            code: "bad_question".to_owned(),
            detail: detail.to_owned(),
        }
    }

    /// Settings that make no sense.
    #[must_use]
    pub fn bad_settings(detail: impl Into<String>) -> Self {
        Self {
            code: "bad_settings".to_owned(),
            detail: detail.into(),
        }
    }
}

/// The languages of every text, in the order in which they are declared.
pub const LANGUAGES: [&str; 2] = ["nl", "en"];

/// A text in every language that Krachtig asks of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Texts {
    /// In Dutch.
    pub nl: &'static str,
    /// In English.
    pub en: &'static str,
}

impl Texts {
    /// The text by language, in the order of [`LANGUAGES`].
    #[must_use]
    pub fn by_language(self) -> [(&'static str, &'static str); 2] {
        let [nl, en] = LANGUAGES;
        [(nl, self.nl), (en, self.en)]
    }
}

/// A finding as the rules declare it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FindingText {
    /// Its stable code.
    pub code: &'static str,
    /// The names of its arguments.
    pub arguments: &'static [&'static str],
    /// The sentences, with `{name}` where an argument goes.
    pub texts: Texts,
}

/// Declares every finding that rules can give, as an enum: a variant is a finding, its fields are the arguments.
///
/// The enum turns into a [`Finding`], and its `DECLARED` is what [`crate::RegionRules::FINDINGS`] asks for. An
/// argument is an [`Amount`], a [`Count`], [`Days`], a [`Date`] or a [`Word`].
#[macro_export]
macro_rules! findings {
    (
        $(#[$about:meta])*
        $visible:vis enum $name:ident {$(
            $(#[$doc:meta])*
            $variant:ident $({ $($argument:ident: $kind:ident),+ $(,)? })? = $code:literal {
                nl: $nl:literal, en: $en:literal $(,)?
            }
        ),+ $(,)?}
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $visible enum $name {$(
            $(#[$doc])*
            $variant $({$(
                #[doc = concat!("What `{", stringify!($argument), "}` stands for in the sentences.")]
                $argument: $crate::finding::$kind
            ),+})?
        ),+}

        impl $name {
            /// Every finding with its sentences.
            $visible const DECLARED: &'static [$crate::finding::FindingText] = &[$(
                $crate::finding::FindingText {
                    code: $code,
                    arguments: &[$($(stringify!($argument)),+)?],
                    texts: $crate::finding::Texts { nl: $nl, en: $en },
                }
            ),+];
        }

        impl From<$name> for $crate::finding::Finding {
            fn from(found: $name) -> Self {
                match found {$(
                    $name::$variant $({ $($argument),+ })? => Self {
                        code: $code.to_owned(),
                        arguments: vec![$($($crate::finding::Argument {
                            name: stringify!($argument).to_owned(),
                            value: $argument.into(),
                        }),+)?],
                    }
                ),+}
            }
        }
    };
}

/// Checks that each code is a snake_case word and stands once, and that every sentence names each declared argument
/// and nothing else. For a test of the rules.
///
/// # Errors
/// What is wrong, a line for each.
pub fn check_findings(declared: &[FindingText]) -> Result<(), String> {
    let mut wrong = Vec::new();
    let mut codes = BTreeSet::new();
    for finding in declared {
        if !is_code(finding.code) {
            wrong.push(format!("{}: no snake_case word", finding.code));
        }
        if !codes.insert(finding.code) {
            wrong.push(format!("{}: declared twice", finding.code));
        }
        let arguments: BTreeSet<&str> = finding.arguments.iter().copied().collect();
        for (language, text) in finding.texts.by_language() {
            match placeholders(text) {
                Some(named) => {
                    let differ = arguments.symmetric_difference(&named);
                    wrong.extend(differ.map(|name| format!("{} in {language}: {{{name}}}", finding.code)));
                }
                None => wrong.push(format!("{} in {language}: a brace stands alone", finding.code)),
            }
            if text.trim().is_empty() {
                wrong.push(format!("{} in {language}: no text", finding.code));
            }
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

pub(crate) fn is_code(word: &str) -> bool {
    let mut letters = word.bytes();
    letters.next().is_some_and(|first| first.is_ascii_lowercase())
        && letters.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The names between braces; none where a brace has no partner.
fn placeholders(text: &str) -> Option<BTreeSet<&str>> {
    let mut named = BTreeSet::new();
    let mut parts = text.split('{');
    if parts.next()?.contains('}') {
        return None;
    }
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        if rest.contains('}') {
            return None;
        }
        named.insert(name);
    }
    Some(named)
}

/// Arguments as a JSON object: their order means nothing.
mod by_name {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Argument, Value};

    pub(super) fn serialize<S: Serializer>(arguments: &[Argument], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(arguments.iter().map(|argument| (&argument.name, &argument.value)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Argument>, D::Error> {
        let values = BTreeMap::<String, Value>::deserialize(deserializer)?;
        Ok(values
            .into_iter()
            .map(|(name, value)| Argument { name, value })
            .collect())
    }
}

#[cfg(test)]
mod tests;
