//! Refusals: what may not be done, or not like this, as data with stable codes.
//!
//! What goes wrong with machines does not belong here: see [`crate::error`].

use std::fmt;

use crate::word::{Word, words};

words! {
    /// Why something was refused.
    RefusalCode {
        /// There is no such thing, or not for whoever asks.
        NotFound = "not_found",
        /// Something is not written in the form that it needs.
        InvalidFormat = "invalid_format",
        /// Something is named twice that may be named once.
        Twice = "twice",
        /// A release needs at least one of these.
        Missing = "missing",
        /// The catalogue has no such indicator.
        IndicatorUnknown = "indicator_unknown",
        /// The indicator has no such category.
        CategoryUnknown = "category_unknown",
        /// An attribute of families can't be told as it is, and a figure of the organisation needs no noise.
        WrongKind = "wrong_kind",
        /// A region's own indicator is told of that region alone, and split no further.
        WrongSplit = "wrong_split",
        /// A table of attributes needs a privacy loss above nothing.
        NoEpsilon = "no_epsilon",
        /// Numbers contradict each other, or are below nothing.
        Impossible = "impossible",
        /// The period is not over yet.
        NotOver = "not_over",
        /// A region has not handed in its figures of the period, or they were not accepted.
        NotHandedIn = "not_handed_in",
        /// It would tell more of families than the privacy budget leaves.
        BudgetExceeded = "budget_exceeded",
        /// The token does not open this.
        OutOfScope = "out_of_scope",
        /// It was done before, and is done once.
        DoneBefore = "done_before",
        /// Who computed a release does not publish it: another person looks at it first.
        SamePerson = "same_person",
    }
}

/// One thing that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why, as a stable code.
    pub code: RefusalCode,
    /// The field, or the thing, that it is about.
    pub about: String,
}

impl Refusal {
    /// A refusal about a field or a thing.
    #[must_use]
    pub fn new(code: RefusalCode, about: impl Into<String>) -> Self {
        Self {
            code,
            about: about.into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.code.code(), self.about, self.code.about().trim())
    }
}

/// Everything that is wrong with what was asked: at least one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Refusal] {
        &self.0
    }
}

impl From<Refusal> for Refusals {
    fn from(refusal: Refusal) -> Self {
        Self(vec![refusal])
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&all.join("; "))
    }
}

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Check(Vec<Refusal>);

impl Check {
    /// Notes a refusal unless this holds.
    pub(crate) fn ensure(&mut self, holds: bool, code: RefusalCode, about: impl Into<String>) {
        if !holds {
            self.0.push(Refusal::new(code, about));
        }
    }

    /// Notes a refusal for each name that stands in a list a second time.
    pub(crate) fn once<T: Ord + ToString>(&mut self, all: impl IntoIterator<Item = T>, about: &str) {
        let mut seen = std::collections::BTreeSet::new();
        for one in all {
            let name = one.to_string();
            self.ensure(seen.insert(one), RefusalCode::Twice, format!("{about}.{name}"));
        }
    }

    /// Nothing, or all that is wrong.
    pub(crate) fn pass(self) -> Result<(), Refusals> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Refusals(self.0))
        }
    }
}
