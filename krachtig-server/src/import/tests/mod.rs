//! Whole readings: files in, batch and problems out.

mod broken;
mod hostile;
mod pilot;
mod round_trip;
mod volume;

use std::path::PathBuf;

use tempfile::TempDir;

use super::{ImportReading, Limits, read_files};

/// Files in a folder that goes when this does.
struct Office {
    folder: TempDir,
    files: Vec<PathBuf>,
}

impl Office {
    fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder can be made"),
            files: Vec::new(),
        }
    }

    fn with(mut self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file can be written to the temporary folder");
        self.files.push(path);
        self
    }

    fn read(&self) -> ImportReading {
        self.read_within(&Limits::default())
    }

    fn read_within(&self, limits: &Limits) -> ImportReading {
        read_files(&self.files, limits)
    }
}

/// What is wrong, one line per problem: place, column, code.
fn told(reading: &ImportReading) -> String {
    let line = |problem: &super::ImportProblem| {
        let column = problem.column.as_deref().unwrap_or("-");
        format!("{} | {} | {}\n", problem.place, column, problem.code)
    };
    reading.problems.iter().map(line).collect()
}
