//! With how many families each member works, over all trajectories that the actor may list.

use super::{Filter as _, TrajectoryFilter, within};
use crate::access::Action;
use crate::domain::trajectory::Workload;
use crate::service::logging::{of_members, reading};
use crate::service::{Ctx, Outcome, Services};
use crate::store::Reach;

impl Services {
    /// The workload of each member who has any.
    ///
    /// # Errors
    /// `not_found` for whoever may not list trajectories; a fault of the store.
    pub async fn workloads(&self, ctx: &Ctx) -> Outcome<Vec<Workload>> {
        let open = TrajectoryFilter {
            open: Some(true),
            ..TrajectoryFilter::default()
        };
        let (permit, within) = within(ctx, (Action::ListTrajectories, Reach::Itself), &open)?;
        let workloads = ctx.store.workloads(within, open.conditions(within.today)).await?;
        let line = |workloads: &Vec<Workload>| reading(ctx, &permit, of_members(workloads.len()));
        Ok(workloads.log(&ctx.store, &permit, line).await?)
    }
}
