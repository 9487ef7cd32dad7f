//! One's own notices.

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::notice::NoticeChoices;
use krachtig_core::service::OwnNotice;

use crate::graphql::asked::Asked;
use crate::graphql::shown::Object as Told;

/// One's own notices.
#[derive(Default)]
pub(super) struct NoticesQuery;

/// One's own notices.
#[Object]
impl NoticesQuery {
    /// What waits for you, the newest first, a hundred at most.
    async fn notices(&self, ctx: &Context<'_>) -> Result<Option<Vec<Told<OwnNotice>>>> {
        let asked = Asked::of(ctx)?;
        let notices = asked.found(asked.services.notices(asked.ctx).await)?;
        Ok(notices.map(|notices| notices.into_iter().map(Told::from).collect()))
    }

    /// By which way you are told.
    async fn notice_choices(&self, ctx: &Context<'_>) -> Result<Option<Told<NoticeChoices>>> {
        let asked = Asked::of(ctx)?;
        let choices = asked.found(asked.services.notice_choices(asked.ctx).await)?;
        Ok(choices.map(Told::from))
    }
}
