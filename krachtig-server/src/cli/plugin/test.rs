//! `krachtig plugin test`: the golden cases against the component, in the server's host.
//!
//! The same files as the rules' own native tests. How a case is read and compared does not belong here: that is the
//! SDK's.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use krachtig_region::golden::{self, Case};
use serde_json::{Value, json};

use super::trial::Trial;
use super::workshop::{Taken, Workshop, unreadable};
use super::{build, sentence};
use crate::cli::{Answer, Failure, Outcome};

/// What to test.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder of a project, which is built first, or a component.
    #[arg(value_name = "DIR|COMPONENT", default_value = ".")]
    what: PathBuf,
    /// The folder with the cases; without it, `cases` in the project's folder or in the working directory.
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
}

/// What came of one case.
struct Run {
    name: String,
    about: String,
    differences: Vec<String>,
    fuel_used: u64,
    findings: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let what = &arguments.what;
    let (component, home) = if what.is_dir() {
        (build::build(what)?.component, what.clone())
    } else {
        (what.clone(), PathBuf::from("."))
    };
    let folder = arguments.cases.clone().unwrap_or_else(|| home.join("cases"));
    let files = golden::files(&folder).map_err(|error| unreadable(&folder, &error))?;
    if files.is_empty() {
        let text = format!("{}: no cases; a case is a file that ends in .json", folder.display());
        return Err(Failure::refused("no_cases", text));
    }
    let workshop = Workshop::open()?;
    let taken = workshop.take_in(&component)?;
    let runs: Vec<Run> = files.iter().map(|file| run_case(&workshop, &taken, file)).collect();
    told(&taken, &runs)
}

fn run_case(workshop: &Workshop, taken: &Taken, file: &Path) -> Run {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut run = Run {
        name,
        about: String::new(),
        differences: Vec::new(),
        fuel_used: 0,
        findings: Vec::new(),
    };
    let case = match Case::read(file) {
        Ok(case) => case,
        Err(error) => {
            run.differences.push(format!("this is no case: {error}"));
            return run;
        }
    };
    let trial = Trial::of(workshop, taken, &case, &case.settings);
    run.fuel_used = trial.fuel_used;
    run.differences = match &trial.found {
        Ok(found) => {
            let answer = found.as_ref().ok();
            let findings = answer.into_iter().flat_map(|answer| &answer.findings);
            run.findings = findings.map(|finding| finding.code.clone()).collect();
            case.differences(found)
        }
        Err(fault) => vec![format!("the rules give no answer: {fault}")],
    };
    let refused = trial
        .refused
        .map(|what| format!("the server refuses the answer: {what}"));
    run.differences.extend(refused);
    run.about = case.about;
    run
}

/// The outcome of all cases, for people and for programs.
fn told(taken: &Taken, runs: &[Run]) -> Outcome {
    let about = taken.rules.description();
    let shown: BTreeSet<&str> = runs.iter().flat_map(|run| &run.findings).map(String::as_str).collect();
    let declared = about.findings.iter().map(|finding| finding.code.as_str());
    let uncovered: Vec<&str> = declared.filter(|code| !shown.contains(code)).collect();
    let failed = runs.iter().filter(|run| !run.differences.is_empty()).count();
    let covered = about.findings.len() - uncovered.len();
    let mut text = String::new();
    for run in runs {
        let passed = run.differences.is_empty();
        text.push_str(&format!("  {}  {}", if passed { "ok    " } else { "FAILED" }, run.name));
        if !passed && !run.about.is_empty() {
            text.push_str(&format!(": {}", run.about));
        }
        text.push('\n');
        for line in &run.differences {
            text.push_str(&format!("            {line}\n"));
        }
    }
    for code in &uncovered {
        text.push_str(&format!("  No case shows the finding {code}.\n"));
    }
    text.push_str(&format!(
        "{}: {} as expected, {failed} not; {covered} of {} findings shown.",
        sentence::number_of(runs.len(), "case"),
        runs.len() - failed,
        about.findings.len(),
    ));
    let data = json!({
        "rules": about.name,
        "version": about.version,
        "passed": runs.len() - failed,
        "failed": failed,
        "findings": about.findings.len(),
        "uncovered": uncovered,
        "cases": runs.iter().map(case_data).collect::<Vec<_>>(),
    });
    let title = format!("{} {}\n", about.name, about.version);
    let code = match (failed, uncovered.is_empty()) {
        (0, true) => return Ok(Answer::new(title + &text, data)),
        (0, false) => "findings_uncovered",
        _ => "cases_failed",
    };
    Err(Failure::refused(code, title + &text).with(data))
}

fn case_data(run: &Run) -> Value {
    json!({
        "case": run.name,
        "about": run.about,
        "differences": run.differences,
        "fuel_used": run.fuel_used,
    })
}
