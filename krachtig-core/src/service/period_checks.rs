//! What is worth a look before a period is closed, as it is kept with the facts of families.

use super::live_figures::demand_kept;
use super::logging::{Read, reading};
use super::work::tenant_permit;
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::period::Period;
use crate::domain::period_check::PeriodCheck;
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;

/// The most that is told at once.
const MOST: usize = 500;

/// What is worth a look in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodChecks {
    /// By what it is, and by trajectory.
    pub checks: Vec<PeriodCheck>,
    /// Whether there is more than is told.
    pub more: bool,
    /// How many families have changed, or came, and are not looked at as they are now. It takes them two seconds.
    pub waiting: i64,
}

impl Services {
    /// What is worth a look in a period before it is closed. Nothing of it keeps anybody from closing.
    ///
    /// # Errors
    /// `not_found` for whoever may not look; as [`Services::live_figures`] for a period of which no facts are kept.
    pub async fn period_checks(&self, ctx: &Ctx, period: Period) -> Outcome<PeriodChecks> {
        let permit = tenant_permit(ctx, Action::ListPeriodChecks)?;
        demand_kept(ctx, period)?;
        let formula = self.formula(ctx).await?;
        // Counted first: what comes in between is told then, and counted as waiting all the same.
        let waiting = ctx.store.count_waiting((period, formula)).await?;
        let found = ctx.store.period_checks(period, MOST + 1).await?;
        let line = |checks: &Vec<PeriodCheck>| {
            let told = checks.iter().take(MOST);
            let mut shown: Vec<_> = told.clone().map(|check| check.trajectory_id.uuid()).collect();
            shown.sort_unstable();
            shown.dedup();
            let read = Read {
                kind: RecordKind::Trajectory.code(),
                rows: Some(told.count()),
                shown,
                ..Read::default()
            };
            reading(ctx, &permit, read)
        };
        let mut checks = found.log(&ctx.store, &permit, line).await?;
        let more = checks.len() > MOST;
        checks.truncate(MOST);
        Ok(PeriodChecks { checks, more, waiting })
    }
}
