//! Closed periods: a region's figures over a period, counted once and frozen.
//!
//! What a region hands in for national releases does not belong here: see [`super::national_count`].
//!
//! ```
//! use krachtig_core::domain::period::read_period;
//! use time::macros::date;
//!
//! let year = read_period("2026").unwrap();
//! assert_eq!((year.first_day(), year.last_day()), (date!(2026-01-01), date!(2026-12-31)));
//! assert_eq!(read_period("2026-Q5").unwrap_err().to_string(), read_period("26").unwrap_err().to_string());
//! ```

use std::collections::{BTreeMap, BTreeSet};

pub use krachtig_national::period::Period;
use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::id::{FamilyId, MemberId, PeriodId};
use super::progress::{Facts, progress};
use super::record::{Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::trajectory::Step;
use super::vocabulary::{ProblemGroup, Vocabulary, vocabulary};

/// Reads a period as people write it.
///
/// # Errors
/// `invalid_format`, with how a period is written.
pub fn read_period(text: &str) -> Result<Period, Refusal> {
    let refused = |_| Refusal::new(RefusalCode::InvalidFormat, "period").with("form", "2026, 2026-Q3");
    text.parse().map_err(refused)
}

vocabulary! {
    /// What is counted.
    Indicator = "indicator" {
        /// Families with a trajectory that was open at some time in the period. An organisational figure.
        FamiliesInTrajectory = "families_in_trajectory",
        /// Of those, families for which a step was done by the period's end, per step.
        FamiliesPerStep = "families_per_step",
        /// Of those, families that had met a problem of a group by the period's end, per problem group.
        FamiliesPerProblemGroup = "families_per_problem_group",
    }
}

impl Indicator {
    /// The categories into which it is split, as codes; one empty code when it is not.
    #[must_use]
    pub fn categories(self) -> Vec<&'static str> {
        match self {
            Self::FamiliesInTrajectory => vec![""],
            Self::FamiliesPerStep => Step::ALL.iter().map(|step| step.code()).collect(),
            Self::FamiliesPerProblemGroup => ProblemGroup::ALL.iter().map(|group| group.code()).collect(),
        }
    }

    /// Whether it tells something about families rather than about the organisation, so that small numbers could
    /// point at somebody.
    #[must_use]
    pub fn is_attribute(self) -> bool {
        matches!(self, Self::FamiliesPerStep | Self::FamiliesPerProblemGroup)
    }
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What was counted.
    pub indicator: Indicator,
    /// In which category; empty where the indicator has none.
    pub category: String,
    /// How many families.
    pub value: i64,
}

/// What the figures look at of one trajectory: no name, no text.
#[derive(Clone, Debug)]
pub struct CaseSummary {
    /// The family, so that it counts once.
    pub family_id: FamilyId,
    /// When the trajectory was opened.
    pub opened_on: Date,
    /// When it was closed.
    pub closed_on: Option<Date>,
    /// Its facts at the period's end.
    pub facts: Facts,
    /// The groups of the problems noted by the period's end.
    pub problem_groups: Vec<ProblemGroup>,
}

/// Counts the figures of a period over all trajectories, one at a time.
#[derive(Debug)]
pub struct Count {
    period: Period,
    families: BTreeMap<(Indicator, &'static str), BTreeSet<FamilyId>>,
}

impl Count {
    /// A count over a period that has seen nothing yet.
    #[must_use]
    pub fn over(period: Period) -> Self {
        Self {
            period,
            families: BTreeMap::new(),
        }
    }

    /// Takes one trajectory into account.
    pub fn add(&mut self, case: &CaseSummary) {
        let (first, last) = (self.period.first_day(), self.period.last_day());
        if case.opened_on > last || case.closed_on.is_some_and(|closed| closed < first) {
            return;
        }
        let mut note = |indicator, category| {
            self.families
                .entry((indicator, category))
                .or_default()
                .insert(case.family_id);
        };
        note(Indicator::FamiliesInTrajectory, "");
        for step in progress(&case.facts)
            .steps()
            .iter()
            .filter(|step| step.done_on.is_some_and(|on| on <= last))
        {
            note(Indicator::FamiliesPerStep, step.step.code());
        }
        for group in &case.problem_groups {
            note(Indicator::FamiliesPerProblemGroup, group.code());
        }
    }

    /// The figures: one for every category of every indicator, zeros included.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        let of = |indicator: Indicator, category: &'static str| Figure {
            indicator,
            category: category.to_owned(),
            value: self
                .families
                .get(&(indicator, category))
                .map_or(0, |families| i64::try_from(families.len()).unwrap_or(i64::MAX)),
        };
        Indicator::ALL
            .iter()
            .flat_map(|indicator| {
                indicator
                    .categories()
                    .into_iter()
                    .map(move |category| of(*indicator, category))
            })
            .collect()
    }
}

/// A closed period with its figures, frozen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosedPeriod {
    /// Its id.
    pub id: PeriodId,
    /// The period. Closed once in a tenant.
    pub period: Period,
    /// When it was closed.
    pub closed_on: Date,
    /// Who closed it.
    pub closed_by: MemberId,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// Always the first.
    pub version: Version,
}
record!(ClosedPeriod, PeriodId, ClosedPeriod);

impl ClosedPeriod {
    /// Closes a period with these figures.
    ///
    /// # Errors
    /// `in_future` while the period is not over.
    pub fn close(count: &Count, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(count.period.last_day() < stamp.today, RefusalCode::InFuture, "period");
        check.pass(Self {
            id: stamp.id(),
            period: count.period,
            closed_on: stamp.today,
            closed_by: stamp.by,
            figures: count.figures(),
            version: Version::FIRST,
        })
    }
}
