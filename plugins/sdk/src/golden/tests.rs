//! That a right case passes, and that each kind of wrong one is told apart in words that help.

use serde_json::json;

use super::*;
use crate::budget::{Answer, Decision, Facts, Request, Tranche};
use crate::finding::{Amount, FindingText, Problem, Texts};
use crate::settings::Settings;

crate::findings! {
    /// What the test's rules find.
    enum Found {
        /// More than the cap.
        OverCap { left: Amount } = "over_cap" { nl: "Nog {left}.", en: "{left} left." },
    }
}

#[derive(serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Pot {
    cap_cents: i64,
}

impl Default for Pot {
    fn default() -> Self {
        Self { cap_cents: 500 }
    }
}

impl Settings for Pot {
    const SCHEMA: &'static str = "{}";

    fn check(&self) -> Result<(), String> {
        settings::within("cap_cents", &self.cap_cents, &(0..=1_000))
    }
}

struct Rules;

impl RegionRules for Rules {
    type Settings = Pot;
    const NAME: &'static str = "rules";
    const VERSION: &'static str = "0.1.0";
    const SUMMARY: Texts = Texts {
        nl: "Regels.",
        en: "Rules.",
    };
    const FINDINGS: &'static [FindingText] = Found::DECLARED;

    fn decide(request: &Request, facts: &Facts, pot: &Pot) -> Result<Answer, Problem> {
        let left = pot.cap_cents - facts.promised(request)?;
        if request.amount > left {
            return Ok(Answer::refusal([Found::OverCap { left: Amount(left) }]));
        }
        Ok(Answer {
            decision: Decision::Approve,
            findings: vec![],
            tranches: vec![Tranche::whole(request.amount)],
            obligations: vec![],
        })
    }
}

fn lines(case: Value) -> Vec<String> {
    let case = serde_json::from_value(case).expect("a case");
    run_case::<Rules>(&case, &mut BTreeSet::new())
}

fn over(left: i64) -> Value {
    json!([{ "code": "over_cap", "arguments": { "left": { "amount": left } } }])
}

#[test]
fn what_is_left_out_has_its_default() {
    let refused = json!({ "about": "", "expect": { "decision": "refuse", "findings": over(500) } });
    assert_eq!(lines(refused), [""; 0]);
    let given = json!({
        "about": "", "request": { "amount": 1 }, "expect": { "decision": "approve", "findings": [] }
    });
    assert_eq!(lines(given), [""; 0]);
    let problem = json!({
        "about": "", "settings": { "cap_cents": -1 }, "expect": { "problem": "bad_settings" }
    });
    assert_eq!(lines(problem), [""; 0]);
}

#[test]
fn a_difference_is_named_by_its_field() {
    let case = json!({
        "about": "", "facts": { "ledger": [{ "day": "2026-06-01", "promised": 100 }] },
        "expect": { "decision": "approve", "findings": over(500), "obligations": [{ "kind": "receipt" }] }
    });
    assert_eq!(
        lines(case),
        [
            "decision: expected \"approve\", found \"refuse\"",
            "findings[0].arguments.left.amount: expected 500 (EUR 5.00), found 400 (EUR 4.00)",
            "obligations[0]: expected {\"due\":null,\"kind\":\"receipt\"}, found nothing",
            "tranches[0]: expected {\"after\":[],\"amount\":10000,\"not_before\":null}, found nothing",
        ]
    );
    let problem = json!({ "about": "", "expect": { "problem": "bad_question" } });
    assert_eq!(lines(problem), ["problem: expected bad_question, found an answer"]);
}

#[test]
fn a_word_that_no_case_knows_is_refused() {
    for case in [
        json!({ "about": "", "requests": {}, "expect": { "problem": "x" } }),
        json!({ "about": "", "request": { "amonut": 1 }, "expect": { "problem": "x" } }),
        json!({ "about": "", "expect": { "decision": "refuse", "findings": [], "tranche": [] } }),
        json!({ "about": "", "expect": {} }),
    ] {
        assert!(serde_json::from_value::<Case>(case.clone()).is_err(), "{case}");
    }
    let slip = Case::parse(r#"{ "expect": { "decision": "refuse", "findnigs": [] } }"#).expect_err("no case");
    assert!(slip.contains("in `expect`: unknown field `findnigs`"), "{slip}");
}

#[test]
fn findings_that_differ_are_listed_by_their_codes() {
    let case = |findings: Value| json!({ "expect": { "decision": "refuse", "findings": findings } });
    let other = json!([{ "code": "other" }, { "code": "over_cap", "arguments": { "left": { "amount": 7 } } }]);
    assert_eq!(
        lines(case(other)),
        ["findings: expected other, over_cap, found over_cap"]
    );
    assert_eq!(lines(case(json!([]))), ["findings: expected none, found over_cap"]);
}

#[test]
fn a_file_that_only_asks_is_read_and_proves_nothing() {
    let missing = lines(json!({ "request": { "amount": 1 } }));
    assert_eq!(missing, ["`expect` is missing: nothing says what the answer should be"]);
}

#[test]
fn a_folder_without_cases_or_without_a_finding_fails() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(differences::<Rules>(&source)[0].ends_with("no cases"));
    assert!(!differences::<Rules>(&source.join("absent")).is_empty());
}
