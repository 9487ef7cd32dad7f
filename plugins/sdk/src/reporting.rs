//! A region's own indicators and the case that they look at: the words of the WIT's `reporting`.

use serde::{Deserialize, Serialize};

use crate::budget::{FamilySize, LedgerLine};
use crate::day::Day;
use crate::finding::{Texts, is_code};

/// What an indicator counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Things.
    Count,
    /// Euro cents.
    Cents,
    /// Days.
    Days,
    /// Minutes.
    Minutes,
}

/// How the host combines the observations of many cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// Added up.
    Sum,
    /// Their mean.
    Mean,
    /// Their median.
    Median,
}

/// Of what an indicator tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concerns {
    /// Of the work. Such a figure is published as it is.
    Organisation,
    /// Of families. Such a figure is only ever published under protection.
    Family,
}

/// A value that a dimension can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DimensionValue {
    /// Its code.
    pub code: &'static str,
    /// Its label.
    pub labels: Texts,
}

/// Something by which an indicator is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Dimension {
    /// Its code.
    pub code: &'static str,
    /// Its label.
    pub labels: Texts,
    /// All values that it takes.
    pub values: &'static [DimensionValue],
}

/// An indicator as the region declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Indicator {
    /// Its stable code.
    pub code: &'static str,
    /// What it counts in.
    pub unit: Unit,
    /// How cases are combined.
    pub combine: Combine,
    /// Of what it tells.
    pub concerns: Concerns,
    /// The smallest value that one observation may have.
    pub smallest: i64,
    /// The largest value that one observation may have: it bounds what one family weighs.
    pub largest: i64,
    /// By what it is split.
    pub dimensions: &'static [Dimension],
    /// Its label.
    pub labels: Texts,
}

impl Indicator {
    /// What a case says for it: the value held within the bounds, and a position for each dimension, in order.
    #[must_use]
    pub fn observed(&self, value: i64, positions: &[&str]) -> Observation {
        let dimensions = self.dimensions.iter().zip(positions);
        Observation {
            indicator: self.code.to_owned(),
            value: value.clamp(self.smallest, self.largest.max(self.smallest)),
            positions: dimensions
                .map(|(dimension, value)| Position {
                    dimension: dimension.code.to_owned(),
                    value: (*value).to_owned(),
                })
                .collect(),
        }
    }
}

/// How far a step of the process is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which of the nine: `detainee_talk`, ..., `scaling`.
    pub step: String,
    /// `open`, `done` or `skipped`.
    pub state: String,
    /// Since when.
    pub since: Option<Day>,
}

/// A need or a strength.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapped {
    /// When it was mapped.
    pub day: Day,
    /// In which life domain.
    pub life_domain: String,
    /// `need` or `strength`.
    pub kind: String,
}

/// A problem that the family meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemMet {
    /// When it was first recorded.
    pub day: Day,
    /// Which: `debts`, `school`, ...
    pub category: String,
    /// What the detention did to it: `worse`, `same`, `better`.
    pub effect: String,
    /// Whether it was there before the detention.
    pub preexisting: bool,
}

/// A funding silo that stood in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiloObstacle {
    /// When it was recorded.
    pub day: Day,
    /// Which silo.
    pub silo: String,
    /// On which ground it did not pay.
    pub ground: String,
    /// Days lost over it, where known.
    pub days_lost: Option<u32>,
    /// What it cost in euro cents, where known.
    pub cost: Option<i64>,
    /// What bridged it: `perspective_budget`, `fund`, `person`; none if nothing did.
    pub bridged_by: Option<String>,
}

/// A referral to a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// When the family was referred.
    pub day: Day,
    /// To what kind of party: `community_team`, ...
    pub partner_type: String,
    /// `open`, `accepted` or `declined`.
    pub outcome: String,
    /// When the answer came.
    pub answered: Option<Day>,
}

/// Time given to the family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeGiven {
    /// When.
    pub day: Day,
    /// By somebody in which role: `professional`, `volunteer`, ...
    pub role: String,
    /// How long.
    pub minutes: u32,
}

/// One trajectory as it stood at the end of a period. No name, no id, no text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseSnapshot {
    /// The first day of the period.
    pub first_day: Day,
    /// The last day of the period.
    pub last_day: Day,
    /// When the trajectory began.
    pub opened: Day,
    /// When it was closed, if it was.
    #[serde(default)]
    pub closed: Option<Day>,
    /// The family's size.
    #[serde(default)]
    pub family: FamilySize,
    /// The steps.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// Needs and strengths.
    #[serde(default)]
    pub mapped: Vec<Mapped>,
    /// Problems.
    #[serde(default)]
    pub problems: Vec<ProblemMet>,
    /// Funding silos that stood in the way.
    #[serde(default)]
    pub silo_obstacles: Vec<SiloObstacle>,
    /// Referrals.
    #[serde(default)]
    pub referrals: Vec<Referral>,
    /// Time given.
    #[serde(default)]
    pub time: Vec<TimeGiven>,
    /// The ledger of the perspective budget.
    #[serde(default)]
    pub ledger: Vec<LedgerLine>,
    /// The days of the review talks.
    #[serde(default)]
    pub review_talks: Vec<Day>,
}

impl CaseSnapshot {
    /// Whether a day falls in the period.
    #[must_use]
    pub fn in_period(&self, day: Day) -> bool {
        (self.first_day..=self.last_day).contains(&day)
    }

    /// What was paid in the period, less what came back; none where nothing moved, which is not zero.
    #[must_use]
    pub fn paid_in_period(&self) -> Option<i64> {
        self.ledger
            .iter()
            .filter(|line| line.paid != 0 && self.in_period(line.day))
            .map(|line| line.paid)
            .reduce(i64::saturating_add)
    }

    /// The day of the first payment, if it falls in the period. A family counts in one period only.
    #[must_use]
    pub fn first_payment_in_period(&self) -> Option<Day> {
        let paid = self.ledger.iter().filter(|line| line.paid > 0);
        paid.map(|line| line.day).min().filter(|day| self.in_period(*day))
    }
}

/// A value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Which dimension.
    pub dimension: String,
    /// Which of its values.
    pub value: String,
}

/// What one case says for one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The indicator's code.
    pub indicator: String,
    /// The value, in the indicator's unit and within its bounds.
    pub value: i64,
    /// One position for each dimension of the indicator.
    pub positions: Vec<Position>,
}

/// Checks that observations are of declared indicators, one for each at most, within their bounds, and positioned in
/// every dimension at a declared value. For a test of the rules.
///
/// # Errors
/// What is wrong with the first that does not fit.
pub fn check_observations(declared: &[Indicator], observations: &[Observation]) -> Result<(), String> {
    for (index, observation) in observations.iter().enumerate() {
        let code = &observation.indicator;
        let Some(indicator) = declared.iter().find(|indicator| indicator.code == code) else {
            return Err(format!("{code}: not declared"));
        };
        if !is_code(code) {
            return Err(format!("{code}: no snake_case word"));
        }
        if observations[..index].iter().any(|earlier| earlier.indicator == *code) {
            return Err(format!("{code}: said twice"));
        }
        if !(indicator.smallest..=indicator.largest).contains(&observation.value) {
            return Err(format!("{code}: {} is out of bounds", observation.value));
        }
        let fits = |(dimension, position): (&Dimension, &Position)| {
            dimension.code == position.dimension && dimension.values.iter().any(|value| value.code == position.value)
        };
        let same_number = indicator.dimensions.len() == observation.positions.len();
        if !same_number || !indicator.dimensions.iter().zip(&observation.positions).all(fits) {
            return Err(format!("{code}: not in a declared place"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
