//! Rules by example: each file of a folder is a request, what is known, and the answer that is expected.
//!
//! Who knows the region can read and write such a file without Rust. It is JSON; days are written `2026-06-15` and
//! amounts are euro cents. What is left out has a default: of `request`, the example of [`Request`]'s default; of
//! `facts`, an empty dossier; of `settings`, the rules' own defaults.
//!
//! ```json
//! {
//!   "about": "A family can't get more than its cap.",
//!   "request": { "amount": 50001 },
//!   "expect": {
//!     "decision": "refuse",
//!     "findings": [{ "code": "cap_exceeded", "arguments": { "left": { "amount": 50000 } } }]
//!   }
//! }
//! ```
//!
//! Everything in the answer is compared. Where `tranches` are left out, a refusal has none and anything else pays the
//! whole amount at once; where `obligations` are left out there are none. Instead of an answer, `problem` expects the
//! code of a problem.

mod diff;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::budget::{Answer, Decision, Facts, Obligation, Request, Tranche};
use crate::finding::{Finding, check_findings};
use crate::rules::{RegionRules, check_answer};
use crate::settings;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What it shows, for whoever reads it.
    about: String,
    #[serde(default)]
    request: Request,
    #[serde(default)]
    facts: Facts,
    #[serde(default)]
    settings: Map<String, Value>,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    Problem(ExpectedProblem),
    Answer(ExpectedAnswer),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedProblem {
    problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedAnswer {
    decision: Decision,
    findings: Vec<Finding>,
    tranches: Option<Vec<Tranche>>,
    #[serde(default)]
    obligations: Vec<Obligation>,
}

impl ExpectedAnswer {
    fn answer(self, amount: i64) -> Answer {
        let tranches = self.tranches.unwrap_or_else(|| match self.decision {
            Decision::Refuse => Vec::new(),
            Decision::Approve | Decision::NeedsApprovals(_) => vec![Tranche::whole(amount)],
        });
        Answer {
            decision: self.decision,
            findings: self.findings,
            tranches,
            obligations: self.obligations,
        }
    }
}

/// Runs every `.json` file of a folder, for which a region's test gives
/// `concat!(env!("CARGO_MANIFEST_DIR"), "/cases")`.
///
/// # Panics
/// With a line for each difference, for each file that can't be read, for each finding that no case shows, and where
/// the declared findings' sentences don't fit their arguments.
pub fn run<R: RegionRules>(folder: impl AsRef<Path>) {
    let wrong = differences::<R>(folder.as_ref());
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// All that is wrong, a line for each.
fn differences<R: RegionRules>(folder: &Path) -> Vec<String> {
    let files = match files(folder) {
        Ok(files) if files.is_empty() => return vec![format!("{}: no cases", folder.display())],
        Ok(files) => files,
        Err(error) => return vec![format!("{}: {error}", folder.display())],
    };
    let mut wrong: Vec<String> = check_findings(R::FINDINGS).err().into_iter().collect();
    let mut shown = BTreeSet::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match run_file::<R>(&file, &mut shown) {
            Ok(lines) => wrong.extend(lines.into_iter().map(|line| format!("{name}: {line}"))),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    let unseen = R::FINDINGS.iter().filter(|finding| !shown.contains(finding.code));
    wrong.extend(unseen.map(|finding| format!("no case shows the finding {}", finding.code)));
    wrong
}

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn run_file<R: RegionRules>(file: &Path, shown: &mut BTreeSet<String>) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let case: Case = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let about = case.about.clone();
    let lines = run_case::<R>(case, shown);
    Ok(lines.into_iter().map(|line| format!("{line} ({about})")).collect())
}

fn run_case<R: RegionRules>(case: Case, shown: &mut BTreeSet<String>) -> Vec<String> {
    let found = settings::read::<R::Settings>(&Value::Object(case.settings).to_string())
        .and_then(|settings| R::decide(&case.request, &case.facts, &settings));
    match (case.expect, found) {
        (Expected::Problem(expected), Err(found)) if expected.problem == found.code => Vec::new(),
        (Expected::Problem(expected), found) => {
            let found = found.map_or_else(|problem| problem.code, |_| "an answer".to_owned());
            vec![format!("problem: expected {}, found {found}", expected.problem)]
        }
        (Expected::Answer(_), Err(found)) => {
            vec![format!(
                "expected an answer, found the problem {}: {}",
                found.code, found.detail
            )]
        }
        (Expected::Answer(expected), Ok(found)) => {
            shown.extend(found.findings.iter().map(|finding| finding.code.clone()));
            let mut lines = diff::lines(&expected.answer(case.request.amount), &found);
            let refused = check_answer::<R>(&case.request, &case.facts, &found).err();
            lines.extend(refused.map(|what| format!("the host refuses the answer: {what}")));
            lines
        }
    }
}

#[cfg(test)]
mod tests;
