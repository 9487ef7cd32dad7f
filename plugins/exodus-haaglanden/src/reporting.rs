//! The region's own indicators: how soon the first money reached a family, and how much was paid in the period.

/// An indicator as declared. It counts in `unit`, is combined by `combine`, and is bounded to `0..=largest`.
pub struct Indicator {
    /// Its stable code.
    pub code: &'static str,
    /// What it counts in.
    pub unit: &'static str,
    /// How cases are combined.
    pub combine: &'static str,
    /// Whether it is about the organisation or tells something of families.
    pub concerns: &'static str,
    /// The most that one case can say.
    pub largest: i64,
    /// By what it is split, if by anything.
    pub dimension: Option<Dimension>,
    /// Its label, in the order of [`crate::description::LANGUAGES`].
    pub labels: [&'static str; 2],
}

/// A dimension as declared.
pub struct Dimension {
    /// Its code.
    pub code: &'static str,
    /// Its label.
    pub labels: [&'static str; 2],
    /// Its values with their labels.
    pub values: &'static [(&'static str, [&'static str; 2])],
}

/// Days from the beginning of the trajectory to the first payment.
pub const DAYS_TO_FIRST_PAYMENT: &str = "days_to_first_payment";
/// Money paid to families in the period.
pub const PAID_IN_TRUST: &str = "paid_in_trust";
/// Whether there are children in the household.
pub const HOUSEHOLD: &str = "household";

/// The indicators.
pub const INDICATORS: &[Indicator] = &[
    Indicator {
        code: DAYS_TO_FIRST_PAYMENT,
        unit: "days",
        combine: "median",
        concerns: "family",
        largest: 3_660,
        dimension: Some(Dimension {
            code: HOUSEHOLD,
            labels: ["Huishouden", "Household"],
            values: &[
                ("with_children", ["Met kinderen", "With children"]),
                ("without_children", ["Zonder kinderen", "Without children"]),
            ],
        }),
        labels: ["Dagen tot de eerste betaling", "Days to the first payment"],
    },
    Indicator {
        code: PAID_IN_TRUST,
        unit: "cents",
        combine: "sum",
        concerns: "organisation",
        largest: 100_000_000,
        dimension: None,
        labels: ["Aan gezinnen betaald in vertrouwen", "Paid to families in trust"],
    },
];

/// A payment, or with a negative amount money that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// When.
    pub day: i32,
    /// How much, in euro cents.
    pub paid: i64,
}

/// What the indicators look at in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The first day of the period.
    pub from: i32,
    /// The last day of the period.
    pub until: i32,
    /// When the trajectory began.
    pub opened: i32,
    /// How many children the family has.
    pub children: u32,
    /// What was paid, from the beginning.
    pub payments: Vec<Payment>,
}

/// What a case says for an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The indicator.
    pub indicator: &'static str,
    /// The value.
    pub value: i64,
    /// The dimension's value, where the indicator has one.
    pub position: Option<(&'static str, &'static str)>,
}

/// What a case says. A family whose first payment fell outside the period says nothing on how soon it came, so that
/// it counts in one period only. Values are held within the declared bounds.
#[must_use]
pub fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let within = |day: i32| (snapshot.from..=snapshot.until).contains(&day);
    let mut observations = Vec::new();
    let first = snapshot
        .payments
        .iter()
        .filter(|payment| payment.paid > 0)
        .map(|payment| payment.day)
        .min();
    if let Some(first) = first.filter(|day| within(*day)) {
        let household = if snapshot.children > 0 {
            "with_children"
        } else {
            "without_children"
        };
        observations.push(Observation {
            indicator: DAYS_TO_FIRST_PAYMENT,
            value: bounded(DAYS_TO_FIRST_PAYMENT, i64::from(first) - i64::from(snapshot.opened)),
            position: Some((HOUSEHOLD, household)),
        });
    }
    let paid: Vec<i64> = snapshot
        .payments
        .iter()
        .filter(|payment| within(payment.day))
        .map(|payment| payment.paid)
        .collect();
    if !paid.is_empty() {
        let sum = paid.iter().fold(0_i64, |sum, amount| sum.saturating_add(*amount));
        observations.push(Observation {
            indicator: PAID_IN_TRUST,
            value: bounded(PAID_IN_TRUST, sum),
            position: None,
        });
    }
    observations
}

fn bounded(code: &str, value: i64) -> i64 {
    let largest = INDICATORS
        .iter()
        .find(|indicator| indicator.code == code)
        .map_or(0, |indicator| indicator.largest);
    value.clamp(0, largest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn snapshot(payments: &[(i32, i64)]) -> Snapshot {
        Snapshot {
            from: 100,
            until: 190,
            opened: 90,
            children: 2,
            payments: payments.iter().map(|&(day, paid)| Payment { day, paid }).collect(),
        }
    }

    #[test]
    fn a_case_says_how_soon_and_how_much() {
        let seen = observe(&snapshot(&[(120, 50_000), (150, 20_000), (151, -5_000), (200, 9)]));
        let soon = Observation {
            indicator: DAYS_TO_FIRST_PAYMENT,
            value: 30,
            position: Some((HOUSEHOLD, "with_children")),
        };
        assert_eq!(
            seen,
            [
                soon,
                Observation {
                    indicator: PAID_IN_TRUST,
                    value: 65_000,
                    position: None
                }
            ]
        );
    }

    #[test]
    fn nothing_paid_says_nothing_and_an_earlier_first_payment_counts_no_second_time() {
        assert!(observe(&snapshot(&[])).is_empty());
        let seen = observe(&snapshot(&[(95, 50_000), (120, 10_000)]));
        assert_eq!(
            seen.iter().map(|o| (o.indicator, o.value)).collect::<Vec<_>>(),
            [(PAID_IN_TRUST, 10_000)]
        );
    }

    proptest! {
        #[test]
        fn observations_are_declared_and_within_bounds(payments: Vec<(i32, i64)>, opened: i32, children: u32) {
            let case = Snapshot { opened, children, ..snapshot(&payments) };
            for observation in observe(&case) {
                let declared = INDICATORS.iter().find(|i| i.code == observation.indicator).expect("declared");
                prop_assert!((0..=declared.largest).contains(&observation.value));
                let places = declared.dimension.as_ref().map(|d| (d.code, d.values));
                match (observation.position, places) {
                    (None, None) => {}
                    (Some((dimension, value)), Some((code, values))) => {
                        prop_assert_eq!(dimension, code);
                        prop_assert!(values.iter().any(|(known, _)| *known == value));
                    }
                    other => prop_assert!(false, "{:?}", other.0),
                }
            }
        }
    }
}
