//! What a dossier tells of a period, and what it keeps to itself.

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

fn period() -> Period {
    "2026-Q1".parse().expect("it is a period")
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
fn a_trajectory_that_was_not_open_in_the_period_tells_nothing_of_it() {
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
        let facts = NationalFacts::of(&dossier, period());
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
    assert_eq!(NationalFacts::of(&dossier, period()), None);
    dossier.limits[0].lifted_on = Some(date!(2026 - 03 - 20));
    assert!(NationalFacts::of(&dossier, period()).is_some());
    dossier.limits[0].lifted_on = None;
    dossier.limits[0].kind = LimitKind::Objection;
    assert!(NationalFacts::of(&dossier, period()).is_some());
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
    let facts = NationalFacts::of(&dossier, period()).expect("it was open");
    assert_eq!(facts.attributes["problem_groups"], ["money", "children"]);
    assert_eq!(facts.attributes["problem_effect"], ["worse"]);
    assert!(
        !facts.attributes.contains_key("goals"),
        "whoever has no goals is in no category"
    );
}

#[test]
fn work_is_told_of_the_period_in_which_it_was_done() {
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
    let facts = NationalFacts::of(&dossier, period()).expect("it was open");
    assert_eq!(facts.totals[&("hours", "all")], 100, "in minutes");
    assert_eq!(facts.attributes["goals"], ["none"]);
    let next = NationalFacts::of(&dossier, "2026-Q2".parse().expect("a period")).expect("it was open");
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

#[test]
fn what_stood_between_a_family_and_parties_is_told_in_words_of_lists() {
    let mut dossier = DossierBuilder::new().dossier;
    let (id, trajectory) = (|n: u128| Uuid::from_u128(n), dossier.trajectory.id);
    let partner = id(900);
    for (number, ground, answered_on) in [
        (1, "no_payer", "2026-02-02"),
        (2, "not_entitled", "2026-02-01"),
        (3, "debt_offset", "2026-04-01"),
    ] {
        let referral = serde_json::json!({
            "id": id(number), "trajectory_id": trajectory, "partner_id": partner, "persons": [], "need": "hulp",
            "life_domain": "housing", "warm_handover": false, "sent_on": "2026-01-20", "answered_on": answered_on,
            "accepted": false, "decline_ground": ground, "version": 1,
        });
        dossier
            .referrals
            .push(serde_json::from_value(referral).expect("a referral"));
    }
    for (number, bridge) in [(11, Some("fund")), (12, None)] {
        let obstacle = serde_json::json!({
            "id": id(number), "trajectory_id": trajectory, "need": "huur", "life_domain": "housing", "silo": "wlz",
            "ground": "no_payer", "met_on": "2026-02-01", "days_lost": 3, "cost": 0, "bridged_by": bridge, "version": 1,
        });
        dossier
            .obstacles
            .push(serde_json::from_value(obstacle).expect("an obstacle"));
    }
    for (number, side, day) in [(21, "outside", "2026-02-01"), (22, "across_the_wall", "2026-04-01")] {
        let connection = serde_json::json!({
            "id": id(number), "trajectory_id": trajectory, "who": "a", "with_whom": "b", "side": side, "laid_on": day,
            "version": 1,
        });
        dossier
            .connections
            .push(serde_json::from_value(connection).expect("a connection"));
    }
    for (number, kind, amount) in [(31, "allot", 100_000), (32, "spend", 30_000), (33, "refund", 4_000)] {
        let line = serde_json::json!({
            "id": id(number), "trajectory_id": trajectory, "kind": kind, "amount": amount, "booked_on": "2026-02-01",
            "silo": if kind == "allot" { Some("private_fund") } else { None }, "recorded_by": id(901), "version": 1,
        });
        dossier.ledger.push(serde_json::from_value(line).expect("a line"));
    }
    let entry = time_entry(&dossier, 41, date!(2026 - 02 - 01));
    dossier.time_entries.push(TimeEntry { minutes: 301, ..entry });
    let facts = NationalFacts::of(&dossier, period()).expect("it was open");
    let told = |indicator: &str| facts.attributes[indicator].clone();
    assert_eq!(
        told("declined_grounds"),
        ["not_entitled", "no_payer"],
        "as they were answered"
    );
    assert_eq!(told("silo_grounds"), ["no_payer"]);
    assert_eq!(told("silo_bridges"), ["fund", "nothing"]);
    assert_eq!(
        told("budget_spent_class"),
        ["251_to_1000"],
        "260 euros, for 40 came back"
    );
    assert_eq!(told("hours_class"), ["6_to_20"]);
    assert_eq!(facts.totals[&("connections", "outside")], 1);
    assert!(
        !facts.totals.contains_key(&("connections", "across_the_wall")),
        "that was later"
    );
    assert_eq!(facts.totals[&("budget_allotted", "private_fund")], 100_000);
}

#[test]
fn long_waits_are_told_in_classes_of_their_own() {
    let classes = [90, 91, 180, 181, 365, 366].map(parties::class_of_long);
    let expected = [
        "up_to_90",
        "91_to_180",
        "91_to_180",
        "181_to_365",
        "181_to_365",
        "over_365",
    ];
    assert_eq!(classes, expected);
}
