//! The rules by example, in `cases`, and the properties that hold for every request.

use krachtig_region::{Approval, LedgerLine, SiloCheck, check_answer};
use proptest::prelude::*;

use super::*;
use crate::Mandate;

/// 1 January 2025, and with it all of 2025 and 2026 up to the day of the request.
const FROM: i32 = 20_089;

#[test]
fn every_case_has_its_answer() {
    krachtig_region::golden::run::<Mandate>(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"));
}

fn ask(request: &Request, facts: &Facts) -> Answer {
    decide(request, facts, &MandateSettings::default()).expect("a question that makes sense")
}

fn approval(member: u8, role: usize) -> Approval {
    Approval {
        member: format!("m{member}"),
        role: ["coordinator", "budget_approver", "professional", "a_later_role"][role].to_owned(),
        day: Day::from_number(20_600),
    }
}

fn check(silo: usize, answer: usize, day: i32) -> SiloCheck {
    SiloCheck {
        day: Day::from_number(day),
        silo: ["wmo_2015", "jeugdwet"][silo].to_owned(),
        answer: ["pays", "refuses", "refuses", "no_answer", "a_later_answer"][answer].to_owned(),
        ground: None,
    }
}

prop_compose! {
    fn any_request()(
        amount in 0..300_000_i64,
        requester in 0..5_u8,
        payee in 0..5_usize,
        silo in 0..3_usize,
    ) -> Request {
        Request {
            amount,
            requester: format!("m{requester}"),
            payee_kind: ["supplier", "supplier", "refund_to_worker", "family", "a_later_kind"][payee].to_owned(),
            silo: ["none", "wmo_2015", "jeugdwet"][silo].to_owned(),
            ..Request::default()
        }
    }
}

prop_compose! {
    fn any_facts()(
        lines in proptest::collection::vec((FROM..20_619_i32, 0..100_000_i64), 0..4),
        approvals in proptest::collection::vec((0..5_u8, 0..4_usize), 0..6),
        checks in proptest::collection::vec((0..2_usize, 0..5_usize, 20_610..20_620_i32), 0..4),
    ) -> Facts {
        Facts {
            ledger: lines.into_iter().map(|(day, promised)| LedgerLine::reserve(Day::from_number(day), promised)).collect(),
            approvals: approvals.into_iter().map(|(member, role)| approval(member, role)).collect(),
            silo_checks: checks.into_iter().map(|(silo, answer, day)| check(silo, answer, day)).collect(),
            ..Facts::default()
        }
    }
}

/// Two different people, not whoever asks, of whom one decides as a coordinator and the other on finance.
fn two_agree(request: &Request, facts: &Facts) -> bool {
    let of = |role: &str| -> Vec<&str> {
        let fits = facts
            .approvals
            .iter()
            .filter(|a| a.role == role && a.member != request.requester);
        fits.map(|a| a.member.as_str()).collect()
    };
    let finance = of("budget_approver");
    of("coordinator")
        .iter()
        .any(|one| finance.iter().any(|other| one != other))
}

proptest! {
    #[test]
    fn every_answer_is_one_that_the_host_takes(request in any_request(), facts in any_facts()) {
        prop_assert_eq!(check_answer::<Mandate>(&request, &facts, &ask(&request, &facts)), Ok(()));
    }

    #[test]
    fn a_family_never_gets_more_than_its_cap_in_a_year_whatever_is_asked_before(
        asked in proptest::collection::vec((FROM..FROM + 730, 1..120_000_i64), 0..40),
    ) {
        let mut facts = Facts { approvals: vec![approval(1, 0), approval(2, 1)], ..Facts::default() };
        let mut given = std::collections::BTreeMap::<i64, i64>::new();
        for (day, amount) in asked {
            let request = Request { day: Day::from_number(day), amount, ..Request::default() };
            if ask(&request, &facts).decision == Decision::Approve {
                facts.ledger.push(LedgerLine::reserve(request.day, amount));
                *given.entry(request.day.year()).or_default() += amount;
            }
        }
        prop_assert!(given.values().all(|sum| *sum <= MandateSettings::default().year_cap_cents), "{:?}", given);
    }

    #[test]
    fn each_amount_is_decided_by_whom_it_concerns(request in any_request(), facts in any_facts()) {
        let answer = ask(&request, &facts);
        let coordinator = facts.approvals.iter().any(|a| a.role == "coordinator" && a.member != request.requester);
        let agreed = match request.amount {
            ..=25_000 => true,
            25_001..=100_000 => coordinator,
            _ => two_agree(&request, &facts),
        };
        match &answer.decision {
            Decision::Refuse => {}
            Decision::Approve => prop_assert!(agreed),
            Decision::NeedsApprovals(needed) => {
                prop_assert!(!agreed);
                prop_assert_eq!(needed.groups.len(), if request.amount > 100_000 { 2 } else { 1 });
                prop_assert!(needed.groups.iter().all(|group| group.excluded == [request.requester.clone()]));
            }
        }
    }

    #[test]
    fn a_receipt_follows_above_its_threshold_only(request in any_request(), facts in any_facts()) {
        let answer = ask(&request, &facts);
        let receipt = answer.obligations.iter().find(|obligation| obligation.kind == ObligationKind::Receipt);
        let expected = answer.decision != Decision::Refuse && request.amount > 5_000;
        prop_assert_eq!(receipt.map(|receipt| receipt.due), expected.then(|| Some(request.day.plus_days(30))));
    }

    #[test]
    fn nothing_is_given_before_the_silo_was_asked_or_where_it_pays(request in any_request(), facts in any_facts()) {
        let newest = facts.silo_checks.iter().rfind(|check| check.silo == request.silo);
        let answer = ask(&request, &facts);
        if request.silo != "none" && newest.is_none_or(|check| check.answer == "pays") {
            prop_assert_eq!(&answer.decision, &Decision::Refuse);
        }
        let finish = answer.obligations.iter().any(|obligation| obligation.kind == ObligationKind::SiloCheck);
        let refused = newest.is_none_or(|check| check.answer == "refuses");
        prop_assert_eq!(finish, answer.decision != Decision::Refuse && !refused);
    }

    #[test]
    fn less_is_never_refused_where_more_is_given(
        request in any_request(),
        less in 1..300_000_i64,
        facts in any_facts(),
    ) {
        let smaller = Request { amount: less.min(request.amount).max(1), ..request.clone() };
        let (more, less) = (ask(&request, &facts).decision, ask(&smaller, &facts).decision);
        if more != Decision::Refuse {
            prop_assert_ne!(&less, &Decision::Refuse);
        }
        if more == Decision::Approve {
            prop_assert_eq!(less, Decision::Approve);
        }
    }
}
