//! Closing a period in a tenant: its own figures, and those that it hands in for national releases.

use super::work::{finish, tenant_permit};
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::period::{ClosedPeriod, Count, Quarter};
use crate::domain::record::Change;

impl Services {
    /// Closes a quarter: counts its figures once, freezes them, and hands national figures in. Asked again for a quarter that
    /// is closed, it hands in what is counted now, so an interrupted closing can be finished; what was corrected since goes
    /// into the next release, as a revision.
    ///
    /// # Errors
    /// `not_found` for whoever may not close; `in_future` while the quarter is not over.
    pub async fn close_period(&self, ctx: &Ctx, quarter: Quarter) -> Outcome<ClosedPeriod> {
        let permit = tenant_permit(ctx, Action::ClosePeriod)?;
        // What is handed in is counted first, so that nothing of the tenant's is looked at after it is closed.
        let figures = self.count(ctx, quarter).await?;
        let tx = ctx.store.begin().await?;
        // Who closes it at the same time waits here, and then finds it closed.
        tx.hold_all::<ClosedPeriod>().await?;
        let closed = match tx.get_by::<ClosedPeriod>("quarter", quarter.to_string().into()).await? {
            Some(closed) => {
                // Whoever waits goes on while this one hands in.
                drop(tx);
                closed
            }
            None => {
                let mut count = Count::over(quarter);
                tx.summaries(quarter, |case| count.add(case)).await?;
                let closed = ClosedPeriod::close(&count, ctx.stamp())?;
                finish(ctx, tx, &permit, Change::recorded(closed)).await?
            }
        };
        self.hand_in(ctx, quarter, figures).await?;
        Ok(closed)
    }
}
