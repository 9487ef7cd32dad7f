//! Recording and changing: a form is shown, sent, and either done, or shown again with what was typed and what is wrong.
//!
//! Each form makes one call to a service. Reading a dossier does not belong here.

mod casework;
mod family;
mod goal;
mod kind;
mod mapping;
mod money;
mod people;
mod sheet;

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::refusal::{RefusalCode, Refusals};
use krachtig_core::service::{Failure, Outcome};
use poem::http::StatusCode;

use super::dossier::address;
use super::form::{Form, Problems};
use super::reply::{Answered, Reply, Trouble};
use super::visit::Visit;
pub(super) use kind::Write;
pub(super) use sheet::{Conflict, FormPage, Sheet};

/// What forms say once they are done: `done-` before it is the key of a text.
#[cfg(test)]
pub(super) const DONE: [&str; 18] = [
    "register",
    "family",
    "person",
    "consent",
    "introduction",
    "assign",
    "talk",
    "mapping",
    "goal",
    "action",
    "tick",
    "time",
    "connection",
    "learning",
    "request",
    "approve",
    "refuse",
    "glass",
];

/// Why a form was not done.
pub(super) enum Wrong {
    /// The form could not be read.
    Form(Problems),
    /// The service refused, or failed.
    Failed(Failure),
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

/// What came of sending a form.
pub(super) type Sent = Result<(), Wrong>;

/// A service's outcome, of which the form needs no more than that it was done.
pub(super) fn done<T>(outcome: Outcome<T>) -> Sent {
    outcome.map(|_| ()).map_err(Wrong::Failed)
}

impl Write {
    async fn sheet(
        self,
        visit: &Visit,
        dossier: &Dossier,
        (form, problems): (&Form, &Problems),
    ) -> Result<Sheet, Trouble> {
        let fields = super::field::Fields {
            t: visit.t,
            form,
            problems,
        };
        Ok(match self {
            Self::Family => family::change_sheet(&fields),
            Self::Person => people::person_sheet(&fields),
            Self::Consent => people::consent_sheet(dossier, &fields),
            Self::Introduction => people::introduction_sheet(dossier, &fields),
            Self::Assign => people::assign_sheet(visit, &fields).await?,
            Self::Talk => casework::talk_sheet(&fields),
            Self::Time => casework::time_sheet(&fields),
            Self::Connection => casework::connection_sheet(&fields),
            Self::Learning => casework::learning_sheet(&fields),
            Self::Goal => goal::goal_sheet(dossier, &fields),
            Self::Action => goal::action_sheet(dossier, &fields)?,
            Self::Request => money::request_sheet((visit, dossier), &fields),
            Self::Register | Self::Mapping | Self::Tick => return Err(Trouble::not_found()),
        })
    }

    async fn send(self, visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
        match self {
            Self::Family => family::change(visit, dossier, form).await,
            Self::Person => people::person(visit, dossier, form).await,
            Self::Consent => people::consent(visit, dossier, form).await,
            Self::Introduction => people::introduction(visit, dossier, form).await,
            Self::Assign => people::assign(visit, dossier, form).await,
            Self::Talk => casework::talk(visit, dossier, form).await,
            Self::Time => casework::time(visit, dossier, form).await,
            Self::Connection => casework::connection(visit, dossier, form).await,
            Self::Learning => casework::learning(visit, dossier, form).await,
            Self::Goal => goal::goal(visit, dossier, form).await,
            Self::Action => goal::action(visit, form).await,
            Self::Tick => goal::tick(visit, dossier, form).await,
            Self::Request => money::request(visit, dossier, form).await,
            Self::Register | Self::Mapping => Ok(()),
        }
    }

    /// What stands in the form at first: today, where a day is asked, and what is recorded, where something is changed.
    fn filled_in(self, visit: &Visit, dossier: &Dossier) -> Form {
        let today = visit.today().to_string();
        match self {
            Self::Family => family::as_form(dossier),
            Self::Action => Form::default().or("goal_id", visit.query.text("goal")),
            Self::Goal => Form::default().or("set_on", today),
            Self::Consent => Form::default().or("given_on", today),
            Self::Time => Form::default().or("spent_on", today),
            Self::Connection => Form::default().or("laid_on", today),
            Self::Learning => Form::default().or("noted_on", today),
            _ => Form::default().or("held_on", today),
        }
    }
}

/// Shows a form.
pub(super) async fn show(visit: &Visit, write: Write) -> Answered {
    match write {
        Write::Register => {
            return family::show_registering(visit, &Form::default(), &Problems::default(), StatusCode::OK);
        }
        Write::Mapping => return mapping::show(visit).await,
        _ => {}
    }
    let dossier = visit
        .services
        .dossier(&visit.ctx, visit.trajectory()?, write.parts())
        .await?;
    demand(visit, &dossier, write)?;
    let form = write.filled_in(visit, &dossier);
    let sheet = write.sheet(visit, &dossier, (&form, &Problems::default())).await?;
    Reply::page(&page((visit, &dossier), write, (sheet, Problems::default())))
}

/// A form is shown to nobody who could not send it.
///
/// # Errors
/// As for what is not there.
pub(super) fn demand(visit: &Visit, dossier: &Dossier, write: Write) -> Result<(), Trouble> {
    if visit.may_in(write.action(), dossier) {
        Ok(())
    } else {
        Err(Trouble::not_found())
    }
}

/// Does what a form asks for, or shows it again.
pub(super) async fn send(visit: &Visit, write: Write, form: &Form) -> Answered {
    match write {
        Write::Register => return family::register(visit, form).await,
        Write::Mapping => return mapping::record(visit, form).await,
        _ => {}
    }
    let dossier = visit
        .services
        .dossier(&visit.ctx, visit.trajectory()?, write.parts())
        .await?;
    let failed = match write.send(visit, &dossier, form).await {
        Ok(()) => return Ok(gone_on(visit, &dossier, write)),
        Err(Wrong::Form(problems)) => return again((visit, &dossier), write, (form, problems)).await,
        Err(Wrong::Failed(failure)) => failure,
    };
    let refusals = refused(failed)?;
    if refusals.first().code == RefusalCode::Stale && write == Write::Family {
        return conflict((visit, &dossier), write, (form, &refusals)).await;
    }
    if write == Write::Tick {
        // A tick has no form of its own to come back to.
        return Err(Failure::from(refusals).into());
    }
    again((visit, &dossier), write, (form, Problems::of(visit.t, &refusals))).await
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

/// Back to the dossier, which says what was done.
pub(super) fn gone_on(visit: &Visit, dossier: &Dossier, write: Write) -> Reply {
    let (at, tab, what) = write.place();
    let home = address(visit, dossier);
    Reply::go_to(format!("{home}{}?done={what}&draft={home}{at}", tab.at()))
}

async fn again((visit, dossier): (&Visit, &Dossier), write: Write, (form, problems): (&Form, Problems)) -> Answered {
    let sheet = write.sheet(visit, dossier, (form, &problems)).await?;
    let page = page((visit, dossier), write, (sheet, problems));
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Somebody else changed it meanwhile: what was typed is kept beside what stands there now, and saving once more means it.
async fn conflict(
    (visit, dossier): (&Visit, &Dossier),
    write: Write,
    (form, refusals): (&Form, &Refusals),
) -> Answered {
    let now = write.filled_in(visit, dossier);
    let typed = form.clone().with("version", now.text("version"));
    let sheet = write.sheet(visit, dossier, (&typed, &Problems::default())).await?;
    let conflict = Conflict::of(visit, (&sheet, &now), refusals).await?;
    let mut page = page((visit, dossier), write, (sheet, Problems::default()));
    page.conflict = Some(conflict);
    Reply::with_status(StatusCode::CONFLICT, &page)
}

fn page((visit, dossier): (&Visit, &Dossier), write: Write, (sheet, problems): (Sheet, Problems)) -> FormPage {
    let (at, tab, _) = write.place();
    let home = address(visit, dossier);
    let family = super::dossier::family_name(visit, dossier);
    FormPage::of(
        visit,
        (sheet, problems),
        [
            (home.clone(), family),
            (format!("{home}{at}"), format!("{home}{}", tab.at())),
        ],
    )
}

/// The people of a dossier, to choose from.
pub(super) fn persons(dossier: &Dossier) -> Vec<(String, String)> {
    dossier
        .persons
        .iter()
        .map(|person| (person.id.to_string(), person.name.to_string()))
        .collect()
}

/// What a field about somebody in particular is called.
pub(super) fn whose(t: &'static super::words::Words) -> String {
    fl!(t, "field-whose")
}
