//! What a person of a family reads by the own login.

use async_graphql::{Context, Object, Result};
use krachtig_core::service::{OwnAccess, SeenPlan};

use crate::graphql::asked::Asked;
use crate::graphql::shown::Object as Told;

/// One's own plan.
#[derive(Default)]
pub(super) struct OwnPlanQuery;

/// One's own plan.
#[Object]
impl OwnPlanQuery {
    /// Your plan, by a login of your own; absent for whoever has none.
    async fn own_plan(&self, ctx: &Context<'_>) -> Result<Option<Told<SeenPlan>>> {
        let asked = Asked::of(ctx)?;
        let seen = asked.found(asked.services.open_own_plan(asked.ctx).await)?;
        Ok(seen.map(Told::from))
    }

    /// Who looked at your data, and who changed it, with what you did yourself, the newest first; absent for whoever has no
    /// login of a family.
    async fn own_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many times at most, 1 to 500, and as many of your own.")] first: i32,
    ) -> Result<Option<Vec<Told<OwnAccess>>>> {
        let asked = Asked::of(ctx)?;
        let first = usize::try_from(first).unwrap_or_default();
        let lines = asked.found(asked.services.read_own_access(asked.ctx, first).await)?;
        Ok(lines.map(|lines| lines.into_iter().map(Told::from).collect()))
    }
}
