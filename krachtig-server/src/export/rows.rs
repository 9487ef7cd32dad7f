//! The rows of every file: one per figure, with all that is needed to read it without another table.

use std::sync::Arc;

use krachtig_national::epsilon::Epsilon;
use krachtig_national::reading::{ToldFigure, ToldTable, everything};
use krachtig_national::store::FrozenRelease;

use super::code;

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// A text or a code.
    Text,
    /// A whole number.
    Integer,
    /// A number with at most three decimals.
    Decimal,
}

/// A column, with its name and meaning in Dutch and English.
pub(super) struct Column {
    /// Its name.
    pub(super) name: &'static str,
    /// What its cells hold.
    pub(super) holds: Holds,
    /// Whether every row has it.
    pub(super) required: bool,
    /// What it is called: in Dutch, in English.
    pub(super) label: (&'static str, &'static str),
    /// What it says: in Dutch, in English.
    pub(super) about: (&'static str, &'static str),
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// A text or a code.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number in thousandths.
    Decimal(Epsilon),
    /// Nothing.
    Empty,
}

/// The rows of a release, each with a cell per column of [`COLUMNS`].
pub(super) struct Figures(pub(super) Vec<Vec<Cell>>);

type Texts = (&'static str, &'static str);

const fn column(name: &'static str, holds: Holds, required: bool, label: Texts, about: Texts) -> Column {
    Column {
        name,
        holds,
        required,
        label,
        about,
    }
}

/// Every column, in order.
pub(super) const COLUMNS: [Column; 17] = [
    column(
        "release",
        Holds::Text,
        true,
        ("uitgave", "release"),
        ("De naam van de uitgave.", "The name of the release."),
    ),
    column(
        "period",
        Holds::Text,
        true,
        ("periode", "period"),
        (
            "Een jaar of een kwartaal: 2026, 2026-Q3.",
            "A year or a quarter: 2026, 2026-Q3.",
        ),
    ),
    column(
        "indicator",
        Holds::Text,
        true,
        ("indicator", "indicator"),
        ("De code van wat geteld is.", "The code of what was counted."),
    ),
    column(
        "indicator_nl",
        Holds::Text,
        true,
        ("indicator (Nederlands)", "indicator (Dutch)"),
        ("Wat geteld is, in het Nederlands.", "What was counted, in Dutch."),
    ),
    column(
        "indicator_en",
        Holds::Text,
        true,
        ("indicator (Engels)", "indicator (English)"),
        ("Wat geteld is, in het Engels.", "What was counted, in English."),
    ),
    column(
        "unit",
        Holds::Text,
        true,
        ("eenheid", "unit"),
        ("Waarvan het getal er een aantal is.", "What the figure is a number of."),
    ),
    column(
        "place",
        Holds::Text,
        true,
        ("plaats", "place"),
        (
            "De code van een regio of een groep regio's; all voor alle regio's samen.",
            "The code of a region or a group of regions; all for all regions together.",
        ),
    ),
    column(
        "place_kind",
        Holds::Text,
        true,
        ("soort plaats", "kind of place"),
        ("region, group of all_regions.", "region, group or all_regions."),
    ),
    column(
        "place_nl",
        Holds::Text,
        true,
        ("naam van de plaats", "name of the place"),
        (
            "De naam van de plaats, in het Nederlands.",
            "The name of the place, in Dutch.",
        ),
    ),
    column(
        "place_families",
        Holds::Integer,
        true,
        ("gezinnen van de plaats", "families of the place"),
        (
            "Hoeveel gezinnen van de plaats meetellen in tabellen over gezinnen.",
            "How many families of the place count in tables of attributes.",
        ),
    ),
    column(
        "category",
        Holds::Text,
        true,
        ("categorie", "category"),
        ("De code van de categorie.", "The code of the category."),
    ),
    column(
        "category_nl",
        Holds::Text,
        true,
        ("categorie (Nederlands)", "category (Dutch)"),
        (
            "De naam van de categorie, in het Nederlands.",
            "The name of the category, in Dutch.",
        ),
    ),
    column(
        "status",
        Holds::Text,
        true,
        ("status", "status"),
        (
            "exact: zoals geteld; noised: met ruis; below_ten: met ruis onder de tien, niet verteld; not_published: niet gepubliceerd.",
            "exact: as it was counted; noised: with noise; below_ten: below ten with its noise, not told; not_published: not published.",
        ),
    ),
    column(
        "value",
        Holds::Integer,
        false,
        ("getal", "value"),
        ("Het getal, waar het verteld wordt.", "The number, where it is told."),
    ),
    column(
        "margin",
        Holds::Integer,
        false,
        ("marge", "margin"),
        (
            "Hoe ver het getal hoogstens van het getelde ligt, in 95 van de 100 getallen.",
            "How far the number is from the counted one at most, in 95 of 100 figures.",
        ),
    ),
    column(
        "reason",
        Holds::Text,
        false,
        ("reden", "reason"),
        ("Waarom het niet gepubliceerd is.", "Why it is not published."),
    ),
    column(
        "epsilon",
        Holds::Decimal,
        false,
        ("privacyverlies", "privacy loss"),
        (
            "Wat de tabel hoogstens van één gezin vertelt (epsilon); leeg voor getallen van de organisatie.",
            "What the table tells at most of any one family (epsilon); empty for figures of the organisation.",
        ),
    ),
];

impl Figures {
    /// The rows of a release, in its order.
    pub(super) fn of(release: &Arc<FrozenRelease>) -> Self {
        let tables = everything(release);
        let rows = tables
            .iter()
            .flat_map(|table| table.figures().map(|figure| row(table, &figure)));
        Self(rows.collect())
    }
}

fn row(told: &ToldTable, figure: &ToldFigure<'_>) -> Vec<Cell> {
    let (table, place) = (told.table(), figure.place);
    let definition = &told.release.release.definition;
    let text = |text: &str| Cell::Text(text.to_owned());
    let families = place.inputs.iter().map(|input| i64::from(input.counted_families));
    let protection = table.protection.as_ref();
    vec![
        text(&definition.name),
        Cell::Text(definition.period.to_string()),
        text(&table.indicator.code),
        text(&table.indicator.label.nl),
        text(&table.indicator.label.en),
        Cell::Text(code(table.indicator.unit)),
        text(&place.code),
        Cell::Text(code(place.kind)),
        text(&place.label.nl),
        Cell::Integer(families.sum()),
        text(&figure.category.code),
        text(&figure.category.label.nl),
        Cell::Text(code(figure.status)),
        figure.value.map_or(Cell::Empty, Cell::Integer),
        figure.margin.map_or(Cell::Empty, |margin| Cell::Integer(margin.into())),
        figure.reason.map_or(Cell::Empty, |reason| Cell::Text(code(reason))),
        protection.map_or(Cell::Empty, |protection| Cell::Decimal(protection.epsilon)),
    ]
}
