//! Text as typed in an office: folded for comparing, neutralised for spreadsheets. What words mean is not known here.

/// The characters at the start of a cell that make a spreadsheet see a formula or break off the text.
const DANGEROUS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];

/// The letters and digits of a text without case, accents, spaces and punctuation, for comparing.
pub(in crate::import) fn folded_chars(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(without_accent)
        .filter(|c| c.is_alphanumeric())
}

/// [`folded_chars`] as a text.
pub(in crate::import) fn fold(text: &str) -> String {
    folded_chars(text).collect()
}

/// Whether a text folds to what was folded before.
pub(in crate::import) fn folds_to(text: &str, folded: &str) -> bool {
    folded_chars(text).eq(folded.chars())
}

fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// A header without what stands between brackets, folded: `Datum (dd-mm-jjjj)` is `datum`.
pub(in crate::import) fn fold_header(text: &str) -> String {
    let mut depth = 0usize;
    let outside: String = text
        .chars()
        .filter(|&c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    fold(&outside)
}

/// Whether a trimmed cell says that there is nothing: empty, a dash, or not applicable.
pub(in crate::import) fn says_nothing(trimmed: &str) -> bool {
    matches!(trimmed, "" | "-" | "–" | "—") || (trimmed.len() <= 6 && folds_to(trimmed, "nvt"))
}

/// Whether a spreadsheet would take this text for something else, apostrophes at its start aside.
fn looks_dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(DANGEROUS)
}

/// The text as it is safe in a spreadsheet: with an apostrophe before what would be taken for a formula.
pub(crate) fn neutralise(text: &str) -> String {
    if looks_dangerous(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text without the apostrophe that [`neutralise`] has put before it.
pub(in crate::import) fn restore(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if looks_dangerous(rest) => rest,
        _ => text,
    }
}

/// The lines of a cell, one item each, without the bullets that people put before them.
pub(in crate::import) fn items(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| {
            let line = line.trim();
            let bare = ["- ", "• ", "* ", "– "]
                .iter()
                .find_map(|bullet| line.strip_prefix(bullet));
            bare.unwrap_or(line).trim().to_owned()
        })
        .filter(|item| !item.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_forgive_case_spaces_accents_and_hints() {
        for header in [
            "Achternaam",
            "achternaam ",
            "ACHTER-NAAM",
            "Áchternaam",
            "Achternaam (verplicht)",
            "achternaam*",
        ] {
            assert_eq!(fold_header(header), "achternaam", "{header}");
        }
        assert_eq!(fold_header("Voor- en achternaam) x"), "voorenachternaamx");
    }

    #[test]
    fn neutralised_text_comes_back_as_it_was() {
        for text in [
            "=1+1", "+31", "-5", "@x", "\tx", "\0", "'=x", "''=x", "'t Hart", "'", "gewoon", "",
        ] {
            let safe = neutralise(text);
            assert!(!safe.starts_with(DANGEROUS), "{text:?}");
            assert_eq!(restore(&safe), text);
        }
        assert_eq!(
            restore("'t Hart"),
            "'t Hart",
            "an apostrophe that belongs to a name stays"
        );
    }

    #[test]
    fn items_are_lines_without_bullets() {
        assert_eq!(items("- huur\r\n• school\n\n  bezoek "), ["huur", "school", "bezoek"]);
        assert_eq!(items("een; twee"), ["een; twee"]);
    }

    #[test]
    fn a_dash_says_nothing() {
        for cell in ["", "-", "–", "n.v.t.", "NVT"] {
            assert!(says_nothing(cell), "{cell}");
        }
        assert!(!says_nothing("nee"));
    }
}
