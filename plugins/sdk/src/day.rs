//! A day of the Gregorian calendar. What day it is now does not belong here: rules have no clock, they are told.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A day, kept as the number of days since 1 January 1970. In JSON it is written as `"2026-11-23"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day with this number; 0 is 1 January 1970.
    #[must_use]
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// The day of a calendar date; none where there is no such day, such as 30 February.
    #[must_use]
    pub fn from_date(year: i32, month: u8, day: u8) -> Option<Self> {
        let number = days_from_civil(i64::from(year), i64::from(month), i64::from(day));
        let found = Self(i32::try_from(number).ok()?);
        (found.date() == (i64::from(year), month, day)).then_some(found)
    }

    /// Its number, to count with.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i64 {
        self.date().0
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.date().1
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day_of_month(self) -> u8 {
        self.date().2
    }

    /// The first day of the next year, or the last day there is.
    #[must_use]
    pub fn next_new_year(self) -> Self {
        Self(i32::try_from(days_from_civil(self.year() + 1, 1, 1)).unwrap_or(i32::MAX))
    }

    /// So many days later, or the last day there is.
    #[must_use]
    pub const fn plus_days(self, days: u32) -> Self {
        Self(self.0.saturating_add_unsigned(days))
    }

    /// How many days lie from another day to this one; below zero where the other is later.
    #[must_use]
    pub fn days_since(self, other: Self) -> i64 {
        i64::from(self.0) - i64::from(other.0)
    }

    /// Year, month and day of the month, after Hinnant's `civil_from_days`: eras of 400 years that begin in March.
    fn date(self) -> (i64, u8, u8) {
        let from_era = i64::from(self.0) + 719_468;
        let era = from_era.div_euclid(146_097);
        let day_of_era = from_era.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        // A month is 1 to 12 and a day 1 to 31, by the arithmetic above.
        (
            year,
            u8::try_from(month).unwrap_or(u8::MAX),
            u8::try_from(day).unwrap_or(u8::MAX),
        )
    }
}

/// The number of a date, after Hinnant's `days_from_civil`; a day beyond its month counts on into the next.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Day {
    type Err = String;

    /// Reads `2026-11-23`: four digits, two and two.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is no day such as 2026-11-23");
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else {
            return Err(bad());
        };
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
            return Err(bad());
        }
        let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
            return Err(bad());
        };
        Self::from_date(year, month, day).ok_or_else(bad)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Day;

    #[test]
    fn days_have_the_numbers_of_the_calendar() {
        for (number, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (20_780, "2026-11-23"),
        ] {
            assert_eq!(Day::from_number(number).to_string(), text);
            assert_eq!(text.parse(), Ok(Day::from_number(number)));
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "26-01-01",
            "2026-1-1",
            "+026-01-01",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_year_ends_at_new_year() {
        let day: Day = "2027-12-31".parse().expect("a day");
        assert_eq!(day.next_new_year(), day.plus_days(1));
        assert_eq!((day.year(), day.plus_days(1).year()), (2027, 2028));
        assert_eq!((day.month(), day.day_of_month()), (12, 31));
        assert_eq!(Day::from_number(i32::MAX).next_new_year().number(), i32::MAX);
    }

    proptest! {
        #[test]
        fn a_day_is_read_as_it_is_written(number in -719_162..2_932_897_i32) {
            let day = Day::from_number(number);
            prop_assert_eq!(day.to_string().parse(), Ok(day));
            let json = serde_json::to_string(&day).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<Day>(&json).expect("a day"), day);
        }

        #[test]
        fn every_number_is_a_date_of_the_calendar(number: i32) {
            let (_, month, day) = Day::from_number(number).date();
            prop_assert!((1..=12).contains(&month) && (1..=31).contains(&day));
        }
    }
}
