//! `krachtig plugin run`: one case, and the whole answer to it as people read it.
//!
//! What is expected of the answer does not belong here: see [`super::test`].

use std::path::PathBuf;

use krachtig_region::golden::Case;
use krachtig_region::{Answer as Answered, ApprovalGroup, Decision, Obligation, Subject, Tranche};
use serde_json::{Value, json};

use super::sentence;
use super::trial::Trial;
use super::workshop::{Taken, Workshop, read_settings};
use crate::cli::{Answer, Failure, Outcome};
use crate::plugin_host::{Note, NoteLevel};

/// What to decide.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The component.
    component: PathBuf,
    /// The case: a request, what is known, settings. What it expects is not looked at.
    case: PathBuf,
    /// Settings as a JSON object, instead of the case's own.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let case = Case::read(&arguments.case)
        .map_err(|error| Failure::refused("bad_case", format!("{}: {error}", arguments.case.display())))?;
    let settings = match &arguments.settings {
        Some(file) => read_settings(file)?,
        None => case.settings.clone(),
    };
    let workshop = Workshop::open()?;
    let taken = workshop.take_in(&arguments.component)?;
    let trial = Trial::of(&workshop, &taken, &case, &settings);
    let notes: Vec<Value> = trial.notes.iter().map(note_data).collect();
    let more = json!({"fuel_used": trial.fuel_used, "notes": notes});
    let said_notes: String = trial.notes.iter().map(note).collect();
    match &trial.found {
        Err(fault) => Err(failed("no_answer", fault, &said_notes, more)),
        Ok(Err(problem)) => {
            let text = format!("the rules can't answer ({}): {}", problem.code, problem.detail);
            Err(failed("problem", &text, &said_notes, more))
        }
        Ok(Ok(answer)) => match &trial.refused {
            Some(refused) => {
                let text = format!(
                    "the server would refuse the answer: {refused}\n{}",
                    told(&taken, answer)
                );
                Err(failed("answer_refused", &text, &said_notes, more))
            }
            None => Ok(shown(&taken, &case, answer, &trial)),
        },
    }
}

fn failed(code: &'static str, text: &str, notes: &str, more: Value) -> Failure {
    Failure::refused(code, format!("{text}\n{notes}").trim_end().to_owned()).with(more)
}

/// The answer for people and for programs.
fn shown(taken: &Taken, case: &Case, answer: &Answered, trial: &Trial) -> Answer {
    let about = taken.rules.description();
    let mut text = format!("{} {}\n", about.name, about.version);
    if !case.about.is_empty() {
        text.push_str(&format!("{}\n", case.about));
    }
    text.push_str(&format!(
        "\nRequest      {} on {}, {}, paid to {}, silo {}\n",
        sentence::amount(case.request.amount, false),
        case.request.day,
        case.request.life_domain,
        case.request.payee_kind,
        case.request.silo,
    ));
    text.push_str(&told(taken, answer));
    text.extend(trial.notes.iter().map(note));
    let fuel = sentence::number_of(usize::try_from(trial.fuel_used).unwrap_or(usize::MAX), "unit");
    text.push_str(&format!("Fuel used    {fuel}\n"));
    let sentences = |finding| -> Vec<Value> {
        let texts = sentence::filled_in(about, finding).into_iter();
        texts
            .map(|(language, text)| json!({"language": language, "text": text}))
            .collect()
    };
    let data = json!({
        "rules": about.name,
        "version": about.version,
        "answer": answer,
        "sentences": answer.findings.iter().map(sentences).collect::<Vec<_>>(),
        "notes": trial.notes.iter().map(note_data).collect::<Vec<_>>(),
        "fuel_used": trial.fuel_used,
    });
    Answer::new(text, data)
}

/// The answer itself.
fn told(taken: &Taken, answer: &Answered) -> String {
    let mut text = format!("Decision     {}\n", decision(&answer.decision));
    for finding in &answer.findings {
        text.push_str(&format!("Finding      {}\n", finding.code));
        for (language, sentence) in sentence::filled_in(taken.rules.description(), finding) {
            text.push_str(&format!("         {language:>3} {sentence}\n"));
        }
    }
    text.extend(answer.tranches.iter().map(tranche));
    text.extend(answer.obligations.iter().map(obligation));
    text
}

fn decision(decision: &Decision) -> String {
    match decision {
        Decision::Approve => "approve".to_owned(),
        Decision::Refuse => "refuse".to_owned(),
        Decision::NeedsApprovals(needed) => {
            let subject = match needed.subject {
                Subject::Request => "request",
                Subject::Plan => "plan",
            };
            let groups: Vec<String> = needed.groups.iter().map(group).collect();
            format!("needs approvals of the {subject}: {}", groups.join("; and "))
        }
    }
}

fn group(group: &ApprovalGroup) -> String {
    let excluded = if group.excluded.is_empty() {
        String::new()
    } else {
        format!(", not by {}", group.excluded.join(", "))
    };
    format!("{} by {}{excluded}", group.count, group.roles.join(" or "))
}

fn tranche(tranche: &Tranche) -> String {
    let mut when: Vec<String> = tranche
        .after
        .iter()
        .map(|kind| format!("after {}", kind.code()))
        .collect();
    when.extend(tranche.not_before.map(|day| format!("not before {day}")));
    let when = if when.is_empty() {
        "at once".to_owned()
    } else {
        when.join(", ")
    };
    format!("Tranche      {} {when}\n", sentence::amount(tranche.amount, false))
}

fn obligation(obligation: &Obligation) -> String {
    let due = obligation.due.map_or_else(String::new, |day| format!(" by {day}"));
    format!("Obligation   {}{due}\n", obligation.kind.code())
}

fn level(note: &Note) -> &'static str {
    match note.level {
        NoteLevel::Debug => "debug",
        NoteLevel::Info => "info",
        NoteLevel::Warn => "warn",
        NoteLevel::Error => "error",
    }
}

fn note(note: &Note) -> String {
    format!("Note         {}: {}\n", level(note), note.message)
}

fn note_data(note: &Note) -> Value {
    json!({"level": level(note), "message": note.message})
}
