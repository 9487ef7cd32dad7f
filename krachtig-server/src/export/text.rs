//! The figures as CSV (RFC 4180, UTF-8): for programs, and safe in spreadsheets too.

use csv::{Terminator, WriterBuilder};

use super::NotWritten;
use super::rows::{COLUMNS, Cell, Figures};
use crate::import::neutralise;

/// Writes a line per figure, below the columns' names.
pub(super) fn write(figures: &Figures) -> Result<Vec<u8>, NotWritten> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    let head = COLUMNS.iter().map(|column| column.name);
    writer.write_record(head).map_err(NotWritten::because)?;
    for row in &figures.0 {
        writer.write_record(row.iter().map(cell)).map_err(NotWritten::because)?;
    }
    writer
        .into_inner()
        .map_err(|cause| NotWritten::because(cause.to_string()))
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => neutralise(text),
        Cell::Integer(number) => number.to_string(),
        Cell::Decimal(number) => number.to_string(),
        Cell::Empty => String::new(),
    }
}
