//! Krachtig.

pub mod import;
