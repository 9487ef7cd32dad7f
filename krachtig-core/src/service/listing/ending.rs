//! The families whose consents end soon, in the order in which these end: whoever is to ask again begins at the top.

use time::Date;

use super::{Filter as _, MOST_ROWS, TrajectoryFilter, within};
use crate::access::Action;
use crate::domain::trajectory::Trajectory;
use crate::service::logging::page_shown;
use crate::service::{Ctx, Outcome, Services};
use crate::store::{Page, Reach};

impl Services {
    /// The open trajectories of whose families a consent ends from today until this day and is followed by none, each as far
    /// as the actor may see it: one row for each of the consents that end first, so many at most, and never more than
    /// [`MOST_ROWS`].
    ///
    /// # Errors
    /// `not_found` for whoever may not list; a fault of the store.
    pub async fn trajectories_by_ending_consent(
        &self,
        ctx: &Ctx,
        (until, first): (Date, u32),
    ) -> Outcome<Page<Trajectory>> {
        let open = TrajectoryFilter {
            open: Some(true),
            ..TrajectoryFilter::default()
        };
        let ending = TrajectoryFilter {
            consent_ends_until: Some(until),
            ..open.clone()
        };
        let (permit, within) = within(ctx, (Action::ListTrajectories, Reach::Itself), &ending)?;
        let conditions = open.conditions(within.today);
        let page = ctx
            .store
            .by_ending_consent(within, conditions, (until, first.min(MOST_ROWS)))
            .await?;
        let page = page_shown(ctx, &permit, page).await?;
        self.trajectories_seen(ctx, page).await
    }
}
