//! `krachtig import`: an office's spreadsheets into a tenant.

use std::path::PathBuf;

use indicatif::ProgressBar;
use krachtig_core::store::Slug;
use serde_json::{Value, json};

use super::{Answer, Context, Failure, Outcome, progress, tools};
use crate::app::open;
use crate::import::ImportProblem;
use crate::import::apply::ImportReport;
use crate::import::intake::{ImportOrder, Stage, import_files};

/// What to import, and how.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
    /// E-mail address of the member who records everything; without it the first active coordinator.
    #[arg(long = "as", value_name = "EMAIL")]
    recorded_by: Option<String>,
    /// Say what would be written, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Leave out rows that have a problem, with what depends on them, and import the rest.
    #[arg(long)]
    skip_bad: bool,
    /// The files: CSV or XLSX, read together.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    let output = context.output;
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let ctx = open::operator_ctx(services, &arguments.tenant)
            .await
            .map_err(tools::fault)?;
        let order = ImportOrder {
            files: arguments.files,
            recorded_by: arguments.recorded_by,
            dry_run: arguments.dry_run,
            skip_bad: arguments.skip_bad,
            ..ImportOrder::default()
        };
        let bar = progress::bar(output, 0, "Reading");
        let report = import_files(services, &ctx, &order, &mut |stage| show(&bar, stage)).await;
        bar.finish_and_clear();
        answer(&order, &report.map_err(tools::failure)?)
    })
}

fn show(bar: &ProgressBar, stage: Stage) {
    let begin = |steps: usize, what: &'static str| {
        bar.set_length(steps as u64);
        bar.set_position(0);
        bar.set_message(what);
    };
    match stage {
        Stage::Reading(files) => begin(files, "Reading"),
        Stage::Deciding(families) => begin(families, "Deciding"),
        Stage::Decided => bar.inc(1),
        Stage::Writing(dossiers) => {
            begin(dossiers, "Writing");
            bar.enable_steady_tick(std::time::Duration::from_millis(200));
        }
    }
}

/// The report as an answer, or as a failure where something was to be written and was not.
pub(super) fn answer(order: &ImportOrder, report: &ImportReport) -> Outcome {
    let mut text = String::new();
    for problem in &report.problems {
        text.push_str(&format!("{problem}\n"));
    }
    let what = match (report.written, order.dry_run) {
        (true, _) => "Imported",
        (false, true) => "Would import",
        (false, false) => "Imported nothing of",
    };
    text.push_str(&format!(
        "{what} {} new families with {} new records from {} rows; {} rows unchanged, {} left out, {} problems.",
        report.families,
        report.records,
        report.rows_read,
        report.unchanged,
        report.skipped,
        report.problems.len(),
    ));
    if !report.problems.is_empty() && !order.skip_bad {
        return Err(Failure::refused("import_refused", text).with(data(report)));
    }
    Ok(Answer::new(text, data(report)))
}

fn data(report: &ImportReport) -> Value {
    json!({
        "written": report.written,
        "rows": report.rows_read,
        "families": report.families,
        "records": report.records,
        "unchanged": report.unchanged,
        "skipped": report.skipped,
        "problems": report.problems.iter().map(problem).collect::<Vec<_>>(),
    })
}

fn problem(problem: &ImportProblem) -> Value {
    json!({
        "file": problem.place.file,
        "sheet": problem.place.sheet,
        "row": (problem.place.row > 0).then_some(problem.place.row),
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
    })
}
