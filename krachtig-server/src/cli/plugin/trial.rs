//! One case put to a component, in the server's host and within the server's bounds.

use krachtig_core::rules::RuleFault;
use krachtig_region::golden::Case;
use krachtig_region::{Answer, Problem};
use serde_json::{Map, Value};

use super::words::Members;
use super::workshop::{Taken, Workshop};
use crate::plugin_host::{HostError, Note, Rehearsal};

/// What came of it.
pub(super) struct Trial {
    /// The answer or the problem; a fault, in words, where the rules gave neither.
    pub(super) found: Result<Result<Answer, Problem>, String>,
    /// Why the server would not take the answer; none where it would.
    pub(super) refused: Option<String>,
    /// The fuel that the call used.
    pub(super) fuel_used: u64,
    /// The notes that the rules left.
    pub(super) notes: Vec<Note>,
}

impl Trial {
    /// Puts a case to the rules, with these settings.
    pub(super) fn of(workshop: &Workshop, taken: &Taken, case: &Case, settings: &Map<String, Value>) -> Self {
        let settings = Value::Object(settings.clone()).to_string();
        let rules = match workshop.load(&taken.artifact, &settings) {
            Ok(rules) => rules,
            Err(error) => return Self::unloaded(&error),
        };
        let mut members = Members::default();
        let (request, facts) = (members.request(&case.request), members.facts(&case.facts));
        let Rehearsal {
            answer,
            refused,
            fuel_used,
            notes,
        } = rules.rehearse_case(&request, &facts);
        let found = match answer {
            Ok(answer) => members.answer(&answer).map(Ok),
            Err(RuleFault::Declined { problem, detail }) => Ok(Err(Problem { code: problem, detail })),
            Err(fault) => Err(format!("{fault} [{}]", fault.code())),
        };
        // What has a word that Krachtig doesn't know is told once.
        let refused = refused.filter(|_| found.is_ok());
        Self {
            found,
            refused: refused.map(|fault| fault.to_string()),
            fuel_used,
            notes,
        }
    }

    /// Settings that the host refuses are the problem that the rules themselves would have with them.
    fn unloaded(error: &HostError) -> Self {
        let detail = super::workshop::chain(error);
        let found = if error.code() == "bad_settings" {
            Ok(Err(Problem::bad_settings(detail)))
        } else {
            Err(format!("{detail} [{}]", error.code()))
        };
        Self {
            found,
            refused: None,
            fuel_used: 0,
            notes: Vec::new(),
        }
    }
}
