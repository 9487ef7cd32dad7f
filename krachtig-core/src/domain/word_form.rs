//! Words as they are searched: without capitals and accents, each by its stems, so that "schulden" finds "schuld".
//!
//! Which texts are searched does not belong here, nor who may find what: see `store/searched.rs` and the services.
//!
//! ```
//! use krachtig_core::domain::word_form::{Asked, forms};
//!
//! let said = forms("De kinderen gaan verhuizen, en de schulden…");
//! let found = |text| Asked::parse("text", text).unwrap().iter().all(|word| word.is_in(&said));
//! assert!(found("kind") && found("verhuizing") && found("SCHULD"));
//! assert!(!found("kantoor"));
//! ```

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use waken_snowball::{Algorithm, stem};

use super::refusal::{Decision, Refusal, RefusalCode};
use super::text::Line;

/// The most words of a search that are looked at.
const MOST_WORDS: usize = 8;

/// Longer ones are cut: nobody types them, and an index has to hold them.
const LONGEST: usize = 40;

/// From so many letters on, the last word that was typed finds the words that begin with it.
const BEGINS_FROM: usize = 3;

/// How many characters of a text stand around what was found in it.
const AROUND: usize = 60;

/// Words that stand in every text and tell nothing.
const STOP_WORDS: &[&str] = &[
    "aan", "al", "als", "bij", "dan", "dat", "de", "die", "dit", "door", "een", "en", "er", "ge", "had", "heb",
    "heeft", "hem", "het", "hij", "hoe", "hun", "ik", "in", "is", "ja", "je", "kan", "me", "men", "met", "mij", "na",
    "naar", "nog", "nu", "of", "om", "ons", "ook", "op", "over", "te", "tot", "uit", "van", "voor", "want", "was",
    "wat", "we", "wel", "werd", "wie", "wij", "wordt", "ze", "zich", "zij", "zijn", "zo", "zou", "fictief",
];

/// Plurals in -eren, which the algorithms leave half done: the ends of words that lose it.
const PLURALS: &[&str] = &[
    "kinderen", "eieren", "liederen", "goederen", "bladeren", "volkeren", "kalveren", "lammeren",
];

/// The stems of all words of a text. Each word has those of both of Snowball's algorithms for Dutch, for neither finds
/// all forms: one takes "schulden" for "schul", the other leaves "verhuizing" as it is.
#[must_use]
pub fn forms(text: &str) -> BTreeSet<String> {
    words(text).flat_map(|word| stems(&word)).collect()
}

/// One word of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its stems: a text that has one of them has the word.
    pub stems: Vec<String>,
    /// What a stem may begin with instead.
    pub begins: Option<String>,
}

impl Asked {
    /// The words of what somebody typed.
    ///
    /// # Errors
    /// As of a [`Line`]; `required` where it holds nothing but words that stand everywhere.
    pub fn parse(field: &str, text: &str) -> Decision<Vec<Self>> {
        let line = Line::parse(field, text)?;
        let mut typed: Vec<String> = words(line.as_str()).collect();
        typed.truncate(MOST_WORDS);
        let last = typed.len().wrapping_sub(1);
        let asked = |(place, word): (usize, String)| Self {
            stems: stems(&word),
            begins: (place == last && word.chars().count() >= BEGINS_FROM).then_some(word),
        };
        let asked: Vec<Self> = typed.into_iter().enumerate().map(asked).collect();
        if asked.is_empty() {
            return Err(Refusal::new(RefusalCode::Required, field).into());
        }
        Ok(asked)
    }

    /// Whether a text with these stems has it.
    #[must_use]
    pub fn is_in(&self, stems: &BTreeSet<String>) -> bool {
        let begins = |start: &String| stems.iter().any(|stem| stem.starts_with(start.as_str()));
        self.stems.iter().any(|stem| stems.contains(stem)) || self.begins.as_ref().is_some_and(begins)
    }
}

/// A piece of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// Whether it is a word that was asked for.
    pub found: bool,
}

/// What stands in a text around the first of these words, piece by piece; nothing where it has none of them.
#[must_use]
pub fn excerpt(text: &str, asked: &[Asked]) -> Option<Vec<Piece>> {
    let has = |piece: &str| {
        let stems = forms(piece);
        asked.iter().any(|word| word.is_in(&stems))
    };
    let mut from = 0;
    for piece in pieces(text) {
        if has(piece) {
            let around = around(text, from);
            return Some(marked(&around, has));
        }
        from += piece.len();
    }
    None
}

/// A text as words and what stands between them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split_inclusive(|letter: char| !letter.is_alphanumeric());
    parts.flat_map(|part| {
        let word = part.trim_end_matches(|letter: char| !letter.is_alphanumeric()).len();
        let (word, between) = part.split_at(word);
        [word, between].into_iter().filter(|piece| !piece.is_empty())
    })
}

fn marked(text: &str, has: impl Fn(&str) -> bool) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    for piece in pieces(text) {
        let found = has(piece);
        match all.last_mut() {
            Some(last) if last.found == found => last.text.push_str(piece),
            _ => all.push(Piece {
                text: piece.to_owned(),
                found,
            }),
        }
    }
    all
}

/// What stands around a place in a text, with no word cut in two.
fn around(text: &str, place: usize) -> String {
    let (before, after) = text.split_at(place);
    let skipped = before.chars().count().saturating_sub(AROUND);
    let before: String = before.chars().skip(skipped).collect();
    let before = match before.split_once(char::is_whitespace) {
        Some((_, rest)) if skipped > 0 => format!("\u{2026} {rest}"),
        _ => before,
    };
    let mut rest = after.chars();
    let after: String = rest.by_ref().take(2 * AROUND).collect();
    let after = match after.rsplit_once(char::is_whitespace) {
        Some((begin, _)) if rest.next().is_some() => format!("{begin} \u{2026}"),
        _ => after,
    };
    format!("{before}{after}")
}

/// The words of a text that tell something.
fn words(text: &str) -> impl Iterator<Item = String> {
    let plain: String = text.nfd().filter(|letter| !is_combining_mark(*letter)).collect();
    let plain = plain.to_lowercase();
    let words: Vec<String> = plain
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().nth(1).is_some() && !STOP_WORDS.contains(word))
        .map(|word| word.chars().take(LONGEST).collect())
        .collect();
    words.into_iter()
}

fn stems(word: &str) -> Vec<String> {
    let plural = PLURALS.iter().any(|end| word.ends_with(end));
    let word = if plural {
        &word[..word.len() - "eren".len()]
    } else {
        word
    };
    let mut stems = vec![
        stem(Algorithm::Dutch, word).into_owned(),
        stem(Algorithm::DutchPorter, word).into_owned(),
    ];
    stems.retain(|stem| !stem.is_empty());
    stems.dedup();
    if stems.is_empty() {
        stems.push(word.to_owned());
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::{Asked, Piece, excerpt, forms};
    use crate::domain::refusal::RefusalCode;

    fn finds(typed: &str, text: &str) -> bool {
        let asked = Asked::parse("text", typed).expect("words");
        let said = forms(text);
        asked.iter().all(|word| word.is_in(&said))
    }

    #[test]
    fn a_word_is_found_by_its_other_forms() {
        for (typed, text) in [
            ("schulden", "Er is een schuld bij de woningbouw."),
            ("schuld", "De schulden lopen op."),
            ("kinderen", "Het kind slaapt slecht."),
            ("kind", "Beide kinderen gaan naar school."),
            ("kleinkind", "Oma ziet haar kleinkinderen."),
            ("verhuizen", "Na de verhuizing"),
            ("verhuizing", "Zij willen verhuizen."),
            ("huis", "Er staan huizen leeg."),
            ("school", "Twee scholen zeiden nee."),
            ("cafe", "In het café"),
            ("CAFÉ", "cafe\u{301}s"),
            ("huur", "Een huurachterstand"),
            ("de schulden van het kind", "Kind met schuld"),
        ] {
            assert!(finds(typed, text), "{typed} in {text}");
        }
    }

    #[test]
    fn other_words_are_not_found() {
        for (typed, text) in [
            ("kantoor", "Het kind slaapt."),
            ("schuld kantoor", "De schuld is weg."),
            ("hu", "Een huurachterstand"),
            ("achterstand", "Een huurachterstand"),
            ("huur school", "Een huurachterstand en een kind"),
            // Only the last word may be half a word.
            ("huura schuld", "Een huurachterstand en een schuld"),
        ] {
            assert!(!finds(typed, text), "{typed} in {text}");
        }
    }

    #[test]
    fn nothing_to_search_for_is_refused() {
        for nothing in ["", "  ", "de het een", "?!", "a b"] {
            let refused = Asked::parse("text", nothing).expect_err("refused");
            assert_eq!(refused.first().code, RefusalCode::Required, "{nothing:?}");
        }
    }

    #[test]
    fn an_excerpt_shows_what_stands_around() {
        let asked = Asked::parse("text", "schulden").expect("words");
        let shown = |text: &str| {
            let pieces = excerpt(text, &asked)?;
            let mark = |piece: Piece| match piece.found {
                true => format!("[{}]", piece.text),
                false => piece.text,
            };
            Some(pieces.into_iter().map(mark).collect::<String>())
        };
        assert_eq!(
            shown("Een schuld bij de bank").as_deref(),
            Some("Een [schuld] bij de bank")
        );
        let several = shown("Schulden, en nog een schuld: <b>kansen</b>");
        assert_eq!(
            several.as_deref(),
            Some("[Schulden], en nog een [schuld]: <b>kansen</b>")
        );
        let long = format!("{} schuld {}", "woord ".repeat(40), "ander ".repeat(60));
        let shown_of_long = shown(&long).expect("found");
        assert!(shown_of_long.contains(" [schuld] "));
        assert!(shown_of_long.starts_with("\u{2026} woord ") && shown_of_long.ends_with(" ander \u{2026}"));
        assert!(shown_of_long.chars().count() < 200);
        assert_eq!(shown("Niets"), None);
    }

    #[test]
    fn any_text_can_be_searched() {
        for text in [
            "\u{130}\u{df}\u{fb01}",
            "ijĳ",
            "\u{1f600} hi",
            "eren",
            "kinderen",
            "éééééé",
        ] {
            let _ = forms(text);
            let _ = Asked::parse("text", text).map(|asked| excerpt(text, &asked));
        }
    }
}
