//! The schema for who makes releases: a schema of its own, which no reader's token opens, so that what readers ask can
//! neither write nor reach what regions handed in.
//!
//! What is decided is decided by `krachtig_national::making`; here it is only told. Attributes as they were counted, and
//! figures of a release before it is published, are in no type.

mod input;
mod mutation;
mod object;
mod query;

use std::sync::Arc;

use async_graphql::{Context, Data, EmptySubscription, Result, Schema, SchemaBuilder};
use krachtig_national::making::Making;

pub use mutation::MakingMutation;
pub use query::MakingQuery;

/// The schema for who makes releases. Each request needs [`request_data`].
pub type MakingSchema = Schema<MakingQuery, MakingMutation, EmptySubscription>;

/// The schema, to be finished with the limits of whoever serves it.
pub fn builder() -> SchemaBuilder<MakingQuery, MakingMutation, EmptySubscription> {
    Schema::build(MakingQuery, MakingMutation, EmptySubscription)
}

/// The data that a request needs.
pub fn request_data(making: Making) -> Data {
    let mut data = Data::default();
    data.insert(Arc::new(making));
    data
}

/// Who asks, and what releases are made with.
fn making<'c>(ctx: &Context<'c>) -> Result<&'c Arc<Making>> {
    ctx.data().map_err(|_| super::bare())
}
