//! What many cases say together, in exact numbers: the same whatever the order in which cases come.
//!
//! Protecting figures before somebody else sees them does not belong here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Combine, Indicator, Observation, Position, RuleFault, placed};

/// An exact number: a sum, a mean or a median, in lowest terms. It is written as `12`, `-3` or `19/2`.
///
/// ```
/// use krachtig_core::rules::indicator::Quotient;
///
/// let mean = Quotient::new(-125, 100).unwrap();
/// assert_eq!((mean.numerator(), mean.denominator()), (-5, 4));
/// assert_eq!(mean.to_string(), "-5/4");
/// assert_eq!(mean.decimal(1), "-1.3", "a half is rounded away from zero");
/// assert_eq!("-5/4".parse(), Ok(mean));
/// assert_eq!(Quotient::new(1, 0), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quotient {
    numerator: i128,
    denominator: u64,
}

impl Quotient {
    /// So many parts of a whole that has so many; none of nothing.
    #[must_use]
    pub fn new(numerator: i128, denominator: u64) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let shared = common(numerator.unsigned_abs(), denominator.into());
        // What divides the denominator is no larger than it, so both conversions hold.
        Some(Self {
            numerator: numerator / i128::try_from(shared).ok()?,
            denominator: denominator / u64::try_from(shared).ok()?,
        })
    }

    /// What stands above the line; negative for a negative number.
    #[must_use]
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// What stands below the line: one for a whole number, never zero.
    #[must_use]
    pub fn denominator(self) -> u64 {
        self.denominator
    }

    /// For people: with so many decimals, at most nine, and a half rounded away from zero.
    #[must_use]
    pub fn decimal(self, decimals: u32) -> String {
        let decimals = decimals.min(9);
        let (above, below) = (self.numerator.unsigned_abs(), u128::from(self.denominator));
        let scale = 10_u128.pow(decimals);
        let (mut whole, mut parts) = (above / below, (above % below * scale * 2 + below) / (below * 2));
        if parts == scale {
            (whole, parts) = (whole + 1, 0);
        }
        let sign = if self.numerator < 0 && (whole, parts) != (0, 0) {
            "-"
        } else {
            ""
        };
        let width = decimals as usize;
        if decimals == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{parts:0width$}")
        }
    }
}

/// The greatest number that divides both.
fn common(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

impl fmt::Display for Quotient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.numerator)?;
        if self.denominator == 1 {
            return Ok(());
        }
        write!(f, "/{}", self.denominator)
    }
}

impl FromStr for Quotient {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (above, below) = text.split_once('/').unwrap_or((text, "1"));
        let parsed = above.parse().ok().zip(below.parse().ok());
        let parsed = parsed.and_then(|(above, below)| Self::new(above, below));
        // Numbers parse from `+3`, `03` and `2/4` too, but a number is written in one way.
        parsed
            .filter(|quotient| quotient.to_string() == text)
            .ok_or_else(|| "not a number as figures have it: 12, -3, 19/2".to_owned())
    }
}

impl TryFrom<String> for Quotient {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Quotient> for String {
    fn from(quotient: Quotient) -> Self {
        quotient.to_string()
    }
}

/// What all cases together say for an indicator in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorFigure {
    /// The indicator's code.
    pub indicator: String,
    /// One position for each of its dimensions, in their order.
    pub positions: Vec<Position>,
    /// How many cases said something.
    pub cases: u64,
    /// What they say together; none where no case said anything, which is not zero. The median of an even number of
    /// cases is the mean of the two in the middle.
    pub value: Option<Quotient>,
}

/// What was seen so far in one place.
#[derive(Clone, Debug, Default)]
struct Place {
    cases: u64,
    sum: i128,
    /// Every value, where a median needs them.
    values: Vec<i64>,
}

impl Place {
    fn add(&mut self, value: i64, how: Combine) {
        self.cases += 1;
        // No sum of as many values as there is memory for leaves the range.
        self.sum += i128::from(value);
        if how == Combine::Median {
            self.values.push(value);
        }
    }

    fn value(&self, how: Combine) -> Option<Quotient> {
        match how {
            Combine::Sum => Quotient::new(self.sum, 1).filter(|_| self.cases > 0),
            Combine::Mean => Quotient::new(self.sum, self.cases),
            Combine::Median => median(self.values.clone()),
        }
    }
}

fn median(mut values: Vec<i64>) -> Option<Quotient> {
    let (upper, even) = (values.len() / 2, values.len().is_multiple_of(2));
    if values.is_empty() {
        return None;
    }
    let (below, middle, _) = values.select_nth_unstable(upper);
    let middle = i128::from(*middle);
    match below.iter().max() {
        Some(lower) if even => Quotient::new(middle + i128::from(*lower), 2),
        _ => Quotient::new(middle, 1),
    }
}

/// Counts the figures of a region's indicators over many cases, one at a time.
#[derive(Clone, Debug)]
pub struct Tally<'i> {
    declared: &'i [Indicator],
    places: Vec<Vec<Place>>,
}

impl<'i> Tally<'i> {
    /// A tally over [checked](super::checked_indicators) indicators that has seen nothing yet.
    #[must_use]
    pub fn over(declared: &'i [Indicator]) -> Self {
        let places = declared
            .iter()
            .map(|indicator| vec![Place::default(); indicator.places().unwrap_or_default()]);
        Self {
            declared,
            places: places.collect(),
        }
    }

    /// Takes one case into account, or leaves everything as it was.
    ///
    /// # Errors
    /// [`RuleFault::BadAnswer`] for an observation that [`super::checked_observations`] refuses.
    pub fn add(&mut self, case: &[Observation]) -> Result<(), RuleFault> {
        let mut seen: Vec<(usize, usize, i64)> = Vec::with_capacity(case.len());
        for observation in case {
            let (indicator, place) = placed(self.declared, observation)?;
            super::demand(
                seen.iter().all(|(earlier, ..)| *earlier != indicator),
                "two observations for one indicator",
            )?;
            seen.push((indicator, place, observation.value));
        }
        for (indicator, place, value) in seen {
            self.places[indicator][place].add(value, self.declared[indicator].combine);
        }
        Ok(())
    }

    /// The figures: one for every place of every indicator, in the order in which they are declared, the last
    /// dimension turning fastest.
    #[must_use]
    pub fn figures(&self) -> Vec<IndicatorFigure> {
        let of = |(indicator, places): (&Indicator, &Vec<Place>)| -> Vec<IndicatorFigure> {
            let numbered = places.iter().enumerate();
            let figure = |(number, place): (usize, &Place)| IndicatorFigure {
                indicator: indicator.code.clone(),
                positions: indicator.positions(number),
                cases: place.cases,
                value: place.value(indicator.combine),
            };
            numbered.map(figure).collect()
        };
        self.declared.iter().zip(&self.places).flat_map(of).collect()
    }
}

/// The figures over these cases: see [`Tally`].
///
/// # Errors
/// As [`Tally::add`], for the first case that does not fit.
pub fn combine<C: AsRef<[Observation]>>(
    declared: &[Indicator],
    cases: impl IntoIterator<Item = C>,
) -> Result<Vec<IndicatorFigure>, RuleFault> {
    let mut tally = Tally::over(declared);
    cases.into_iter().try_for_each(|case| tally.add(case.as_ref()))?;
    Ok(tally.figures())
}
