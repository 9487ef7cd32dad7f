//! One's own access tokens. Those of others do not belong here: see [`super::lists`].

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::token::Token;

use crate::graphql::asked::Asked;
use crate::graphql::shown::Object as Told;

/// One's own access tokens.
#[derive(Default)]
pub(super) struct TokensQuery;

/// One's own access tokens.
#[Object]
impl TokensQuery {
    /// Your own access tokens that were not revoked, the newest last; absent where you show a token yourself.
    async fn own_tokens(&self, ctx: &Context<'_>) -> Result<Option<Vec<Told<Token>>>> {
        let asked = Asked::of(ctx)?;
        let tokens = asked.found(asked.services.own_tokens(asked.ctx).await)?;
        Ok(tokens.map(|tokens| tokens.into_iter().map(Told::from).collect()))
    }
}
