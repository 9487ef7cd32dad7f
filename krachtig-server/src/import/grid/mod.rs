//! Files made grids: rows of cells with the numbers that Excel shows, whatever they were written in. What a column means
//! does not belong here.

mod archive;
mod delimited;
mod workbook;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use time::Date;

use super::limits::Limits;
use super::model::{ImportProblem, Place};

/// One sheet of a workbook, or one CSV file.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) file: String,
    /// The sheet's name; none for a CSV file.
    pub(super) sheet: Option<String>,
    /// The rows that hold anything, from top to bottom.
    pub(super) rows: Vec<GridRow>,
}

/// A row with at least one cell that holds something.
#[derive(Debug, PartialEq)]
pub(super) struct GridRow {
    /// The number that Excel shows before it.
    pub(super) number: u32,
    /// The cells from column A on, up to the last that holds something.
    pub(super) cells: Vec<CellValue>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellValue {
    /// Nothing.
    Empty,
    /// Text, trimmed.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// Yes or no.
    Bool(bool),
    /// A formula that came to nothing, or a date that there is not.
    Broken,
}

impl Grid {
    /// The place of a row; 0 for the grid as a whole.
    pub(super) fn place(&self, row: u32) -> Place {
        Place {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row,
        }
    }
}

/// Why a file or a sheet was refused before its rows were looked at.
pub(super) struct Refusal {
    sheet: Option<String>,
    row: u32,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            sheet: None,
            row: 0,
            code,
            message: message.into(),
        }
    }

    fn at(self, row: u32) -> Self {
        Self { row, ..self }
    }

    fn in_sheet(self, sheet: &str) -> Self {
        Self {
            sheet: Some(sheet.to_owned()),
            ..self
        }
    }

    fn into_problem(self, file: &str) -> ImportProblem {
        let place = Place {
            file: file.to_owned(),
            sheet: self.sheet,
            row: self.row,
        };
        ImportProblem {
            place,
            column: None,
            code: self.code,
            message: self.message,
        }
    }
}

/// Counts what a grid takes, and refuses what goes over.
struct Meter<'a> {
    limits: &'a Limits,
    rows: usize,
    cells: usize,
}

impl<'a> Meter<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            rows: 0,
            cells: 0,
        }
    }

    fn row(&mut self, number: u32) -> Result<(), Refusal> {
        self.rows += 1;
        if self.rows > self.limits.max_rows {
            let most = self.limits.max_rows;
            return Err(Refusal::new("too_many_rows", format!("more than {most} rows; split the file")).at(number));
        }
        Ok(())
    }

    /// Takes in a cell that holds something, by its column counted from 0 and its text.
    fn cell(&mut self, row: u32, column: usize, text: &str) -> Result<(), Refusal> {
        self.cells += 1;
        if self.cells > self.limits.max_cells {
            let most = self.limits.max_cells;
            return Err(Refusal::new("too_many_cells", format!("more than {most} cells; split the file")).at(row));
        }
        if column >= self.limits.max_columns {
            let most = self.limits.max_columns;
            return Err(Refusal::new("too_many_columns", format!("something stands beyond column {most}")).at(row));
        }
        // Bytes bound characters from above, so that the usual cell is not counted through.
        let most = self.limits.max_cell_chars;
        if text.len() > most && text.chars().count() > most {
            let message = format!("a cell of more than {most} characters; a quotation mark may not have been closed");
            return Err(Refusal::new("cell_too_long", message).at(row));
        }
        Ok(())
    }
}

/// The grids of one file, and what was refused of it. The name is the one that people are shown.
pub(super) fn read_file(path: &Path, name: &str, limits: &Limits) -> (Vec<Grid>, Vec<ImportProblem>) {
    let read = read_bytes(path, limits).and_then(|bytes| read_grids(bytes, name, limits));
    match read {
        Ok((grids, refused)) => (
            grids,
            refused.into_iter().map(|refusal| refusal.into_problem(name)).collect(),
        ),
        Err(refusal) => (Vec::new(), vec![refusal.into_problem(name)]),
    }
}

fn read_grids(bytes: Vec<u8>, name: &str, limits: &Limits) -> Result<(Vec<Grid>, Vec<Refusal>), Refusal> {
    // What a file is shows in its first bytes; its extension is only what somebody called it.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return workbook::read(bytes, name, limits);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let message = "an old or a protected Excel file; save it without a password as .xlsx or as CSV";
        return Err(Refusal::new("unsupported_format", message));
    }
    if bytes.starts_with(b"%PDF") {
        return Err(Refusal::new(
            "unsupported_format",
            "a PDF; export the table as .xlsx or as CSV",
        ));
    }
    Ok((vec![delimited::read(&bytes, name, limits)?], Vec::new()))
}

fn read_bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let unreadable =
        |error: std::io::Error| Refusal::new("unreadable_file", format!("cannot be read: {}", error.kind()));
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too large from one that just fits, whatever its length claims.
    file.take(limits.max_file_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > limits.max_file_bytes {
        let message = format!("larger than {} bytes; split the file", limits.max_file_bytes);
        return Err(Refusal::new("file_too_large", message));
    }
    Ok(bytes)
}
