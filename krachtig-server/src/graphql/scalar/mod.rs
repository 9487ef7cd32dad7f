//! Scalars and enums on the wire: words of a closed list, ids of one kind, amounts of money, and JSON of rules' own.
//!
//! Objects do not belong here. Dates and moments have no type of their own: `time::Date` is GraphQL's `Date`
//! (ISO 8601, `2026-03-02`) and `time::OffsetDateTime` is `DateTime` (RFC 3339, told in UTC). A record's version is a
//! plain `Int`.

mod cents;
mod global_id;
mod json;
mod word;

pub use cents::Cents;
pub use global_id::GlobalId;
pub use json::Json;
pub use word::Word;

/// A rustdoc text as one paragraph: the texts come with a leading space and a line break's worth of space between.
pub(crate) fn described(about: &str) -> Option<String> {
    let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
    (!about.is_empty()).then_some(about)
}
