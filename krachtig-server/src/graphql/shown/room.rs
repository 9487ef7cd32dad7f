//! How long an answer may be. The work of answering grows with what is told, and with little else, so this bounds it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many times as much as its JSON an answer weighs that is made values of: so much longer it was measured to take.
pub(super) const AS_VALUES: usize = 16;

/// How many bytes more the answer to one request may tell. The answer to a request that has one in its context becomes
/// no longer.
#[derive(Debug)]
pub struct AnswerRoom(AtomicUsize);

impl AnswerRoom {
    /// Room for so many bytes of JSON.
    #[must_use]
    pub fn of(bytes: usize) -> Self {
        Self(AtomicUsize::new(bytes))
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Takes so many bytes, or all that is left where it is not enough, and says whether it was.
    pub(super) fn take(&self, bytes: usize) -> bool {
        // A request is one task, and nothing in it waits between the look and the taking.
        let left = self.left();
        self.0.store(left.saturating_sub(bytes), Ordering::Relaxed);
        bytes <= left
    }
}
