//! What a period holds, and that observations which the host would not take are found.

use super::*;

const SPLIT: Indicator = Indicator {
    code: "days_to_help",
    unit: Unit::Days,
    combine: Combine::Median,
    concerns: Concerns::Family,
    smallest: 0,
    largest: 100,
    dimensions: &[Dimension {
        code: "household",
        labels: Texts {
            nl: "Huishouden",
            en: "Household",
        },
        values: &[DimensionValue {
            code: "with_children",
            labels: Texts {
                nl: "Met kinderen",
                en: "With children",
            },
        }],
    }],
    labels: Texts {
        nl: "Dagen",
        en: "Days",
    },
};

fn case(payments: &[(&str, i64)]) -> CaseSnapshot {
    let lines: Vec<_> = payments
        .iter()
        .map(|(day, paid)| serde_json::json!({ "day": day, "kind": "spend", "paid": paid }))
        .collect();
    serde_json::from_value(serde_json::json!({
        "first_day": "2026-07-01", "last_day": "2026-09-30", "opened": "2026-06-01", "ledger": lines,
    }))
    .expect("a case")
}

#[test]
fn a_period_holds_its_first_and_its_last_day() {
    let paid = case(&[
        ("2026-07-01", 5),
        ("2026-09-30", 3),
        ("2026-10-01", 7),
        ("2026-08-01", -1),
    ]);
    assert_eq!(paid.paid_in_period(), Some(7));
    assert_eq!(paid.first_payment_in_period(), Some(paid.first_day));
}

#[test]
fn nothing_paid_is_not_zero_and_a_first_payment_counts_once() {
    assert_eq!(case(&[]).paid_in_period(), None);
    let before = case(&[("2026-06-30", 5), ("2026-07-02", 5)]);
    assert_eq!(
        (before.paid_in_period(), before.first_payment_in_period()),
        (Some(5), None)
    );
}

#[test]
fn an_observation_is_held_within_its_bounds() {
    let fits = |observation| check_observations(&[SPLIT], &[observation]);
    assert_eq!(SPLIT.observed(1_000, &["with_children"]).value, 100);
    assert_eq!(fits(SPLIT.observed(-5, &["with_children"])), Ok(()));
    assert!(fits(SPLIT.observed(5, &[])).is_err());
    assert!(fits(SPLIT.observed(5, &["elsewhere"])).is_err());
    let mut beyond = SPLIT.observed(5, &["with_children"]);
    beyond.value = 101;
    assert!(fits(beyond.clone()).is_err());
    beyond.indicator = "other".to_owned();
    assert!(fits(beyond).is_err());
    let twice = [
        SPLIT.observed(5, &["with_children"]),
        SPLIT.observed(6, &["with_children"]),
    ];
    assert!(check_observations(&[SPLIT], &twice).is_err());
}
