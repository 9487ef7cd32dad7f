//! When rules that keep failing are asked again. A pure state machine: time is handed in.
//!
//! A call that fails can cost a thousand times what a good one costs, so rules that fail again and again are left
//! alone for a while: then a hostile tenant spends the processor for a moment and not all day. What counts as a
//! failure is decided here; what the person who asked is told does not belong here.
//!
//! The states: rules are asked as usual until they failed [`IN_A_ROW`] times in a row. Then they are suspended. After
//! each pause one call, the trial, is let through: where it fails the pause doubles, where it succeeds all is as
//! usual again.

use std::time::{Duration, Instant};

use krachtig_core::rules::{RuleAnswer, RuleFault};

/// How many failures in a row suspend rules.
const IN_A_ROW: u32 = 3;
/// The first pause.
const SHORTEST: Duration = Duration::from_secs(60);
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Leave to ask the rules once.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// As always.
    Usual,
    /// The one call after a pause on which it depends whether the rules are asked again.
    Trial,
}

/// What a call says about the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They answered, or declined to: within bounds either way.
    Good,
    /// They overran a bound, broke down or talked nonsense.
    Bad,
    /// They were not even asked.
    None,
}

impl Verdict {
    /// What an outcome says.
    pub(super) fn of(outcome: &Result<RuleAnswer, RuleFault>) -> Self {
        match outcome {
            Ok(_) | Err(RuleFault::Declined { .. }) => Self::Good,
            Err(
                RuleFault::OutOfFuel
                | RuleFault::OutOfTime
                | RuleFault::OutOfMemory
                | RuleFault::OutOfWords
                | RuleFault::Trapped { .. }
                | RuleFault::BadAnswer { .. },
            ) => Self::Bad,
            Err(RuleFault::Unavailable { .. } | RuleFault::NotAtHand | RuleFault::Suspended) => Self::None,
        }
    }
}

/// Whether rules are asked.
#[derive(Debug)]
pub(super) enum Breaker {
    /// They are, and failed this often in a row.
    Closed {
        /// How often.
        failures: u32,
    },
    /// They are not before a time.
    Open {
        /// When the next trial may be.
        until: Instant,
        /// How long this pause is.
        pause: Duration,
    },
}

impl Breaker {
    /// Rules that were never asked.
    pub(super) fn new() -> Self {
        Self::Closed { failures: 0 }
    }

    /// Whether the rules may be asked now. Who gets leave reports back with [`Self::report`]; if a trial never does,
    /// another is due after the same pause.
    pub(super) fn ask(&mut self, now: Instant) -> Option<Leave> {
        match self {
            Self::Closed { .. } => Some(Leave::Usual),
            Self::Open { until, pause } if now >= *until => {
                *until = now + *pause;
                Some(Leave::Trial)
            }
            Self::Open { .. } => None,
        }
    }

    /// Takes in what a call said, and tells whether it suspended the rules.
    pub(super) fn report(&mut self, leave: &Leave, verdict: Verdict, now: Instant) -> bool {
        let pause = match (&*self, verdict, leave) {
            // Calls that were under way when the rules were suspended change nothing any more.
            (_, Verdict::None, _) | (Self::Open { .. }, _, Leave::Usual) => return false,
            (_, Verdict::Good, _) => {
                *self = Self::new();
                return false;
            }
            (Self::Closed { failures }, Verdict::Bad, _) => {
                let failures = failures + 1;
                if failures < IN_A_ROW {
                    *self = Self::Closed { failures };
                    return false;
                }
                SHORTEST
            }
            (Self::Open { pause, .. }, Verdict::Bad, Leave::Trial) => (*pause * 2).min(LONGEST),
        };
        *self = Self::Open {
            until: now + pause,
            pause,
        };
        true
    }
}

#[cfg(test)]
mod tests;
