//! Periods: a year, or a quarter of one.
//!
//! ```
//! use krachtig_national::period::Period;
//! use time::macros::date;
//!
//! let quarter: Period = "2026-Q3".parse().unwrap();
//! assert_eq!((quarter.year(), quarter.last_day()), (2026, date!(2026-09-30)));
//! assert_eq!("2026".parse::<Period>().unwrap().last_day(), date!(2026-12-31));
//! assert!("2026-Q5".parse::<Period>().is_err());
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

/// A year, or a quarter of one. A period never goes over the end of a year, because the privacy budget is counted by the
/// year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    year: u16,
    /// From one to four; none for all of the year.
    quarter: Option<u8>,
}

/// The years of which there are periods.
const YEARS: (u16, u16) = (2000, 2199);

/// The text is no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is written as 2026 or 2026-Q3")]
pub struct NotAPeriod;

impl Period {
    /// The quarter in which a day lies; the first or last that there is for a day before or after all of them.
    #[must_use]
    pub fn quarter_of(day: Date) -> Self {
        Self {
            quarter: Some((u8::from(day.month()) - 1) / 3 + 1),
            ..Self::year_of(day)
        }
    }

    /// The year in which a day lies.
    #[must_use]
    pub fn year_of(day: Date) -> Self {
        let year = day.year().clamp(YEARS.0.into(), YEARS.1.into());
        Self {
            year: u16::try_from(year).unwrap_or(YEARS.0),
            quarter: None,
        }
    }

    /// The one before it: of a quarter the quarter, of a year the year.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.quarter {
            Some(number) if number > 1 => Self {
                quarter: Some(number - 1),
                ..self
            },
            quarter => Self {
                year: self.year - 1,
                quarter: quarter.map(|_| 4),
            },
        }
    }

    /// Whether it is all of a year.
    #[must_use]
    pub fn is_year(self) -> bool {
        self.quarter.is_none()
    }

    /// The year in which it lies.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        let month = Month::try_from(self.quarter.unwrap_or(4) * 3).unwrap_or(Month::December);
        let year = i32::from(self.year);
        Date::from_calendar_date(year, month, month.length(year)).unwrap_or(Date::MAX)
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        let month = Month::try_from(self.quarter.unwrap_or(1) * 3 - 2).unwrap_or(Month::January);
        Date::from_calendar_date(i32::from(self.year), month, 1).unwrap_or(Date::MIN)
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, quarter) = match text.split_once("-Q") {
            None => (text, None),
            Some((year, quarter)) => (year, Some(quarter)),
        };
        let year = year.parse().ok().filter(|year| (YEARS.0..=YEARS.1).contains(year));
        let quarter = quarter
            .map(|quarter| {
                quarter
                    .parse()
                    .ok()
                    .filter(|number| (1..=4).contains(number))
                    .ok_or(NotAPeriod)
            })
            .transpose()?;
        let period = Self {
            year: year.ok_or(NotAPeriod)?,
            quarter,
        };
        // Numbers parse from `+3` and `03` too, but a period is written in one way.
        if period.to_string() == text {
            Ok(period)
        } else {
            Err(NotAPeriod)
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quarter {
            None => write!(f, "{}", self.year),
            Some(quarter) => write!(f, "{}-Q{quarter}", self.year),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;

    fn try_from(text: String) -> Result<Self, NotAPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}
