//! From a family to its dossier: requests, holds and destructions are about a family, and the work is in a trajectory.
//!
//! Lists of trajectories do not belong here: see [`super::listing`].

use super::logging::page_shown;
use super::work::not_found;
use super::{Ctx, MOST_ROWS, Outcome, Services};
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
        let newest = newest(ctx, (id, 1)).await?;
        let newest = newest.first().map(|trajectory| trajectory.id);
        newest.ok_or_else(|| not_found("id"))
    }

    /// The trajectories of a family, the newest first, of those that the actor may list.
    ///
    /// # Errors
    /// `not_found` for whoever may list none.
    pub async fn trajectories_of_family(&self, ctx: &Ctx, id: FamilyId) -> Outcome<Vec<Trajectory>> {
        newest(ctx, (id, MOST_ROWS)).await
    }
}

/// So many trajectories of a family at most, the newest first.
async fn newest(ctx: &Ctx, (id, first): (FamilyId, u32)) -> Outcome<Vec<Trajectory>> {
    let (permit, scope) = scope(&ctx.actor, Action::ListTrajectories).ok_or_else(|| not_found("id"))?;
    let window = Window {
        first,
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
    Ok(page.rows.into_iter().map(|(_, trajectory)| trajectory).collect())
}
