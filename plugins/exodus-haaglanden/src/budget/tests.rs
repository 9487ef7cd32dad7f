//! The rules by example, in `cases`, and the properties that hold for every request.

use krachtig_region::{Approval, Day, LedgerLine, check_answer};
use proptest::prelude::*;

use super::*;
use crate::Trust;

#[test]
fn every_case_has_its_answer() {
    krachtig_region::golden::run::<Trust>(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"));
}

fn ask(request: &Request, facts: &Facts) -> Answer {
    decide(request, facts, &TrustSettings::default()).expect("a question that makes sense")
}

fn approval(member: u8, role: usize) -> Approval {
    Approval {
        member: format!("m{member}"),
        role: ["coordinator", "professional", "budget_approver", "volunteer"][role].to_owned(),
        day: Day::from_number(20_600),
    }
}

fn any_day() -> impl Strategy<Value = Day> {
    (20_400..20_619_i32).prop_map(Day::from_number)
}

prop_compose! {
    fn any_request()(amount in 0..200_000_i64, payee in 0..6_usize) -> Request {
        let payees = ["family", "family", "family", "family", "supplier", "a_later_kind"];
        Request { amount, payee_kind: payees[payee].to_owned(), ..Request::default() }
    }
}

prop_compose! {
    fn any_line()(day in any_day(), amount in 0..60_000_i64, paid: bool) -> LedgerLine {
        if paid { LedgerLine::spend(day, amount) } else { LedgerLine::reserve(day, amount) }
    }
}

prop_compose! {
    fn any_plan()(
        total in 0..250_000_i64,
        approvals in proptest::collection::vec((0..4_u8, 0..4_usize), 0..5),
    ) -> Plan {
        Plan {
            day: Day::from_number(20_500),
            total,
            made_by: "m0".to_owned(),
            approvals: approvals.into_iter().map(|(member, role)| approval(member, role)).collect(),
        }
    }
}

prop_compose! {
    fn any_facts()(
        ledger in proptest::collection::vec(any_line(), 0..4),
        plan in proptest::option::weighted(0.9, any_plan()),
        benefit_impact_checked in proptest::option::weighted(0.9, any_day()),
        review_talk in proptest::option::weighted(0.8, any_day()),
    ) -> Facts {
        Facts { ledger, plan, benefit_impact_checked, review_talk, ..Facts::default() }
    }
}

proptest! {
    #[test]
    fn every_answer_is_one_that_the_host_takes(request in any_request(), facts in any_facts()) {
        prop_assert_eq!(check_answer::<Trust>(&request, &facts, &ask(&request, &facts)), Ok(()));
    }

    #[test]
    fn what_is_given_stays_within_cap_plan_and_tranches(request in any_request(), facts in any_facts()) {
        let settings = TrustSettings::default();
        let answer = ask(&request, &facts);
        if answer.decision != Decision::Refuse {
            let promised: i64 = facts.ledger.iter().map(|line| line.promised).sum();
            let plan = facts.plan.as_ref().expect("no money without a plan");
            prop_assert!(promised + request.amount <= settings.cap_cents.min(plan.total));
            prop_assert!(answer.tranches.iter().all(|tranche| tranche.amount <= settings.tranche_cents()));
            prop_assert!(answer.tranches.len() <= settings.tranches as usize);
            prop_assert!(facts.benefit_impact_checked.is_some());
            let waits = answer.tranches.iter().skip(1).all(|part| part.after == [ObligationKind::ReviewTalk]);
            prop_assert!(waits && answer.tranches[0].after.is_empty());
        }
    }

    #[test]
    fn a_family_never_gets_more_than_its_cap_nor_more_often_than_there_are_tranches(amounts: Vec<u16>) {
        let plan = Plan {
            day: Day::from_number(20_500),
            total: 150_000,
            made_by: "m0".to_owned(),
            approvals: vec![approval(1, 0), approval(2, 1)],
        };
        let benefit_impact_checked = Some(Day::from_number(20_500));
        let mut facts = Facts { plan: Some(plan), benefit_impact_checked, ..Facts::default() };
        for (amount, after) in amounts.into_iter().zip(0..) {
            let day = Day::from_number(20_600 + 2 * after);
            let payee_kind = "family".to_owned();
            let request = Request { day, amount: amount.into(), payee_kind, ..Request::default() };
            if ask(&request, &facts).decision == Decision::Approve {
                facts.ledger.push(LedgerLine::reserve(day, request.amount));
                facts.review_talk = Some(day.plus_days(1));
            }
        }
        prop_assert!(facts.ledger.iter().map(|line| line.promised).sum::<i64>() <= 150_000);
        prop_assert!(facts.ledger.len() <= 3);
    }

    #[test]
    fn two_who_did_not_make_the_plan_approved_it_before_any_money_goes(
        request in any_request(),
        facts in any_facts(),
    ) {
        let answer = ask(&request, &facts);
        let mut given: Vec<_> = facts.plan.iter().flat_map(|plan| &plan.approvals).collect();
        given.retain(|approval| approval.role != "volunteer" && approval.member != "m0");
        let mut members: Vec<_> = given.iter().map(|approval| &approval.member).collect();
        members.sort_unstable();
        members.dedup();
        match answer.decision {
            Decision::Approve => prop_assert!(members.len() >= 2),
            Decision::NeedsApprovals(_) => prop_assert!(members.len() < 2),
            Decision::Refuse => {}
        }
    }

    #[test]
    fn less_is_never_refused_where_more_is_given(
        request in any_request(),
        less in 1..200_000_i64,
        facts in any_facts(),
    ) {
        let smaller = Request { amount: less.min(request.amount).max(1), ..request.clone() };
        let (more, less) = (ask(&request, &facts).decision, ask(&smaller, &facts).decision);
        if more != Decision::Refuse {
            prop_assert_eq!(less, more);
        }
    }
}
