//! What goes wrong with machines: one error type for the whole library.
//!
//! A [`Fault`]'s own text is fit for an operator and a caller alike; its cause is for the log. What people may not do is no
//! fault and does not belong here: see [`crate::refusal`].

use std::error::Error;

use crate::refusal::{Refusal, Refusals};

/// Something went wrong with a machine, or with what a machine keeps.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The national store could not do what was asked of it.
    #[error("the national store failed while {doing}")]
    Database {
        /// What was being done, as a phrase.
        doing: &'static str,
        /// What the database said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A stored value cannot be read as what it must be.
    #[error("what the national store keeps in {table}.{column} cannot be read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// There is no randomness to be had, so nothing was computed.
    #[error("the operating system gives no random numbers")]
    NoRandomness,
}

/// What was asked for did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It may not be done, or not like this.
    #[error("{0}")]
    Refused(Refusals),
    /// Something went wrong with a machine.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusals> for Failure {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

/// What came of what was asked for.
pub type Outcome<T> = Result<T, Failure>;
