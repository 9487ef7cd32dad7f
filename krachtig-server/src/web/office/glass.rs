//! Emergency access: finding exactly one dossier, and opening it for some hours, with a reason that a coordinator reviews.

use i18n_embed_fl::fl;
use krachtig_core::domain::break_glass::{BreakGlass, GlassDraft};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::service::{BreakTheGlass, FindForGlass, FoundForGlass, PersonKnown};

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::super::write::Asked;
use super::duty::{Entry, Next, Sent};

/// Finds a dossier, by the office's own number or by a last name and a birth date.
pub(super) struct Find;

impl Entry for Find {
    async fn first(_: &Visit, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default())
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields.optional(fields.line("reference", fl!(t, "field-reference"))),
            fields
                .optional(fields.line("last_name", fl!(t, "field-last-name")))
                .half(),
            fields.optional(fields.day("born_on", fl!(t, "field-born-on"))).half(),
        ]);
        Ok(asked.lead(fl!(t, "glass-find-lead")).submit(fl!(t, "filter-go")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let cmd = match form.filled("reference") {
            Some(reference) => FindForGlass::Reference(reference),
            None => FindForGlass::Person(PersonKnown {
                last_name: form.text("last_name").to_owned(),
                born_on: reading.day("born_on"),
            }),
        };
        let cmd = reading.done(Some(cmd))?;
        let found: Vec<FoundForGlass> = visit.services.find_for_glass(&visit.ctx, cmd).await?;
        match found.as_slice() {
            [] => Err(Problems::one("", fl!(visit.t, "glass-none-found")).into()),
            [one] => Ok(Next::To(format!(
                "{}/emergency/new?of={}",
                visit.home(),
                one.trajectory_id
            ))),
            _ => Err(Problems::one("", fl!(visit.t, "glass-many-found")).into()),
        }
    }
}

/// Breaks the glass.
pub(super) struct Break;

impl Entry for Break {
    async fn first(_: &Visit, of: &str) -> Result<Form, Trouble> {
        let id: TrajectoryId = of.parse().map_err(|_| Trouble::not_found())?;
        let minutes = BreakGlass::USUAL_MINUTES.to_string();
        Ok(Form::default().or("of", id.to_string()).or("minutes", minutes))
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let hours = [1, 4, 12, 24].map(|hours: i64| {
            let label = fl!(t, "hours", hours = hours);
            ((hours * 60).to_string(), label)
        });
        let reason = fields.prose("reason", fl!(t, "field-glass-reason"));
        let asked = Asked::of(vec![
            reason.hint(fl!(t, "field-glass-reason-hint")),
            fields.radios_of(("minutes", fl!(t, "field-glass-minutes")), hours),
        ]);
        Ok(asked.lead(fl!(t, "glass-break-lead")).submit(fl!(t, "do-glass-break")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let id = reading.id::<TrajectoryId>("of");
        let draft = GlassDraft {
            reason: form.text("reason").to_owned(),
            minutes: form.text("minutes").parse().unwrap_or_default(),
        };
        let trajectory_id = reading.done(id)?;
        let cmd = BreakTheGlass { trajectory_id, draft };
        visit.services.break_glass(&visit.ctx, cmd).await?;
        Ok(Next::To(format!("{}/dossiers/{trajectory_id}", visit.home())))
    }
}
