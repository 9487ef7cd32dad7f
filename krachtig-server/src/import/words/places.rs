//! Municipalities and institutions of the regions that are served, by name. Those elsewhere are given by their code or
//! not at all.

use crate::import::value::text::{fold, folds_to};

/// Municipalities by code (CBS) and names, the official one first.
pub(in crate::import) const MUNICIPALITIES: &[(&str, &[&str])] = &[
    ("GM0518", &["'s-Gravenhage", "Den Haag"]),
    ("GM0503", &["Delft"]),
    ("GM0637", &["Zoetermeer"]),
    ("GM1916", &["Leidschendam-Voorburg", "Leidschendam", "Voorburg"]),
    ("GM1926", &["Pijnacker-Nootdorp", "Pijnacker", "Nootdorp"]),
    ("GM1842", &["Midden-Delfland"]),
    ("GM0603", &["Rijswijk"]),
    ("GM1783", &["Westland"]),
    ("GM0629", &["Wassenaar"]),
    ("GM0546", &["Leiden"]),
    ("GM0513", &["Gouda"]),
    ("GM0484", &["Alphen aan den Rijn"]),
    ("GM0599", &["Rotterdam"]),
    ("GM0505", &["Dordrecht"]),
    ("GM0542", &["Krimpen aan den IJssel"]),
    ("GM0080", &["Leeuwarden"]),
];

/// Institutions by the short name that is kept.
pub(in crate::import) const INSTITUTIONS: &[&str] = &[
    "Haaglanden",
    "Krimpen aan den IJssel",
    "Leeuwarden",
    "Alphen aan den Rijn",
    "Dordrecht",
    "Vught",
    "Ter Apel",
    "Veenhuizen",
    "Achterhoek",
    "Almelo",
    "Lelystad",
    "Nieuwegein",
    "Zwolle",
    "Arnhem",
    "Nieuwersluis",
    "JC Zaanstad",
    "JC Schiphol",
    "Rotterdam",
];

/// The code of the municipality that a text names, by code (any, of the form `GM` and four digits) or by name.
pub(in crate::import) fn municipality(text: &str) -> Option<String> {
    let upper = text.trim().to_uppercase();
    if let Some(digits) = upper.strip_prefix("GM") {
        let is_code = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
        return is_code.then_some(upper);
    }
    let folded = fold(text);
    let bare = folded.strip_prefix("gemeente").unwrap_or(&folded);
    let found = MUNICIPALITIES
        .iter()
        .find(|(_, names)| names.iter().any(|name| folds_to(name, bare)));
    found.map(|(code, _)| (*code).to_owned())
}

/// The short name of the institution that a text names, with or without `PI` or `JC` before it.
pub(in crate::import) fn institution(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let known = |name: &str| INSTITUTIONS.iter().copied().find(|known| folds_to(known, name));
    known(&folded).or_else(|| {
        let bare = ["penitentiaireinrichting", "justitieelcomplex", "pi", "jc"]
            .iter()
            .find_map(|prefix| folded.strip_prefix(prefix))
            .unwrap_or(&folded);
        known(bare).or_else(|| known(&format!("jc{bare}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn municipalities_by_code_and_name() {
        for text in [
            "GM0518",
            "gm0518",
            "Den Haag",
            "'s-Gravenhage",
            "s gravenhage",
            "Gemeente Den Haag",
        ] {
            assert_eq!(municipality(text).as_deref(), Some("GM0518"), "{text}");
        }
        assert_eq!(
            municipality("GM9999").as_deref(),
            Some("GM9999"),
            "a code from elsewhere is a code"
        );
        for text in ["GM518", "GM05188", "Haag", ""] {
            assert_eq!(municipality(text), None, "{text}");
        }
    }

    #[test]
    fn institutions_by_name() {
        for text in [
            "PI Haaglanden",
            "P.I. Haaglanden",
            "haaglanden",
            "Penitentiaire Inrichting Haaglanden",
        ] {
            assert_eq!(institution(text), Some("Haaglanden"), "{text}");
        }
        for text in ["JC Zaanstad", "Zaanstad", "Justitieel Complex Zaanstad", "PI Zaanstad"] {
            assert_eq!(institution(text), Some("JC Zaanstad"), "{text}");
        }
        assert_eq!(institution("Sing Sing"), None);
    }
}
