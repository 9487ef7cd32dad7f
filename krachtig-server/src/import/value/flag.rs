//! Yes and no as an office writes them.

use super::text::fold;

/// What a cell says, if it says yes or no.
pub(in crate::import) fn parse(text: &str) -> Option<bool> {
    if matches!(text.trim(), "✓" | "✔" | "√" | "☑" | "☒") {
        return Some(true);
    }
    match fold(text).as_str() {
        "ja" | "j" | "x" | "1" | "waar" | "true" | "yes" | "y" => Some(true),
        "nee" | "neen" | "n" | "0" | "onwaar" | "false" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no() {
        for yes in ["ja", "Ja ", "JA", "j", "x", "X", "1", "WAAR", "✓"] {
            assert_eq!(parse(yes), Some(true), "{yes}");
        }
        for no in ["nee", "Nee", "n", "0", "ONWAAR"] {
            assert_eq!(parse(no), Some(false), "{no}");
        }
        for neither in ["", "misschien", "2", "jaja", "?"] {
            assert_eq!(parse(neither), None, "{neither}");
        }
    }
}
