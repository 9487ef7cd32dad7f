//! Single cells made values, each with its refusal. Which column a cell stands in is not known here.

use krachtig_core::domain::money::Cents;
use time::Date;

use super::grid::CellValue;
use super::model::ExternalRef;
use super::value::amount::{self, NotAnAmount};
use super::value::date::{self, Pivot};
use super::value::{flag, text};
use super::words::dutch::Dutch;
use super::words::places;

/// Why a cell cannot be read: a stable code, and what would be right.
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) message: String,
}

fn wrong<T>(code: &'static str, message: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong {
        code,
        message: message.into(),
    })
}

/// The longest key that an office may give.
const LONGEST_KEY: usize = 40;

/// Any cell as text.
pub(super) fn text(cell: &CellValue) -> Result<String, Wrong> {
    match cell {
        CellValue::Empty => Ok(String::new()),
        CellValue::Text(text) => Ok(text.clone()),
        CellValue::Number(number) => Ok(format!("{number}").replace('.', ",")),
        CellValue::Date(day) => Ok(date::write(*day)),
        CellValue::Bool(yes) => Ok(if *yes { "ja" } else { "nee" }.to_owned()),
        CellValue::Broken => wrong("broken_cell", "a formula that failed, or a date that does not exist"),
    }
}

/// The lines of a cell, one item each.
pub(super) fn items(cell: &CellValue) -> Result<Vec<String>, Wrong> {
    text(cell).map(|content| text::items(&content))
}

/// An office's own number: letters, digits and `-_./`, capitals and small letters alike.
pub(super) fn key(cell: &CellValue) -> Result<ExternalRef, Wrong> {
    let content = text(cell)?.to_uppercase();
    let fits = content
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
    if !fits || content.chars().count() > LONGEST_KEY {
        return wrong(
            "bad_key",
            format!("not a number such as GZ-001: letters, digits and -_./, at most {LONGEST_KEY}"),
        );
    }
    Ok(ExternalRef::new(content))
}

/// A date in casework.
pub(super) fn date(cell: &CellValue) -> Result<Date, Wrong> {
    date_by(cell, Pivot::Casework)
}

/// A date of birth.
pub(super) fn birth_date(cell: &CellValue) -> Result<Date, Wrong> {
    date_by(cell, Pivot::Birth)
}

fn date_by(cell: &CellValue, pivot: Pivot) -> Result<Date, Wrong> {
    let found = match cell {
        CellValue::Date(day) => Some(*day),
        CellValue::Text(content) => date::parse(content, pivot),
        _ => None,
    };
    found.map_or_else(|| wrong("bad_date", "not a date such as 31-12-2026"), Ok)
}

/// An amount of money.
pub(super) fn amount(cell: &CellValue) -> Result<Cents, Wrong> {
    let found = match cell {
        CellValue::Number(number) => amount::from_number(*number),
        CellValue::Text(content) => amount::parse(content),
        _ => Err(NotAnAmount::Unreadable),
    };
    found.or_else(|reason| match reason {
        NotAnAmount::Negative => wrong(
            "amount_negative",
            "below zero: the kind of line tells which way the money goes",
        ),
        NotAnAmount::Unreadable => wrong("bad_amount", "not an amount in euros such as 1.250,00"),
    })
}

/// Yes or no.
pub(super) fn flag(cell: &CellValue) -> Result<bool, Wrong> {
    let found = match cell {
        CellValue::Bool(yes) => Some(*yes),
        _ => flag::parse(&text(cell)?),
    };
    found.map_or_else(|| wrong("bad_flag", "neither ja nor nee"), Ok)
}

/// A level of a life domain, 1 to 5.
pub(super) fn level(cell: &CellValue) -> Result<u8, Wrong> {
    score(cell, 1)
}

/// A part of a level, 0 to 5.
pub(super) fn part(cell: &CellValue) -> Result<u8, Wrong> {
    score(cell, 0)
}

fn score(cell: &CellValue, least: u8) -> Result<u8, Wrong> {
    let found = match cell {
        CellValue::Number(number) => Some(*number),
        CellValue::Text(content) => content.replace(',', ".").parse::<f64>().ok(),
        _ => None,
    };
    let range = (least..=5).find(|score| found.is_some_and(|found| found == f64::from(*score)));
    match (range, found) {
        (Some(score), _) => Ok(score),
        (None, Some(number)) if number.fract() == 0.0 => {
            wrong("score_out_of_range", format!("a score goes from {least} to 5"))
        }
        _ => wrong("bad_number", format!("not a whole number from {least} to 5")),
    }
}

/// A word of a list, by its code or a Dutch label.
pub(super) fn word<V: Dutch>(cell: &CellValue) -> Result<V, Wrong> {
    if let Some(word) = V::read(&text(cell)?) {
        return Ok(word);
    }
    let known: Vec<&str> = V::ALL.iter().map(|word| word.label()).collect();
    wrong("unknown_word", format!("not one of {}: {}", V::NAME, known.join(", ")))
}

/// A municipality's code, by code or name.
pub(super) fn municipality(cell: &CellValue) -> Result<String, Wrong> {
    let found = places::municipality(&text(cell)?);
    found.map_or_else(
        || {
            wrong(
                "unknown_municipality",
                "not a municipality's code such as GM0518, nor a name of this region",
            )
        },
        Ok,
    )
}

/// An institution's short name.
pub(super) fn institution(cell: &CellValue) -> Result<String, Wrong> {
    match places::institution(&text(cell)?) {
        Some(name) => Ok(name.to_owned()),
        None => wrong(
            "unknown_institution",
            format!("not one of: {}", places::INSTITUTIONS.join(", ")),
        ),
    }
}
