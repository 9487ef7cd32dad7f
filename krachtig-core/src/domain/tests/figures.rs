//! A period's figures: families, each counted once.

use time::macros::date;

use crate::domain::id::FamilyId;
use crate::domain::period::{CaseSummary, ClosedPeriod, Count, Figure, Indicator, Period};
use crate::domain::progress::Facts;
use crate::domain::refusal::RefusalCode;
use crate::domain::test_support::{DossierBuilder, code};
use crate::domain::trajectory::Step;
use crate::domain::vocabulary::{ProblemGroup, Vocabulary};

fn period() -> Period {
    "2025-Q4".parse().expect("it is a period")
}

fn summary(family: u128) -> CaseSummary {
    let mut facts = Facts::none(period().last_day());
    facts.roles_checked_on = Some(date!(2025 - 12 - 31));
    CaseSummary {
        family_id: FamilyId::from_uuid(uuid::Uuid::from_u128(family)),
        opened_on: date!(2025 - 10 - 15),
        closed_on: None,
        facts,
        problem_groups: vec![ProblemGroup::Money, ProblemGroup::Money],
    }
}

fn value(figures: &[Figure], indicator: Indicator, category: &str) -> i64 {
    let found = figures
        .iter()
        .find(|f| f.indicator == indicator && f.category == category);
    found.expect("every category has its figure").value
}

#[test]
fn a_family_with_two_trajectories_counts_once_and_zeros_are_told() {
    let mut count = Count::over(period());
    count.add(&summary(1));
    count.add(&summary(1));
    count.add(&summary(2));
    let figures = count.figures();
    assert_eq!(figures.len(), 1 + Step::ALL.len() + ProblemGroup::ALL.len());
    assert_eq!(value(&figures, Indicator::FamiliesInTrajectory, ""), 2);
    assert_eq!(value(&figures, Indicator::FamiliesPerStep, "role_check"), 2);
    assert_eq!(value(&figures, Indicator::FamiliesPerStep, "scaling"), 0);
    assert_eq!(value(&figures, Indicator::FamiliesPerProblemGroup, "money"), 2);
    assert_eq!(value(&figures, Indicator::FamiliesPerProblemGroup, "health"), 0);
    assert!(Count::over(period()).figures().iter().all(|figure| figure.value == 0));
}

#[test]
fn only_what_was_open_and_done_in_time_counts() {
    let edges = [
        (date!(2025 - 12 - 31), None, 1),
        (date!(2026 - 01 - 01), None, 0),
        (date!(2025 - 01 - 01), Some(date!(2025 - 10 - 01)), 1),
        (date!(2025 - 01 - 01), Some(date!(2025 - 09 - 30)), 0),
    ];
    for (opened_on, closed_on, expected) in edges {
        let mut count = Count::over(period());
        count.add(&CaseSummary {
            opened_on,
            closed_on,
            ..summary(1)
        });
        assert_eq!(
            value(&count.figures(), Indicator::FamiliesInTrajectory, ""),
            expected,
            "{opened_on} {closed_on:?}"
        );
    }
    let mut late = summary(1);
    late.facts.roles_checked_on = Some(date!(2026 - 01 - 01));
    let mut count = Count::over(period());
    count.add(&late);
    assert_eq!(value(&count.figures(), Indicator::FamiliesPerStep, "role_check"), 0);
}

#[test]
fn a_period_closes_on_the_day_after_its_last() {
    let case = DossierBuilder::new().on(date!(2025 - 12 - 31));
    let count = Count::over(period());
    assert_eq!(code(ClosedPeriod::close(&count, case.by(1))), RefusalCode::InFuture);
    let case = case.on(date!(2026 - 01 - 01));
    let closed = ClosedPeriod::close(&count, case.by(1)).expect("the period is over");
    assert_eq!((closed.period, closed.figures), (period(), count.figures()));
}
