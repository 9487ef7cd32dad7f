//! Dates, moments and amounts as readers of a language write them, and read back from what they typed.

use icu_calendar::Date as CalendarDate;
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{YM, YMD};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::{Locale, locale};
use krachtig_core::domain::clock::dutch_offset;
use krachtig_core::domain::money::Cents;
use time::{Date, OffsetDateTime};

use super::words::Language;

/// How one language writes them.
pub(super) struct Format {
    day: Option<DateTimeFormatter<YMD>>,
    short: Option<DateTimeFormatter<YMD>>,
    month: Option<DateTimeFormatter<YM>>,
    number: Option<DecimalFormatter>,
}

impl Format {
    pub(super) fn of(language: Language) -> Self {
        let locale: Locale = match language {
            Language::Dutch => locale!("nl"),
            // Days before months, as everybody around here writes them.
            Language::English => locale!("en-GB"),
        };
        Self {
            day: DateTimeFormatter::try_new((&locale).into(), YMD::long()).ok(),
            short: DateTimeFormatter::try_new((&locale).into(), YMD::medium()).ok(),
            month: DateTimeFormatter::try_new((&locale).into(), YM::long()).ok(),
            number: DecimalFormatter::try_new((&locale).into(), Default::default()).ok(),
        }
    }

    /// `7 december 2026`.
    pub(super) fn day(&self, day: Date) -> String {
        written(
            self.day
                .as_ref()
                .zip(calendar(day))
                .map(|(format, day)| format.format(&day).to_string()),
            day,
        )
    }

    /// `7 dec 2026`, for where there is little room.
    pub(super) fn short_day(&self, day: Date) -> String {
        written(
            self.short
                .as_ref()
                .zip(calendar(day))
                .map(|(format, day)| format.format(&day).to_string()),
            day,
        )
    }

    /// `december 2026`.
    pub(super) fn month(&self, day: Date) -> String {
        written(
            self.month
                .as_ref()
                .zip(calendar(day))
                .map(|(format, day)| format.format(&day).to_string()),
            day,
        )
    }

    /// `7 december 2026, 14:05`, in the Netherlands.
    pub(super) fn moment(&self, moment: OffsetDateTime) -> String {
        let here = moment.to_offset(dutch_offset(moment));
        format!("{}, {:02}:{:02}", self.day(here.date()), here.hour(), here.minute())
    }

    /// `12,5`: a number of tenths, or of hundredths, with so many places behind the comma.
    pub(super) fn decimal(&self, number: i64, places: i16) -> String {
        let mut decimal = Decimal::from(number);
        decimal.multiply_pow10(-places);
        match &self.number {
            Some(format) => format.format(&decimal).to_string(),
            None => decimal.to_string(),
        }
    }

    /// `1.250`.
    pub(super) fn number(&self, number: i64) -> String {
        match &self.number {
            Some(format) => format.format(&Decimal::from(number)).to_string(),
            None => number.to_string(),
        }
    }

    /// `€ 1.250,00`, with a blank that does not break.
    pub(super) fn amount(&self, amount: Cents) -> String {
        let mut decimal = Decimal::from(amount.get());
        decimal.multiply_pow10(-2);
        match &self.number {
            Some(format) => format!("€\u{a0}{}", format.format(&decimal)),
            None => format!("€\u{a0}{amount}"),
        }
    }
}

/// A date as the calendar has it; the domain's dates all are.
fn calendar(day: Date) -> Option<CalendarDate<icu_calendar::Iso>> {
    CalendarDate::try_new_iso(day.year(), day.month() as u8, day.day()).ok()
}

fn written(text: Option<String>, day: Date) -> String {
    text.unwrap_or_else(|| day.to_string())
}

/// A date as browsers send it and as people type it: `2026-12-07`, `7-12-2026`, `07/12/2026`.
pub(super) fn read_day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.trim().split(['-', '/', '.']).collect();
    let [first, month, last] = parts.as_slice() else {
        return None;
    };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    if year.len() != 4 {
        return None;
    }
    let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// An amount as people type it: `1250`, `1.250,00`, `€ 12,5`, `12.50`. A point is taken for the sign before the cents
/// where no comma follows it and not three digits do.
pub(super) fn read_amount(text: &str) -> Option<Cents> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
    let point_is_decimal = !text.contains(',') && text.rsplit_once('.').is_some_and(|(_, cents)| cents.len() <= 2);
    let (euros, cents) = if point_is_decimal {
        text.rsplit_once('.')?
    } else {
        text.split_once(',').unwrap_or((&text, ""))
    };
    let euros: String = euros.chars().filter(|c| *c != '.').collect();
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if euros.is_empty() || euros.len() > 10 || cents.len() > 2 || !digits(&euros) || !digits(cents) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    Cents::new(euros.parse::<i64>().ok()? * 100 + cents)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn dutch_readers_get_dutch_dates_and_amounts() {
        let format = Format::of(Language::Dutch);
        assert_eq!(format.day(date!(2026 - 12 - 07)), "7 december 2026");
        assert_eq!(format.month(date!(2026 - 03 - 01)), "maart 2026");
        assert_eq!(format.moment(datetime!(2026-07-01 22:05 UTC)), "2 juli 2026, 00:05");
        let amount = |cents| format.amount(Cents::new(cents).expect("in range"));
        assert_eq!(amount(125_000), "€\u{a0}1.250,00");
        assert_eq!(amount(5), "€\u{a0}0,05");
    }

    #[test]
    fn english_readers_get_english_ones() {
        let format = Format::of(Language::English);
        assert_eq!(format.day(date!(2026 - 12 - 07)), "7 December 2026");
        assert_eq!(format.amount(Cents::new(125_000).expect("in range")), "€\u{a0}1,250.00");
    }

    #[test]
    fn what_people_type_is_read() {
        for text in ["2026-12-07", "7-12-2026", "07/12/2026", " 7.12.2026 "] {
            assert_eq!(read_day(text), Some(date!(2026 - 12 - 07)), "{text}");
        }
        for text in ["", "7 december", "31-02-2027", "7-12-26", "2026-13-01"] {
            assert_eq!(read_day(text), None, "{text}");
        }
        for (text, cents) in [
            ("1250", 125_000),
            ("1.250,00", 125_000),
            ("€ 12,5", 1_250),
            ("12.50", 1_250),
            ("1.250", 125_000),
        ] {
            assert_eq!(read_amount(text), Cents::new(cents), "{text}");
        }
        for text in ["", "-5", "twaalf", "1,234", "12,50,00", "99999999999"] {
            assert_eq!(read_amount(text), None, "{text}");
        }
    }
}
