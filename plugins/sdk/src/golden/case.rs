//! A case as its file has it, and what an answer to it may differ in. Finding and running files does not belong here.

use std::path::Path;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::diff;
use crate::budget::{Answer, Decision, Facts, Obligation, Request, Tranche};
use crate::finding::{Finding, Problem};

/// A question to rules, and the answer that is expected of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, for whoever reads it.
    #[serde(default)]
    pub about: String,
    /// What is asked.
    #[serde(default)]
    pub request: Request,
    /// What is known.
    #[serde(default)]
    pub facts: Facts,
    /// The settings that are not at their defaults.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// What is expected; none where the file only asks.
    #[serde(default)]
    pub expect: Option<Expected>,
}

/// What is expected of rules.
#[derive(Clone, Debug)]
pub enum Expected {
    /// The code of a problem instead of an answer.
    Problem(String),
    /// An answer.
    Answer(ExpectedAnswer),
}

/// An answer as a file has it, where the usual can be left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedAnswer {
    decision: Decision,
    findings: Vec<Finding>,
    tranches: Option<Vec<Tranche>>,
    #[serde(default)]
    obligations: Vec<Obligation>,
}

impl<'de> Deserialize<'de> for Expected {
    /// Told apart by hand, so that a slip is named and not only said to fit neither.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct OfProblem {
            problem: String,
        }
        let value = Value::deserialize(deserializer)?;
        let expected = if value.get("problem").is_some() {
            serde_json::from_value(value).map(|OfProblem { problem }| Self::Problem(problem))
        } else {
            serde_json::from_value(value).map(Self::Answer)
        };
        expected.map_err(|error| D::Error::custom(format!("in `expect`: {error}")))
    }
}

impl ExpectedAnswer {
    /// The whole answer, to a request of this amount.
    fn answer(&self, amount: i64) -> Answer {
        let usual = || match self.decision {
            Decision::Refuse => Vec::new(),
            Decision::Approve | Decision::NeedsApprovals(_) => vec![Tranche::whole(amount)],
        };
        Answer {
            decision: self.decision.clone(),
            findings: self.findings.clone(),
            tranches: self.tranches.clone().unwrap_or_else(usual),
            obligations: self.obligations.clone(),
        }
    }
}

impl Case {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// Where it is no case, and why.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// That it can't be read, or where it is no case, and why.
    pub fn read(file: &Path) -> Result<Self, String> {
        Self::parse(&std::fs::read_to_string(file).map_err(|error| error.to_string())?)
    }

    /// A line for each difference between what is expected and what the rules found; none where they agree.
    #[must_use]
    pub fn differences(&self, found: &Result<Answer, Problem>) -> Vec<String> {
        match (&self.expect, found) {
            (None, _) => vec!["`expect` is missing: nothing says what the answer should be".to_owned()],
            (Some(Expected::Problem(expected)), Err(found)) if *expected == found.code => Vec::new(),
            (Some(Expected::Problem(expected)), found) => {
                let found = found.as_ref().map_or_else(|problem| &*problem.code, |_| "an answer");
                vec![format!("problem: expected {expected}, found {found}")]
            }
            (Some(Expected::Answer(_)), Err(found)) => vec![format!(
                "expected an answer, found the problem {}: {}",
                found.code, found.detail
            )],
            (Some(Expected::Answer(expected)), Ok(found)) => diff::lines(&expected.answer(self.request.amount), found),
        }
    }
}
