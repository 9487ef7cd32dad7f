//! What the rules find: stable codes with typed arguments. The sentences belong in [`crate::description`].

/// The value of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Euro cents.
    Amount(i64),
    /// A number of things.
    Count(i64),
    /// A day, in days since 1 January 1970.
    Date(i32),
}

/// Something that the rules found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable code, one of [`crate::description::FINDINGS`].
    pub code: &'static str,
    /// The arguments by name, in the order in which they are declared.
    pub arguments: Vec<(&'static str, Value)>,
}

impl Finding {
    /// A finding with its arguments.
    #[must_use]
    pub fn new(code: &'static str, arguments: &[(&'static str, Value)]) -> Self {
        Self {
            code,
            arguments: arguments.to_vec(),
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `bad_settings` or `bad_question`.
    pub code: &'static str,
    /// What was wrong, without anything from the request.
    pub detail: String,
}
