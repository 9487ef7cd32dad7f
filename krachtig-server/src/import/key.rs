//! The keys under which an import remembers rows, and those under which an export writes records.
//!
//! An office numbers each kind of its rows by itself, so what is remembered begins with the kind. A record that has no
//! number of the office is exported under its id, spelt in letters: digits in a row could look like a BSN.

use krachtig_core::domain::id::Id;
use krachtig_core::domain::text::Line;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::ExternalRef;

/// The key under which it is remembered that a row was imported: itself, or a digest of one that is too long or looks
/// like a number that may not be kept.
pub(super) fn remembered(space: &str, key: &ExternalRef) -> Line {
    let whole = format!("{space}/{key}");
    Line::parse("key", &whole).unwrap_or_else(|_| {
        let digest = Sha256::digest(whole.as_bytes());
        let bytes: &[u8] = digest.as_ref();
        // Letters and the name of a kind: such a line is always one.
        Line::parse("key", &format!("{space}/{}", letters(bytes))).unwrap_or_default()
    })
}

/// The key of a record that the office gave none.
pub(super) fn of_record<I: Id>(id: I) -> ExternalRef {
    let prefix = I::PREFIX.to_uppercase();
    ExternalRef::new(format!("{prefix}-{}", letters(id.uuid().as_bytes())))
}

/// The key of a row that is one part of a record.
pub(super) fn of_part<I: Id>(id: I, part: &str) -> ExternalRef {
    ExternalRef::new(format!("{}/{part}", of_record(id)))
}

/// The record that a key leads back to, where it is one that an export made.
pub(super) fn record_of(key: &ExternalRef) -> Option<Uuid> {
    let (_, rest) = key.as_str().split_once('-')?;
    let letters = rest.split('/').next().unwrap_or_default().as_bytes();
    if letters.len() != 32 || !letters.iter().all(|letter| (b'A'..=b'P').contains(letter)) {
        return None;
    }
    let number = letters
        .iter()
        .fold(0u128, |number, letter| number << 4 | u128::from(letter - b'A'));
    Some(Uuid::from_u128(number))
}

/// Bytes as letters from A to P, two for each.
fn letters(bytes: &[u8]) -> String {
    let letter = |nibble: u8| char::from(b'A' + nibble);
    bytes
        .iter()
        .flat_map(|byte| [letter(byte >> 4), letter(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use krachtig_core::domain::id::FamilyId;

    use super::*;

    #[test]
    fn a_record_is_found_by_the_key_that_was_made_of_it() {
        let id = Uuid::from_u128(0x0190_1234_5678_7abc_8def_0123_4567_89ab);
        let key = of_record(FamilyId::from_uuid(id));
        assert!(
            key.as_str().starts_with("FAM-ABJABCDEFGHI"),
            "two letters a byte: {key}"
        );
        assert_eq!(record_of(&key), Some(id));
        assert_eq!(record_of(&of_part(FamilyId::from_uuid(id), "finances")), Some(id));
        assert!(!key.as_str().bytes().any(|byte| byte.is_ascii_digit()));
        for other in ["GZ-001", "", "FAM-QQQQ", "metingen/x"] {
            assert_eq!(record_of(&ExternalRef::new(other)), None);
        }
    }

    #[test]
    fn what_is_remembered_fits_and_differs() {
        let remember = |text: &str| remembered("doorverwijzingen", &ExternalRef::new(text));
        assert_eq!(remember("GZ-001").as_str(), "doorverwijzingen/GZ-001");
        let (one, other) = ("a".repeat(400), "a".repeat(401));
        assert_ne!(remember(&one), remember(&other));
        assert_eq!(remember(&one), remember(&one));
        assert!(
            !remember("123456782").as_str().contains("123456782"),
            "it could be a BSN"
        );
        let families = remembered("gezinnen", &ExternalRef::new("1"));
        assert_ne!(families, remembered("personen", &ExternalRef::new("1")));
    }
}
