//! The region's own indicators: how soon the first money reached a family, and how much was paid in the period.

use krachtig_region::finding::Texts;
use krachtig_region::reporting::{Combine, Concerns, Dimension, DimensionValue, Unit};
use krachtig_region::{CaseSnapshot, Indicator, Observation};

const DAYS_TO_FIRST_PAYMENT: Indicator = Indicator {
    code: "days_to_first_payment",
    unit: Unit::Days,
    combine: Combine::Median,
    concerns: Concerns::Family,
    smallest: 0,
    largest: 3_660,
    dimensions: &[Dimension {
        code: "household",
        labels: Texts {
            nl: "Huishouden",
            en: "Household",
        },
        values: &[
            DimensionValue {
                code: "with_children",
                labels: Texts {
                    nl: "Met kinderen",
                    en: "With children",
                },
            },
            DimensionValue {
                code: "without_children",
                labels: Texts {
                    nl: "Zonder kinderen",
                    en: "Without children",
                },
            },
        ],
    }],
    labels: Texts {
        nl: "Dagen tot de eerste betaling",
        en: "Days to the first payment",
    },
};

const PAID_IN_TRUST: Indicator = Indicator {
    code: "paid_in_trust",
    unit: Unit::Cents,
    combine: Combine::Sum,
    concerns: Concerns::Organisation,
    smallest: 0,
    largest: 100_000_000,
    dimensions: &[],
    labels: Texts {
        nl: "Aan gezinnen betaald in vertrouwen",
        en: "Paid to families in trust",
    },
};

/// The indicators.
pub const INDICATORS: &[Indicator] = &[DAYS_TO_FIRST_PAYMENT, PAID_IN_TRUST];

/// What a case says. A family whose first payment fell outside the period says nothing on how soon it came.
#[must_use]
pub fn observe(snapshot: &CaseSnapshot) -> Vec<Observation> {
    let mut observations = Vec::new();
    if let Some(first) = snapshot.first_payment_in_period() {
        let household = if snapshot.family.children > 0 {
            "with_children"
        } else {
            "without_children"
        };
        observations.push(DAYS_TO_FIRST_PAYMENT.observed(first.days_since(snapshot.opened), &[household]));
    }
    if let Some(paid) = snapshot.paid_in_period() {
        observations.push(PAID_IN_TRUST.observed(paid, &[]));
    }
    observations
}

#[cfg(test)]
mod tests {
    use krachtig_region::example::values;
    use krachtig_region::reporting::check_observations;
    use krachtig_region::{Day, FamilySize, LedgerLine};
    use proptest::prelude::*;

    use super::*;

    fn case(payments: &[(i32, i64)]) -> CaseSnapshot {
        let line = |(day, paid)| LedgerLine::spend(Day::from_number(day), paid);
        CaseSnapshot {
            opened: Day::from_number(90),
            ledger: payments.iter().copied().map(line).collect(),
            ..CaseSnapshot::empty(Day::from_number(100), Day::from_number(190))
        }
    }

    #[test]
    fn a_case_says_how_soon_and_how_much() {
        let seen = observe(&case(&[(120, 50_000), (150, 20_000), (151, -5_000), (200, 9)]));
        assert_eq!(
            values(&seen),
            [("days_to_first_payment", 30), ("paid_in_trust", 65_000)]
        );
        assert_eq!(seen[0].positions[0].value, "with_children");
    }

    #[test]
    fn nothing_paid_says_nothing_and_an_earlier_first_payment_counts_no_second_time() {
        assert!(observe(&case(&[])).is_empty());
        let seen = observe(&case(&[(95, 50_000), (120, 10_000)]));
        assert_eq!(values(&seen), [("paid_in_trust", 10_000)]);
    }

    proptest! {
        #[test]
        fn observations_are_declared_and_within_bounds(payments: Vec<(i32, i64)>, opened: i32, children: u32) {
            let opened = Day::from_number(opened);
            let case = CaseSnapshot { opened, family: FamilySize { adults: 1, children }, ..case(&payments) };
            prop_assert_eq!(check_observations(INDICATORS, &observe(&case)), Ok(()));
        }
    }
}
