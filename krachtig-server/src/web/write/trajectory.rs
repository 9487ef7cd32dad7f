//! Steps that are passed over, and the closing of a trajectory with what came of each goal.

use i18n_embed_fl::fl;
use krachtig_core::domain::goal::{Goal, GoalOutcome};
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason, Step, StepSkip, Trajectory};
use krachtig_core::service::{OpenTrajectory, Revise, SkipStep};

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::reply::Trouble;
use super::super::undo::Undo;
use super::entry::{Asked, Entry, Here, about, acts, seen};
use super::{Next, Sent, done, undoable};

/// Passes a step over, with a reason.
pub(super) struct Skip;

impl Entry for Skip {
    fn first(_: Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(Form::default().or("step", of))
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields.select::<Step>("step", fl!(t, "field-step")),
            fields.prose("reason", fl!(t, "field-reason")),
        ]);
        Ok(asked.lead(fl!(t, "step-skip-lead")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let step = reading.word("step");
        let cmd = reading.done(step.map(|step| SkipStep {
            trajectory_id: dossier.trajectory.id,
            step,
            reason: form.text("reason").to_owned(),
        }))?;
        undoable(visit.services.skip_step(&visit.ctx, cmd).await, Undo::SkipStep)
    }
}

acts! {
    /// Takes a step up that was passed over.
    Resume: StepSkip = resume_step, "step-again-lead";
    /// Takes a closed trajectory up again.
    Reopen: Trajectory = reopen_trajectory, "reopen-lead";
}

/// Opens another trajectory for a family whose last one is closed: the same people go on with it.
pub(super) struct Open;

impl Entry for Open {
    fn first((visit, _): Here<'_>, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default().or("opened_on", visit.today().to_string()))
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![fields.day("opened_on", fl!(t, "fact-opened"))]);
        Ok(asked.lead(fl!(t, "trajectory-lead")).submit(fl!(t, "do-trajectory")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let opened_on = reading.day("opened_on");
        let cmd = reading.done(Some(OpenTrajectory {
            family_id: dossier.family.id,
            opened_on,
        }))?;
        let opened = visit.services.open_trajectory(&visit.ctx, cmd).await?;
        let at = format!("{}/dossiers/{}", visit.home(), opened.record.id);
        Ok(Next::To(format!("{at}?done=trajectory")))
    }
}

/// Closes the trajectory.
pub(super) struct Close;

impl Close {
    fn field(goal: &Goal, field: &str) -> String {
        format!("{field}.{}", goal.id)
    }
}

impl Entry for Close {
    fn first((visit, dossier): Here<'_>, _: &str) -> Result<Form, Trouble> {
        let today = Form::default().or("closed_on", visit.today().to_string());
        Ok(about(today, &dossier.trajectory))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let mut asked = vec![
            fields.day("closed_on", fl!(t, "day")),
            fields.radios::<ClosingReason>("reason", fl!(t, "field-closing-reason")),
        ];
        for goal in dossier.goals.iter().filter(|goal| goal.outcome.is_none()) {
            let label = fl!(t, "field-goal-outcome", goal = goal.title.to_string());
            asked.push(fields.select::<GoalOutcome>(&Self::field(goal, "outcome"), label));
            let note = fields.line(&Self::field(goal, "note"), fl!(t, "field-note-short"));
            asked.push(fields.optional(note));
        }
        asked.push(fields.optional(fields.prose("note", fl!(t, "field-closing-note"))));
        let reserved = dossier.budget().balance().reserved;
        let settle = fl!(t, "close-reserved", amount = t.format.amount(reserved));
        let told = (!reserved.is_zero()).then(|| (settle, vec![fl!(t, "close-reserved-how")]));
        let asked = Asked::of(asked).told(told.into_iter().collect());
        Ok(asked.lead(fl!(t, "close-lead")).submit(fl!(t, "do-close")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let (id, version) = seen::<Trajectory>(form)?;
        let mut reading = Reading::new(form, visit.t);
        let closed_on = reading.day("closed_on");
        let reason = reading.word("reason");
        let mut outcomes = Vec::new();
        for goal in dossier.goals.iter().filter(|goal| goal.outcome.is_none()) {
            if let Some(outcome) = reading.word(&Self::field(goal, "outcome")) {
                outcomes.push((goal.id, outcome, form.filled(&Self::field(goal, "note"))));
            }
        }
        let draft = reading.done(reason.map(|reason| ClosingDraft {
            closed_on,
            reason,
            note: form.filled("note"),
            outcomes,
        }))?;
        let cmd = Revise { id, version, draft };
        done(visit.services.close_trajectory(&visit.ctx, cmd).await)
    }
}
