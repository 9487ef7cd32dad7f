//! The region's own indicators: what was paid under the mandates, and what silos cost families in time and money.

use krachtig_region::finding::Texts;
use krachtig_region::reporting::{Combine, Concerns, SiloObstacle, Unit};
use krachtig_region::{CaseSnapshot, Indicator, Observation};

const PAID_UNDER_MANDATE: Indicator = Indicator {
    code: "paid_under_mandate",
    unit: Unit::Cents,
    combine: Combine::Sum,
    concerns: Concerns::Organisation,
    smallest: 0,
    largest: 100_000_000,
    dimensions: &[],
    labels: Texts {
        nl: "Betaald onder mandaat",
        en: "Paid under mandate",
    },
};

const DAYS_LOST_TO_SILOS: Indicator = Indicator {
    code: "days_lost_to_silos",
    unit: Unit::Days,
    combine: Combine::Median,
    concerns: Concerns::Family,
    smallest: 0,
    largest: 3_660,
    dimensions: &[],
    labels: Texts {
        nl: "Dagen verloren aan schotten",
        en: "Days lost to funding silos",
    },
};

const COST_LEFT_BY_SILOS: Indicator = Indicator {
    code: "cost_left_by_silos",
    unit: Unit::Cents,
    combine: Combine::Sum,
    concerns: Concerns::Family,
    smallest: 0,
    largest: 1_000_000,
    dimensions: &[],
    labels: Texts {
        nl: "Kosten die schotten lieten liggen",
        en: "Costs that funding silos left",
    },
};

/// The indicators.
pub const INDICATORS: &[Indicator] = &[PAID_UNDER_MANDATE, DAYS_LOST_TO_SILOS, COST_LEFT_BY_SILOS];

/// What a case says. What is not known of an obstacle is not counted as nothing: a case in which no days, or no
/// costs, are known says nothing on them.
#[must_use]
pub fn observe(snapshot: &CaseSnapshot) -> Vec<Observation> {
    let paid = snapshot.paid_in_period();
    let days = known(snapshot, |obstacle| obstacle.days_lost.map(i64::from));
    let cost = known(snapshot, |obstacle| obstacle.cost);
    [
        (PAID_UNDER_MANDATE, paid),
        (DAYS_LOST_TO_SILOS, days),
        (COST_LEFT_BY_SILOS, cost),
    ]
    .into_iter()
    .filter_map(|(indicator, value)| Some(indicator.observed(value?, &[])))
    .collect()
}

/// What is known of the obstacles of the period, added up; none where nothing is known.
fn known(snapshot: &CaseSnapshot, part: impl Fn(&SiloObstacle) -> Option<i64>) -> Option<i64> {
    snapshot
        .silo_obstacles
        .iter()
        .filter(|obstacle| snapshot.in_period(obstacle.day))
        .filter_map(part)
        .reduce(i64::saturating_add)
}

#[cfg(test)]
mod tests {
    use krachtig_region::example::values;
    use krachtig_region::reporting::check_observations;
    use krachtig_region::{Day, LedgerLine};
    use proptest::prelude::*;

    use super::*;

    fn obstacle((day, days_lost, cost): (i32, Option<u32>, Option<i64>)) -> SiloObstacle {
        SiloObstacle {
            days_lost,
            cost,
            ..SiloObstacle::met(Day::from_number(day))
        }
    }

    fn case(payments: &[(i32, i64)], obstacles: &[(i32, Option<u32>, Option<i64>)]) -> CaseSnapshot {
        let line = |(day, paid)| LedgerLine::spend(Day::from_number(day), paid);
        CaseSnapshot {
            silo_obstacles: obstacles.iter().copied().map(obstacle).collect(),
            ledger: payments.iter().copied().map(line).collect(),
            ..CaseSnapshot::empty(Day::from_number(100), Day::from_number(190))
        }
    }

    #[test]
    fn a_case_says_what_is_known_of_the_period() {
        let obstacles = [
            (120, Some(10), None),
            (130, Some(5), Some(20_000)),
            (99, Some(100), Some(1)),
            (191, Some(100), Some(1)),
        ];
        let seen = observe(&case(&[(99, 1), (110, 20_000), (150, -5_000)], &obstacles));
        let expected = [
            ("paid_under_mandate", 15_000),
            ("days_lost_to_silos", 15),
            ("cost_left_by_silos", 20_000),
        ];
        assert_eq!(values(&seen), expected);
    }

    #[test]
    fn what_is_not_known_is_not_zero() {
        assert!(observe(&case(&[], &[])).is_empty());
        assert!(observe(&case(&[(120, 0)], &[(120, None, None)])).is_empty());
        let seen = observe(&case(&[], &[(120, Some(0), None)]));
        assert_eq!(values(&seen), [("days_lost_to_silos", 0)]);
    }

    proptest! {
        #[test]
        fn observations_are_declared_and_within_bounds(
            payments: Vec<(i32, i64)>,
            obstacles in proptest::collection::vec((90..200_i32, any::<Option<u32>>(), any::<Option<i64>>()), 0..9),
        ) {
            prop_assert_eq!(check_observations(INDICATORS, &observe(&case(&payments, &obstacles))), Ok(()));
        }
    }
}
