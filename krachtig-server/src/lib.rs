//! Krachtig.
pub mod graphql;
