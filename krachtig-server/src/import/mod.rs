//! Reads the spreadsheets of an office: CSV and XLSX as the Dutch write them, into checked rows that know their place.
//!
//! A file goes through four stations: `grid` makes it rows of cells, `table` finds what they are, `records` makes them
//! values by way of `cells` and `words`, and `check` looks over all rows together. Every problem is collected; nothing is
//! guessed. `apply` makes dossiers of the rows by the domain's own decisions and `intake` has them written, all or none;
//! `extract` makes rows of dossiers and `write` files of rows. SQL, and who may import, do not belong here.
//!
//! ```
//! use krachtig_server::import::{Limits, read_files};
//!
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("gezinnen.csv");
//! std::fs::write(&file, "Gezinsnummer;Naam;Gemeente;Aanmelddatum\r\nGZ-001;Voorbeeld;Den Haag;1-2-26\r\n")?;
//!
//! let reading = read_files(&[file], &Limits::default());
//! assert!(reading.problems.is_empty());
//! assert_eq!(reading.batch.families[0].value.municipality.as_deref(), Some("GM0518"));
//! assert_eq!(reading.batch.families[0].place.row, 2);
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod apply;
mod cells;
mod check;
mod columns;
pub mod extract;
mod fields;
mod grid;
pub mod intake;
mod key;
mod kind;
mod limits;
pub mod model;
mod problems;
mod records;
mod table;
mod value;
pub mod words;
pub mod write;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use check::KnownKeys;
pub use kind::RecordKind;
pub use limits::Limits;
pub use model::{ImportBatch, ImportProblem, Place, Row};

use problems::Problems;
use table::Table;
pub(crate) use value::text::neutralise;

/// What came of reading files. The batch may be applied only where there are no problems: rows that have one may be
/// missing from it, and so may what other rows refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReading {
    /// The rows that could be read.
    pub batch: ImportBatch,
    /// Everything that is wrong, by place.
    pub problems: Vec<ImportProblem>,
    /// How many rows below a header were read, those with problems included.
    pub rows_read: usize,
}

/// Reads files for a tenant that has nothing yet: they may refer to each other only.
///
/// # Errors
/// None: what cannot be read is among the problems of the reading.
#[must_use]
pub fn read_files(paths: &[PathBuf], limits: &Limits) -> ImportReading {
    read_files_knowing(paths, limits, &KnownKeys::default())
}

/// Reads files that may also refer to what the tenant has from earlier imports.
#[must_use]
pub fn read_files_knowing(paths: &[PathBuf], limits: &Limits, known: &KnownKeys) -> ImportReading {
    let mut problems = Problems::new(limits);
    let mut batch = ImportBatch::default();
    let mut known = known.clone();
    let mut rows_read = 0;
    for path in paths {
        let name = shown_name(path, paths);
        let (grids, refused) = grid::read_file(path, &name, limits);
        for problem in refused {
            problems.push(problem);
        }
        for grid in &grids {
            if let Some(table) = Table::find(grid, &mut problems) {
                rows_read += records::read_table(&table, &mut batch, &mut known, &mut problems);
            }
        }
        if grids.iter().all(|grid| grid.rows.is_empty()) && !grids.is_empty() {
            problems.row(&grids[0].place(0), "empty_file", "there is nothing in this file");
        }
    }
    check::check(&batch, &known, &mut problems);
    ImportReading {
        batch,
        problems: problems.finish(),
        rows_read,
    }
}

/// A file's name, or its whole path where another file has the same name.
fn shown_name(path: &Path, paths: &[PathBuf]) -> String {
    let same_name = paths
        .iter()
        .filter(|other| other.file_name() == path.file_name())
        .count();
    match path.file_name().filter(|_| same_name == 1) {
        Some(name) => name.to_string_lossy().into_owned(),
        None => path.display().to_string(),
    }
}
