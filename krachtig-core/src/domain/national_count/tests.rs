//! Laws of the count: each family counts within its share, and one family's answer moves no more than that.

use std::collections::BTreeSet;

use proptest::prelude::*;
use time::macros::date;
use uuid::Uuid;

use super::*;
use crate::domain::id::TrajectoryId;
use crate::domain::test_support::DossierBuilder;

const GROUPS: [&str; 9] = [
    "money", "home", "children", "contact", "safety", "health", "social", "admin", "system",
];

fn period() -> Period {
    "2026-Q1".parse().expect("it is a period")
}

fn shares() -> Vec<Share> {
    vec![("problem_groups".to_owned(), 3), ("problem_effect".to_owned(), 1)]
}

fn trajectory(family: u128, number: u128, year: i32) -> Trajectory {
    let mut trajectory = DossierBuilder::new().dossier.trajectory;
    trajectory.id = TrajectoryId::from_uuid(Uuid::from_u128(number));
    trajectory.family_id = FamilyId::from_uuid(Uuid::from_u128(family));
    trajectory.opened_on = date!(2026 - 01 - 15).replace_year(year).expect("a day");
    trajectory
}

fn facts(groups: &[&'static str], effect: &'static str) -> NationalFacts {
    let mut facts = NationalFacts::default();
    facts.attributes.insert("problem_groups", groups.to_vec());
    facts.attributes.insert("problem_effect", vec![effect]);
    facts.totals.insert(("hours", "all"), 90);
    facts
}

fn counted(all: &[(u128, i32, NationalFacts)]) -> NationalFigures {
    let mut count = NationalCount::over(period(), 3);
    for (number, (family, year, facts)) in (1..).zip(all) {
        count.add(&trajectory(*family, number, *year), Some(facts.clone()));
    }
    count.figures(&shares(), Vec::new())
}

fn cell(figures: &NationalFigures, indicator: &str, category: &str) -> i64 {
    figures.histograms[indicator].get(category).copied().unwrap_or_default()
}

#[test]
fn a_family_counts_once_within_its_share_and_for_three_years() {
    let figures = counted(&[
        (1, 2026, facts(&["money", "home"], "worse")),
        (1, 2026, facts(&["home", "social", "health"], "better")),
        (2, 2024, facts(&["money"], "worse")),
        (3, 2023, facts(&["money"], "worse")),
    ]);
    assert_eq!(figures.counted_families, 2, "the third family began in 2023");
    assert_eq!(figures.totals["families_in_trajectory"]["all"], 3);
    assert_eq!(figures.totals["hours"]["all"], 6, "four times an hour and a half");
    let groups = ["money", "home", "social", "health"].map(|group| cell(&figures, "problem_groups", group));
    assert_eq!(
        groups,
        [2, 1, 1, 0],
        "the first three of the first family, over both trajectories"
    );
    assert_eq!(cell(&figures, "problem_effect", "better"), 1, "the newest word");
    assert_eq!(cell(&figures, "problem_effect", "worse"), 1);
}

#[test]
fn what_came_before_the_period_tells_when_a_family_began_and_nothing_else() {
    let mut count = NationalCount::over(period(), 3);
    count.add(&trajectory(1, 1, 2020), None);
    count.add(&trajectory(1, 2, 2026), Some(facts(&["money"], "worse")));
    let figures = count.figures(&shares(), Vec::new());
    assert_eq!(
        (figures.counted_families, cell(&figures, "problem_groups", "money")),
        (0, 0)
    );
    assert_eq!(figures.totals["families_in_trajectory"]["all"], 1);
    let nothing = NationalCount::over(period(), 3).figures(&shares(), Vec::new());
    assert_eq!(
        nothing.totals.len(),
        TOTALS.len(),
        "what there is none of is told as well"
    );
    assert_eq!(nothing.totals["families_in_trajectory"]["all"], 0);
}

#[test]
fn money_that_came_back_is_taken_off() {
    let mut told = facts(&[], "worse");
    told.totals.insert(("budget", "spent"), 500);
    told.totals.insert(("budget", "returned"), 120);
    assert_eq!(
        counted(&[(1, 2026, told.clone())]).totals["budget"],
        [("spent".to_owned(), 380)].into()
    );
    told.totals.insert(("budget", "returned"), 900);
    assert_eq!(counted(&[(1, 2026, told)]).totals["budget"]["spent"], 0);
}

fn any_facts() -> impl Strategy<Value = NationalFacts> {
    let groups = prop::collection::vec(prop::sample::select(&GROUPS[..]), 0..12);
    let effect = prop::sample::select(&["worse", "same", "better"][..]);
    (groups, effect).prop_map(|(groups, effect)| facts(&groups, effect))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_answer_of_one_family_moves_more_than_twice_its_share(
        others in prop::collection::vec((2_u128..6, 2024_i32..2027, any_facts()), 0..12),
        one in prop::collection::vec(any_facts(), 1..4),
        other in prop::collection::vec(any_facts(), 1..4),
    ) {
        let with = |own: &[NationalFacts]| {
            let mut all = others.clone();
            all.extend(own.iter().map(|facts| (1, 2026, facts.clone())));
            counted(&all)
        };
        let (before, after) = (with(&one), with(&other));
        prop_assert_eq!(before.counted_families, after.counted_families);
        for (indicator, share) in shares() {
            let (was, is) = (&before.histograms[&indicator], &after.histograms[&indicator]);
            let cells: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
            let moved: i64 = cells
                .into_iter()
                .map(|cell| (was.get(cell).unwrap_or(&0) - is.get(cell).unwrap_or(&0)).abs())
                .sum();
            prop_assert!(moved <= 2 * i64::from(share), "{} moved by {}", indicator, moved);
            let sum: i64 = was.values().sum();
            prop_assert!(sum <= i64::from(before.counted_families) * i64::from(share));
        }
    }
}
