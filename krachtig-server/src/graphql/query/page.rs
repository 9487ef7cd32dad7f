//! A page of a list: from the arguments of a field to what the service is asked, and back.

use async_graphql::{Context, Result};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Ask, Outcome, Sort};
use krachtig_core::service::{Cursor, Page};

use super::node::Node;
use crate::graphql::asked::Asked;
use crate::graphql::connection::{self, Connection, PageArgs, wrong_cursor};
use crate::graphql::scalar::Word;
use crate::graphql::selected::Selected;

/// The order in which a list is asked for.
#[derive(Clone, Copy)]
pub(super) struct Order<S: Vocabulary> {
    pub(super) sort: Option<Word<S>>,
    pub(super) descending: bool,
}

/// The service's cursor after which this page begins.
///
/// # Errors
/// For a cursor that no list gave.
pub(super) fn cursor(args: &PageArgs) -> Result<Option<Cursor>> {
    let after = args.after.as_deref().map(serde_json::from_str::<Cursor>).transpose();
    after.map_err(|_| wrong_cursor())
}

/// What the service is asked for this page: at the list's first sort where nobody names one.
///
/// # Errors
/// For a size out of bounds, and for a cursor that no list gave.
pub(super) fn ask<F, S: Vocabulary + Sort>(args: &PageArgs, filter: F, order: Order<S>) -> Result<Ask<F, S>> {
    Ok(Ask {
        first: args.first.into(),
        after: cursor(args)?,
        filter,
        sort: order.sort.map_or(S::ALL[0], |word| word.0),
        descending: order.descending,
    })
}

/// The page as it is shown: the records with what their selected fields look at, and how many there are in all where
/// somebody asked.
///
/// # Errors
/// What the services refuse, and their faults.
pub(super) async fn shown<N: Node>(
    (asked, ctx): (Asked<'_>, &Context<'_>),
    page: Outcome<Page<N::Record>>,
    total: Option<Outcome<u64>>,
) -> Result<Connection<N>> {
    let page = asked.answered(page)?;
    let total = total.map(|total| asked.answered(total)).transpose()?;
    let selected = Selected::of(ctx).under("edges").under("node");
    let (cursors, records): (Vec<_>, Vec<_>) = page.rows.into_iter().unzip();
    let nodes = N::gather((asked, &page.logged), records, &selected).await?;
    let cursors = cursors
        .iter()
        .map(|cursor| serde_json::to_string(cursor).unwrap_or_default());
    let shown: connection::Page<N> = (cursors.zip(nodes).collect(), page.more).into();
    Ok(shown
        .of_total(total.map(|total| i64::try_from(total).unwrap_or(i64::MAX)))
        .into())
}
