//! The rules by example, in `cases`, and what has to hold for every request.

use krachtig_region::reporting::check_observations;
use krachtig_region::{Approval, Day, check_answer, golden};
use proptest::prelude::*;

use super::*;

#[test]
fn every_case_has_its_answer() {
    golden::run::<StarterRules>(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"));
}

#[test]
fn the_schema_declares_the_defaults_and_bounds_that_hold() {
    assert_eq!(krachtig_region::settings::check_schema::<StarterSettings>(), Ok(()));
}

#[test]
fn a_case_says_what_was_paid_in_the_period() {
    let case = serde_json::json!({
        "first_day": "2026-07-01", "last_day": "2026-09-30", "opened": "2026-06-01",
        "ledger": [{ "day": "2026-07-02", "kind": "spend", "paid": 5000 }, { "day": "2026-10-01", "paid": 900 }],
    });
    let case: CaseSnapshot = serde_json::from_value(case).expect("a case");
    let said = reporting::observe(&case);
    assert_eq!(said[0].value, 5_000);
    assert_eq!(check_observations(reporting::INDICATORS, &said), Ok(()));
}

proptest! {
    #[test]
    fn every_answer_is_one_that_the_host_takes(amount in 0..200_000_i64, agreed: bool) {
        let request = Request { amount, ..Request::default() };
        let coordinator = Approval { member: "c".to_owned(), role: "coordinator".to_owned(), day: Day::from_number(0) };
        let facts = Facts { approvals: agreed.then_some(coordinator).into_iter().collect(), ..Facts::default() };
        let answer = StarterRules::decide(&request, &facts, &StarterSettings::default()).expect("an answer");
        prop_assert_eq!(check_answer::<StarterRules>(&request, &facts, &answer), Ok(()));
    }
}
