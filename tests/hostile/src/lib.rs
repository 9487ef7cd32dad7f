//! Components that were built to do harm: what they are, where they have to be refused, and with which code.
//!
//! Trying them does not belong here: the server's tests do that, and the bench measures what others notice of them.

pub mod guest;
pub mod table;

/// Where a component is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// When it is uploaded: there is no artifact.
    Compile,
    /// When it is uploaded, too, but at the trial start: there is an artifact and there are no rules.
    Load,
    /// When it is asked. The request stays as it was, for a person to decide.
    Decide,
}
