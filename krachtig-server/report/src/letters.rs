//! The letters of a report, and what becomes of characters that none of them can show.
//!
//! How letters are put on a page does not belong here.

use std::sync::LazyLock;

use serde_json::Value;
use typst::foundations::Bytes;
use typst::text::Font;

/// The files: Latin, Greek and Cyrillic, and the Arabic script, each in a plain and a bold cut (SIL Open Font License).
const FILES: [&[u8]; 4] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
];

/// What stands for characters that cannot be shown.
const UNKNOWN: char = '\u{fffd}';

/// The letters, read once.
pub(crate) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let files = FILES.iter().map(|file| Bytes::new(*file));
    files.flat_map(Font::iter).collect()
});

/// The same of every text within a value.
pub(crate) fn make_readable(value: &mut Value) {
    match value {
        Value::String(text) => *text = readable(text),
        Value::Array(values) => values.iter_mut().for_each(make_readable),
        Value::Object(fields) => fields.values_mut().for_each(make_readable),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text with one mark for each run of characters that no letter shows: a file that is kept for long may hold none, nor
/// characters that turn the order of others around, that have a private meaning, or that are not seen at all.
fn readable(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_unseen(letter) || (letter.is_control() && letter != '\n') {
            continue;
        }
        if letter.is_ascii() || is_shown(letter) {
            told.push(letter);
        } else if !told.ends_with(UNKNOWN) {
            told.push(UNKNOWN);
        }
    }
    told
}

fn is_shown(letter: char) -> bool {
    let private = matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    !private && FONTS.iter().any(|font| font.info().coverage.contains(letter.into()))
}

/// Joiners and selectors of emoji, marks of direction, and a byte order mark.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_becomes_one_mark() {
        assert_eq!(readable("Zoë çok iyi, Ελένη и Анна"), "Zoë çok iyi, Ελένη и Анна");
        assert_eq!(readable("سلام"), "سلام");
        assert_eq!(readable("feest 👨‍👩‍👧‍👦🎉 samen"), "feest \u{fffd} samen");
        assert_eq!(readable("a\u{202e}b\u{feff}c\u{e000}d"), "abc\u{fffd}d");
        assert!(is_shown(UNKNOWN), "the mark can be shown itself");
    }
}
