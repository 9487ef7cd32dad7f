//! Ledger lines, obstacles and cases with only what matters said: what tests of rules build their questions from.
//!
//! No rule of any region belongs here, and no default that an answer could hang on: what is not said is nothing, or
//! the most ordinary word there is.

use crate::budget::{FamilySize, LedgerLine};
use crate::day::Day;
use crate::reporting::{CaseSnapshot, Observation, SiloObstacle};

impl LedgerLine {
    /// Money promised to the family, in euro cents.
    #[must_use]
    pub fn reserve(day: Day, cents: i64) -> Self {
        Self::ordinary(day, "reserve", cents, 0)
    }

    /// A promise taken back, in euro cents.
    #[must_use]
    pub fn release(day: Day, cents: i64) -> Self {
        Self::ordinary(day, "release", cents.saturating_neg(), 0)
    }

    /// Promised money that is paid, in euro cents; below zero where it came back.
    #[must_use]
    pub fn spend(day: Day, cents: i64) -> Self {
        let kind = if cents < 0 { "refund" } else { "spend" };
        Self::ordinary(day, kind, 0, cents)
    }

    fn ordinary(day: Day, kind: &str, promised: i64, paid: i64) -> Self {
        Self {
            day,
            kind: kind.to_owned(),
            promised,
            paid,
            silo: "none".to_owned(),
            life_domain: "finances".to_owned(),
        }
    }
}

impl SiloObstacle {
    /// An obstacle of which nothing is known but that the family was not entitled to what the Wmo pays.
    #[must_use]
    pub fn met(day: Day) -> Self {
        Self {
            day,
            silo: "wmo_2015".to_owned(),
            ground: "not_entitled".to_owned(),
            days_lost: None,
            cost: None,
            bridged_by: None,
        }
    }
}

impl CaseSnapshot {
    /// A case of this period, from its first day to its last, in which nothing happened yet. It was opened on the
    /// first day.
    #[must_use]
    pub fn empty(first_day: Day, last_day: Day) -> Self {
        Self {
            first_day,
            last_day,
            opened: first_day,
            closed: None,
            family: FamilySize::default(),
            steps: Vec::new(),
            mapped: Vec::new(),
            problems: Vec::new(),
            silo_obstacles: Vec::new(),
            referrals: Vec::new(),
            time: Vec::new(),
            ledger: Vec::new(),
            review_talks: Vec::new(),
        }
    }
}

/// What observations say, without where: the code and the value of each, in order.
#[must_use]
pub fn values(observations: &[Observation]) -> Vec<(&str, i64)> {
    observations
        .iter()
        .map(|observation| (observation.indicator.as_str(), observation.value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_its_kind_does() {
        let day = Day::from_number(7);
        let said = |line: LedgerLine| (line.kind, line.promised, line.paid);
        assert_eq!(said(LedgerLine::reserve(day, 5)), ("reserve".to_owned(), 5, 0));
        assert_eq!(said(LedgerLine::release(day, 5)), ("release".to_owned(), -5, 0));
        assert_eq!(said(LedgerLine::spend(day, 5)), ("spend".to_owned(), 0, 5));
        assert_eq!(said(LedgerLine::spend(day, -5)), ("refund".to_owned(), 0, -5));
    }

    #[test]
    fn an_empty_case_is_what_is_read_where_nothing_is_written() {
        let (first, last) = (Day::from_number(0), Day::from_number(89));
        let json = serde_json::json!({ "first_day": first, "last_day": last, "opened": first });
        let read: CaseSnapshot = serde_json::from_value(json).expect("a case");
        assert_eq!(CaseSnapshot::empty(first, last), read);
        assert_eq!((read.paid_in_period(), read.first_payment_in_period()), (None, None));
    }
}
