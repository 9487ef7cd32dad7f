//! Closed periods: a region's figures over a quarter, counted once and frozen.
//!
//! What a region hands in for national releases does not belong here: see [`super::national_count`].
//!
//! ```
//! use krachtig_core::domain::period::Quarter;
//! use time::macros::date;
//!
//! let quarter: Quarter = "2026-Q3".parse().unwrap();
//! assert_eq!((quarter.first_day(), quarter.last_day()), (date!(2026-07-01), date!(2026-09-30)));
//! assert!("2026-Q5".parse::<Quarter>().is_err());
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use super::clock::Stamp;
use super::id::{FamilyId, MemberId, PeriodId};
use super::progress::{Facts, progress};
use super::record::{Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::trajectory::Step;
use super::vocabulary::{ProblemGroup, Vocabulary, vocabulary};

/// A quarter of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter {
    year: i32,
    number: u8,
}

impl Quarter {
    /// The quarter in which a day lies.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            number: (u8::from(day.month()) - 1) / 3 + 1,
        }
    }

    /// The quarter before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        if self.number > 1 {
            Self {
                number: self.number - 1,
                ..self
            }
        } else {
            Self {
                year: self.year - 1,
                number: 4,
            }
        }
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        let month = Month::try_from(self.number * 3 - 2).unwrap_or(Month::January);
        Date::from_calendar_date(self.year, month, 1).unwrap_or(Date::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        let month = Month::try_from(self.number * 3).unwrap_or(Month::December);
        Date::from_calendar_date(self.year, month, month.length(self.year)).unwrap_or(Date::MAX)
    }
}

impl FromStr for Quarter {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let parsed = text.split_once("-Q").and_then(|(year, number)| {
            let year = year.parse().ok().filter(|year| (2000..=2199).contains(year))?;
            let number = number.parse().ok().filter(|number| (1..=4).contains(number))?;
            Some(Self { year, number })
        });
        // Numbers parse from `+3` and `03` too, but a quarter is written in one way.
        let parsed = parsed.filter(|quarter| quarter.to_string() == text);
        parsed.ok_or_else(|| Refusal::new(RefusalCode::InvalidFormat, "quarter").with("form", "2026-Q3"))
    }
}

impl TryFrom<String> for Quarter {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|refusal: Refusal| refusal.to_string())
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.year, self.number)
    }
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

/// Counts the figures of a quarter over all trajectories, one at a time.
#[derive(Debug)]
pub struct Count {
    quarter: Quarter,
    families: BTreeMap<(Indicator, &'static str), BTreeSet<FamilyId>>,
}

impl Count {
    /// A count over a quarter that has seen nothing yet.
    #[must_use]
    pub fn over(quarter: Quarter) -> Self {
        Self {
            quarter,
            families: BTreeMap::new(),
        }
    }

    /// Takes one trajectory into account.
    pub fn add(&mut self, case: &CaseSummary) {
        let (first, last) = (self.quarter.first_day(), self.quarter.last_day());
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
    /// The quarter. Closed once in a tenant.
    pub quarter: Quarter,
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
    /// Closes a quarter with these figures.
    ///
    /// # Errors
    /// `in_future` while the quarter is not over.
    pub fn close(count: &Count, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(count.quarter.last_day() < stamp.today, RefusalCode::InFuture, "quarter");
        check.pass(Self {
            id: stamp.id(),
            quarter: count.quarter,
            closed_on: stamp.today,
            closed_by: stamp.by,
            figures: count.figures(),
            version: Version::FIRST,
        })
    }
}
