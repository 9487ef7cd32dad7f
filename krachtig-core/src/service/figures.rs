//! Closing a period in a tenant: its own figures, and those that are counted for national releases.
//!
//! What was counted leaves the tenant when it is approved, which is a step of its own: see [`super::approving`].

use super::approving::record_count;
use super::work::{lines, tenant_permit, write};
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::period::{ClosedPeriod, Count, Period};
use crate::domain::record::Change;

impl Services {
    /// Closes a period: counts its figures once and freezes them, and counts those for national releases. Asked again for a
    /// period that is closed, it counts the latter anew: what was corrected since waits to be approved, and goes into the
    /// next release as a revision.
    ///
    /// # Errors
    /// `not_found` for whoever may not close; `in_future` while the period is not over.
    pub async fn close_period(&self, ctx: &Ctx, period: Period) -> Outcome<ClosedPeriod> {
        let permit = tenant_permit(ctx, Action::ClosePeriod)?;
        // Counted first, so that nobody waits for it.
        let figures = self.count(ctx, period).await?;
        let tx = ctx.store.begin().await?;
        // Who closes it at the same time waits here, and then finds it closed.
        tx.hold_all::<ClosedPeriod>().await?;
        let mut audit = Vec::new();
        let closed = match tx.get_by::<ClosedPeriod>("period", period.to_string().into()).await? {
            Some(closed) => closed,
            None => {
                let mut count = Count::over(period);
                tx.summaries(period, |case| count.add(case)).await?;
                let change = Change::recorded(ClosedPeriod::close(&count, ctx.stamp())?);
                audit.push(write(ctx, &tx, (&permit, None), &change).await?);
                change.after
            }
        };
        audit.extend(record_count(ctx, (&tx, &permit), (period, figures)).await?);
        let mut audit = audit.into_iter();
        if let Some(first) = audit.next() {
            tx.commit(lines(first, audit.collect())).await?;
        }
        Ok(closed)
    }
}
