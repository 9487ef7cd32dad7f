//! The narrative report of a family.

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::family_report::FamilyReport;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::vocabulary::Audience;
use krachtig_core::service::ReadFamilyReport;

use crate::graphql::asked::Asked;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::Object as Told;

/// The narrative report of a family.
#[derive(Default)]
pub(super) struct ReportQuery;

/// The narrative report of a family.
#[Object]
impl ReportQuery {
    /// The narrative report of a family for an audience; absent where there is no such trajectory, or it is not yours to
    /// report on. It is refused with `STORY_NOT_APPROVED` where not every adult of the family approved a version of the
    /// story for that audience, with `CONSENT_MISSING` once a consent is gone, and with `NOT_DEIDENTIFIED` where the
    /// version tells who somebody is and the audience is outside.
    async fn family_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The trajectory.")] trajectory_id: GlobalId<TrajectoryId>,
        #[graphql(desc = "For whose eyes.")] audience: Word<Audience>,
    ) -> Result<Option<Told<FamilyReport>>> {
        let asked = Asked::of(ctx)?;
        let cmd = ReadFamilyReport {
            trajectory_id: trajectory_id.0,
            audience: audience.0,
            taken_along: false,
        };
        let report = asked.found(asked.services.family_report(asked.ctx, cmd).await)?;
        Ok(report.map(Told::from))
    }
}
