//! One destruction: what it would take, how far it is, and its certificate. Its proposal and its confirmation do not belong
//! here: see [`super::retention`].

use std::collections::BTreeMap;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::destruction::{
    Certificate, Destruction, DestructionItem, DestructionOutcome, DestructionState,
};
use krachtig_core::domain::id::DestructionId;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::service::{Ask, ErasurePreview, Failure, MOST_ROWS, NoFilter, RecordedSort};

use super::super::field::Fields;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::words::Words;
use super::super::write::Asked;
use super::acts;
use super::duty::{Duty, Entry, Next, Sent};

/// How many steps are carried out before the page shows how far it is.
const STEPS: usize = 5;
/// How many items are named.
const NAMED: usize = 50;

#[derive(Template)]
#[template(path = "office/destruction.html")]
struct DestructionPage {
    p: Frame,
    badge: Badge,
    back: String,
    facts: Vec<(String, String)>,
    /// How many items are done, of how many, and the same in words, once it was confirmed.
    progress: Option<(usize, usize, String)>,
    acts: Vec<Button>,
    items: Vec<Row>,
    /// How many items are not named, in words.
    unnamed: String,
    certificate: Vec<(String, Vec<(String, String)>)>,
    file: String,
}

/// The destruction with this id.
pub(super) async fn found(visit: &Visit, of: &str) -> Result<Destruction, Trouble> {
    let id: DestructionId = of.parse().map_err(|_| Trouble::not_found())?;
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: NoFilter,
        sort: RecordedSort::Recorded,
        descending: true,
    };
    let page = visit.services.destructions(&visit.ctx, &ask).await?;
    let mut found = page.rows.into_iter().map(|(_, one)| one);
    found.find(|one| one.id == id).ok_or_else(Trouble::not_found)
}

/// Where it is shown.
pub(super) fn address(visit: &Visit, id: DestructionId) -> String {
    format!("{}/retention/destruction?of={id}", visit.home())
}

/// How it stands, in a tone, and what can be done about it: nobody confirms what he or she proposed.
pub(super) fn standing(visit: &Visit, one: &Destruction) -> (Badge, Vec<Button>) {
    let state = one.state();
    let (tone, duties): (Tone, &[Duty]) = match state {
        DestructionState::Proposed if one.proposed_by == visit.ctx.actor.id() => {
            (Tone::Wait, &[Duty::RejectDestruction])
        }
        DestructionState::Proposed => (Tone::Wait, &[Duty::ConfirmDestruction, Duty::RejectDestruction]),
        DestructionState::Confirmed => (Tone::Busy, &[Duty::RunDestruction]),
        DestructionState::Completed => (Tone::Good, &[]),
        DestructionState::Rejected => (Tone::Plain, &[]),
    };
    let badge = Badge::new(tone, visit.t.word(state));
    (badge, acts(visit, (one.id, duties)))
}

/// Shows a destruction.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let one = found(visit, visit.query.text("of")).await?;
    let (badge, acts) = standing(visit, &one);
    let done = one.items.iter().filter(|item| item.outcome.is_some()).count();
    Reply::page(&DestructionPage {
        p: visit.frame(fl!(t, "destruction-of", cause = t.word(one.cause)), Some(Place::Office)),
        badge,
        back: format!("{}/retention", visit.home()),
        facts: facts(visit, &one),
        progress: one.confirmed_on.map(|_| {
            let all = one.items.len();
            (done, all, fl!(t, "destruction-progress", done = done, all = all))
        }),
        acts,
        items: one.items.iter().take(NAMED).map(|item| item_row(visit, item)).collect(),
        unnamed: match one.items.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => fl!(t, "destruction-unnamed", count = more),
        },
        certificate: one
            .certificate
            .as_ref()
            .map(|certificate| certified(t, certificate, one.certificate_hash.as_deref()))
            .unwrap_or_default(),
        file: format!("{}/retention/certificate/file?of={}", visit.home(), one.id),
    })
}

fn facts(visit: &Visit, one: &Destruction) -> Vec<(String, String)> {
    let t = visit.t;
    let days = [
        (fl!(t, "destruction-proposed"), Some(one.proposed_on)),
        (fl!(t, "destruction-confirmed"), one.confirmed_on),
        (fl!(t, "destruction-rejected"), one.rejected_on),
        (fl!(t, "destruction-completed"), one.completed_on),
    ];
    let told = days
        .into_iter()
        .filter_map(|(label, on)| Some((label, t.format.day(on?))));
    told.collect()
}

/// A dossier, or one person of it: where it is found as long as it is there.
fn item_row(visit: &Visit, item: &DestructionItem) -> Row {
    let t = visit.t;
    let title = match item.subject() {
        DataSubject::Family => fl!(t, "destruction-whole"),
        DataSubject::Person(_) => fl!(t, "destruction-person"),
        DataSubject::Detainee(_) => fl!(t, "destruction-detainee"),
    };
    let since = item
        .due_on
        .map(|on| fl!(t, "due-dossier", basis = t.word(item.basis), day = t.format.day(on)));
    let gone: u32 = item.records.values().sum();
    let gone = (gone > 0).then(|| fl!(t, "destruction-records", count = gone));
    let badge = item.outcome.map(|outcome| {
        let tone = match outcome {
            DestructionOutcome::Destroyed => Tone::Good,
            DestructionOutcome::Changed | DestructionOutcome::Held => Tone::Wait,
        };
        Badge::new(tone, t.word(outcome))
    });
    let is_there = item.outcome != Some(DestructionOutcome::Destroyed) || item.subject() != DataSubject::Family;
    let to = format!("{}/families/of/{}", visit.home(), item.family_id);
    Row::new(title)
        .to(if is_there { to } else { String::new() })
        .about(since.into_iter().chain(gone))
        .badge(badge)
}

/// What a kind of record is called.
fn kind(t: &Words, code: &str) -> String {
    let key = format!("record_kind-{code}");
    if t.has(&key) { t.get(&key) } else { code.to_owned() }
}

fn counted(counts: &BTreeMap<String, u32>, label: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let rows = counts.iter().map(|(code, count)| (label(code), count.to_string()));
    rows.collect()
}

/// The certificate, table by table.
fn certified(t: &Words, one: &Certificate, hash: Option<&str>) -> Vec<(String, Vec<(String, String)>)> {
    let of = |prefix: &'static str| move |code: &str| t.get(&format!("{prefix}-{code}"));
    let key = one.key.map(|number| {
        let until = one.key_kept_until.map(|on| t.format.day(on)).unwrap_or_default();
        (
            fl!(t, "certificate-key"),
            fl!(t, "certificate-key-until", number = number, day = until),
        )
    });
    let mut about = vec![
        (fl!(t, "certificate-controller"), one.controller.clone()),
        (fl!(t, "destruction-completed"), t.format.day(one.completed_on)),
        (fl!(t, "certificate-cause"), t.word(one.cause)),
        (fl!(t, "certificate-copies"), fl!(t, "certificate-copies-about")),
    ];
    about.extend(key);
    about.extend(hash.map(|hash| (fl!(t, "certificate-hash"), hash.to_owned())));
    let tables = [
        (fl!(t, "certificate"), about),
        (
            fl!(t, "certificate-destroyed"),
            counted(&one.destroyed, of("retention_basis")),
        ),
        (
            fl!(t, "certificate-left"),
            counted(&one.left, of("destruction_outcome")),
        ),
        (
            fl!(t, "certificate-records"),
            counted(&one.records, |code| kind(t, code)),
        ),
    ];
    tables.into_iter().filter(|(_, rows)| !rows.is_empty()).collect()
}

/// The certificate as it was signed, to keep.
pub(in crate::web) async fn file(visit: &Visit) -> Answered {
    let one = found(visit, visit.query.text("of")).await?;
    let note = one.certificate_note.ok_or_else(Trouble::not_found)?;
    Ok(Reply::kept(
        (note, "text/plain; charset=utf-8"),
        "bewijs-van-vernietiging.txt",
    ))
}

/// What erasing would take, as it is told above a form; or why it cannot be.
///
/// # Errors
/// What is not there, and faults.
pub(in crate::web) fn foretold(
    t: &Words,
    preview: Result<ErasurePreview, Failure>,
) -> Result<Vec<(String, Vec<String>)>, Trouble> {
    let preview = match preview {
        Ok(preview) => preview,
        Err(Failure::Refused(refusals)) if refusals.first().code != RefusalCode::NotFound => {
            let why = super::super::form::Problems::of(t, &refusals);
            let why = why.iter().map(|(_, text)| text.to_owned()).collect();
            return Ok(vec![(fl!(t, "erase-cannot"), why)]);
        }
        Err(failure) => return Err(failure.into()),
    };
    let mut told = Vec::new();
    let records = preview.records.iter();
    let records: Vec<String> = records
        .map(|(code, count)| {
            let (name, count) = (kind(t, code), *count);
            fl!(t, "erase-record", kind = name, count = count)
        })
        .collect();
    if !records.is_empty() {
        told.push((fl!(t, "erase-takes"), records));
        told.push((fl!(t, "erase-leaves"), vec![fl!(t, "erase-leaves-about")]));
    }
    if preview.changed > 0 {
        told.push((
            fl!(t, "erase-changed"),
            vec![fl!(t, "erase-changed-about", count = preview.changed)],
        ));
    }
    if preview.held > 0 {
        told.push((
            fl!(t, "erase-held"),
            vec![fl!(t, "erase-held-about", count = preview.held)],
        ));
    }
    Ok(told)
}

/// Carries a confirmed destruction out, some steps at a time, or goes on where it was interrupted.
pub(super) struct Run;

impl Entry for Run {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        let one = found(visit, of).await?;
        Ok(Form::default().or("of", one.id.to_string()))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let one = found(visit, fields.form.text("of")).await?;
        let left = one.items.iter().filter(|item| item.outcome.is_none()).count();
        let asked = Asked::default().lead(fl!(t, "destruction-run-lead", count = left));
        Ok(asked.submit(fl!(t, "do-destruction-run")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let id: DestructionId = form.text("of").parse().map_err(|_| Trouble::not_found())?;
        let went_on = visit.services.go_on_with_destruction(&visit.ctx, id, STEPS).await?;
        let what = match went_on.state() {
            DestructionState::Completed => "destruction-run",
            _ => "destruction-step",
        };
        Ok(Next::To(format!("{}&done={what}", address(visit, id))))
    }
}
