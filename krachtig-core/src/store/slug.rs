//! A tenant's short name. What may stand in one is decided here once, so that it is safe as a file's name, in an
//! address, and (with `-` turned to `_`) as the name of a PostgreSQL schema. Names for people do not belong here.
//!
//! ```
//! use krachtig_core::store::Slug;
//!
//! assert_eq!("exodus-haaglanden".parse::<Slug>().unwrap().as_str(), "exodus-haaglanden");
//! assert!("x\"; DROP SCHEMA public; --".parse::<Slug>().is_err());
//! assert!("../etc".parse::<Slug>().is_err());
//! ```

use std::fmt;
use std::str::FromStr;

/// The text cannot be a tenant's slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a slug is 2 to 41 small letters, digits and hyphens and starts with a letter")]
pub struct NotASlug;

/// A tenant's short name: `^[a-z][a-z0-9-]{1,40}$`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// The slug as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = NotASlug;

    fn from_str(text: &str) -> Result<Self, NotASlug> {
        let fits = (2..=41).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(NotASlug) }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Slug;

    proptest! {
        #[test]
        fn only_what_needs_no_quoting_is_a_slug(text in "\\PC{0,50}|[a-z][a-z0-9-]{0,45}") {
            let expected = (2..=41).contains(&text.len())
                && text.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'))
                && matches!(text.chars().next(), Some('a'..='z'));
            prop_assert_eq!(text.parse::<Slug>().is_ok(), expected);
        }
    }
}
