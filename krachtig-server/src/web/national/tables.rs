//! Tables of releases as pictures, each with all of its figures as a table behind it.
//!
//! Which figures are told does not belong here.

use i18n_embed_fl::fl;
use krachtig_core::service::PublishedStatus;
use krachtig_national::definition::ALL_REGIONS;
use krachtig_national::indicator::Unit;
use krachtig_national::reading::{ToldFigure, ToldTable};
use krachtig_national::release::{Protection, Reason, Status};

use super::super::draw::{Drawing, Panel, Table, panels};
use super::super::figure::{Told, label};
use super::super::words::Words;
use super::caller::HOME;

/// The most panels of a picture; the table has all.
const PANELS: usize = 3;

/// A table, as a page shows it.
pub(super) struct Shown {
    pub(super) code: String,
    pub(super) title: String,
    pub(super) definition: String,
    /// The picture; none where there are too many places for one.
    pub(super) drawing: Option<Drawing>,
    /// Where its figures of every place stand, where that is not here.
    pub(super) places: Option<String>,
}

fn told(figure: &ToldFigure<'_>) -> Told {
    Told {
        status: match figure.status {
            Status::Exact => PublishedStatus::Exact,
            Status::Noised => PublishedStatus::Noised,
            Status::BelowTen => PublishedStatus::BelowTen,
            Status::NotPublished => PublishedStatus::NotPublished,
        },
        value: figure.value,
        margin: figure.margin.unwrap_or_default(),
    }
}

/// A figure in words, with why it is not published where it is not.
fn in_words(t: &'static Words, unit: Unit, figure: &ToldFigure<'_>) -> String {
    let text = told(figure).text(t, unit);
    match figure.reason {
        Some(Reason::FewFamilies) => format!("{text}: {}", fl!(t, "nat-few-families")),
        Some(Reason::NotCounted) => format!("{text}: {}", fl!(t, "nat-not-counted")),
        None => text,
    }
}

/// How a table is protected, in words.
fn protection(t: &'static Words, protection: Option<Protection>) -> String {
    match protection {
        Some(one) => fl!(
            t,
            "nat-protected",
            margin = i64::from(one.margin),
            epsilon = one.epsilon.to_string()
        ),
        None => fl!(t, "nat-exact"),
    }
}

/// A line of a picture, or a panel of it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) code: String,
    pub(super) label: String,
}

/// Puts figures into rows and panels, as these say where each belongs.
pub(super) fn draw(
    t: &'static Words,
    (id, title, about): (String, String, String),
    unit: Unit,
    figures: &[(Head, Head, ToldFigure<'_>)],
) -> Drawing {
    let mut rows: Vec<&Head> = Vec::new();
    let mut columns: Vec<&Head> = Vec::new();
    for (row, column, _) in figures {
        if !rows.contains(&row) {
            rows.push(row);
        }
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    let at = |row: &Head, column: &Head| {
        let mut all = figures.iter();
        all.find(|(one, other, _)| one == row && other == column)
            .map(|(.., figure)| figure)
    };
    let nothing = Told {
        status: PublishedStatus::NotPublished,
        value: None,
        margin: 0,
    };
    let panel = |column: &&Head| Panel {
        title: column.label.clone(),
        cells: rows
            .iter()
            .map(|row| at(row, column).map_or(nothing, told).cell(t, unit))
            .collect(),
    };
    let drawn: Vec<Panel> = columns.iter().take(PANELS).map(panel).collect();
    let labels: Vec<String> = rows.iter().map(|row| row.label.clone()).collect();
    let cells = |row: &&Head| {
        let texts = columns
            .iter()
            .map(|column| at(row, column).map_or_else(|| "–".to_owned(), |one| in_words(t, unit, one)));
        std::iter::once(row.label.clone()).chain(texts).collect()
    };
    let head = std::iter::once(title.clone()).chain(columns.iter().map(|column| column.label.clone()));
    let table = Table {
        head: head.collect(),
        rows: rows.iter().map(cells).collect(),
    };
    let about = match columns.len().checked_sub(PANELS).filter(|more| *more > 0) {
        Some(more) => format!("{about} {}", fl!(t, "nat-more-in-table", count = more)),
        None => about,
    };
    Drawing::of(id, panels(&labels, &drawn), (title, about, fl!(t, "as-table")), table)
}

/// How many places figures are about.
fn places(figures: &[ToldFigure<'_>]) -> usize {
    let mut places: Vec<&str> = figures.iter().map(|one| one.place.code.as_str()).collect();
    places.dedup();
    places.len()
}

/// A table of a release: categories as lines and places as panels, or the other way around where there are many places.
pub(super) fn shown(t: &'static Words, table: &ToldTable) -> Shown {
    let figures: Vec<_> = table.figures().collect();
    Shown {
        drawing: Some(drawn(t, table, &figures)),
        ..named(t, table)
    }
}

/// A table of a release at a glance: all regions together, with the way to its figures of every place. So a page of many
/// tables stays as short as it is, however many regions there are.
pub(super) fn at_a_glance(t: &'static Words, table: &ToldTable) -> Shown {
    let all: Vec<_> = table.figures().collect();
    let together = all.iter().filter(|figure| figure.place.code == ALL_REGIONS);
    let mut here: Vec<_> = together.copied().collect();
    if here.is_empty() && places(&all) <= PANELS {
        here.clone_from(&all);
    }
    let (release, of) = (&table.release.release.definition.name, &table.table().indicator.code);
    let more = here.len() < all.len();
    Shown {
        drawing: (!here.is_empty()).then(|| drawn(t, table, &here)),
        places: more.then(|| format!("{HOME}/compare?release={release}&of={of}")),
        ..named(t, table)
    }
}

/// A table's name and what it says, without its figures.
fn named(t: &'static Words, table: &ToldTable) -> Shown {
    let indicator = &table.table().indicator;
    Shown {
        code: indicator.code.clone(),
        title: label(t, &indicator.label).to_owned(),
        definition: label(t, &indicator.definition).to_owned(),
        drawing: None,
        places: None,
    }
}

fn drawn(t: &'static Words, table: &ToldTable, figures: &[ToldFigure<'_>]) -> Drawing {
    let inside = table.table();
    let indicator = &inside.indicator;
    let title = label(t, &indicator.label).to_owned();
    let by_place = places(figures) > PANELS;
    let heads = |figure: &ToldFigure<'_>| {
        let place = Head {
            code: figure.place.code.clone(),
            label: label(t, &figure.place.label).to_owned(),
        };
        let category = Head {
            code: figure.category.code.clone(),
            label: label(t, &figure.category.label).to_owned(),
        };
        if by_place { (place, category) } else { (category, place) }
    };
    let figures: Vec<_> = figures
        .iter()
        .map(|figure| {
            let (row, column) = heads(figure);
            (row, column, *figure)
        })
        .collect();
    draw(
        t,
        (indicator.code.clone(), title, protection(t, inside.protection)),
        indicator.unit,
        &figures,
    )
}
