//! How rules can fail to answer. A "no" does not belong here: that is an answer.
//!
//! ```
//! use krachtig_core::rules::RuleFault;
//!
//! assert_eq!(RuleFault::OutOfFuel.code(), "rule_out_of_fuel");
//! assert_eq!(RuleFault::OutOfFuel.to_string(), "the rules computed longer than they may");
//! ```

/// Why there is no answer. The details are for those who look after the rules; they quote nothing from a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// The rules used more computing than they may. The same question does so every time.
    #[error("the rules computed longer than they may")]
    OutOfFuel,
    /// The rules took longer than they may by the clock. Another time they may be in time.
    #[error("the rules took longer than they may")]
    OutOfTime,
    /// The rules wanted more memory than they may have.
    #[error("the rules wanted more memory than they may have")]
    OutOfMemory,
    /// The rules left more notes, or a longer answer, than they may.
    #[error("the rules said more than they may")]
    OutOfWords,
    /// The rules stopped at a mistake of their own.
    #[error("the rules stopped: {reason}")]
    Trapped {
        /// The kind of trap.
        reason: String,
    },
    /// The answer makes no sense.
    #[error("the rules gave {detail}")]
    BadAnswer {
        /// What is wrong with it.
        detail: String,
    },
    /// The rules say that they can't answer, because of their settings or of what they are asked.
    #[error("the rules can't answer ({problem}): {detail}")]
    Declined {
        /// The rules' own code: `bad_settings`, `bad_question`, or another.
        problem: String,
        /// What they say about it.
        detail: String,
    },
    /// The component is not kept on this machine. Taking it in again helps.
    #[error("the rules are not at hand")]
    NotAtHand,
    /// The rules can't be run now.
    #[error("the rules can't be run: {detail}")]
    Unavailable {
        /// Why.
        detail: String,
    },
    /// The rules failed so often in a row that they are left alone for a while: from a minute to an hour.
    #[error("the rules failed too often and are suspended")]
    Suspended,
}

impl RuleFault {
    /// The stable code, for whoever gets no answer.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfFuel => "rule_out_of_fuel",
            Self::OutOfTime => "rule_out_of_time",
            Self::OutOfMemory => "rule_out_of_memory",
            Self::OutOfWords => "rule_out_of_words",
            Self::Trapped { .. } => "rule_trapped",
            Self::BadAnswer { .. } => "rule_bad_answer",
            Self::Declined { .. } => "rule_declined",
            Self::NotAtHand => "rule_not_at_hand",
            Self::Unavailable { .. } => "rule_unavailable",
            Self::Suspended => "rule_suspended",
        }
    }
}
