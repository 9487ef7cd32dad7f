//! Rules by example: each file of a folder is a request, what is known, and the answer that is expected.
//!
//! Who knows the region can read and write such a file without Rust. It is JSON; days are written `2026-06-15` and
//! amounts are euro cents. What is left out has a default: of `request`, the example of [`crate::Request`]'s default; of
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

mod case;
mod diff;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::finding::check_findings;
use crate::rules::{RegionRules, check_answer};
use crate::settings;

pub use case::{Case, Expected, ExpectedAnswer};

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

/// The files with cases in a folder: those that end in `.json`, by name.
///
/// # Errors
/// That the folder can't be read.
pub fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
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
    let case = Case::read(file)?;
    let lines = run_case::<R>(&case, shown);
    Ok(lines
        .into_iter()
        .map(|line| format!("{line} ({})", case.about))
        .collect())
}

fn run_case<R: RegionRules>(case: &Case, shown: &mut BTreeSet<String>) -> Vec<String> {
    let settings = Value::Object(case.settings.clone()).to_string();
    let found =
        settings::read::<R::Settings>(&settings).and_then(|settings| R::decide(&case.request, &case.facts, &settings));
    let mut lines = case.differences(&found);
    if let (Ok(found), Some(Expected::Answer(_))) = (&found, &case.expect) {
        shown.extend(found.findings.iter().map(|finding| finding.code.clone()));
        let refused = check_answer::<R>(&case.request, &case.facts, found).err();
        lines.extend(refused.map(|what| format!("the host refuses the answer: {what}")));
    }
    lines
}

#[cfg(test)]
mod tests;
