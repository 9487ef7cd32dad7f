//! The GraphQL room: domain values as GraphQL objects, words, ids and refusals, and pages of them.
//!
//! Deciding, authorising and loading do not belong here, nor a statement for the store: a resolver makes one call to
//! a service and shows what it answers. No type of the domain derives anything of GraphQL; what is shown of it, under
//! which name and with which text, is told here alone.

mod asked;
pub mod connection;
pub mod failure;
pub mod input;
pub mod member_names;
pub mod mutation;
pub mod national;
pub mod object;
pub mod payload;
pub mod query;
pub mod refusal;
pub mod scalar;
mod selected;
pub mod shown;
pub mod subscription;
pub mod tenant;

#[cfg(test)]
mod tests;
