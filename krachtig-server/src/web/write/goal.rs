//! Goals of the family and what came of them, the actions towards them, and the tick that one is done.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::goal::{Action as GoalAction, ActionDraft, Goal, GoalDraft, GoalOutcome};
use krachtig_core::domain::id::{ActionId, GoalId};
use krachtig_core::domain::record::{RecordKind, Version};
use krachtig_core::domain::vocabulary::{Carrier, LifeDomain};
use krachtig_core::service::{Action, Conclude as ConcludeRecord, PlanAction, Revise};

use super::super::dossier::Tab;
use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::undo::{Offer, Undo};
use super::super::visit::Visit;
use super::entry::{Added, Asked, Entry, Here, Kept, about, acts, found, recorded, seen};
use super::{Sent, done, filled, gone_on, persons, undoable, whose};

impl Kept for Goal {
    type Draft = GoalDraft;

    fn blank(visit: &Visit, _: &str) -> Form {
        Form::default().or("set_on", visit.today().to_string())
    }

    fn as_form(&self, _: &Visit) -> Form {
        filled::with(self).with("person_id", filled::id(self.person_id))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields
                .line("title", fl!(t, "field-goal"))
                .hint(fl!(t, "field-goal-hint")),
            fields.select::<LifeDomain>("life_domain", fl!(t, "domain")),
            fields.optional(fields.select_of(("person_id", whose(t)), persons(dossier))),
            fields.day("set_on", fl!(t, "field-set-on")),
            fields.optional(fields.day("target_on", fl!(t, "field-target-on"))),
        ]);
        Ok(asked.lead(fl!(t, "goal-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<GoalDraft, Problems> {
        let life_domain = reading.word("life_domain");
        let person_id = reading.optional_id("person_id");
        let set_on = reading.day("set_on");
        let target_on = reading.optional_day("target_on");
        reading.done(life_domain.map(|life_domain| GoalDraft {
            life_domain,
            title: form.text("title").to_owned(),
            person_id,
            set_on,
            target_on,
        }))
    }
}

recorded! { Goal: set_goal, revise_goal; }

/// Records what came of a goal.
pub(super) struct Conclude;

impl Entry for Conclude {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let today = Form::default().or("on", visit.today().to_string());
        Ok(about(today, found::<Goal>(dossier, of)?))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let goal = found::<Goal>(dossier, fields.form.text("of"))?;
        let asked = Asked::of(vec![
            fields.radios::<GoalOutcome>("outcome", fl!(t, "field-outcome")),
            fields.day("on", fl!(t, "day")),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ]);
        Ok(asked.lead(fl!(t, "action-lead", goal = goal.title.to_string())))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let (id, version) = seen::<Goal>(form)?;
        let mut reading = Reading::new(form, visit.t);
        let (outcome, on) = (reading.word("outcome"), reading.day("on"));
        let note = form.filled("note");
        let cmd = reading.done(outcome.map(|outcome| ConcludeRecord {
            id,
            version,
            outcome,
            on,
            note,
        }))?;
        // What was said of it would be lost.
        let says = cmd.note.is_some();
        let concluded = visit.services.conclude_goal(&visit.ctx, cmd).await;
        if says {
            done(concluded)
        } else {
            undoable(concluded, Undo::ConcludeGoal)
        }
    }
}

acts! {
    /// Takes a goal up again.
    Resume: Goal = resume_goal, "goal-again-lead";
}

impl Kept for GoalAction {
    type Draft = ActionDraft;

    fn blank(_: &Visit, of: &str) -> Form {
        Form::default().or("goal_id", of)
    }

    fn as_form(&self, _: &Visit) -> Form {
        filled::with(self).with("goal_id", self.goal_id.to_string())
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let goal = found::<Goal>(dossier, fields.form.text("goal_id"))?;
        let mut asked = vec![
            fields.hidden("goal_id", goal.id.to_string()),
            fields.line("about", fl!(t, "field-action")),
            fields.radios::<Carrier>("carrier", fl!(t, "field-carrier")),
            fields.optional(fields.line("who", fl!(t, "field-who-exactly"))),
            fields.optional(fields.day("due_on", fl!(t, "field-due-on"))),
        ];
        // What is planned was not done yet; what was done can turn out to be done on another day.
        if !fields.form.text("of").is_empty() {
            asked.push(fields.optional(fields.day("done_on", fl!(t, "field-done-on"))));
        }
        Ok(Asked::of(asked).lead(fl!(t, "action-lead", goal = goal.title.to_string())))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<ActionDraft, Problems> {
        let carrier = reading.word("carrier");
        let due_on = reading.optional_day("due_on");
        let done_on = reading.optional_day("done_on");
        reading.done(carrier.map(|carrier| ActionDraft {
            about: form.text("about").to_owned(),
            carrier,
            who: form.filled("who"),
            due_on,
            done_on,
        }))
    }
}

recorded! { GoalAction: , revise_action; }

impl Added for GoalAction {
    async fn add((visit, _): Here<'_>, form: &Form, draft: ActionDraft) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let goal = reading.id::<GoalId>("goal_id");
        let goal_id = reading.done(goal)?;
        done(
            visit
                .services
                .plan_action(&visit.ctx, PlanAction { goal_id, draft })
                .await,
        )
    }
}

/// Ticks an action as done today, or takes the tick away: everything else of it stays. It has no form of its own to come
/// back to, so what is refused is a page.
pub(in crate::web) async fn tick(visit: &Visit, form: &Form) -> Answered {
    let parts = Parts::of(&[RecordKind::Action]);
    let dossier = visit.services.dossier(&visit.ctx, visit.trajectory()?, parts).await?;
    if !visit.may_in(Action::ReviseAction, &dossier) {
        return Err(Trouble::not_found());
    }
    let id: ActionId = form.text("of").parse().map_err(|_| Trouble::not_found())?;
    let mut actions = dossier.actions.iter();
    let action = actions.find(|action| action.id == id).ok_or_else(Trouble::not_found)?;
    let ticked = form.ticked("done");
    let cmd = Revise {
        id,
        version: Version::new(form.text("version").parse().unwrap_or_default()),
        draft: ActionDraft {
            about: action.about.to_string(),
            carrier: action.carrier,
            who: action.who.as_ref().map(ToString::to_string),
            due_on: action.due_on,
            done_on: ticked.then(|| visit.today()),
        },
    };
    let here = (visit, &dossier);
    let revised = visit.services.revise_action(&visit.ctx, cmd).await?;
    let mut back = gone_on(here, Tab::Plan, ("tick", ""));
    if ticked && action.done_on.is_none() {
        back += &Offer::of(Undo::Tick, &revised.record).in_address(here);
    }
    Ok(Reply::go_to(back))
}
