//! How long an answer may be. The work of answering grows with what is told, and with little else, so this bounds it.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::Value;

/// What an object weighs, beside its fields. Telling one was measured to take 0.3 microseconds, and the others go by that.
pub(super) const OBJECT: usize = 10;
/// What a field weighs, beside what it holds.
const FIELD: usize = 4;
/// How many bytes of text weigh one.
const TEXT: usize = 16;

/// How much longer the answer to one request may become, by the weight of what is told: ten an object, four a field, one
/// for each sixteen bytes of text. The answer to a request that has one in its context becomes no longer.
#[derive(Debug)]
pub struct AnswerRoom(AtomicUsize);

impl AnswerRoom {
    /// Room for so much.
    #[must_use]
    pub fn of(weight: usize) -> Self {
        Self(AtomicUsize::new(weight))
    }

    /// What is left. A walk never waits and a request is one task, so nobody takes of it before it is kept.
    pub(super) fn left(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Keeps what is left.
    pub(super) fn keep(&self, left: usize) {
        self.0.store(left, Ordering::Relaxed);
    }
}

/// What a field with this value weighs. Objects in it were weighed before.
pub(super) fn field(value: &Value) -> usize {
    FIELD + text(value) / TEXT
}

fn text(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Enum(name) => name.len(),
        Value::List(values) => values.iter().map(text).sum(),
        _ => 0,
    }
}
