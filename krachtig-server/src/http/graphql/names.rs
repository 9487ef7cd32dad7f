//! The names of a schema, so that an error text repeats these and nothing else of what somebody sent.
//!
//! Who may hear a name at all does not belong here.

use std::collections::HashSet;
use std::sync::Arc;

/// Every name in a schema.
#[derive(Clone, Debug)]
pub(super) struct Names(Arc<HashSet<String>>);

impl Names {
    /// The names in a schema as it is printed, the descriptions between them left out.
    pub(super) fn of(sdl: &str) -> Self {
        let mut names = HashSet::new();
        for (place, part) in sdl.split("\"\"\"").enumerate() {
            if place % 2 == 0 {
                let words = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                names.extend(words.filter(|word| !word.is_empty()).map(ToOwned::to_owned));
            }
        }
        Self(Arc::new(names))
    }

    /// A text of the engine up to the first quoted word that is no name of the schema: that word is somebody's, and may be
    /// anybody's name.
    pub(super) fn told_of(&self, text: &str) -> String {
        let mut parts = text.split('"');
        let mut told = parts.next().unwrap_or_default().to_owned();
        while let Some(quoted) = parts.next() {
            let known = quoted
                .split(['[', ']', '!', '$', '.', ' ', ','])
                .all(|word| word.is_empty() || self.0.contains(word));
            if !known {
                told.push('…');
                break;
            }
            told.push('"');
            told.push_str(quoted);
            told.push('"');
            told.push_str(parts.next().unwrap_or_default());
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_text_is_told_until_it_repeats_what_somebody_sent() {
        let names = Names::of("\"\"\"\nAbout Noor.\n\"\"\"\ntype Person {\n\tname: String!\n}\n");
        assert_eq!(
            names.told_of("Unknown field \"name\" on type \"Person\"."),
            "Unknown field \"name\" on type \"Person\"."
        );
        assert_eq!(
            names.told_of("expected type \"[String!]\""),
            "expected type \"[String!]\""
        );
        assert_eq!(names.told_of("the value \"Noor\" of \"Person\""), "the value …");
        assert_eq!(
            names.told_of("the value \"Person\" \"No\"or\""),
            "the value \"Person\" …"
        );
        assert_eq!(names.told_of("the value \"No\" or \" name\""), "the value …");
    }
}
