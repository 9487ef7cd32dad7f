//! The narrative report of a family, for an audience. What goes into it does not belong here: see
//! [`crate::domain::family_report`].

use super::logging::{Read, of_dossier, reading};
use super::story_telling::workers_of;
use super::work::{not_found, relation};
use super::{Ctx, Outcome, Services};
use crate::access::{Action, permit, seen};
use crate::domain::access_log::LogEvent;
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::family_report::FamilyReport;
use crate::domain::id::TrajectoryId;
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Audience;

/// Reads the report of a family.
#[derive(Clone, Copy, Debug)]
pub struct ReadFamilyReport {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// For whose eyes.
    pub audience: Audience,
    /// Whether it is taken along as a file, which the access log tells.
    pub taken_along: bool,
}

/// What a report tells of, as the access log says.
const TOLD: Parts = Parts::of(&[
    RecordKind::StoryVersion,
    RecordKind::Mapping,
    RecordKind::Goal,
    RecordKind::TimeEntry,
    RecordKind::Connection,
    RecordKind::Referral,
    RecordKind::LedgerLine,
    RecordKind::SiloObstacle,
    RecordKind::Suggestion,
    RecordKind::LearningEntry,
]);

impl Services {
    /// The report of a family for an audience, as far as it may be told today. It is derived from the dossier, and the
    /// access log has a line before it is handed out.
    ///
    /// # Errors
    /// As [`Dossier::family_report`]; `not_found` for whoever may not read it.
    pub async fn family_report(&self, ctx: &Ctx, cmd: ReadFamilyReport) -> Outcome<FamilyReport> {
        let id = cmd.trajectory_id;
        let found = ctx.store.dossier(id, Parts::ALL).await?.found();
        let dossier = found.ok_or_else(|| not_found("trajectory_id"))?;
        let stamp = ctx.stamp();
        let relation = relation(ctx, dossier.peek(), stamp);
        let action = Action::ReadFamilyReport;
        let permit = permit(&ctx.actor, action, relation).ok_or_else(|| not_found("trajectory_id"))?;
        let workers = workers_of(ctx, dossier.peek()).await?;
        let asked = (cmd.audience, seen(&ctx.actor, relation));
        let report = dossier.peek().family_report(asked, (&workers, stamp))?;
        let line = |_: &Dossier| {
            let read = Read {
                event: cmd.taken_along.then_some(LogEvent::Export),
                ..of_dossier(id, TOLD)
            };
            reading(ctx, &permit, read)
        };
        dossier.log(&ctx.store, &permit, line).await?;
        Ok(report)
    }
}
