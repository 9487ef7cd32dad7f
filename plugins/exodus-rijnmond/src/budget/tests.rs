//! The rules by example, in `cases`, and the properties that hold for every request.

use krachtig_region::{Approval, Day, LedgerLine, check_answer};
use proptest::prelude::*;

use super::*;
use crate::TeamPot;

#[test]
fn every_case_has_its_answer() {
    krachtig_region::golden::run::<TeamPot>(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"));
}

fn ask(request: &Request, facts: &Facts) -> Answer {
    decide(request, facts, &TeamPotSettings::default()).expect("a question that makes sense")
}

fn line(promised: i64) -> LedgerLine {
    LedgerLine::reserve(Day::from_number(20_500), promised)
}

fn approval(member: u8, role: usize) -> Approval {
    Approval {
        member: format!("m{member}"),
        role: ["professional", "coordinator", "volunteer", "a_later_role"][role].to_owned(),
        day: Day::from_number(20_600),
    }
}

prop_compose! {
    fn any_request()(amount in 0..70_000_i64, requester in 0..6_u8, payee in 0..4_usize) -> Request {
        Request {
            amount,
            requester: format!("m{requester}"),
            payee_kind: ["supplier", "supplier", "family", "a_later_kind"][payee].to_owned(),
            ..Request::default()
        }
    }
}

prop_compose! {
    fn any_facts()(
        lines in proptest::collection::vec(0..30_000_i64, 0..4),
        approvals in proptest::collection::vec((0..6_u8, 0..4_usize), 0..9),
    ) -> Facts {
        Facts {
            ledger: lines.into_iter().map(line).collect(),
            approvals: approvals.into_iter().map(|(member, role)| approval(member, role)).collect(),
            ..Facts::default()
        }
    }
}

proptest! {
    #[test]
    fn every_answer_is_one_that_the_host_takes(request in any_request(), facts in any_facts()) {
        prop_assert_eq!(check_answer::<TeamPot>(&request, &facts, &ask(&request, &facts)), Ok(()));
    }

    #[test]
    fn a_household_never_gets_more_than_its_cap_whatever_is_asked_before(amounts: Vec<u16>) {
        let mut facts = Facts { approvals: (1..4).map(|member| approval(member, 0)).collect(), ..Facts::default() };
        for amount in amounts {
            let request = Request { amount: amount.into(), ..Request::default() };
            if ask(&request, &facts).decision == Decision::Approve {
                facts.ledger.push(line(request.amount));
            }
        }
        let given: i64 = facts.ledger.iter().map(|line| line.promised).sum();
        prop_assert!(given <= TeamPotSettings::default().cap_cents);
    }

    #[test]
    fn three_colleagues_agreed_on_all_that_is_given_and_whoever_asked_is_none(
        request in any_request(),
        facts in any_facts(),
    ) {
        let answer = ask(&request, &facts);
        let mut peers: Vec<&str> = facts
            .approvals
            .iter()
            .filter(|approval| ["professional", "coordinator"].contains(&approval.role.as_str()))
            .map(|approval| approval.member.as_str())
            .filter(|member| *member != request.requester)
            .collect();
        peers.sort_unstable();
        peers.dedup();
        match &answer.decision {
            Decision::Approve => prop_assert!(peers.len() >= 3),
            Decision::NeedsApprovals(needed) => {
                prop_assert!(peers.len() < 3);
                prop_assert_eq!(&needed.groups[0].excluded[..], std::slice::from_ref(&request.requester));
            }
            Decision::Refuse => {}
        }
    }

    #[test]
    fn less_is_never_refused_where_more_is_given(request in any_request(), less in 1..70_000_i64, facts in any_facts()) {
        let smaller = Request { amount: less.min(request.amount).max(1), ..request.clone() };
        let (more, less) = (ask(&request, &facts).decision, ask(&smaller, &facts).decision);
        if more != Decision::Refuse {
            prop_assert_eq!(less, more);
        }
    }
}
