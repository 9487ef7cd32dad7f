//! That the sums hold, and that what is written as JSON is read as the same.

use super::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn line(text: &str, promised: i64) -> LedgerLine {
    serde_json::from_value(serde_json::json!({ "day": text, "promised": promised })).expect("a line")
}

fn with(ledger: Vec<LedgerLine>) -> Facts {
    Facts {
        ledger,
        ..Facts::default()
    }
}

#[test]
fn the_example_is_of_the_day_that_it_says() {
    assert_eq!(Request::default().day, day("2026-06-15"));
}

#[test]
fn a_year_counts_its_own_lines_and_gains_nothing_from_another() {
    let request = Request::default();
    let facts = with(vec![
        line("2025-12-31", 900),
        line("2026-01-01", 500),
        line("2026-03-01", -200),
    ]);
    assert_eq!(facts.promised(&request), Ok(1_200));
    assert_eq!(facts.promised_this_year(&request), Ok(300));
    let released = with(vec![line("2025-12-31", 900), line("2026-01-01", -900)]);
    assert_eq!(released.promised_this_year(&request), Ok(0));
}

#[test]
fn amounts_that_no_ledger_holds_are_a_bad_question() {
    let asked = |amount| Request {
        amount,
        ..Request::default()
    };
    let huge = line("2026-01-01", i64::MAX);
    let below = line("2026-01-01", -1);
    for (amount, ledger) in [
        (-1, vec![]),
        (LARGEST_CENTS + 1, vec![]),
        (1, vec![huge.clone(), huge]),
        (1, vec![below]),
    ] {
        let sum = with(ledger).promised(&asked(amount));
        assert_eq!(sum.map_err(|problem| problem.code), Err("bad_question".to_owned()));
    }
    assert_eq!(Facts::default().promised(&asked(LARGEST_CENTS)), Ok(0));
}

#[test]
fn an_answer_is_read_as_it_is_written() {
    let answer = Answer {
        decision: Decision::NeedsApprovals(ApprovalsNeeded {
            subject: Subject::Request,
            groups: vec![ApprovalGroup {
                roles: vec!["coordinator".to_owned()],
                count: 1,
                excluded: vec![],
            }],
        }),
        findings: vec![],
        tranches: vec![Tranche::whole(5)],
        obligations: vec![Obligation {
            kind: ObligationKind::ReviewTalk,
            due: Some(day("2026-07-01")),
        }],
    };
    let json = serde_json::to_value(&answer).expect("JSON");
    assert_eq!(json["decision"]["needs_approvals"]["subject"], "request");
    assert_eq!(json["obligations"][0]["kind"], ObligationKind::ReviewTalk.code());
    assert_eq!(json["obligations"][0]["due"], "2026-07-01");
    assert_eq!(serde_json::from_value::<Answer>(json).expect("an answer"), answer);
}

#[test]
fn an_obligations_code_is_its_word_in_json() {
    for kind in [
        ObligationKind::Receipt,
        ObligationKind::ReviewTalk,
        ObligationKind::SiloCheck,
    ] {
        assert_eq!(serde_json::to_value(kind).expect("JSON"), kind.code());
    }
}
