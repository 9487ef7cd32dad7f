//! What whoever makes releases looks at. Each query makes one call.

use async_graphql::{Context, Object, Result};
use krachtig_national::error::Failure;
use krachtig_national::period::Period;
use krachtig_national::store::{HandedIn, Plan};

use super::input::parsed;
use super::making;
use crate::graphql::national::failed;
use crate::graphql::shown::Object as Told;

/// What releases are made of.
pub struct MakingQuery;

/// What releases are made of.
#[Object]
impl MakingQuery {
    /// What regions handed in of a period, by region and revision.
    async fn hand_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The period: `2026`, or `2026-Q3`.")] period: String,
    ) -> Result<Vec<Told<HandedIn>>> {
        let making = making(ctx)?;
        let wrong = |failure: Failure| failed(failure, &making.request);
        let period: Period = parsed(&period, "period").map_err(|refusal| wrong(refusal.into()))?;
        let all = making.hand_ins(period).await.map_err(wrong)?;
        Ok(all.into_iter().map(Told::from).collect())
    }

    /// Every definition of a release, with what became of it, oldest first.
    async fn release_plans(&self, ctx: &Context<'_>) -> Result<Vec<Told<Plan>>> {
        let making = making(ctx)?;
        let all = making.plans().await;
        let all = all.map_err(|failure| failed(failure, &making.request))?;
        Ok(all.into_iter().map(Told::from).collect())
    }
}
