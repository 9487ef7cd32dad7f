//! A trajectory closes when every goal has its outcome and no money is left set apart.

use time::macros::date;

use crate::domain::budget::{LedgerKind, RuleOutcome};
use crate::domain::consent::Purpose;
use crate::domain::goal::GoalOutcome;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::test_support::{DossierBuilder, TODAY, cents, code, rules};
use crate::domain::trajectory::{Assignment, ClosingDraft, ClosingReason, Step, StepSkip};
use crate::domain::vocabulary::Role;

fn draft() -> ClosingDraft {
    ClosingDraft {
        closed_on: TODAY,
        reason: ClosingReason::Completed,
        note: None,
        outcomes: Vec::new(),
    }
}

#[test]
fn it_says_all_that_stands_in_the_way_at_once() {
    let mut case = DossierBuilder::new();
    let adult = case.adult();
    case.consent(adult, Purpose::Support);
    case.consent(adult, Purpose::PerspectiveBudget);
    let goals = [case.goal(), case.goal()];
    case.allot(1_000);
    let request = case
        .request(100, rules(RuleOutcome::Approve, 0))
        .expect("it is granted");
    let early = ClosingDraft {
        closed_on: date!(2026 - 03 - 01),
        ..draft()
    };
    let refusals = case.dossier.close(&early, case.by(1)).expect_err("much is open");
    let codes: Vec<_> = refusals.iter().map(|Refusal { code, .. }| *code).collect();
    let missing = RefusalCode::OutcomeMissing;
    assert_eq!(
        codes,
        [missing, missing, RefusalCode::WrongState, RefusalCode::TooEarly]
    );

    let line = request.settle(&case.dossier, (LedgerKind::Release, cents(100), None), case.by(1));
    case.dossier.ledger.push(line.expect("it may be set free"));
    let mut closing = draft();
    closing.outcomes = goals.map(|goal| (goal, GoalOutcome::Reached, None)).to_vec();
    let (trajectory, concluded) = case
        .dossier
        .close(&closing, case.by(1))
        .expect("nothing is open any more");
    assert_eq!((trajectory.after.closed_on, concluded.len()), (Some(TODAY), 2));
    assert!(concluded.iter().all(|goal| goal.after.concluded_on == Some(TODAY)));
    closing.outcomes.push((goals[0], GoalOutcome::Dropped, None));
    assert_eq!(code(case.dossier.close(&closing, case.by(1))), RefusalCode::Duplicate);
    closing.closed_on = date!(2026 - 03 - 03);
    closing.outcomes.pop();
    assert_eq!(code(case.dossier.close(&closing, case.by(1))), RefusalCode::InFuture);
}

#[test]
fn what_is_closed_takes_nothing_more_until_reopened() {
    let mut case = DossierBuilder::new();
    let (closed, _) = case.dossier.close(&draft(), case.by(1)).expect("nothing is open");
    case.dossier.trajectory = closed.after;
    let skip = StepSkip::skip(&case.dossier, Step::Story, "Later", case.by(1));
    assert_eq!(code(skip), RefusalCode::TrajectoryClosed);
    let assigned = Assignment::assign(
        &case.dossier,
        (crate::domain::test_support::member(3), Role::Volunteer),
        false,
        case.by(1),
    );
    assert_eq!(code(assigned), RefusalCode::TrajectoryClosed);
    assert_eq!(
        code(case.dossier.close(&draft(), case.by(1))),
        RefusalCode::TrajectoryClosed
    );
    let reopened = case.dossier.trajectory.reopen().expect("it was closed");
    assert_eq!(code(reopened.reopen()), RefusalCode::WrongState);
    case.dossier.trajectory = reopened;
    assert!(case.dossier.demand_open().is_ok());
}
