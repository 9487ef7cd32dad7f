//! Searching in the dossiers.

use async_graphql::{Context, Object, Result};
use krachtig_core::service::Search;

use super::page::cursor;
use crate::graphql::asked::Asked;
use crate::graphql::connection::PageArgs;
use crate::graphql::object::SearchView;
use crate::graphql::shown::Object as Told;

/// Searching in the dossiers.
#[derive(Default)]
pub(super) struct SearchQuery;

/// Searching in the dossiers.
#[Object]
impl SearchQuery {
    /// The trajectories in which all these words stand, in any of their Dutch forms: "schulden" finds "schuld". The last
    /// word may be the beginning of one. Names, plans, notes, needs, referrals and stories are searched, within what you
    /// may see; nothing of what lies sealed. The words are written down nowhere, what you were shown is. Absent for whoever
    /// may see no trajectories.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The words.")] text: String,
        #[graphql(desc = "How many trajectories, from 1 to 100; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Option<Told<SearchView>>> {
        let asked = Asked::of(ctx)?;
        let args = PageArgs::parse(ctx, first, after.as_deref())?;
        let cmd = Search {
            text,
            first: args.first.into(),
            after: cursor(&args)?,
        };
        let searched = asked.found(asked.services.search(asked.ctx, &cmd).await)?;
        Ok(searched.map(|searched| Told::from(SearchView::from(searched))))
    }
}
