//! National figures as pages tell them: a number in its unit, with its margin, or why there is none.
//!
//! Which figures there are does not belong here: the catalogue and the releases say it.

use i18n_embed_fl::fl;
use krachtig_core::domain::money::Cents;
use krachtig_core::service::PublishedStatus;
use krachtig_national::indicator::{Label, Unit};

use super::draw::Cell;
use super::words::{Language, Words};

/// A text of the catalogue, in the reader's language.
pub(super) fn label<'l>(t: &Words, label: &'l Label) -> &'l str {
    match t.language {
        Language::Dutch => &label.nl,
        Language::English => &label.en,
    }
}

/// A number in its unit: amounts in euros, all else as it is.
pub(super) fn number(t: &Words, unit: Unit, value: i64) -> String {
    match unit {
        Unit::EuroCents => Cents::new(value).map_or_else(|| value.to_string(), |cents| t.format.amount(cents)),
        _ => t.format.number(value),
    }
}

/// A figure as it was published.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) status: PublishedStatus,
    pub(super) value: Option<i64>,
    pub(super) margin: u32,
}

impl Told {
    /// A number that was counted, and is told as it is.
    pub(super) fn counted(value: i64) -> Self {
        Self {
            status: PublishedStatus::Exact,
            value: Some(value),
            margin: 0,
        }
    }

    /// In words.
    pub(super) fn text(self, t: &'static Words, unit: Unit) -> String {
        match (self.status, self.value) {
            (PublishedStatus::BelowTen, _) => fl!(t, "figure-below-ten"),
            (PublishedStatus::Exact, Some(value)) => number(t, unit, value),
            (PublishedStatus::Noised, Some(value)) => {
                let (value, margin) = (number(t, unit, value), number(t, unit, i64::from(self.margin)));
                fl!(t, "figure-noised", value = value, margin = margin)
            }
            _ => fl!(t, "figure-not-published"),
        }
    }

    /// As a bar.
    pub(super) fn cell(self, t: &'static Words, unit: Unit) -> Cell {
        Cell {
            value: self.value,
            margin: self.margin,
            text: self.text(t, unit),
        }
    }
}
