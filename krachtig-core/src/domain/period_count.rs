//! What was counted of a closed period for national releases, and that the coordinator approved it: two steps of their
//! own, so that nothing leaves the region by being counted.
//!
//! What is counted does not belong here, see [`super::national_count`]; nor what becomes of figures that were handed in.

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::id::{MemberId, PeriodCountId};
use super::national_count::NationalFigures;
use super::period::Period;
use super::record::{Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::vocabulary::vocabulary;

vocabulary! {
    /// Where a count of a period stands.
    CountState = "count_state" {
        /// It was counted, and waits for the coordinator.
        Counted = "counted",
        /// It was counted anew before anybody approved it.
        Superseded = "superseded",
        /// It was approved, and waits for the programme's statistician.
        Approved = "approved",
        /// The statistician accepted it.
        Accepted = "accepted",
        /// A release was made of it: what is corrected goes into the next one.
        Locked = "locked",
    }
}

/// A count of a period. What was corrected since makes another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeriodCount {
    /// Its id.
    pub id: PeriodCountId,
    /// The period.
    pub period: Period,
    /// Which count of the period it is, from one.
    pub number: i32,
    /// When it was counted.
    pub counted_on: Date,
    /// Who had it counted.
    pub counted_by: MemberId,
    /// The figures.
    pub figures: NationalFigures,
    /// When it was approved.
    pub approved_on: Option<Date>,
    /// Who approved it.
    pub approved_by: Option<MemberId>,
    /// Which of the region's hand-ins for the period it became.
    pub revision: Option<i32>,
    /// Its version.
    pub version: Version,
}
record!(PeriodCount, PeriodCountId, PeriodCount);

/// What the national store knows of a hand-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandedIn {
    /// Whether the statistician accepted it.
    pub accepted: bool,
    /// Whether a release was made of it.
    pub released: bool,
}

impl PeriodCount {
    /// Records a count, unless the last one of the period says the same: then nothing was corrected since.
    #[must_use]
    pub fn record(period: Period, figures: NationalFigures, (last, stamp): (Option<&Self>, Stamp<'_>)) -> Option<Self> {
        if last.is_some_and(|last| last.figures == figures) {
            return None;
        }
        Some(Self {
            id: stamp.id(),
            period,
            number: last.map_or(1, |last| last.number.saturating_add(1)),
            counted_on: stamp.today,
            counted_by: stamp.by,
            figures,
            approved_on: None,
            approved_by: None,
            revision: None,
            version: Version::FIRST,
        })
    }

    /// Approves it, where it is the last count of the period. Whoever counted may approve: an office may have but one
    /// coordinator, and it is the two steps that make sure that nothing is handed in unseen.
    ///
    /// # Errors
    /// `changed_since` where it was counted anew; `wrong_state` where it was approved.
    pub fn approve(&self, last: i32, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.number == last, RefusalCode::ChangedSince, "number");
        check.ensure(self.approved_on.is_none(), RefusalCode::WrongState, "number");
        check.pass(Self {
            approved_on: Some(stamp.today),
            approved_by: Some(stamp.by),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// The same as this hand-in.
    #[must_use]
    pub fn handed_in(&self, revision: i32) -> Self {
        Self {
            revision: Some(revision),
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// Where it stands, among the counts of the period of which this is the last.
    #[must_use]
    pub fn state(&self, last: i32, handed_in: HandedIn) -> CountState {
        if self.approved_on.is_none() {
            return if self.number == last {
                CountState::Counted
            } else {
                CountState::Superseded
            };
        }
        if handed_in.released {
            CountState::Locked
        } else if handed_in.accepted {
            CountState::Accepted
        } else {
            CountState::Approved
        }
    }
}
