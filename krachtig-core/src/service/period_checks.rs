//! What is worth a look before a period is closed.

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
}

impl Services {
    /// What is worth a look in a period before it is closed: one statement. Nothing of it keeps anybody from closing.
    ///
    /// # Errors
    /// `not_found` for whoever may not look.
    pub async fn period_checks(&self, ctx: &Ctx, period: Period) -> Outcome<PeriodChecks> {
        let permit = tenant_permit(ctx, Action::ListPeriodChecks)?;
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
        Ok(PeriodChecks { checks, more })
    }
}
