//! One row of a table, asked column by column; what is wrong is told with the place and the header as written.

use super::cells::{self, Wrong};
use super::columns::Column;
use super::grid::{CellValue, GridRow};
use super::model::{ExternalRef, Place};
use super::problems::Problems;
use super::table::Table;

/// A row that is being read.
pub(super) struct Fields<'a> {
    table: &'a Table<'a>,
    row: &'a GridRow,
    place: Place,
    problems: &'a mut Problems,
}

impl<'a> Fields<'a> {
    pub(super) fn new(table: &'a Table<'a>, row: &'a GridRow, problems: &'a mut Problems) -> Self {
        let place = table.grid.place(row.number);
        Self {
            table,
            row,
            place,
            problems,
        }
    }

    /// The name of the sheet or file that the row is in.
    pub(super) fn table_name(&self) -> &str {
        self.table.name()
    }

    /// The row's place, once nothing more is asked of it.
    pub(super) fn into_place(self) -> Place {
        self.place
    }

    /// What a column holds, or nothing where the cell is empty or was refused.
    pub(super) fn may<T>(&mut self, column: Column, read: fn(&CellValue) -> Result<T, Wrong>) -> Option<T> {
        let (at, header) = self.table.column(column)?;
        let cell = self.row.cells.get(at).filter(|cell| **cell != CellValue::Empty)?;
        match read(cell) {
            Ok(value) => Some(value),
            Err(Wrong { code, message }) => {
                self.problems.cell(&self.place, header, code, message);
                None
            }
        }
    }

    /// As [`Fields::may`], but an empty cell is refused.
    pub(super) fn must<T>(&mut self, column: Column, read: fn(&CellValue) -> Result<T, Wrong>) -> Option<T> {
        if self.is_empty(column) {
            let header = self.header(column);
            self.refuse(column, "missing_value", format!("{header} may not be empty"));
            return None;
        }
        self.may(column, read)
    }

    /// What a column holds if it can be read, without a word if it cannot.
    pub(super) fn glance<T>(&self, column: Column, read: fn(&CellValue) -> Result<T, Wrong>) -> Option<T> {
        let (at, _) = self.table.column(column)?;
        read(self.row.cells.get(at)?).ok()
    }

    /// Whether a column is not there or holds nothing in this row.
    pub(super) fn is_empty(&self, column: Column) -> bool {
        let cell = self.table.column(column).and_then(|(at, _)| self.row.cells.get(at));
        cell.is_none_or(|cell| *cell == CellValue::Empty)
    }

    /// Tells that a column's value does not fit.
    pub(super) fn refuse(&mut self, column: Column, code: &'static str, message: impl Into<String>) {
        let header = self.header(column);
        self.problems.cell(&self.place, &header, code, message);
    }

    /// The row's own key if it has one, else a key of these parts: the same row makes the same key each time.
    pub(super) fn row_key(&mut self, parts: &[&str]) -> ExternalRef {
        match self.may(Column::RowKey, cells::text) {
            Some(own) => ExternalRef::new(own),
            None => ExternalRef::new(parts.join("/")),
        }
    }

    /// The header of a column as written in the file, or as it would be written out.
    fn header(&self, column: Column) -> String {
        match self.table.column(column) {
            Some((_, header)) => header.to_owned(),
            None => {
                let spec = self.table.kind.columns().iter().find(|spec| spec.column == column);
                spec.map_or_else(String::new, |spec| spec.header.to_owned())
            }
        }
    }
}
