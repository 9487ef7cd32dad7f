//! Tests of the room as a whole, through a schema with a root of its own.

mod documented;
mod objects;
mod sample;
mod scalars;
mod schema;
mod tenant;

pub(crate) use documented::undocumented;
