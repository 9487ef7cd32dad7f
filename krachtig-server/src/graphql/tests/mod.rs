//! Tests of the room as a whole, through a schema with a root of its own.

mod documented;
mod objects;
mod sample;
mod scalars;
mod schema;
mod tenant;

pub(crate) use documented::undocumented;

/// What an answer tells, as it is told over HTTP.
fn data(answer: &async_graphql::Response) -> serde_json::Value {
    let json = crate::http::graphql::json(answer).expect("an answer is JSON");
    let mut answer: serde_json::Value = serde_json::from_slice(&json).expect("an answer is JSON");
    answer["data"].take()
}
