//! A plugin and a replay by their ids. Lists of them do not belong here: see [`super::lists`].

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::id::{PluginId, ReplayId};
use krachtig_core::domain::plugin::Plugin;

use crate::graphql::asked::Asked;
use crate::graphql::object::ReplayView;
use crate::graphql::scalar::GlobalId;
use crate::graphql::shown::Object as Told;

/// A plugin and a replay by their ids.
#[derive(Default)]
pub(super) struct RulesQuery;

/// A plugin and a replay by their ids.
#[Object]
impl RulesQuery {
    /// A plugin, with its settings' schema and the texts of its findings; absent where there is none, or it is not
    /// yours to see.
    async fn plugin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plugin.")] id: GlobalId<PluginId>,
    ) -> Result<Option<Told<Plugin>>> {
        let asked = Asked::of(ctx)?;
        let plugin = asked.found(asked.services.plugin(asked.ctx, id.0).await)?;
        Ok(plugin.map(Told::from))
    }

    /// A replay, with how far it is and what it found; absent where there is none, or it is not yours to see.
    async fn replay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The replay.")] id: GlobalId<ReplayId>,
    ) -> Result<Option<Told<ReplayView>>> {
        let asked = Asked::of(ctx)?;
        // Before the record is read: a replay that ends in between is told as ended.
        let at_work = asked.services.replay_at_work(asked.ctx);
        let replay = asked.found(asked.services.replay(asked.ctx, id.0).await)?;
        Ok(replay.map(|replay| Told::from(ReplayView::new(replay, at_work))))
    }
}
