//! Under what a dossier is kept, and what holds its destruction up.

use i18n_embed_fl::fl;
use krachtig_core::domain::retention::{LegalHold, RetentionBasis};
use krachtig_core::domain::trajectory::Trajectory;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{KeepUnder, PlaceHold};

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::reply::Trouble;
use super::entry::{Asked, Entry, Here, about, acts, seen};
use super::{Sent, done};

/// Says under what the trajectory's dossier is kept.
pub(super) struct Under;

impl Entry for Under {
    fn first((_, dossier): Here<'_>, _: &str) -> Result<Form, Trouble> {
        let basis = dossier.trajectory.kept_under().code();
        Ok(about(Form::default().or("basis", basis), &dossier.trajectory))
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields.radios::<RetentionBasis>("basis", fl!(t, "field-kept-under")),
        ]);
        Ok(asked.lead(fl!(t, "keep-lead")))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let (id, version) = seen::<Trajectory>(form)?;
        let mut reading = Reading::new(form, visit.t);
        let basis = reading.word("basis");
        let cmd = reading.done(basis.map(|basis| KeepUnder { id, version, basis }))?;
        done(visit.services.keep_under(&visit.ctx, cmd).await)
    }
}

/// Holds the family's dossier, so that nothing of it is destroyed.
pub(super) struct Hold;

impl Entry for Hold {
    fn first(_: Here<'_>, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default())
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let reason = fields.prose("reason", fl!(t, "field-hold-reason"));
        let asked = Asked::of(vec![reason.hint(fl!(t, "field-hold-reason-hint"))]);
        Ok(asked.lead(fl!(t, "hold-lead")).submit(fl!(t, "do-hold")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let cmd = PlaceHold {
            family_id: dossier.family.id,
            reason: form.text("reason").to_owned(),
        };
        done(visit.services.place_hold(&visit.ctx, cmd).await)
    }
}

acts! {
    /// Lifts a hold.
    Lift: LegalHold = lift_hold, "hold-end-lead";
}
