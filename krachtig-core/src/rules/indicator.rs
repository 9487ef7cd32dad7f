//! A region's own indicators: how they are declared, what one case says for them, and what makes sense of both.
//!
//! What many cases say together is in [`figures`]. The indicators that every region has do not belong here: see
//! [`crate::domain::period`].
//!
//! ```
//! use krachtig_core::rules::indicator::{Combine, Concerns, Indicator, Observation, Translation, Unit, combine};
//! use krachtig_core::rules::indicator::{checked_indicators, checked_observations};
//!
//! let label = |language: &str, text: &str| Translation { language: language.to_owned(), text: text.to_owned() };
//! let days = Indicator {
//!     code: "days_to_first_help".to_owned(),
//!     unit: Unit::Days,
//!     combine: Combine::Median,
//!     concerns: Concerns::Family,
//!     smallest: 0,
//!     largest: 3_660,
//!     dimensions: vec![],
//!     labels: vec![label("nl", "Dagen tot de eerste hulp"), label("en", "Days to the first help")],
//! };
//! let declared = checked_indicators(vec![days]).unwrap();
//! let case = |value| vec![Observation { indicator: "days_to_first_help".to_owned(), value, positions: vec![] }];
//! assert!(checked_observations(&declared, case(-1)).is_err(), "below the smallest");
//!
//! let figures = combine(&declared, [case(4), vec![], case(9), case(30), case(10)]).unwrap();
//! assert_eq!(figures[0].cases, 4, "who says nothing does not count");
//! assert_eq!(figures[0].value.unwrap().to_string(), "19/2");
//! ```

pub mod figures;
pub mod own;
#[cfg(test)]
mod tests;

pub use crate::domain::plugin::Translation;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::RuleFault;
use crate::domain::vocabulary::vocabulary;

pub use figures::{IndicatorFigure, Quotient, Tally, combine};

/// The most indicators that a region declares.
const MOST_INDICATORS: usize = 50;
/// The most places into which the dimensions of one indicator split it: every place becomes a figure.
const MOST_PLACES: usize = 1_000;
/// The farthest from zero that an observation may lie. In cents it is what [`crate::domain::money::Cents`] holds.
const FARTHEST: u64 = 1_000_000_000_000;
/// The most characters of a code.
const LONGEST_CODE: usize = 64;
/// The most characters of a label.
const LONGEST_LABEL: usize = 200;
/// The languages in which every label has to be there: what the people of a region read.
const LANGUAGES: [&str; 2] = ["nl", "en"];
/// The most languages of a label.
const MOST_LANGUAGES: usize = 20;

vocabulary! {
    /// What an indicator counts in.
    Unit = "indicator_unit" {
        /// Things.
        Count = "count",
        /// Euro cents.
        Cents = "cents",
        /// Days.
        Days = "days",
        /// Minutes.
        Minutes = "minutes",
    }
}

vocabulary! {
    /// How the observations of many cases are combined.
    Combine = "indicator_combine" {
        /// Added up.
        Sum = "sum",
        /// Their mean.
        Mean = "mean",
        /// Their median.
        Median = "median",
    }
}

vocabulary! {
    /// Of what an indicator tells.
    Concerns = "indicator_concerns" {
        /// Of the work.
        Organisation = "organisation",
        /// Of families: only ever published under protection.
        Family = "family",
    }
}

/// The text in a language, or else in the first that there is.
#[must_use]
pub fn label<'t>(labels: &'t [Translation], language: &str) -> &'t str {
    let wanted = labels.iter().find(|label| label.language == language);
    wanted.or(labels.first()).map_or("", |label| &label.text)
}

/// A value that a dimension can take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DimensionValue {
    /// Its code, unique in the dimension.
    pub code: String,
    /// Its label per language.
    pub labels: Vec<Translation>,
}

/// Something by which an indicator is split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    /// Its code, unique in the indicator.
    pub code: String,
    /// Its label per language.
    pub labels: Vec<Translation>,
    /// All values that it takes.
    pub values: Vec<DimensionValue>,
}

/// An indicator as the region declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// Its stable code, unique in the rules.
    pub code: String,
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
    pub dimensions: Vec<Dimension>,
    /// Its label per language.
    pub labels: Vec<Translation>,
}

/// A value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

fn bad(detail: &str) -> RuleFault {
    // No code is quoted: rules chose it, so before it is checked it could be anything.
    RuleFault::BadAnswer {
        detail: detail.to_owned(),
    }
}

fn demand(holds: bool, otherwise: &str) -> Result<(), RuleFault> {
    if holds { Ok(()) } else { Err(bad(otherwise)) }
}

/// The declared indicators, if they make sense. Whoever runs rules that somebody else wrote calls this before it hands
/// their declaration on.
///
/// # Errors
/// [`RuleFault::BadAnswer`] for a code that is no snake_case word or stands twice, bounds that are crossed or lie too
/// far off, a dimension without values, a label without Dutch or English, or more of anything than anybody can read.
pub fn checked_indicators(declared: Vec<Indicator>) -> Result<Vec<Indicator>, RuleFault> {
    demand(
        declared.len() <= MOST_INDICATORS,
        "more indicators than anybody can read",
    )?;
    check_codes(declared.iter().map(|indicator| &indicator.code))?;
    declared.iter().try_for_each(Indicator::check)?;
    Ok(declared)
}

/// What a case says, if it was declared so: each indicator at most once, within its bounds, with one position in each
/// dimension. The positions come back in the order of the dimensions.
///
/// # Errors
/// [`RuleFault::BadAnswer`] for the first that does not fit.
pub fn checked_observations(
    declared: &[Indicator],
    mut observations: Vec<Observation>,
) -> Result<Vec<Observation>, RuleFault> {
    let mut said = BTreeSet::new();
    for observation in &mut observations {
        let (number, place) = placed(declared, observation)?;
        demand(said.insert(number), "two observations for one indicator")?;
        observation.positions = declared[number].positions(place);
    }
    Ok(observations)
}

/// The number of the indicator that an observation is of, and the number of its place among that one's.
fn placed(declared: &[Indicator], observation: &Observation) -> Result<(usize, usize), RuleFault> {
    let number = declared
        .iter()
        .position(|indicator| indicator.code == observation.indicator)
        .ok_or_else(|| bad("an observation for an indicator that is not declared"))?;
    let indicator = &declared[number];
    let within = (indicator.smallest..=indicator.largest).contains(&observation.value);
    demand(within, "an observation out of bounds")?;
    let place = indicator.place(&observation.positions);
    Ok((number, place.ok_or_else(|| bad("an observation in no declared place"))?))
}

impl Indicator {
    /// How many places its dimensions split it into; one without dimensions. None where nobody can count them.
    fn places(&self) -> Option<usize> {
        let mut values = self.dimensions.iter().map(|dimension| dimension.values.len());
        values.try_fold(1_usize, usize::checked_mul)
    }

    /// The number of a place: the last dimension turns fastest. None unless there is exactly one declared position in
    /// each dimension, in whatever order.
    fn place(&self, positions: &[Position]) -> Option<usize> {
        if positions.len() != self.dimensions.len() {
            return None;
        }
        self.dimensions.iter().try_fold(0, |place, dimension| {
            let position = positions.iter().find(|position| position.dimension == dimension.code)?;
            let mut values = dimension.values.iter();
            Some(place * dimension.values.len() + values.position(|value| value.code == position.value)?)
        })
    }

    /// The positions of a place, in the order of the dimensions.
    fn positions(&self, mut place: usize) -> Vec<Position> {
        let mut positions: Vec<Position> = Vec::with_capacity(self.dimensions.len());
        for dimension in self.dimensions.iter().rev() {
            let count = dimension.values.len().max(1);
            positions.extend(dimension.values.get(place % count).map(|value| Position {
                dimension: dimension.code.clone(),
                value: value.code.clone(),
            }));
            place /= count;
        }
        positions.reverse();
        positions
    }

    fn check(&self) -> Result<(), RuleFault> {
        demand(self.smallest <= self.largest, "an indicator with crossed bounds")?;
        let farthest = self.smallest.unsigned_abs().max(self.largest.unsigned_abs());
        demand(farthest <= FARTHEST, "an indicator with bounds that are too far off")?;
        check_labels(&self.labels)?;
        check_codes(self.dimensions.iter().map(|dimension| &dimension.code))?;
        for dimension in &self.dimensions {
            demand(!dimension.values.is_empty(), "a dimension without values")?;
            check_labels(&dimension.labels)?;
            check_codes(dimension.values.iter().map(|value| &value.code))?;
            dimension
                .values
                .iter()
                .try_for_each(|value| check_labels(&value.labels))?;
        }
        let few = self.places().is_some_and(|places| places <= MOST_PLACES);
        demand(few, "an indicator that is split into more places than anybody can read")
    }
}

/// Codes are snake_case words, and none stands twice.
fn check_codes<'c>(codes: impl Iterator<Item = &'c String>) -> Result<(), RuleFault> {
    let mut seen = BTreeSet::new();
    for code in codes {
        let word = code.starts_with(|first: char| first.is_ascii_lowercase())
            && code.len() <= LONGEST_CODE
            && code
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        demand(word, "a code that is no snake_case word")?;
        demand(seen.insert(code), "a code twice")?;
    }
    Ok(())
}

fn check_labels(labels: &[Translation]) -> Result<(), RuleFault> {
    let has = |language: &&str| labels.iter().any(|label| label.language == *language);
    let all = LANGUAGES.iter().all(has) && labels.len() <= MOST_LANGUAGES;
    demand(
        all,
        "a label without Dutch or English, or in more languages than anybody reads",
    )?;
    let mut seen = BTreeSet::new();
    for Translation { language, text } in labels {
        let tag =
            (2..=35).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        demand(tag && seen.insert(language), "a label in no language, or in one twice")?;
        let plain = !text.trim().is_empty() && !text.chars().any(char::is_control);
        let fits = plain && text.chars().count() <= LONGEST_LABEL;
        demand(fits, "a label that is no line of text")?;
    }
    Ok(())
}
