//! Goals of the family, the actions towards them, and the tick that one is done.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::goal::{ActionDraft, GoalDraft};
use krachtig_core::domain::id::{ActionId, GoalId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::vocabulary::{Carrier, LifeDomain};
use krachtig_core::service::{Add, PlanAction, Revise};

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::{Sent, Sheet, Wrong, done, persons, whose};

pub(super) fn goal_sheet(dossier: &Dossier, fields: &Fields<'_>) -> Sheet {
    let t = fields.t;
    Sheet {
        heading: fl!(t, "do-goal"),
        lead: fl!(t, "goal-lead"),
        fields: vec![
            fields
                .line("title", fl!(t, "field-goal"))
                .hint(fl!(t, "field-goal-hint")),
            fields.select::<LifeDomain>("life_domain", fl!(t, "domain")),
            fields.optional(fields.select_of(("person_id", whose(t)), persons(dossier))),
            fields.day("set_on", fl!(t, "field-set-on")),
            fields.optional(fields.day("target_on", fl!(t, "field-target-on"))),
        ],
        submit: fl!(t, "save"),
    }
}

pub(super) async fn goal(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let life_domain = reading.word("life_domain");
    let person_id = reading.optional_id("person_id");
    let set_on = reading.day("set_on");
    let target_on = reading.optional_day("target_on");
    let draft = reading.done(life_domain.map(|life_domain| GoalDraft {
        life_domain,
        title: form.text("title").to_owned(),
        person_id,
        set_on,
        target_on,
    }))?;
    let trajectory_id = dossier.trajectory.id;
    done(visit.services.set_goal(&visit.ctx, Add { trajectory_id, draft }).await)
}

pub(super) fn action_sheet(dossier: &Dossier, fields: &Fields<'_>) -> Result<Sheet, Trouble> {
    let t = fields.t;
    let goal: GoalId = fields.form.text("goal_id").parse().map_err(|_| Trouble::not_found())?;
    let goal = dossier
        .goals
        .iter()
        .find(|one| one.id == goal)
        .ok_or_else(Trouble::not_found)?;
    Ok(Sheet {
        heading: fl!(t, "do-action"),
        lead: fl!(t, "action-lead", goal = goal.title.to_string()),
        fields: vec![
            fields.hidden("goal_id", goal.id.to_string()),
            fields.line("about", fl!(t, "field-action")),
            fields.radios::<Carrier>("carrier", fl!(t, "field-carrier")),
            fields.optional(fields.line("who", fl!(t, "field-who-exactly"))),
            fields.optional(fields.day("due_on", fl!(t, "field-due-on"))),
        ],
        submit: fl!(t, "save"),
    })
}

pub(super) async fn action(visit: &Visit, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let goal_id = reading.optional_id("goal_id");
    let carrier = reading.word("carrier");
    let due_on = reading.optional_day("due_on");
    let cmd = reading.done(goal_id.zip(carrier).map(|(goal_id, carrier)| PlanAction {
        goal_id,
        draft: ActionDraft {
            about: form.text("about").to_owned(),
            carrier,
            who: form.filled("who"),
            due_on,
            done_on: None,
        },
    }))?;
    done(visit.services.plan_action(&visit.ctx, cmd).await)
}

/// Ticks an action as done today, or takes the tick away: everything else of it stays.
pub(super) async fn tick(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let gone = || Wrong::Form(Problems::one("id", fl!(visit.t, "refusal-not_found")));
    let id: ActionId = form.text("id").parse().map_err(|_| gone())?;
    let action = dossier.actions.iter().find(|action| action.id == id).ok_or_else(gone)?;
    let version = form.text("version").parse().unwrap_or_default();
    let cmd = Revise {
        id,
        version: Version::new(version),
        draft: ActionDraft {
            about: action.about.to_string(),
            carrier: action.carrier,
            who: action.who.as_ref().map(ToString::to_string),
            due_on: action.due_on,
            done_on: form.ticked("done").then(|| visit.today()),
        },
    };
    done(visit.services.revise_action(&visit.ctx, cmd).await)
}
