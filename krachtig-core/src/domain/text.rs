//! Text that people typed: parsed once at the door, trimmed, bounded, and never holding a citizen service number.
//!
//! Formatting, translation and search do not belong here.
//!
//! ```
//! use krachtig_core::domain::refusal::RefusalCode;
//! use krachtig_core::domain::text::Line;
//!
//! assert_eq!(Line::parse("title", "  Weer samen eten ").unwrap().as_str(), "Weer samen eten");
//! assert_eq!(Line::parse("note", "bsn 123456782").unwrap_err().first().code, RefusalCode::LooksLikeBsn);
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use super::refusal::{Decision, Refusal, RefusalCode};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident up to $max:literal, $breaks:literal);+ $(;)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The greatest number of characters.
            pub const MAX: usize = $max;

            /// Parses what was typed into `field`.
            ///
            /// # Errors
            /// `required` when blank, `too_long`, `not_text` for control characters, `looks_like_bsn`.
            pub fn parse(field: &str, text: &str) -> Decision<Self> {
                let text = text.trim();
                Self::check(field, text)?;
                Ok(Self(text.to_owned()))
            }

            fn check(field: &str, text: &str) -> Decision<()> {
                if text.is_empty() {
                    return Err(Refusal::new(RefusalCode::Required, field).into());
                }
                if text.chars().count() > $max {
                    return Err(Refusal::new(RefusalCode::TooLong, field).with("max", $max).into());
                }
                if text.chars().any(|c| c.is_control() && !($breaks && matches!(c, '\n' | '\r' | '\t'))) {
                    return Err(Refusal::new(RefusalCode::NotText, field).into());
                }
                if holds_bsn(text) {
                    return Err(Refusal::new(RefusalCode::LooksLikeBsn, field).into());
                }
                Ok(())
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                let parsed = if text.trim().len() == text.len() {
                    Self::check("", &text).map(|()| Self(text))
                } else {
                    Self::parse("", &text)
                };
                parsed.map_err(|refusals| refusals.to_string())
            }
        }
    )+};
}

texts! {
    /// A single line: a name, a title, a short answer.
    Line up to 200, false;
    /// A longer text of several paragraphs.
    Prose up to 20_000, true;
}

/// Whether the text holds a run of exactly nine digits, points and spaces between them forgiven, that passes the
/// eleven test (elfproef) of a citizen service number. One in eleven telephone numbers would pass it too, so nine
/// digits behind the country's code or the trunk zero are a telephone number.
fn holds_bsn(text: &str) -> bool {
    if text.bytes().filter(u8::is_ascii_digit).count() < 9 {
        return false;
    }
    let mut digits: Vec<i32> = Vec::new();
    let (mut start, mut gap) = (0, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ';')]) {
        match c.to_digit(10).and_then(|digit| i32::try_from(digit).ok()) {
            Some(digit) => {
                if digits.is_empty() {
                    start = at;
                }
                digits.push(digit);
                gap = 0;
            }
            None if (c == '.' || (c.is_whitespace() && !c.is_control())) && gap == 0 && !digits.is_empty() => gap = 1,
            None => {
                if passes_eleven_test(&digits) && !leads_to_phone(&text[..start]) {
                    return true;
                }
                digits.clear();
                gap = 0;
            }
        }
    }
    false
}

fn leads_to_phone(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '-', '(', ')', '/', '.']);
    ["+31", "0031", "(0"].iter().any(|prefix| before.ends_with(prefix))
}

fn passes_eleven_test(digits: &[i32]) -> bool {
    let [start @ .., last] = digits else { return false };
    if start.len() != 8 {
        return false;
    }
    let sum: i32 = start
        .iter()
        .zip((2..=9).rev())
        .map(|(digit, weight)| digit * weight)
        .sum::<i32>()
        - last;
    sum != 0 && sum % 11 == 0
}
