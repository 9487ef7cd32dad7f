//! Collects what is wrong, up to a number that people can still read.

use super::limits::Limits;
use super::model::{ImportProblem, Place};

/// The problems so far.
pub(super) struct Problems {
    told: Vec<ImportProblem>,
    most: usize,
    untold: usize,
}

impl Problems {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            told: Vec::new(),
            most: limits.max_problems,
            untold: 0,
        }
    }

    pub(super) fn push(&mut self, problem: ImportProblem) {
        if self.told.len() < self.most {
            self.told.push(problem);
        } else {
            self.untold += 1;
        }
    }

    /// Adds a problem of a row as a whole.
    pub(super) fn row(&mut self, place: &Place, code: &'static str, message: impl Into<String>) {
        self.push(ImportProblem {
            place: place.clone(),
            column: None,
            code,
            message: message.into(),
        });
    }

    /// Adds a problem of one column.
    pub(super) fn cell(&mut self, place: &Place, column: &str, code: &'static str, message: impl Into<String>) {
        let column = Some(column.to_owned());
        self.push(ImportProblem {
            place: place.clone(),
            column,
            code,
            message: message.into(),
        });
    }

    /// All problems, by place; a last one counts those that were too many to tell.
    pub(super) fn finish(mut self) -> Vec<ImportProblem> {
        self.told.sort_by(|a, b| a.place.cmp(&b.place));
        if self.untold > 0 {
            let place = Place {
                file: String::new(),
                sheet: None,
                row: 0,
            };
            let message = format!("and {} more problems; solve these first", self.untold);
            self.told.push(ImportProblem {
                place,
                column: None,
                code: "too_many_problems",
                message,
            });
        }
        self.told
    }
}
