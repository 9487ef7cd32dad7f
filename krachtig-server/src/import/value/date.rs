//! Dates as the Dutch write them: day before month, months by name, years of two digits.

use time::{Date, Month};

/// From which two-digit year on a date lies in the last century.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Pivot {
    /// For what happens in casework: 69 is 2069, 70 is 1970.
    Casework,
    /// For dates of birth, as Excel has it: 29 is 2029, 30 is 1930.
    Birth,
}

impl Pivot {
    fn year(self, two_digits: i32) -> i32 {
        let first_of_last_century = match self {
            Self::Casework => 70,
            Self::Birth => 30,
        };
        if two_digits < first_of_last_century {
            2000 + two_digits
        } else {
            1900 + two_digits
        }
    }
}

/// The date that a text holds, if it is one between 1900 and 2100.
pub(in crate::import) fn parse(text: &str, pivot: Pivot) -> Option<Date> {
    let lower = text.trim().to_lowercase();
    let bare = without_time(without_weekday(&lower));
    let parts: Vec<&str> = bare
        .split(|c: char| matches!(c, '-' | '/' | '.' | ',') || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts[..] else { return None };
    if first.len() == 4 {
        return calendar(
            digits(first)?,
            digits(second).filter(|_| second.len() <= 2)?,
            digits(third).filter(|_| third.len() <= 2)?,
        );
    }
    let day = digits(first).filter(|_| first.len() <= 2)?;
    let month = match digits(second) {
        Some(number) if second.len() <= 2 => number,
        Some(_) => return None,
        None => month_named(second)?,
    };
    let year = third.trim_start_matches(['\'', '’']);
    let year = match year.len() {
        2 => pivot.year(digits(year)?),
        4 => digits(year)?,
        _ => return None,
    };
    calendar(year, month, day)
}

/// The date of these numbers, if there is one between 1900 and 2100.
pub(in crate::import) fn calendar(year: i32, month: i32, day: i32) -> Option<Date> {
    if !(1900..=2100).contains(&year) {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
}

/// The date as it is written out: `31-12-2026`.
pub(in crate::import) fn write(date: Date) -> String {
    format!("{:02}-{:02}-{:04}", date.day(), u8::from(date.month()), date.year())
}

fn digits(text: &str) -> Option<i32> {
    let plausible = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plausible.then(|| text.parse().ok()).flatten()
}

/// `maandag 31 december 2026` without its first word.
fn without_weekday(lower: &str) -> &str {
    const DAYS: [&str; 7] = [
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
    ];
    match lower.split_once([' ', ',']) {
        Some((word, rest)) => {
            let word = word.trim_end_matches('.');
            let is_day = DAYS
                .iter()
                .any(|day| *day == word || (word.len() == 2 && day.starts_with(word)));
            if is_day { rest } else { lower }
        }
        None => lower,
    }
}

/// `31-12-2026 10:30` and `2026-12-31T00:00:00` without the time.
fn without_time(lower: &str) -> &str {
    match lower.rsplit_once([' ', 't']) {
        Some((date, time))
            if time.contains(':')
                && time
                    .bytes()
                    .all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'z')) =>
        {
            date.trim_end()
        }
        _ => lower,
    }
}

fn month_named(word: &str) -> Option<i32> {
    Some(match word {
        "januari" | "jan" => 1,
        "februari" | "feb" | "febr" => 2,
        "maart" | "mrt" => 3,
        "april" | "apr" => 4,
        "mei" => 5,
        "juni" | "jun" => 6,
        "juli" | "jul" => 7,
        "augustus" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "okt" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dutch_dates() {
        for (text, iso) in [
            ("31-12-2026", "2026-12-31"),
            ("31/12/2026", "2026-12-31"),
            ("31.12.2026", "2026-12-31"),
            ("31 december 2026", "2026-12-31"),
            ("31 dec. 2026", "2026-12-31"),
            ("1 MRT 26", "2026-03-01"),
            ("1-2-26", "2026-02-01"),
            ("1-2-69", "2069-02-01"),
            ("1-2-70", "1970-02-01"),
            ("1 mei '26", "2026-05-01"),
            ("donderdag 31 december 2026", "2026-12-31"),
            ("do 31 dec 2026", "2026-12-31"),
            ("2026-12-31", "2026-12-31"),
            ("2026-12-31T00:00:00", "2026-12-31"),
            ("31-12-2026 10:30", "2026-12-31"),
            ("29-2-2028", "2028-02-29"),
            (" 5-11-2026 ", "2026-11-05"),
        ] {
            assert_eq!(
                parse(text, Pivot::Casework).map(|date| date.to_string()).as_deref(),
                Some(iso),
                "{text}"
            );
        }
    }

    #[test]
    fn children_are_born_in_this_century_and_grandparents_in_the_last() {
        assert_eq!(parse("1-2-17", Pivot::Birth).map(Date::year), Some(2017));
        assert_eq!(parse("1-2-48", Pivot::Birth).map(Date::year), Some(1948));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "31-11-2026",
            "29-2-2027",
            "12-31-2026",
            "2026-13-01",
            "31-12",
            "2026",
            "46387",
            "31-12-1899",
            "1-1-2101",
            "1-2-126",
            "gisteren",
            "31 decembre 2026",
            "1-2-3-4",
            "0-1-2026",
            "t",
            " :",
            "1-012-2026",
            "é-1-2026",
        ] {
            assert_eq!(parse(text, Pivot::Casework), None, "{text}");
        }
    }

    #[test]
    fn written_dates_are_read_back() {
        let date = calendar(2026, 2, 3).expect("that day exists");
        assert_eq!(write(date), "03-02-2026");
        assert_eq!(parse(&write(date), Pivot::Birth), Some(date));
    }
}
