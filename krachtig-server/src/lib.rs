//! Krachtig.
pub mod demo;
