//! The privacy budget: how much all releases together may tell of any one family, in a year and for life.
//!
//! Nobody keeps accounts of families. A family counts in figures about its attributes in as many calendar years as
//! [`Limits::counted_years`] says, from the one in which its first trajectory in the region began. So what is told of it in
//! its life is told in that many years in a row, and a region's accounts by year are enough.
//!
//! Where the accounts are kept does not belong here: see [`crate::store`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::epsilon::Epsilon;
use crate::refusal::{Check, RefusalCode, Refusals};

/// How much may be told of any one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// In a calendar year, by all releases about periods in it.
    pub per_year: Epsilon,
    /// In all calendar years in which it counts.
    pub for_life: Epsilon,
    /// In how many calendar years it counts.
    pub counted_years: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_year: Epsilon::of_thousandths(2_000),
            for_life: Epsilon::of_thousandths(6_000),
            counted_years: 3,
        }
    }
}

/// What was told of the families of some regions: by region and year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger(BTreeMap<(String, u16), Epsilon>);

impl Ledger {
    /// Notes what a release told of the families of a region.
    pub fn note(&mut self, region: &str, year: u16, epsilon: Epsilon) {
        let told = self.0.entry((region.to_owned(), year)).or_default();
        *told = *told + epsilon;
    }

    /// What was told of a region's families in a year.
    #[must_use]
    pub fn told(&self, region: &str, year: u16) -> Epsilon {
        self.0.get(&(region.to_owned(), year)).copied().unwrap_or_default()
    }

    /// What may yet be told of a region's families about a year: what the year leaves, and what is left in the life of a
    /// family that counts in it and of which most was told.
    #[must_use]
    pub fn left(&self, region: &str, year: u16, limits: &Limits) -> Epsilon {
        let years = u16::from(limits.counted_years.max(1));
        let lives = (0..years).map(|ago| {
            let first = year.saturating_sub(ago);
            (first..first.saturating_add(years))
                .map(|year| self.told(region, year))
                .sum::<Epsilon>()
        });
        let most_of_a_life = lives.max().unwrap_or_default();
        let of_year = limits.per_year.less(self.told(region, year));
        of_year.min(limits.for_life.less(most_of_a_life))
    }

    /// Whether this may be told of the families of these regions about a year.
    ///
    /// # Errors
    /// `budget_exceeded` with each region of which too little is left.
    pub fn take<'r>(
        &self,
        regions: impl IntoIterator<Item = &'r String>,
        (year, epsilon): (u16, Epsilon),
        limits: &Limits,
    ) -> Result<(), Refusals> {
        let mut check = Check::default();
        for region in regions {
            let left = self.left(region, year, limits);
            check.ensure(
                epsilon <= left,
                RefusalCode::BudgetExceeded,
                format!("regions.{region}"),
            );
        }
        check.pass()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOORD: &str = "noord";

    fn thousandths(thousandths: u32) -> Epsilon {
        Epsilon::of_thousandths(thousandths)
    }

    fn takes(ledger: &mut Ledger, year: u16, epsilon: Epsilon, limits: &Limits) -> bool {
        let taken = ledger.take(&[NOORD.to_owned()], (year, epsilon), limits).is_ok();
        if taken {
            ledger.note(NOORD, year, epsilon);
        }
        taken
    }

    #[test]
    fn a_year_ends_at_two_and_a_life_at_six() {
        let (mut ledger, limits) = (Ledger::default(), Limits::default());
        assert!(takes(&mut ledger, 2026, thousandths(1_400), &limits));
        assert!(!takes(&mut ledger, 2026, thousandths(601), &limits));
        assert!(takes(&mut ledger, 2026, thousandths(600), &limits));
        assert!(!takes(&mut ledger, 2026, thousandths(1), &limits));
        assert!(takes(&mut ledger, 2027, thousandths(2_000), &limits));
        assert!(
            ledger
                .take(&["oost".to_owned()], (2026, thousandths(2_000)), &limits)
                .is_ok(),
            "another region's"
        );
    }

    #[test]
    fn a_life_is_shorter_than_its_years_where_years_may_tell_more() {
        let limits = Limits {
            per_year: thousandths(4_000),
            ..Limits::default()
        };
        let mut ledger = Ledger::default();
        assert!(takes(&mut ledger, 2026, thousandths(4_000), &limits));
        assert!(
            !takes(&mut ledger, 2028, thousandths(2_001), &limits),
            "who came in 2026 still counts"
        );
        assert!(takes(&mut ledger, 2028, thousandths(2_000), &limits));
        assert!(!takes(&mut ledger, 2027, thousandths(1), &limits));
        assert!(
            takes(&mut ledger, 2029, thousandths(4_000), &limits),
            "who came in 2026 counts no more"
        );
    }

    proptest! {
        /// Whatever is asked in whatever order, no family hears more told of it than the limits say.
        #[test]
        fn no_life_goes_over(asked in prop::collection::vec((2020_u16..2030, 1_u32..3_000), 1..60), years in 1_u8..5) {
            let limits = Limits { counted_years: years, per_year: thousandths(2_500), ..Limits::default() };
            let mut ledger = Ledger::default();
            for (year, epsilon) in asked {
                takes(&mut ledger, year, thousandths(epsilon), &limits);
            }
            for first in 2015_u16..2031 {
                let life: Epsilon = (first..first + u16::from(years)).map(|year| ledger.told(NOORD, year)).sum();
                prop_assert!(life <= limits.for_life && ledger.told(NOORD, first) <= limits.per_year);
            }
        }
    }
}
