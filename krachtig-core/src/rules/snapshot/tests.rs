//! A case as it stood: what a snapshot tells, and that nothing which happened later changes it.

mod deeds;

use proptest::prelude::*;
use time::Duration;
use time::macros::date;

use self::deeds::{Deed, act, any_deeds, done, willing};
use super::*;
use crate::domain::budget::LedgerKind;
use crate::domain::family::Relation;
use crate::domain::period::{CaseSummary, Count, Indicator, Period};
use crate::domain::test_support::DossierBuilder;
use crate::domain::vocabulary::Vocabulary;

/// The period in which [`crate::domain::test_support::TODAY`] lies.
const FIRST: Date = date!(2026 - 01 - 01);
const LAST: Date = date!(2026 - 03 - 31);

fn snapshot(case: &DossierBuilder) -> CaseSnapshot {
    CaseSnapshot::of(&case.dossier, FIRST, LAST).expect("the case is one of the period")
}

#[test]
fn a_snapshot_tells_what_happened_by_the_last_day_oldest_first() {
    let mut case = willing().on(date!(2026 - 03 - 03));
    act(&mut case, Deed::Time);
    case.clock.set(date!(2026 - 03 - 10));
    for deed in [
        Deed::Talk,
        Deed::Map,
        Deed::Assign,
        Deed::Time,
        Deed::Allot,
        Deed::Ask,
        Deed::Pay,
        Deed::Plan,
        Deed::Refer,
        Deed::Meet,
        Deed::Problem,
        Deed::Child,
        Deed::Skip,
    ] {
        act(&mut case, deed);
    }
    let seen = snapshot(&case);
    let on = date!(2026 - 03 - 10);
    assert_eq!((seen.opened, seen.closed), (date!(2026 - 03 - 02), None));
    assert_eq!((seen.family.adults, seen.family.children), (1, 1));
    let step = |step: Step| seen.steps[step.number() - 1];
    let told = |state, since| StepFact {
        step: Step::DetaineeTalk,
        state,
        since,
    };
    assert_eq!(step(Step::DetaineeTalk), told(StepStanding::Done, Some(on)));
    let connecting = step(Step::Connecting);
    assert_eq!((connecting.state, connecting.since), (StepStanding::Skipped, Some(on)));
    let room = step(Step::RoomToAct);
    assert_eq!(
        (room.state, room.since),
        (StepStanding::Open, Some(date!(2026 - 03 - 03))),
        "an open step tells when it began"
    );
    assert_eq!(step(Step::Story).since, None);
    let mapped: Vec<_> = seen.mapped.iter().map(|fact| (fact.life_domain, fact.kind)).collect();
    assert_eq!(
        mapped,
        [
            (LifeDomain::Finances, FindingKind::Need),
            (LifeDomain::Housing, FindingKind::Strength)
        ]
    );
    let time: Vec<_> = seen
        .time
        .iter()
        .map(|fact| (fact.day, fact.role, fact.minutes))
        .collect();
    assert_eq!(
        time,
        [(date!(2026 - 03 - 03), Role::Volunteer, 60), (on, Role::Volunteer, 60)],
        "time before the assignment was written down is of the same role"
    );
    let ledger: Vec<_> = seen
        .ledger
        .iter()
        .map(|line| (line.kind, line.promised(), line.paid()))
        .collect();
    assert_eq!(ledger, [(LedgerKind::Reserve, 4_000, 0), (LedgerKind::Spend, 0, 1_500)]);
    assert_eq!(seen.review_talks, [on]);
    let sent = seen.referrals[0];
    assert_eq!(
        (sent.partner_type, sent.outcome, sent.answered),
        (PartnerType::CommunityTeam, ReferralStanding::Open, None)
    );
    assert_eq!(
        (seen.silo_obstacles[0].days_lost, seen.silo_obstacles[0].bridged_by),
        (Some(3), None)
    );
    assert_eq!(seen.problems[0].category, ProblemCategory::Debts);
    let kept = serde_json::to_string(&seen).expect("a snapshot is kept as JSON");
    assert_eq!(serde_json::from_str::<CaseSnapshot>(&kept).expect("readable"), seen);
}

#[test]
fn what_changed_after_the_last_day_is_seen_as_it_was() {
    let mut case = willing();
    case.detainee();
    for deed in [
        Deed::Introduce,
        Deed::Refer,
        Deed::Meet,
        Deed::Assign,
        Deed::Time,
        Deed::Skip,
    ] {
        act(&mut case, deed);
    }
    let before = snapshot(&case);
    assert_eq!(before.steps[Step::Introduction.number() - 1].state, StepStanding::Done);
    let mut case = case.on(date!(2026 - 04 - 01));
    for deed in [
        Deed::Answer,
        Deed::Solve,
        Deed::EndAssignment,
        Deed::Resume,
        Deed::Child,
        Deed::Withdraw,
        Deed::NoStory,
        Deed::Close,
    ] {
        act(&mut case, deed);
    }
    assert_eq!(snapshot(&case), before);
    let later = CaseSnapshot::of(&case.dossier, date!(2026 - 04 - 01), date!(2026 - 06 - 30));
    let later = later.expect("it was closed on the first day of the next period");
    assert_eq!(later.closed, Some(date!(2026 - 04 - 01)));
    assert_eq!(later.family.children, 1);
    assert_eq!(later.silo_obstacles[0].bridged_by, Some(Bridge::Fund));
    assert_eq!(later.referrals[0].answered, Some(date!(2026 - 04 - 01)));
    assert_eq!(
        CaseSnapshot::of(&case.dossier, date!(2026 - 04 - 02), date!(2026 - 06 - 30)),
        None
    );
}

#[test]
fn a_referral_that_was_taken_back_is_none_from_that_day() {
    let mut case = willing();
    act(&mut case, Deed::Refer);
    let mut case = case.on(date!(2026 - 04 - 01));
    act(&mut case, Deed::TakeBack);
    assert_eq!(snapshot(&case).referrals.len(), 1);
    let later = CaseSnapshot::of(&case.dossier, date!(2026 - 04 - 01), date!(2026 - 06 - 30));
    assert!(later.expect("the case is open").referrals.is_empty());
}

#[test]
fn a_family_that_was_imported_with_its_trajectory_was_there_from_its_opening() {
    let mut case = willing();
    case.dossier.trajectory.opened_on = date!(2025 - 11 - 03);
    case.person(Relation::Child, Some(date!(2026 - 02 - 01)), false);
    let of = |first, last| CaseSnapshot::of(&case.dossier, first, last).map(|seen| seen.family);
    let (adults, children) = (1, 0);
    assert_eq!(
        of(date!(2025 - 10 - 01), date!(2025 - 12 - 31)),
        Some(FamilySize { adults, children }),
        "but not who was born later"
    );
    assert_eq!(of(FIRST, LAST), Some(FamilySize { adults, children: 1 }));
    assert_eq!(of(date!(2025 - 07 - 01), date!(2025 - 09 - 30)), None);
}

proptest! {
    #[test]
    fn nothing_that_happens_after_the_last_day_changes_a_snapshot(deeds in any_deeds(), days in 0..60_i64) {
        let by_then: Vec<_> = deeds.iter().copied().filter(|(day, _)| *day <= days).collect();
        let (whole, then) = (done(&deeds), done(&by_then));
        let last_day = then.dossier.trajectory.opened_on + Duration::days(days);
        let first_day = last_day - Duration::days(20);
        prop_assert_eq!(
            CaseSnapshot::of(&whole.dossier, first_day, last_day),
            CaseSnapshot::of(&then.dossier, first_day, last_day)
        );
    }

    #[test]
    fn a_case_is_one_of_a_period_where_the_period_counts_it(deeds in any_deeds(), later in 0..3_i64) {
        let case = done(&deeds);
        let period = Period::quarter_of(LAST - Duration::days(90) + Duration::days(later * 90));
        let (first, last) = (period.first_day(), period.last_day());
        let mut count = Count::over(period);
        count.add(&CaseSummary {
            family_id: case.dossier.family.id,
            opened_on: case.dossier.trajectory.opened_on,
            closed_on: case.dossier.trajectory.closed_on,
            facts: Facts::of(&case.dossier, last),
            problem_groups: Vec::new(),
        });
        let figures = count.figures();
        let counted = |indicator, category: &str| {
            figures.iter().any(|f| f.indicator == indicator && f.category == category && f.value == 1)
        };
        let seen = CaseSnapshot::of(&case.dossier, first, last);
        prop_assert_eq!(seen.is_some(), counted(Indicator::FamiliesInTrajectory, ""));
        for fact in seen.iter().flat_map(|seen| &seen.steps) {
            let done = fact.state == StepStanding::Done;
            prop_assert_eq!(done, counted(Indicator::FamiliesPerStep, fact.step.code()), "{}", fact.step);
        }
    }
}
