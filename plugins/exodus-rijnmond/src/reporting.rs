//! The region's own indicators: what the pots paid, how soon help came, and how often it bridged a silo.

use krachtig_region::finding::Texts;
use krachtig_region::reporting::{Combine, Concerns, Dimension, DimensionValue, Unit};
use krachtig_region::{CaseSnapshot, Indicator, Observation};

const PAID_FROM_POT: Indicator = Indicator {
    code: "paid_from_pot",
    unit: Unit::Cents,
    combine: Combine::Sum,
    concerns: Concerns::Organisation,
    smallest: 0,
    largest: 100_000_000,
    dimensions: &[],
    labels: Texts {
        nl: "Uit teampotten betaald aan leveranciers",
        en: "Paid to suppliers from team pots",
    },
};

const DAYS_TO_FIRST_HELP: Indicator = Indicator {
    code: "days_to_first_help",
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
        nl: "Dagen tot de eerste hulp in natura",
        en: "Days to the first help in kind",
    },
};

const SILOS_BRIDGED: Indicator = Indicator {
    code: "silos_bridged_by_pot",
    unit: Unit::Count,
    combine: Combine::Sum,
    concerns: Concerns::Family,
    smallest: 0,
    largest: 10,
    dimensions: &[],
    labels: Texts {
        nl: "Schotten die de teampot overbrugde",
        en: "Funding silos that the team pot bridged",
    },
};

/// The indicators.
pub const INDICATORS: &[Indicator] = &[PAID_FROM_POT, DAYS_TO_FIRST_HELP, SILOS_BRIDGED];

/// What a case says. A family whose first help fell outside the period says nothing on how soon it came, and one that
/// met no silo in the period says nothing on bridging them.
#[must_use]
pub fn observe(snapshot: &CaseSnapshot) -> Vec<Observation> {
    let mut observations = Vec::new();
    if let Some(paid) = snapshot.paid_in_period() {
        observations.push(PAID_FROM_POT.observed(paid, &[]));
    }
    if let Some(first) = snapshot.first_payment_in_period() {
        let household = if snapshot.family.children > 0 {
            "with_children"
        } else {
            "without_children"
        };
        observations.push(DAYS_TO_FIRST_HELP.observed(first.days_since(snapshot.opened), &[household]));
    }
    let met: Vec<_> = snapshot
        .silo_obstacles
        .iter()
        .filter(|obstacle| snapshot.in_period(obstacle.day))
        .collect();
    if !met.is_empty() {
        let bridged = met
            .iter()
            .filter(|obstacle| obstacle.bridged_by.as_deref() == Some("perspective_budget"))
            .count();
        observations.push(SILOS_BRIDGED.observed(i64::try_from(bridged).unwrap_or(i64::MAX), &[]));
    }
    observations
}

#[cfg(test)]
mod tests {
    use krachtig_region::example::values;
    use krachtig_region::reporting::{SiloObstacle, check_observations};
    use krachtig_region::{Day, FamilySize, LedgerLine};
    use proptest::prelude::*;

    use super::*;

    fn obstacle(day: i32, bridged_by: Option<&str>) -> SiloObstacle {
        SiloObstacle {
            bridged_by: bridged_by.map(str::to_owned),
            ..SiloObstacle::met(Day::from_number(day))
        }
    }

    fn case(payments: &[(i32, i64)], silo_obstacles: Vec<SiloObstacle>, children: u32) -> CaseSnapshot {
        let line = |(day, paid)| LedgerLine::spend(Day::from_number(day), paid);
        CaseSnapshot {
            opened: Day::from_number(90),
            family: FamilySize { adults: 1, children },
            silo_obstacles,
            ledger: payments.iter().copied().map(line).collect(),
            ..CaseSnapshot::empty(Day::from_number(100), Day::from_number(190))
        }
    }

    #[test]
    fn a_case_says_what_was_paid_how_soon_and_what_it_bridged() {
        let obstacles = vec![
            obstacle(120, Some("perspective_budget")),
            obstacle(121, Some("fund")),
            obstacle(99, Some("perspective_budget")),
        ];
        let seen = observe(&case(&[(110, 20_000), (150, 5_000), (191, 1)], obstacles, 0));
        let expected = [
            ("paid_from_pot", 25_000),
            ("days_to_first_help", 20),
            ("silos_bridged_by_pot", 1),
        ];
        assert_eq!(values(&seen), expected);
    }

    #[test]
    fn a_case_in_which_nothing_happened_says_nothing() {
        assert!(observe(&case(&[], vec![], 2)).is_empty());
        let unbridged = case(&[], vec![obstacle(120, None)], 2);
        assert_eq!(values(&observe(&unbridged)), [("silos_bridged_by_pot", 0)]);
    }

    proptest! {
        #[test]
        fn observations_are_declared_and_within_bounds(
            payments: Vec<(i32, i64)>,
            days in proptest::collection::vec(90..200_i32, 0..30),
            children: u32,
        ) {
            let obstacles = days.into_iter().map(|day| obstacle(day, Some("perspective_budget"))).collect();
            let observed = observe(&case(&payments, obstacles, children));
            prop_assert_eq!(check_observations(INDICATORS, &observed), Ok(()));
        }
    }
}
