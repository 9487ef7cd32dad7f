//! The schema with which a tenant's people work.

use async_graphql::{Schema, SchemaBuilder};

pub use super::asked::request_data;
use super::mutation::Mutation;
use super::query::Query;
use super::subscription::Subscription;

/// The schema with which a tenant's people work. Each request needs [`request_data`].
pub type TenantSchema = Schema<Query, Mutation, Subscription>;

/// The schema, to be finished with the limits of whoever serves it.
pub fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription)
}
