//! Taking lists along as files: the rows that their pages show, by the same scope and the same filter, in greater pieces.
//! The access log says of each piece that it was taken along. What files they become does not belong here.

use super::{
    ActionFilter, Ask, NameSort, PartnerFilter, RecordedSort, ReferralFilter, ReferralSort, RequestFilter,
    TrajectoryFilter, TrajectorySort, rows,
};
use crate::access::Action;
use crate::domain::access_log::LogEvent;
use crate::domain::budget::BudgetRequest;
use crate::domain::goal::Action as GoalAction;
use crate::domain::partner::{Partner, Referral};
use crate::domain::trajectory::Trajectory;
use crate::service::{Ctx, Outcome, Services};
use crate::store::{Page, Reach};

/// The most rows that are taken along in one piece.
pub const MOST_TAKEN: u32 = 500;

const TAKEN: Option<LogEvent> = Some(LogEvent::Export);

impl Services {
    /// A piece of the list of [`Trajectory`] to take along, each as far as the actor may see it.
    ///
    /// # Errors
    /// As of [`Services::trajectories`].
    pub async fn take_trajectories(
        &self,
        ctx: &Ctx,
        ask: &Ask<TrajectoryFilter, TrajectorySort>,
    ) -> Outcome<Page<Trajectory>> {
        let list = (Action::ListTrajectories, Reach::Itself);
        let page = rows(ctx, list, (ask, MOST_TAKEN, TAKEN)).await?;
        self.trajectories_seen(ctx, page).await
    }

    /// A piece of the partner directory to take along. It tells of nobody in a dossier, so it leaves no line.
    ///
    /// # Errors
    /// As of [`Services::partners`].
    pub async fn take_partners(&self, ctx: &Ctx, ask: &Ask<PartnerFilter, NameSort>) -> Outcome<Page<Partner>> {
        rows(ctx, (Action::ListPartners, Reach::Tenant), (ask, MOST_TAKEN, TAKEN)).await
    }

    /// A piece of the list of actions to take along.
    ///
    /// # Errors
    /// As of [`Services::actions`].
    pub async fn take_actions(&self, ctx: &Ctx, ask: &Ask<ActionFilter, RecordedSort>) -> Outcome<Page<GoalAction>> {
        rows(ctx, (Action::ListActions, Reach::Trajectory), (ask, MOST_TAKEN, TAKEN)).await
    }

    /// A piece of the list of [`Referral`] to take along.
    ///
    /// # Errors
    /// As of [`Services::referrals`].
    pub async fn take_referrals(&self, ctx: &Ctx, ask: &Ask<ReferralFilter, ReferralSort>) -> Outcome<Page<Referral>> {
        rows(
            ctx,
            (Action::ListReferrals, Reach::Trajectory),
            (ask, MOST_TAKEN, TAKEN),
        )
        .await
    }

    /// A piece of the list of [`BudgetRequest`] to take along.
    ///
    /// # Errors
    /// As of [`Services::budget_requests`].
    pub async fn take_budget_requests(
        &self,
        ctx: &Ctx,
        ask: &Ask<RequestFilter, RecordedSort>,
    ) -> Outcome<Page<BudgetRequest>> {
        let list = (Action::ListBudgetRequests, Reach::Trajectory);
        rows(ctx, list, (ask, MOST_TAKEN, TAKEN)).await
    }
}
