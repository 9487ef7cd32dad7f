//! A turn that one has at a time, and for which the others wait only so long. What it is for does not belong here.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Whose turn it is: somebody's or nobody's.
#[derive(Default)]
pub(super) struct Turn {
    taken: Mutex<bool>,
    over: Condvar,
}

/// The turn, until this is dropped.
pub(super) struct Taken<'t>(&'t Turn);

impl Turn {
    /// Takes the turn; nothing where it was not free within a time.
    pub(super) fn take(&self, longest: Duration) -> Option<Taken<'_>> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut taken, _) = self
            .over
            .wait_timeout_while(taken, longest, |taken| *taken)
            .unwrap_or_else(PoisonError::into_inner);
        if *taken {
            return None;
        }
        *taken = true;
        Some(Taken(self))
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.0.over.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(5);

    #[test]
    fn one_has_the_turn_and_the_next_gets_it_or_gives_up() {
        let turn = Turn::default();
        let mine = turn.take(SHORT).expect("it is nobody's");
        assert!(turn.take(SHORT).is_none());
        let yours = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| turn.take(LONG).is_some());
            drop(mine);
            waiting.join().expect("no panic")
        });
        assert!(yours);
        assert!(turn.take(SHORT).is_some(), "a turn ends with its scope");
    }
}
