//! What a dossier tells of a quarter, and what it keeps to itself.

use time::macros::date;
use uuid::Uuid;

use super::*;
use crate::domain::consent::Purpose;
use crate::domain::id::{MemberId, ProblemId, ProcessingLimitId, TimeEntryId};
use crate::domain::limit::ProcessingLimit;
use crate::domain::problem::Problem;
use crate::domain::record::Version;
use crate::domain::room::TimeEntry;
use crate::domain::test_support::DossierBuilder;
use crate::domain::vocabulary::ProblemCategory;

fn quarter() -> Quarter {
    "2026-Q1".parse().expect("it is a quarter")
}

fn problem(dossier: &Dossier, number: u128, told: (ProblemCategory, Effect), noted_on: Date) -> Problem {
    Problem {
        id: ProblemId::from_uuid(Uuid::from_u128(number)),
        trajectory_id: dossier.trajectory.id,
        category: told.0,
        person_id: None,
        effect: told.1,
        preexisting: false,
        noted_on,
        solved_on: None,
        what_helped: None,
        note: None,
        version: Version::FIRST,
    }
}

fn time_entry(dossier: &Dossier, number: u128, spent_on: Date) -> TimeEntry {
    TimeEntry {
        id: TimeEntryId::from_uuid(Uuid::from_u128(number)),
        trajectory_id: dossier.trajectory.id,
        member_id: MemberId::from_uuid(Uuid::from_u128(1)),
        spent_on,
        minutes: 50,
        life_domain: None,
        note: None,
        version: Version::FIRST,
    }
}

#[test]
fn a_trajectory_that_was_not_open_in_the_quarter_tells_nothing_of_it() {
    let edges = [
        (date!(2026 - 03 - 31), None, true),
        (date!(2026 - 04 - 01), None, false),
        (date!(2025 - 01 - 01), Some(date!(2026 - 01 - 01)), true),
        (date!(2025 - 01 - 01), Some(date!(2025 - 12 - 31)), false),
    ];
    for (opened_on, closed_on, tells) in edges {
        let mut dossier = DossierBuilder::new().dossier;
        dossier.trajectory.opened_on = opened_on;
        dossier.trajectory.closed_on = closed_on;
        let facts = NationalFacts::of(&dossier, quarter());
        assert_eq!(facts.is_some(), tells, "{opened_on} {closed_on:?}");
        let closed = facts.map(|facts| facts.totals[&("trajectories_closed", "all")]);
        assert_eq!(closed, tells.then_some(i64::from(closed_on.is_some())));
    }
}

#[test]
fn of_a_family_with_a_restriction_no_figure_is_made() {
    let mut dossier = DossierBuilder::new().dossier;
    let restriction = ProcessingLimit {
        id: ProcessingLimitId::from_uuid(Uuid::from_u128(1)),
        family_id: dossier.family.id,
        person_id: None,
        detainee_id: None,
        kind: LimitKind::Restriction,
        purpose: None,
        reason: None,
        from_on: date!(2026 - 03 - 10),
        until_on: None,
        lifted_on: None,
        version: Version::FIRST,
    };
    dossier.limits.push(restriction);
    assert_eq!(NationalFacts::of(&dossier, quarter()), None);
    dossier.limits[0].lifted_on = Some(date!(2026 - 03 - 20));
    assert!(NationalFacts::of(&dossier, quarter()).is_some());
    dossier.limits[0].lifted_on = None;
    dossier.limits[0].kind = LimitKind::Objection;
    assert!(NationalFacts::of(&dossier, quarter()).is_some());
}

#[test]
fn problems_are_told_by_group_as_they_came_and_those_of_later_not_at_all() {
    let mut dossier = DossierBuilder::new().dossier;
    let told = [
        (3, ProblemCategory::School, Effect::Better, date!(2026 - 03 - 05)),
        (2, ProblemCategory::Debts, Effect::Worse, date!(2026 - 03 - 04)),
        (1, ProblemCategory::Benefits, Effect::Worse, date!(2026 - 03 - 06)),
        (4, ProblemCategory::Stigma, Effect::Better, date!(2026 - 04 - 01)),
        (5, ProblemCategory::Threat, Effect::Better, date!(2026 - 04 - 02)),
    ];
    for (number, category, effect, noted_on) in told {
        let problem = problem(&dossier, number, (category, effect), noted_on);
        dossier.problems.push(problem);
    }
    let facts = NationalFacts::of(&dossier, quarter()).expect("it was open");
    assert_eq!(facts.attributes["problem_groups"], ["money", "children"]);
    assert_eq!(facts.attributes["problem_effect"], ["worse"]);
    assert!(
        !facts.attributes.contains_key("goals"),
        "whoever has no goals is in no category"
    );
}

#[test]
fn work_is_told_of_the_quarter_in_which_it_was_done() {
    let mut builder = DossierBuilder::new();
    let adult = builder.adult();
    builder.consent(adult, Purpose::Support);
    builder.goal();
    let mut dossier = builder.dossier;
    for (number, day) in [
        (1, date!(2026 - 03 - 31)),
        (2, date!(2026 - 04 - 01)),
        (3, date!(2026 - 03 - 02)),
    ] {
        let entry = time_entry(&dossier, number, day);
        dossier.time_entries.push(entry);
    }
    let facts = NationalFacts::of(&dossier, quarter()).expect("it was open");
    assert_eq!(facts.totals[&("hours", "all")], 100, "in minutes");
    assert_eq!(facts.attributes["goals"], ["none"]);
    let next = NationalFacts::of(&dossier, "2026-Q2".parse().expect("a quarter")).expect("it was open");
    assert_eq!(next.totals[&("hours", "all")], 50);
}

#[test]
fn days_are_told_in_classes() {
    let classes = [-3, 0, 14, 15, 30, 31, 90, 91].map(class_of_days);
    let expected = [
        "up_to_14", "up_to_14", "up_to_14", "15_to_30", "15_to_30", "31_to_90", "31_to_90", "over_90",
    ];
    assert_eq!(classes, expected);
    assert_eq!(
        most_often(&["a", "b", "c"], |word| i64::from(*word != "a")),
        Some("b"),
        "the first of those"
    );
    assert_eq!(most_often(&["a", "b"], |_| 0), None);
}
