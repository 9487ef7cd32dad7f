//! The office's own figures, and what its periods are counted for. Closed periods do not belong here: see
//! [`super::lists`].

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::period::read_period;
use krachtig_core::service::{Failure, LiveFigures, PeriodChecks, StandingCount};

use crate::graphql::asked::Asked;
use crate::graphql::shown::Object as Told;

/// The office's own figures.
#[derive(Default)]
pub(super) struct FiguresQuery;

/// The office's own figures.
#[Object]
impl FiguresQuery {
    /// The office's own figures of a period, exact, with the national ones beside them; absent for whoever may not see
    /// figures. They are kept of this quarter and the four before it, and of this year and the one before it.
    async fn live_figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The period: `2026-Q3`, or `2026`.")] period: String,
    ) -> Result<Option<Told<LiveFigures>>> {
        let asked = Asked::of(ctx)?;
        let outcome = match read_period(&period) {
            Ok(period) => asked.services.live_figures(asked.ctx, period).await,
            Err(refusal) => Err(Failure::from(refusal)),
        };
        Ok(asked.found(outcome)?.map(Told::from))
    }

    /// What is worth a look in a period before it is closed; absent for whoever does not close periods. It is kept of the
    /// periods of which the office's own figures are.
    async fn period_checks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The period: `2026-Q3`, or `2026`.")] period: String,
    ) -> Result<Option<Told<PeriodChecks>>> {
        let asked = Asked::of(ctx)?;
        let outcome = match read_period(&period) {
            Ok(period) => asked.services.period_checks(asked.ctx, period).await,
            Err(refusal) => Err(Failure::from(refusal)),
        };
        Ok(asked.found(outcome)?.map(Told::from))
    }

    /// Every count of a period for national releases, oldest first, with where it stands; absent for whoever may not see
    /// figures.
    async fn period_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The period: `2026-Q3`, or `2026`.")] period: String,
    ) -> Result<Option<Vec<Told<StandingCount>>>> {
        let asked = Asked::of(ctx)?;
        let outcome = match read_period(&period) {
            Ok(period) => asked.services.period_counts(asked.ctx, period).await,
            Err(refusal) => Err(Failure::from(refusal)),
        };
        let counts = asked.found(outcome)?;
        Ok(counts.map(|counts| counts.into_iter().map(Told::from).collect()))
    }
}
