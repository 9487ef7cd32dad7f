//! What national figures take of a region's indicators: one category of each at most, whatever rules say of a family.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::rules::indicator::{Dimension, DimensionValue, Translation, checked_indicators};

fn labels(text: &str) -> Vec<Translation> {
    let label = |language: &str| Translation {
        language: language.to_owned(),
        text: text.to_owned(),
    };
    vec![label("nl"), label("en")]
}

fn dimension(number: usize, values: usize) -> Dimension {
    let value = |value: usize| DimensionValue {
        code: format!("v{value}"),
        labels: labels("waarde"),
    };
    Dimension {
        code: format!("d{number}"),
        labels: labels("indeling"),
        values: (0..values).map(value).collect(),
    }
}

fn indicator(concerns: Concerns, combine: Combine, (smallest, largest): (i64, i64), splits: &[usize]) -> Indicator {
    let dimensions = splits
        .iter()
        .enumerate()
        .map(|(number, values)| dimension(number, *values));
    Indicator {
        code: "wait".to_owned(),
        unit: Unit::Days,
        combine,
        concerns,
        smallest,
        largest,
        dimensions: dimensions.collect(),
        labels: labels("Wachttijd"),
    }
}

fn of_families(bounds: (i64, i64), splits: &[usize]) -> Indicator {
    indicator(Concerns::Family, Combine::Median, bounds, splits)
}

fn codes(declared: Indicator) -> Vec<String> {
    let own = OwnIndicators::of("noord", vec![declared]);
    let categories = own.national().into_iter().flat_map(|one| one.categories);
    categories.map(|category| category.code).collect()
}

#[test]
fn values_fall_into_classes_that_follow_from_what_was_declared() {
    assert_eq!(codes(of_families((0, 3), &[])), ["0", "1", "2", "3"]);
    assert_eq!(codes(of_families((-1, 1), &[])), ["minus_1", "0", "1"]);
    assert_eq!(
        codes(of_families((0, 3_660), &[])),
        [
            "0",
            "1_to_10",
            "11_to_30",
            "31_to_100",
            "101_to_300",
            "301_to_1000",
            "1001_to_3000",
            "3001_to_3660"
        ]
    );
    assert_eq!(codes(of_families((-90, -20), &[])), ["below_0"]);
    assert_eq!(codes(of_families((0, 1), &[2])), ["v0-0", "v0-1", "v1-0", "v1-1"]);
    assert_eq!(
        codes(of_families((0, 3_660), &[4])),
        ["v0", "v1", "v2", "v3"],
        "rather where than how much"
    );
    assert_eq!(
        codes(of_families((0, 1), &[5, 5])),
        [""; 0],
        "more categories than a release holds"
    );
}

#[test]
fn of_the_work_only_sums_are_taken() {
    let of_work = |combine, bounds| codes(indicator(Concerns::Organisation, combine, bounds, &[]));
    assert_eq!(of_work(Combine::Sum, (0, 9)), ["all"]);
    assert_eq!(of_work(Combine::Sum, (-1, 9)), [""; 0]);
    assert_eq!(of_work(Combine::Mean, (0, 9)), [""; 0], "of one case it is that case");
    assert_eq!(
        of_work(Combine::Median, (0, 9)),
        [""; 0],
        "it is the value of some case"
    );
}

fn any_indicator() -> impl Strategy<Value = Indicator> {
    let bounds = (-5_000_i64..5_000, 0_i64..2_000_000).prop_map(|(smallest, wide)| (smallest, smallest + wide));
    let ways = (
        prop_oneof![Just(Concerns::Family), Just(Concerns::Organisation)],
        prop_oneof![Just(Combine::Sum), Just(Combine::Mean), Just(Combine::Median)],
    );
    (ways, bounds, vec(1..5_usize, 0..3))
        .prop_map(|((concerns, combine), bounds, splits)| indicator(concerns, combine, bounds, &splits))
}

proptest! {
    #[test]
    fn whatever_is_observed_counts_in_one_declared_category(
        declared in any_indicator(), at in 0.0..=1.0_f64, place in any::<prop::sample::Index>(),
    ) {
        let checked = checked_indicators(vec![declared.clone()]).expect("it makes sense");
        let own = OwnIndicators::of("noord", checked);
        let national = own.national();
        prop_assert!(national.iter().all(|one| one.is_own_of("noord")));
        let wide = declared.largest - declared.smallest;
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any value within will do")]
        let value = (declared.smallest + (at * wide as f64) as i64).min(declared.largest);
        let places = declared.places().expect("few");
        let said = Observation {
            indicator: declared.code.clone(),
            value,
            positions: declared.positions(place.index(places)),
        };
        let facts = own.facts(&[said]);
        match national.first() {
            None => prop_assert_eq!(facts, OwnFacts::default()),
            Some(one) if one.kind == Kind::Organisational => {
                let told: Vec<_> = facts.totals.into_iter().collect();
                prop_assert_eq!(told.len(), 1);
                prop_assert!(one.has(&told[0].0.1) && told[0].1 == value);
            }
            Some(one) => {
                let category = facts.attributes.get(&one.code);
                prop_assert!(facts.totals.is_empty());
                prop_assert!(category.is_some() || value == 0);
                prop_assert!(category.is_none_or(|category| one.has(category)));
            }
        }
    }

    #[test]
    fn classes_take_each_value_once(smallest in -5_000_i64..5_000, wide in 0_i64..2_000_000) {
        let declared = of_families((smallest, smallest + wide), &[]);
        let classes = classes(&declared);
        prop_assert_eq!(classes.first().map(|one| one.first), Some(smallest));
        prop_assert_eq!(classes.last().map(|one| one.last), Some(smallest + wide));
        prop_assert!(classes.iter().all(|one| one.first <= one.last));
        prop_assert!(classes.windows(2).all(|two| two[0].last + 1 == two[1].first));
        prop_assert!(classes.len() <= 12);
    }
}
