//! Finds in a grid which kind of record it holds, which row is the header, and which column is what.

use super::columns::{Column, ColumnSpec};
use super::grid::{CellValue, Grid, GridRow};
use super::kind::RecordKind;
use super::problems::Problems;
use super::value::bsn::holds_bsn;
use super::value::text::{fold, fold_header};

/// How many rows at the top may hold the header, titles and empty rows above it included.
const HEADER_WITHIN: usize = 30;

/// Sheets that offices add for their readers. Nothing is read from them.
const FOR_READERS: [&str; 7] = [
    "toelichting",
    "leeswijzer",
    "uitleg",
    "instructie",
    "lijsten",
    "keuzelijsten",
    "voorblad",
];

/// Headers of numbers that may not come in.
const BSN_HEADERS: [&str; 6] = ["bsn", "bsnnummer", "bsnnr", "burgerservicenummer", "sofinummer", "sofi"];

/// Headers of what somebody is suspected of or sentenced for, which has no place here.
const OFFENCE_HEADERS: [&str; 11] = [
    "delict",
    "delicten",
    "delictsoort",
    "misdrijf",
    "strafbaarfeit",
    "feit",
    "feiten",
    "veroordeling",
    "vonnis",
    "parketnummer",
    "straf",
];

/// A grid whose kind, header and columns are known.
pub(super) struct Table<'g> {
    pub(super) grid: &'g Grid,
    pub(super) kind: RecordKind,
    /// The rows below the header.
    pub(super) rows: &'g [GridRow],
    columns: Vec<FoundColumn>,
    /// Whether all columns are there that the kind needs; without them no row is read.
    pub(super) complete: bool,
}

struct FoundColumn {
    spec: &'static ColumnSpec,
    at: usize,
    header: String,
}

impl<'g> Table<'g> {
    /// The table that a grid holds, if it holds one; problems of its header are told.
    pub(super) fn find(grid: &'g Grid, problems: &mut Problems) -> Option<Self> {
        let name = name_of(grid);
        let unread = FOR_READERS.contains(&fold(name).as_str());
        let found = if unread {
            None
        } else {
            find_header(grid, RecordKind::from_name(name))
        };
        let header_at = found.map(|(_, at)| at);
        refuse_bsns(grid, header_at, problems);
        if unread || grid.rows.is_empty() {
            return None;
        }
        let Some((kind, at)) = found else {
            let message = "cannot tell what this holds: name the sheet or the file after its kind and give it that kind's headers";
            problems.row(&grid.place(0), "unknown_kind", message);
            return None;
        };
        let mut table = Table {
            grid,
            kind,
            rows: &grid.rows[at + 1..],
            columns: Vec::new(),
            complete: false,
        };
        table.take_columns(&grid.rows[at], problems);
        table.complete = table.tell_missing_columns(grid.rows[at].number, problems);
        Some(table)
    }

    /// Where a column stands and what its header reads, if the table has it.
    pub(super) fn column(&self, column: Column) -> Option<(usize, &str)> {
        let found = self.columns.iter().find(|found| found.spec.column == column)?;
        Some((found.at, &found.header))
    }

    /// The sheet's name, or the file's.
    pub(super) fn name(&self) -> &'g str {
        name_of(self.grid)
    }

    fn take_columns(&mut self, header: &GridRow, problems: &mut Problems) {
        let place = self.grid.place(header.number);
        let width = self
            .rows
            .iter()
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0)
            .max(header.cells.len());
        for at in 0..width {
            let text = header.cells.get(at).map(header_text).unwrap_or_default();
            let folded = fold_header(&text);
            let first_below = || {
                self.rows
                    .iter()
                    .find(|row| row.cells.get(at).is_some_and(|cell| *cell != CellValue::Empty))
            };
            if let Some(spec) = self.kind.column_under(&folded) {
                if self.columns.iter().any(|found| found.spec.column == spec.column) {
                    problems.cell(&place, &text, "duplicate_column", "this column is there twice");
                } else {
                    self.columns.push(FoundColumn { spec, at, header: text });
                }
            } else if BSN_HEADERS.contains(&folded.as_str()) {
                problems.cell(
                    &place,
                    &text,
                    "bsn_column",
                    "a BSN may not be kept: remove this column from the file",
                );
            } else if OFFENCE_HEADERS.contains(&folded.as_str()) {
                let message = "offences and sentences may not be kept: remove this column from the file";
                problems.cell(&place, &text, "offence_column", message);
            } else if let Some(row) = first_below().filter(|_| !folded.starts_with("intern")) {
                if folded.is_empty() {
                    let message = "there is something in a column that has no header";
                    problems.cell(
                        &self.grid.place(row.number),
                        &letters(at),
                        "column_without_header",
                        message,
                    );
                } else {
                    let known: Vec<&str> = self.kind.columns().iter().map(|spec| spec.header).collect();
                    let known = known.join(", ");
                    let message =
                        format!("unknown column; known are {known}; start its header with \"intern\" to leave it out");
                    problems.cell(&place, &text, "unknown_column", message);
                }
            }
        }
    }

    fn tell_missing_columns(&self, header: u32, problems: &mut Problems) -> bool {
        let mut complete = true;
        for spec in self.kind.columns().iter().filter(|spec| spec.required) {
            if self.column(spec.column).is_none() {
                complete = false;
                let message = format!("a column that {} need is missing", self.kind.name());
                problems.cell(&self.grid.place(header), spec.header, "missing_column", message);
            }
        }
        complete
    }
}

fn name_of(grid: &Grid) -> &str {
    grid.sheet.as_deref().unwrap_or_else(|| {
        let file = grid.file.rsplit(['/', '\\']).next().unwrap_or(&grid.file);
        file.rsplit_once('.').map_or(file, |(stem, _)| stem)
    })
}

/// The kind and the index of the header row: where most of the columns of the named kind, or of one kind alone, stand.
fn find_header(grid: &Grid, named: Option<RecordKind>) -> Option<(RecordKind, usize)> {
    let mut best: Option<((bool, usize), RecordKind, usize)> = None;
    let mut tied = false;
    for (at, row) in grid.rows.iter().take(HEADER_WITHIN).enumerate() {
        let folded: Vec<String> = row.cells.iter().map(|cell| fold_header(&header_text(cell))).collect();
        for kind in RecordKind::ALL
            .into_iter()
            .filter(|kind| named.is_none_or(|named| named == *kind))
        {
            let fit = fit(kind, &folded);
            // Without a name to go by, only a header that has all it needs tells the kind.
            if fit.1 < 2 || (named.is_none() && !fit.0) {
                continue;
            }
            match &best {
                Some((score, ..)) if fit < *score => {}
                Some((score, other, _)) if fit == *score => tied |= *other != kind,
                _ => {
                    best = Some((fit, kind, at));
                    tied = false;
                }
            }
        }
    }
    best.filter(|_| !tied).map(|(_, kind, at)| (kind, at))
}

/// Whether a row has all headers that a kind needs, and how many of the kind's headers it has.
fn fit(kind: RecordKind, folded: &[String]) -> (bool, usize) {
    let mut there: Vec<Column> = folded
        .iter()
        .filter_map(|header| kind.column_under(header))
        .map(|spec| spec.column)
        .collect();
    there.sort_unstable();
    there.dedup();
    let complete = kind
        .columns()
        .iter()
        .filter(|spec| spec.required)
        .all(|spec| there.contains(&spec.column));
    (complete, there.len())
}

/// Tells every cell that holds a BSN. Columns that say so in their header are told once, as columns.
fn refuse_bsns(grid: &Grid, header_at: Option<usize>, problems: &mut Problems) {
    let header = header_at.map(|at| &grid.rows[at]);
    let header_of = |at: usize| {
        header
            .and_then(|row| row.cells.get(at))
            .map(header_text)
            .filter(|text| !text.is_empty())
    };
    for row in &grid.rows {
        for (at, cell) in row.cells.iter().enumerate() {
            let found = match cell {
                CellValue::Text(text) => holds_bsn(text),
                CellValue::Number(number) => (1e8..1e9).contains(number) && holds_bsn(&format!("{number}")),
                _ => false,
            };
            let header = || header_of(at).unwrap_or_else(|| letters(at));
            if found && !header_of(at).is_some_and(|text| BSN_HEADERS.contains(&fold_header(&text).as_str())) {
                let message =
                    "nine digits that pass the test for a BSN, which may not be kept: remove the number from the file";
                problems.cell(&grid.place(row.number), &header(), "bsn_cell", message);
            }
        }
    }
}

fn header_text(cell: &CellValue) -> String {
    match cell {
        CellValue::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

/// A column's letters as Excel shows them, for a column counted from 0.
fn letters(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        // The remainder is below 26, so it fits a byte.
        letters.push(b'A' + (at % 26) as u8);
        if at < 26 {
            break;
        }
        at = at / 26 - 1;
    }
    letters.iter().rev().map(|&byte| char::from(byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (at, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(at), expected);
        }
    }
}
