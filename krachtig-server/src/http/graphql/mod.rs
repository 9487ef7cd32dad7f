//! The one door for GraphQL over HTTP, for any schema.
//!
//! A request is weighed before anything runs: its framing here, its text in `scan`, its shape in `shape`. What is
//! light enough is parsed once and kept (`documents`), executed, and answered as JSON or, for a subscription, as a
//! stream of events (`events`). What does NOT belong here: fields and what they mean, and who somebody is, which the
//! [`Gate`] tells.
//!
//! What a client must do, and why:
//! - `POST` with `Content-Type: application/json`: a form or a link on somebody else's page can send neither;
//! - `X-Krachtig-Client: <any name>`: another site's script would have to ask first, and is told no;
//! - one operation per request, at most `graphql.body_limit_bytes`; whoever may upload region rules may send one long
//!   text beside that, up to `graphql.upload_limit_bytes` in all;
//! - `Accept: text/event-stream` for a subscription, in the "distinct connections" mode of GraphQL over SSE.

mod documents;
mod door;
mod engines;
mod errors;
mod events;
mod framing;
mod json;
mod names;
mod places;
mod scan;
mod shape;

pub use door::{Admission, Gate, GraphqlDoor};
pub use engines::Engines;
pub use errors::INTERNAL;
pub use framing::{CLIENT_HEADER, check as check_post};
pub use json::json;
