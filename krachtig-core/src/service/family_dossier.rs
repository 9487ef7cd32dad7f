//! From a family to its dossier: requests, holds and destructions are about a family, and the work is in a trajectory.
//!
//! Lists of trajectories do not belong here: see [`super::listing`].

use super::logging::page_shown;
use super::work::not_found;
use super::{Ctx, Outcome, Services};
use crate::access::{Action, scope};
use crate::domain::id::{FamilyId, TrajectoryId};
use crate::domain::trajectory::Trajectory;
use crate::store::{Condition, Reach, Window, Within};

impl Services {
    /// The newest trajectory of a family, of those that the actor may list.
    ///
    /// # Errors
    /// `not_found` where there is none, or none for whoever asks.
    pub async fn trajectory_of_family(&self, ctx: &Ctx, id: FamilyId) -> Outcome<TrajectoryId> {
        let (permit, scope) = scope(&ctx.actor, Action::ListTrajectories).ok_or_else(|| not_found("id"))?;
        let window = Window {
            first: 1,
            after: None,
            sort: "id",
            descending: true,
        };
        let whose = vec![Condition::Is("family_id", id.uuid().into())];
        let within = Within {
            scope,
            reach: Reach::Itself,
            today: ctx.stamp().today,
        };
        let page = ctx.store.page::<Trajectory>(within, whose, &window).await?;
        let page = page_shown(ctx, &permit, page).await?;
        let newest = page.rows.first().map(|(_, trajectory)| trajectory.id);
        newest.ok_or_else(|| not_found("id"))
    }
}
