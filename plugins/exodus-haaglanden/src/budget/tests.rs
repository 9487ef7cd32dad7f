//! The rules by example, and the properties that hold for every request.

use proptest::prelude::*;

use super::*;
use crate::description::FINDINGS;

fn request(amount: i64) -> Request {
    Request {
        day: 20_000,
        amount,
        payee_kind: "family".to_owned(),
    }
}

fn approval(member: &str, role: &str) -> Approval {
    Approval {
        member: member.to_owned(),
        role: role.to_owned(),
    }
}

/// A family with a plan of EUR 1,500 that two people approved, and nothing promised yet.
fn approved() -> Facts {
    Facts {
        plan: Some(Plan {
            total: 150_000,
            made_by: "maker".to_owned(),
            approvals: vec![approval("one", "coordinator"), approval("two", "professional")],
        }),
        benefit_impact_checked: true,
        ..Facts::default()
    }
}

fn ask(amount: i64, facts: &Facts) -> Answer {
    decide(&request(amount), facts, &Settings::default()).expect("a question that makes sense")
}

fn codes(answer: &Answer) -> Vec<&'static str> {
    answer.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_tranche_follows_an_approved_plan() {
    let answer = ask(50_000, &approved());
    assert_eq!(answer.decision, Decision::Approve);
    assert_eq!(
        answer.findings,
        [Finding::new("within_plan", &[("left", Value::Amount(100_000))])]
    );
    assert_eq!(
        answer.tranches,
        [Tranche {
            amount: 50_000,
            after_review_talk: false
        }]
    );
    assert_eq!(answer.review_talk_due, Some(20_092));
}

#[test]
fn the_whole_plan_comes_in_three_tranches_with_a_talk_between() {
    let answer = ask(150_000, &approved());
    let parts: Vec<_> = answer
        .tranches
        .iter()
        .map(|tranche| (tranche.amount, tranche.after_review_talk))
        .collect();
    assert_eq!(parts, [(50_000, false), (50_000, true), (50_000, true)]);
}

#[test]
fn a_plan_with_one_approval_waits_for_the_second_and_its_maker_does_not_count() {
    let mut facts = approved();
    let plan = facts.plan.as_mut().expect("there is a plan");
    plan.approvals = vec![
        approval("one", "coordinator"),
        approval("one", "budget_approver"),
        approval("maker", "coordinator"),
        approval("three", "volunteer"),
    ];
    let answer = ask(50_000, &facts);
    let Decision::NeedsApprovals(needed) = &answer.decision else {
        panic!("{answer:?}")
    };
    assert_eq!(
        (needed.count, needed.excluded.as_slice()),
        (2, &["maker".to_owned()][..])
    );
    assert_eq!(needed.roles, ["coordinator", "professional", "budget_approver"]);
    let arguments = [("needed", Value::Count(2)), ("given", Value::Count(1))];
    assert_eq!(answer.findings, [Finding::new("plan_needs_approvals", &arguments)]);
}

#[test]
fn each_thing_in_the_way_is_named() {
    assert_eq!(codes(&ask(0, &approved())), ["nothing_asked"]);
    assert_eq!(
        codes(&ask(150_001, &approved())),
        ["cap_exceeded", "tranches_used_up", "beyond_plan"]
    );
    assert_eq!(
        codes(&ask(
            50_000,
            &Facts {
                plan: None,
                ..approved()
            }
        )),
        ["plan_missing"]
    );
    let unchecked = Facts {
        benefit_impact_checked: false,
        ..approved()
    };
    assert_eq!(codes(&ask(50_000, &unchecked)), ["benefit_impact_unchecked"]);
    let supplier = Request {
        payee_kind: "supplier".to_owned(),
        ..request(50_000)
    };
    let answer = decide(&supplier, &approved(), &Settings::default()).expect("a question that makes sense");
    assert_eq!(
        (codes(&answer), answer.decision),
        (vec!["payee_not_family"], Decision::Refuse)
    );
    let mut rich = approved();
    rich.plan.as_mut().expect("there is a plan").total = 200_000;
    assert_eq!(codes(&ask(50_000, &rich)), ["plan_over_cap"]);
}

#[test]
fn the_next_tranche_waits_for_a_talk_on_a_later_day() {
    let first = LedgerLine {
        day: 19_900,
        promised: 50_000,
        paid: 50_000,
    };
    let with_talk = |review_talk| Facts {
        ledger: vec![first],
        review_talk,
        ..approved()
    };
    let missing = [Finding::new("review_talk_missing", &[("since", Value::Date(19_900))])];
    assert_eq!(ask(50_000, &with_talk(None)).findings, missing);
    assert_eq!(ask(50_000, &with_talk(Some(19_900))).findings, missing);
    assert_eq!(ask(50_000, &with_talk(Some(19_901))).decision, Decision::Approve);
}

#[test]
fn small_tranches_use_up_tranches_and_a_released_one_comes_back() {
    let line = |promised| LedgerLine {
        day: 19_900,
        promised,
        paid: 0,
    };
    let mut facts = Facts {
        ledger: vec![line(1_000); 3],
        review_talk: Some(19_950),
        ..approved()
    };
    assert_eq!(codes(&ask(1_000, &facts)), ["tranches_used_up"]);
    facts.ledger = vec![line(50_000), line(50_000), line(50_000), line(-50_000)];
    assert_eq!(ask(50_000, &facts).decision, Decision::Approve);
}

#[test]
fn amounts_that_no_ledger_holds_are_a_bad_question() {
    let line = LedgerLine {
        day: 0,
        promised: i64::MAX,
        paid: 0,
    };
    for (amount, ledger) in [(-1, vec![]), (i64::MAX, vec![]), (1, vec![line, line])] {
        let facts = Facts { ledger, ..approved() };
        let answer = decide(&request(amount), &facts, &Settings::default());
        assert_eq!(answer.map_err(|problem| problem.code), Err("bad_question"));
    }
}

prop_compose! {
    fn any_facts()(
        lines in proptest::collection::vec((19_000..20_000_i32, 0..60_000_i64, 0..60_000_i64), 0..4),
        plan in proptest::option::of((0..250_000_i64, proptest::collection::vec((0..4_u8, 0..3_u8), 0..4))),
        benefit_impact_checked: bool,
        review_talk in proptest::option::of(19_000..20_001_i32),
    ) -> Facts {
        let roles = ["coordinator", "professional", "volunteer"];
        Facts {
            ledger: lines.into_iter().map(|(day, promised, paid)| LedgerLine { day, promised, paid }).collect(),
            plan: plan.map(|(total, approvals)| Plan {
                total,
                made_by: "m0".to_owned(),
                approvals: approvals.into_iter().map(|(m, r)| approval(&format!("m{m}"), roles[r as usize])).collect(),
            }),
            benefit_impact_checked,
            review_talk,
        }
    }
}

proptest! {
    #[test]
    fn what_is_given_stays_within_cap_plan_and_tranches(amount in 0..200_000_i64, facts in any_facts()) {
        let settings = Settings::default();
        let answer = ask(amount, &facts);
        let promised: i64 = facts.ledger.iter().map(|line| line.promised).sum();
        let parts: i64 = answer.tranches.iter().map(|tranche| tranche.amount).sum();
        if answer.decision == Decision::Refuse {
            prop_assert!(!answer.findings.is_empty());
            prop_assert!(answer.tranches.is_empty() && answer.review_talk_due.is_none());
        } else {
            let plan = facts.plan.as_ref().expect("no money without a plan");
            prop_assert_eq!(parts, amount);
            prop_assert!(promised + amount <= settings.cap_cents.min(plan.total));
            prop_assert!(answer.tranches.iter().all(|t| t.amount > 0 && t.amount <= settings.tranche_cents()));
            prop_assert!(answer.tranches.len() <= settings.tranches as usize);
            prop_assert!(facts.benefit_impact_checked);
            prop_assert!(answer.tranches.iter().skip(1).all(|tranche| tranche.after_review_talk));
        }
    }

    #[test]
    fn less_is_never_refused_where_more_is_given(amount in 1..200_000_i64, less in 1..200_000_i64, facts in any_facts()) {
        if ask(amount, &facts).decision == Decision::Approve && less <= amount {
            prop_assert_eq!(ask(less, &facts).decision, Decision::Approve);
        }
    }

    #[test]
    fn every_finding_is_declared_with_its_arguments(amount in 0..200_000_i64, facts in any_facts()) {
        for finding in ask(amount, &facts).findings {
            let declared = FINDINGS.iter().find(|declared| declared.code == finding.code).expect("declared");
            let names: Vec<_> = finding.arguments.iter().map(|(name, _)| *name).collect();
            prop_assert_eq!(&names[..], declared.arguments);
            for text in declared.texts {
                let places: Vec<_> = names.iter().map(|name| format!("{{{name}}}")).collect();
                prop_assert!(places.iter().all(|place| text.contains(place)), "{}", text);
                prop_assert_eq!(text.matches('{').count(), names.len());
            }
        }
    }
}
