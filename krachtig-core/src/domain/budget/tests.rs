//! Laws of the ledger, for any sequence of lines and of decisions.

use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::consent::Purpose;
use crate::domain::id::{BudgetRequestId, LedgerLineId, TrajectoryId};
use crate::domain::money::Cents;
use crate::domain::record::Version;
use crate::domain::refusal::RefusalCode;
use crate::domain::test_support::{DossierBuilder, TODAY, cents, code, decided, member, needs, rules};
use crate::domain::vocabulary::{ApprovalSubject, Role, Vocabulary};

const APPROVER: &[Role] = &[Role::BudgetApprover];

fn request_id(number: u8) -> BudgetRequestId {
    BudgetRequestId::from_uuid(Uuid::from_u128(u128::from(number)))
}

fn line(kind: LedgerKind, request: Option<u8>, amount: Cents) -> LedgerLine {
    LedgerLine {
        id: LedgerLineId::from_uuid(Uuid::nil()),
        trajectory_id: TrajectoryId::from_uuid(Uuid::nil()),
        request_id: request.map(request_id),
        kind,
        amount,
        silo: None,
        booked_on: TODAY,
        note: None,
        recorded_by: member(7),
        role: Some(Role::BudgetApprover),
        version: Version::FIRST,
    }
}

/// Any line at all: small amounts that collide, nothing, and the very largest.
fn any_line() -> impl Strategy<Value = LedgerLine> {
    let amount = prop_oneof![6 => 0..400_i64, 1 => Just(Cents::MAX.get()), 1 => Just(Cents::MAX.get() - 100)];
    let kind = (0..LedgerKind::ALL.len()).prop_map(|n| LedgerKind::ALL[n]);
    (kind, proptest::option::weighted(0.8, 0..3_u8), amount)
        .prop_map(|(kind, request, amount)| line(kind, request, cents(amount)))
}

/// Lines that mostly make sense, so that the deep states are reached too.
fn plausible_lines() -> impl Strategy<Value = Vec<LedgerLine>> {
    let sensible = (0..3_u8, 1..150_i64, 1..150_i64, any::<bool>()).prop_map(|(n, asked, paid, back)| {
        let mut lines = vec![
            line(LedgerKind::Allot, None, cents(asked)),
            line(LedgerKind::Request, Some(n), cents(asked)),
            line(LedgerKind::Reserve, Some(n), cents(asked)),
            line(LedgerKind::Spend, Some(n), cents(paid)),
        ];
        lines.push(line(
            if back { LedgerKind::Refund } else { LedgerKind::Release },
            Some(n),
            cents(paid / 2),
        ));
        lines
    });
    let noise = vec(any_line(), 0..6);
    vec(prop_oneof![sensible, noise], 0..8).prop_map(|groups| groups.concat())
}

fn check_laws(budget: &Budget) -> Result<(), TestCaseError> {
    let balance = budget.balance();
    let sum = balance.available().get() + balance.reserved.get() + balance.spent.get();
    prop_assert_eq!(sum, balance.allotted.get(), "all money is available, reserved or spent");
    let standings: Vec<Standing> = (0..3).map(|n| budget.standing(request_id(n))).collect();
    let reserved: i64 = standings.iter().map(|standing| standing.reserved.get()).sum();
    let spent: i64 = standings.iter().map(|standing| standing.spent.get()).sum();
    prop_assert_eq!((reserved, spent), (balance.reserved.get(), balance.spent.get()));
    for standing in standings {
        prop_assert!(
            !(standing.refused && standing.granted),
            "what is refused is never granted"
        );
        prop_assert!(standing.granted || (standing.reserved.is_zero() && standing.spent.is_zero()));
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_line_keeps_the_laws_or_changes_nothing(lines in plausible_lines()) {
        let mut budget = Budget::default();
        let mut accepted = Vec::new();
        for line in &lines {
            let before = budget.clone();
            match budget.book(line) {
                Ok(()) => accepted.push(line.clone()),
                Err(_) => prop_assert_eq!(&budget, &before),
            }
            check_laws(&budget)?;
        }
        prop_assert_eq!(&Budget::of(&accepted), &budget, "the accepted lines fold to the same budget");
        prop_assert_eq!(&Budget::of(&lines), &budget, "refused lines never matter");
    }

    #[test]
    fn requests_may_be_told_in_any_order(lines in plausible_lines()) {
        let mut budget = Budget::default();
        let accepted: Vec<_> = lines.into_iter().filter(|line| budget.book(line).is_ok()).collect();
        // All that came in first, then one request after the other: no total depends on how they were interleaved.
        let mut sorted = accepted;
        sorted.sort_by_key(|line| line.request_id.map_or(0, |id| id.uuid().as_u128() + 1));
        let mut told = Budget::default();
        let all = sorted.iter().filter(|line| told.book(line).is_ok()).count();
        // A request that was only possible with money that another gave back has to wait for that one.
        prop_assume!(all == sorted.len());
        prop_assert_eq!(told, budget);
    }

    #[test]
    fn decisions_never_give_out_more_than_there_is(
        allotted in 1..500_i64,
        steps in vec((0..6_u8, 0..3_usize, 1..300_i64, 1..5_u128), 1..40),
    ) {
        let mut case = family();
        case.allot(allotted);
        for (step, which, amount, who) in steps {
            let request = case.dossier.requests.get(which).cloned();
            let approval = Approval { roles: APPROVER, note: Some("Nee") };
            let lines = match (step, request) {
                (0, _) => { let _asked = case.request(amount, rules(RuleOutcome::NeedsApprovals, 2)); None }
                (1, Some(request)) => request.approve(&case.dossier, approval, case.by(who)).ok().map(booked),
                (2, Some(request)) => request.refuse(&case.dossier, approval, case.by(who)).ok().map(|line| vec![line]),
                (_, Some(request)) => {
                    let kind = [LedgerKind::Spend, LedgerKind::Refund, LedgerKind::Release][usize::from(step) % 3];
                    request.settle(&case.dossier, (kind, cents(amount), None), case.by(who)).ok().map(|line| vec![line])
                }
                _ => None,
            };
            case.dossier.ledger.extend(lines.into_iter().flatten());
            let balance = case.dossier.budget().balance();
            prop_assert!(balance.reserved.get() + balance.spent.get() <= balance.allotted.get());
            for request in &case.dossier.requests {
                let standing = case.dossier.budget().standing(request.id);
                let by_requester = standing.approvals.iter().any(|given| given.member == request.recorded_by);
                prop_assert!(!by_requester, "nobody approves his own request");
                prop_assert!(!standing.granted || standing.approvals.len() == 2);
                prop_assert!(standing.reserved.get() + standing.spent.get() <= request.amount.get());
            }
        }
        prop_assert_eq!(Budget::of(&case.dossier.ledger), case.dossier.budget());
    }
}

/// A family that consents to a budget.
fn family() -> DossierBuilder {
    let mut case = DossierBuilder::new();
    let adult = case.adult();
    case.consent(adult, Purpose::PerspectiveBudget);
    case
}

fn approve(case: &mut DossierBuilder, request: &BudgetRequest, who: u128) -> Result<(), RefusalCode> {
    let approval = Approval {
        roles: APPROVER,
        note: None,
    };
    let lines = request
        .approve(&case.dossier, approval, case.by(who))
        .map_err(|refusals| refusals.first().code)?;
    case.dossier.ledger.extend(booked(lines));
    Ok(())
}

/// The lines of an approval, in the order in which they are booked.
fn booked((approved, reserved): (LedgerLine, Option<LedgerLine>)) -> Vec<LedgerLine> {
    std::iter::once(approved).chain(reserved).collect()
}

fn state(case: &DossierBuilder, request: &BudgetRequest) -> RequestState {
    request.state(&case.dossier.budget())
}

#[test]
fn it_takes_as_many_different_approvers_as_the_rules_say() {
    let mut case = family();
    case.allot(1_000);
    let mut decision = rules(RuleOutcome::NeedsApprovals, 3);
    if let BudgetDecision::NeedsApprovals(needed) = &mut decision.answer.decision {
        needed.groups[0].excluded.push(member(9));
    }
    let request = case.request(600, decision).expect("the request is right");
    assert_eq!(
        approve(&mut case, &request, 1),
        Err(RefusalCode::ApproverExcluded),
        "the requester"
    );
    assert_eq!(
        approve(&mut case, &request, 9),
        Err(RefusalCode::ApproverExcluded),
        "whom the rules exclude"
    );
    assert_eq!(approve(&mut case, &request, 2), Ok(()));
    assert_eq!(approve(&mut case, &request, 2), Err(RefusalCode::Duplicate));
    assert_eq!(approve(&mut case, &request, 3), Ok(()));
    assert_eq!(state(&case, &request), RequestState::Pending);
    assert_eq!(approve(&mut case, &request, 4), Ok(()));
    assert_eq!(state(&case, &request), RequestState::Reserved);
    assert_eq!(
        approve(&mut case, &request, 5),
        Err(RefusalCode::WrongState),
        "nobody has to decide any more"
    );
    let wrong_role = Approval {
        roles: &[Role::Professional],
        note: None,
    };
    assert_eq!(
        code(request.approve(&case.dossier, wrong_role, case.by(6))),
        RefusalCode::ApproverRole
    );
}

#[test]
fn what_is_refused_stays_refused() {
    let mut case = family();
    case.allot(1_000);
    let request = case
        .request(600, rules(RuleOutcome::NeedsApprovals, 1))
        .expect("the request is right");
    let silent = Approval {
        roles: APPROVER,
        note: Some("  "),
    };
    assert_eq!(
        code(request.refuse(&case.dossier, silent, case.by(2))),
        RefusalCode::Required
    );
    let approval = Approval {
        roles: APPROVER,
        note: Some("Niet nu"),
    };
    let line = request
        .refuse(&case.dossier, approval, case.by(2))
        .expect("it may be refused");
    case.dossier.ledger.push(line);
    assert_eq!(approve(&mut case, &request, 3), Err(RefusalCode::WrongState));
    let spend = request.settle(&case.dossier, (LedgerKind::Spend, cents(1), None), case.by(3));
    assert_eq!(code(spend), RefusalCode::ExceedsRequest);
    assert_eq!(state(&case, &request), RequestState::Refused);
    let by_rules = case
        .request(10, rules(RuleOutcome::Refuse, 0))
        .expect("a refused request is recorded");
    assert_eq!(state(&case, &by_rules), RequestState::Refused);
}

#[test]
fn rules_cannot_grant_what_is_not_there() {
    let mut case = family();
    case.allot(500);
    let asked = case.request(501, rules(RuleOutcome::Approve, 0)).map(|_| ());
    assert_eq!(code(asked), RefusalCode::InsufficientBudget);
    assert!(
        case.dossier.requests.is_empty() && case.dossier.ledger.len() == 1,
        "nothing is left behind"
    );
}

#[test]
fn a_withdrawn_consent_stops_spending_but_not_setting_free() {
    let mut case = family();
    case.allot(1_000);
    let granted = case
        .request(400, rules(RuleOutcome::Approve, 0))
        .expect("it is granted");
    let pending = case
        .request(100, rules(RuleOutcome::NeedsApprovals, 1))
        .expect("it waits");
    case.withdraw(Purpose::PerspectiveBudget);
    let settle = |kind| granted.settle(&case.dossier, (kind, cents(400), None), case.by(1));
    assert_eq!(code(settle(LedgerKind::Spend)), RefusalCode::ConsentMissing);
    assert!(settle(LedgerKind::Release).is_ok());
    assert_eq!(approve(&mut case, &pending, 2), Err(RefusalCode::ConsentMissing));
    let asked = case.request(1, rules(RuleOutcome::Approve, 0)).map(|_| ());
    assert_eq!(code(asked), RefusalCode::ConsentMissing);
}

#[test]
fn a_request_is_paid_paid_back_and_set_free() {
    let mut case = family();
    case.allot(1_000);
    let request = case
        .request(400, rules(RuleOutcome::Approve, 0))
        .expect("it is granted");
    let steps = [
        (LedgerKind::Spend, 300, RequestState::Reserved),
        (LedgerKind::Release, 100, RequestState::Spent),
        (LedgerKind::Refund, 300, RequestState::Released),
    ];
    for (kind, amount, then) in steps {
        let more = request.settle(&case.dossier, (kind, cents(401), None), case.by(1));
        assert_eq!(code(more), RefusalCode::ExceedsRequest);
        let line = request
            .settle(&case.dossier, (kind, cents(amount), None), case.by(1))
            .expect("it fits");
        case.dossier.ledger.push(line);
        assert_eq!(state(&case, &request), then);
    }
    assert_eq!(case.dossier.budget().balance().available(), cents(1_000));
    let odd = request.settle(&case.dossier, (LedgerKind::Allot, cents(1), None), case.by(1));
    assert_eq!(code(odd), RefusalCode::OutOfRange);
}

#[test]
fn nobody_approves_his_own_plan_nor_his_own_change_of_it() {
    let mut case = family();
    let draft = |total| PlanDraft {
        about: "Zwemles en een fiets".to_owned(),
        total: cents(total),
        benefit_impact_checked_on: None,
        reviewed_on: None,
    };
    let plan = BudgetPlan::record(&case.dossier, &draft(500), case.by(1)).expect("the plan is right");
    assert_eq!(
        code(plan.approve(&case.dossier, Role::Coordinator, case.by(1))),
        RefusalCode::ApproverExcluded
    );
    let plan = plan
        .approve(&case.dossier, Role::Coordinator, case.by(2))
        .expect("another approves");
    assert_eq!(
        code(plan.approve(&case.dossier, Role::Coordinator, case.by(2))),
        RefusalCode::Duplicate
    );
    let same = plan
        .revise(&case.dossier, &draft(500), case.by(3))
        .expect("nothing changed");
    assert_eq!((same.approvals.len(), same.recorded_by), (1, member(1)));
    let raised = plan
        .revise(&case.dossier, &draft(5_000), case.by(2))
        .expect("the change is right");
    assert!(raised.approvals.is_empty(), "another total takes the approvals away");
    assert_eq!(
        code(raised.approve(&case.dossier, Role::Coordinator, case.by(2))),
        RefusalCode::ApproverExcluded
    );
    case.withdraw(Purpose::PerspectiveBudget);
    assert_eq!(
        code(raised.approve(&case.dossier, Role::Coordinator, case.by(3))),
        RefusalCode::ConsentMissing
    );
}

/// Approves as a holder of these roles.
fn approve_as(
    case: &mut DossierBuilder,
    request: &BudgetRequest,
    (who, roles): (u128, &[Role]),
) -> Result<(), RefusalCode> {
    let approval = Approval { roles, note: None };
    let lines = request
        .approve(&case.dossier, approval, case.by(who))
        .map_err(|refusals| refusals.first().code)?;
    case.dossier.ledger.extend(booked(lines));
    Ok(())
}

#[test]
fn every_group_of_approvals_has_to_be_filled() {
    let mut case = family();
    case.allot(1_000);
    let both = needs(
        ApprovalSubject::Request,
        &[
            (&[Role::Coordinator, Role::BudgetApprover], 1),
            (&[Role::BudgetApprover], 1),
        ],
    );
    let request = case.request(600, decided(both)).expect("the request is right");
    let stranger = approve_as(&mut case, &request, (2, &[Role::Volunteer]));
    assert_eq!(stranger, Err(RefusalCode::ApproverRole));
    // Whoever fits both groups comes first, and must not block the group that only such a member fills.
    assert_eq!(approve_as(&mut case, &request, (2, &[Role::BudgetApprover])), Ok(()));
    assert_eq!(state(&case, &request), RequestState::Pending);
    assert_eq!(approve_as(&mut case, &request, (3, &[Role::Coordinator])), Ok(()));
    assert_eq!(state(&case, &request), RequestState::Reserved);
    let roles: Vec<Role> = case
        .dossier
        .budget()
        .standing(request.id)
        .approvals
        .iter()
        .map(|a| a.role)
        .collect();
    assert_eq!(
        roles,
        [Role::BudgetApprover, Role::Coordinator],
        "each approval keeps its role"
    );
}

#[test]
fn a_request_that_waits_for_its_plan_follows_the_plans_approvals_alone() {
    let mut case = family();
    case.allot(1_000);
    let waits = decided(needs(ApprovalSubject::Plan, &[(&[Role::Coordinator], 2)]));
    let request = case.request(600, waits.clone()).expect("the request is right");
    let dear = case.request(600, waits).expect("the request is right");
    let directly = approve_as(&mut case, &request, (2, &[Role::Coordinator]));
    assert_eq!(
        directly,
        Err(RefusalCode::WrongState),
        "the plan is approved, not the request"
    );
    let refused = request.refuse(
        &case.dossier,
        Approval {
            roles: &[Role::Coordinator],
            note: Some("Nee"),
        },
        case.by(2),
    );
    assert_eq!(code(refused), RefusalCode::WrongState);
    let by = |who| BudgetApproval {
        member: member(who),
        role: Role::Coordinator,
        day: TODAY,
    };
    let follow = |case: &DossierBuilder, request: &BudgetRequest, plan: &[BudgetApproval]| {
        request.follow_plan(&case.dossier, plan, case.by(2))
    };
    assert_eq!(follow(&case, &request, &[by(2)]), Ok(None), "one of two");
    assert_eq!(
        follow(&case, &request, &[by(2), by(2)]),
        Ok(None),
        "one member is one approval"
    );
    let line = follow(&case, &request, &[by(2), by(3)])
        .expect("it fits")
        .expect("nothing lacks");
    assert_eq!((line.kind, line.amount), (LedgerKind::Reserve, cents(600)));
    case.dossier.ledger.push(line);
    assert_eq!(state(&case, &request), RequestState::Reserved);
    assert_eq!(
        follow(&case, &request, &[by(2), by(3)]),
        Ok(None),
        "money is set apart once"
    );
    assert_eq!(
        code(follow(&case, &dear, &[by(2), by(3)])),
        RefusalCode::InsufficientBudget
    );
    let another = case
        .request(1, rules(RuleOutcome::NeedsApprovals, 1))
        .expect("it waits for people");
    assert_eq!(
        follow(&case, &another, &[by(2), by(3)]),
        Ok(None),
        "this one does not wait for the plan"
    );
}

proptest! {
    #[test]
    fn groups_are_filled_exactly_where_every_place_can_have_a_member_of_its_own(
        groups in vec((vec(0..Role::ALL.len(), 1..3), 1..3_u32, vec(0..4_u128, 0..2)), 1..3),
        given in vec((0..4_u128, 0..Role::ALL.len()), 0..5),
    ) {
        let needed = ApprovalsNeeded {
            subject: ApprovalSubject::Request,
            groups: groups
                .iter()
                .map(|(roles, count, excluded)| ApprovalGroup {
                    roles: roles.iter().map(|n| Role::ALL[*n]).collect(),
                    count: *count,
                    excluded: excluded.iter().map(|n| member(*n)).collect(),
                })
                .collect(),
        };
        let approvals: Vec<BudgetApproval> = given
            .iter()
            .map(|(who, role)| BudgetApproval { member: member(*who), role: Role::ALL[*role], day: TODAY })
            .collect();
        let places: Vec<&ApprovalGroup> =
            needed.groups.iter().flat_map(|group| std::iter::repeat_n(group, group.count as usize)).collect();
        prop_assert_eq!(needed.are_filled_by(&approvals), every_way(&places, &approvals, &mut Vec::new()));
    }
}

/// Tries every way to seat members, one after the other: slow, and plainly right.
fn every_way(
    places: &[&ApprovalGroup],
    approvals: &[BudgetApproval],
    seated: &mut Vec<crate::domain::id::MemberId>,
) -> bool {
    let Some((place, rest)) = places.split_first() else {
        return true;
    };
    approvals.iter().any(|approval| {
        if seated.contains(&approval.member) || !place.admits(approval.member, approval.role) {
            return false;
        }
        seated.push(approval.member);
        let works = every_way(rest, approvals, seated);
        seated.pop();
        works
    })
}

#[test]
fn a_clock_that_is_set_back_changes_no_order() {
    let mut case = family();
    case.allot(1_000);
    let request = case
        .request(400, rules(RuleOutcome::NeedsApprovals, 1))
        .expect("it waits");
    case.dossier
        .consents
        .iter_mut()
        .for_each(|consent| consent.given_on = time::Date::MIN);
    let mut case = case.on(TODAY - time::Duration::days(1));
    assert_eq!(approve(&mut case, &request, 2), Ok(()));
    let mut ledger = case.dossier.ledger.clone();
    ledger.sort_by_key(|line| line.id);
    assert_eq!(ledger, case.dossier.ledger, "told as it happened");
    assert_eq!(Budget::of(&ledger).balance().reserved, cents(400));
}
