//! Recording and changing: a form is shown, sent, and either done, or shown again with what was typed and what is wrong.
//!
//! Each form makes one call to a service. Reading a dossier does not belong here.

mod attachment;
mod casework;
mod consent;
mod entry;
mod erasing;
pub(super) mod family;
pub(super) mod filled;
pub(super) mod goal;
mod keeping;
mod kind;
mod limit;
mod lines;
mod login;
mod mapped;
pub(super) mod mapping;
pub(super) mod money;
mod obstacle;
mod own_words;
mod people;
mod rectify;
mod referral;
mod rights;
mod share;
mod sheet;
mod story;
mod take_along;
mod talk;
mod team;
mod trajectory;

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::record::Record;
use krachtig_core::domain::refusal::{RefusalCode, Refusals};
use krachtig_core::service::{Action, Failure, Outcome, Recorded};
use poem::http::StatusCode;

use super::dossier::{Tab, address, family_name};
use super::field::Fields;
use super::form::{Form, Problems};
use super::reply::{Answered, Reply, Trouble};
use super::undo::{Offer, Undo};
use super::visit::{Place, Visit};
pub(super) use entry::{Asked, Here, about, act, boxed, seen};
pub(super) use kind::Write;
pub(super) use sheet::{Conflict, FormPage, Sheet};
pub(super) use team::colleagues;

/// Why a form was not done.
pub(super) enum Wrong {
    /// The form could not be read.
    Form(Problems),
    /// The service refused, or failed.
    Failed(Failure),
    /// What the form is about is not there.
    Gone(Trouble),
}

impl From<Trouble> for Wrong {
    fn from(trouble: Trouble) -> Self {
        Self::Gone(trouble)
    }
}

impl From<Problems> for Wrong {
    fn from(problems: Problems) -> Self {
        Self::Form(problems)
    }
}

impl From<Failure> for Wrong {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What comes after a form that was done.
pub(super) enum Next {
    /// Back to where it belongs.
    Back,
    /// What is told once and kept nowhere.
    Told(Reply),
    /// On to somewhere else.
    To(String),
    /// Back to where it belongs, where it can be taken back.
    Undoable(Offer),
}

/// What came of sending a form.
pub(super) type Sent = Result<Next, Wrong>;

/// A service's outcome, of which the form needs no more than that it was done.
pub(super) fn done<T>(outcome: Outcome<T>) -> Sent {
    outcome.map(|_| Next::Back).map_err(Wrong::Failed)
}

/// The same, of what can be taken back.
fn undoable<R: Record>(outcome: Outcome<Recorded<R>>, undo: Undo) -> Sent {
    let recorded = outcome.map_err(Wrong::Failed)?;
    Ok(Next::Undoable(Offer::of(undo, &recorded.record)))
}

impl Write {
    /// What the form is called.
    pub(super) fn label(self, t: &'static super::words::Words) -> String {
        match self.changes() {
            Some(kind) => fl!(t, "do-change-what", what = t.word(kind)),
            None => t.get(&format!("do-{}", self.key())),
        }
    }

    async fn sheet(self, here: Here<'_>, (form, problems): (&Form, &Problems)) -> Result<Sheet, Trouble> {
        let t = here.0.t;
        let fields = Fields { t, form, problems };
        let asked = self.asked(here, &fields).await?;
        let mut all = asked.fields;
        // What the form is about, and in which version, goes to and fro.
        let about = ["of", "version"].into_iter().filter(|name| !form.text(name).is_empty());
        all.extend(about.map(|name| fields.hidden(name, form.text(name))));
        Ok(Sheet {
            heading: self.label(t),
            lead: asked.lead,
            told: asked.told,
            fields: all,
            submit: asked.submit.unwrap_or_else(|| fl!(t, "save")),
            download: asked.download,
            further: asked.further,
        })
    }
}

/// The dossier that a form is about, with what it asks about.
async fn opened(visit: &Visit, write: Write) -> Result<Dossier, Trouble> {
    let id = visit.trajectory()?;
    let dossier = visit.services.dossier(&visit.ctx, id, write.parts()).await?;
    demand((visit, &dossier), write.action())?;
    Ok(dossier)
}

/// A form is shown to nobody who could not send it.
///
/// # Errors
/// As for what is not there.
pub(super) fn demand((visit, dossier): Here<'_>, action: Action) -> Result<(), Trouble> {
    if visit.may_in(action, dossier) {
        Ok(())
    } else {
        Err(Trouble::not_found())
    }
}

/// Shows a form.
pub(super) async fn show(visit: &Visit, write: Write) -> Answered {
    let dossier = opened(visit, write).await?;
    let here = (visit, &dossier);
    let form = write.first(here, visit.query.text("of"))?;
    let sheet = write.sheet(here, (&form, &Problems::default())).await?;
    Reply::page(&page(here, write, (sheet, &form, Problems::default())))
}

/// Does what a form asks for, or shows it again.
pub(super) async fn send(visit: &Visit, write: Write, form: &Form) -> Answered {
    let dossier = opened(visit, write).await?;
    let here = (visit, &dossier);
    let failed = match write.send(here, form).await {
        Ok(Next::Told(reply)) => return Ok(reply),
        Ok(Next::To(address)) => return Ok(Reply::go_to(address)),
        Ok(next @ (Next::Back | Next::Undoable(_))) => {
            let mut back = gone_on(here, write.tab(), (write.key(), &draft(here, write, form)));
            if let Next::Undoable(offer) = next {
                back += &offer.in_address(here);
            }
            return Ok(Reply::go_to(back));
        }
        Err(Wrong::Form(problems)) => return again(here, write, (form, problems)).await,
        Err(Wrong::Gone(trouble)) => return Err(trouble),
        Err(Wrong::Failed(failure)) => failure,
    };
    let refusals = refused(failed)?;
    if refusals.first().code == RefusalCode::Stale {
        return conflict(here, write, (form, &refusals)).await;
    }
    again(here, write, (form, Problems::of(visit.t, &refusals))).await
}

/// What a service refused about the form. What is not there, or not the visitor's, has no form.
pub(super) fn refused(failure: Failure) -> Result<Refusals, Trouble> {
    match failure {
        Failure::Refused(refusals) => {
            let first = refusals.first();
            let whole = matches!(first.field.as_str(), "" | "id" | "trajectory_id");
            if first.code == RefusalCode::NotFound && whole {
                return Err(Failure::from(refusals).into());
            }
            Ok(refusals)
        }
        fault @ Failure::Fault(_) => Err(fault.into()),
    }
}

/// Back to the dossier, which says what was done, and which draft is not needed any more.
pub(super) fn gone_on((visit, dossier): Here<'_>, tab: Tab, (what, draft): (&str, &str)) -> String {
    format!("{}{}?done={what}&draft={draft}", address(visit, dossier), tab.at())
}

/// Under which key browsers keep what is typed: of each record that a form can be about, its own.
fn draft((visit, dossier): Here<'_>, write: Write, form: &Form) -> String {
    let (_, sent) = write.places();
    // A form comes from a browser, and what stands in it may be anything.
    let known = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let of: String = form.text("of").chars().filter(|c| known(*c)).take(64).collect();
    format!("{}{sent}/{of}", address(visit, dossier))
}

async fn again(here: Here<'_>, write: Write, (form, problems): (&Form, Problems)) -> Answered {
    let sheet = write.sheet(here, (form, &problems)).await?;
    let names: Vec<&str> = sheet.fields.iter().map(|field| field.name.as_str()).collect();
    let problems = problems.within(&names);
    Reply::with_status(
        StatusCode::UNPROCESSABLE_ENTITY,
        &page(here, write, (sheet, form, problems)),
    )
}

/// Somebody else changed it meanwhile: what was typed is kept beside what stands there now, and saving once more means it.
async fn conflict(here: Here<'_>, write: Write, (form, refusals): (&Form, &Refusals)) -> Answered {
    let now = write.first(here, form.text("of"))?;
    let typed = form.clone().with("version", now.text("version"));
    let sheet = write.sheet(here, (&typed, &Problems::default())).await?;
    let conflict = Conflict::of(here.0, (&sheet, &typed, &now), refusals).await?;
    let mut page = page(here, write, (sheet, &typed, Problems::default()));
    page.conflict = Some(conflict);
    Reply::with_status(StatusCode::CONFLICT, &page)
}

fn page(here: Here<'_>, write: Write, (sheet, form, problems): (Sheet, &Form, Problems)) -> FormPage {
    let (visit, dossier) = here;
    let (home, family) = (address(visit, dossier), family_name(visit, dossier));
    let families = (format!("{}/families", visit.home()), fl!(visit.t, "bar-families"));
    FormPage {
        p: visit.frame(format!("{} – {family}", sheet.heading), Some(Place::Families)),
        crumbs: vec![families, (home.clone(), family)],
        sheet,
        action: format!("{home}{}", write.places().1),
        draft: draft(here, write, form),
        back: format!("{home}{}", write.tab().at()),
        problems,
        conflict: None,
    }
}

/// The people of a dossier, to choose from.
pub(super) fn persons(dossier: &Dossier) -> Vec<(String, String)> {
    let named = |person: &krachtig_core::domain::family::Person| (person.id.to_string(), person.name.to_string());
    dossier.persons.iter().map(named).collect()
}

/// What a field about somebody in particular is called.
pub(super) fn whose(t: &'static super::words::Words) -> String {
    fl!(t, "field-whose")
}
