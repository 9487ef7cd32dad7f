//! What is due to be destroyed. Lists of requests, sharing and destructions do not belong here: see [`super::lists`].

use async_graphql::{Context, Object, Result};
use krachtig_core::service::RetentionPreview;

use crate::graphql::asked::Asked;
use crate::graphql::shown::Object as Told;

/// What is due to be destroyed.
#[derive(Default)]
pub(super) struct RightsQuery;

/// What is due to be destroyed.
#[Object]
impl RightsQuery {
    /// What is due to be destroyed today, by policy; absent for whoever may not look.
    async fn retention_preview(&self, ctx: &Context<'_>) -> Result<Option<Told<RetentionPreview>>> {
        let asked = Asked::of(ctx)?;
        let preview = asked.found(asked.services.preview_retention(asked.ctx).await)?;
        Ok(preview.map(Told::from))
    }
}
