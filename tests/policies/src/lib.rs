//! The policies of access, held against a model that was written from the same prose: Cedar is asked a million times at
//! random, and every clause of every policy is broken once.
//!
//! The program is held against the same model by the tests of `krachtig-core`.

#[path = "../../../krachtig-core/src/access/compile.rs"]
mod compile;
pub mod model;
pub mod questions;
