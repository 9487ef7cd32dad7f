//! Tables and figures as they are told: nothing is copied of the release in which they stand.

use std::sync::Arc;

use super::Slice;
use crate::indicator::Category;
use crate::place::Place;
use crate::release::{Figure, Reason, Status, Table};
use crate::store::FrozenRelease;

/// The figures of one indicator in one release, as far as they were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldTable {
    /// The release.
    pub release: Arc<FrozenRelease>,
    /// The table's place in it.
    number: usize,
    /// What was asked for.
    slice: Arc<Slice>,
}

/// A figure with what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldFigure<'t> {
    /// Of which place.
    pub place: &'t Place,
    /// Of which category.
    pub category: &'t Category,
    /// What the figure is.
    pub status: Status,
    /// The number, where it is told.
    pub value: Option<i64>,
    /// Why it is not published.
    pub reason: Option<Reason>,
    /// How far it is from the counted one at most, in 95 of 100 figures; none where no number is told.
    pub margin: Option<u32>,
}

impl ToldTable {
    /// The tables of a release whose indicators are asked for, also those of which no figure is.
    pub(super) fn all_of(release: &Arc<FrozenRelease>, slice: &Arc<Slice>) -> impl Iterator<Item = Self> {
        let tables = release.release.tables.iter().enumerate();
        let asked = tables.filter(|(_, table)| within(&slice.indicators, &table.indicator.code));
        asked.map(|(number, _)| Self {
            release: Arc::clone(release),
            number,
            slice: Arc::clone(slice),
        })
    }

    /// All of the table, as it stands in the release.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.release.release.tables[self.number]
    }

    /// The figures that were asked for, as they stand in the release and in its order.
    pub fn asked(&self) -> impl Iterator<Item = &Figure> {
        let Slice { places, categories, .. } = &*self.slice;
        let figures = self.table().figures.iter();
        figures.filter(|figure| within(places, &figure.place) && within(categories, &figure.category))
    }

    /// The figures that were asked for, with what they are about.
    pub fn figures(&self) -> impl Iterator<Item = ToldFigure<'_>> {
        self.asked().filter_map(|figure| {
            Some(ToldFigure {
                place: self.place(figure)?,
                category: self.category(figure)?,
                status: figure.status,
                value: figure.value,
                reason: figure.reason,
                margin: self.margin(figure),
            })
        })
    }

    /// The place that a figure of this table is about.
    #[must_use]
    pub fn place(&self, figure: &Figure) -> Option<&Place> {
        self.release.place(&figure.place)
    }

    /// The category that a figure of this table is about.
    #[must_use]
    pub fn category(&self, figure: &Figure) -> Option<&Category> {
        self.table().indicator.category(&figure.category)
    }

    /// How far a figure of this table is from the counted one at most, in 95 of 100 figures; none where no number is told.
    #[must_use]
    pub fn margin(&self, figure: &Figure) -> Option<u32> {
        let margin = self.table().protection.map_or(0, |protection| protection.margin);
        figure.value.map(|_| margin)
    }
}

/// Whether a code is among those that are asked for; each is where nothing is named.
fn within(asked: &[String], code: &str) -> bool {
    asked.is_empty() || asked.iter().any(|one| one == code)
}
