//! The same question, facts and settings give the same answer for the same fuel: on another host, in another order,
//! beside other calls.

use krachtig_core::rules::{BudgetFacts, BudgetQuestion, RuleAnswer};
use proptest::strategy::{Strategy, ValueTree};

use super::*;

type Case = (BudgetQuestion, BudgetFacts);
type Answer = Result<RuleAnswer, RuleFault>;

/// Made-up cases, the same ones in every run.
fn cases(many: usize) -> Vec<Case> {
    let mut runner = TestRunner::deterministic();
    let strategy = native::cases();
    let case = |_| strategy.new_tree(&mut runner).expect("a case").current();
    (0..many).map(case).collect()
}

/// Asks rules of a host of their own about every case, in the order of these places.
fn answers(cases: &[Case], order: impl Iterator<Item = usize>) -> Vec<Option<Answer>> {
    let (host, _scratch) = host(1);
    let artifact = host.compile(&component()).expect("the component compiles");
    let rules = host.load(&artifact, &settings("{}")).expect("the rules load");
    let mut answers = vec![None; cases.len()];
    for place in order {
        let (question, facts) = &cases[place];
        answers[place] = Some(rules.rehearse(question, facts).0);
    }
    answers
}

fn are_the_same_twice(many: usize) {
    let cases = cases(many);
    let (first, second) = std::thread::scope(|scope| {
        let forth = scope.spawn(|| answers(&cases, 0..many));
        let back = scope.spawn(|| answers(&cases, (0..many).rev()));
        (forth.join().expect("no panic"), back.join().expect("no panic"))
    });
    for (place, (first, second)) in first.iter().zip(&second).enumerate() {
        assert!(first.is_some());
        assert_eq!(first, second, "case {place}: {:?}", cases[place]);
    }
    let mut fuel: Vec<_> = first
        .iter()
        .flatten()
        .flatten()
        .filter_map(|answer| answer.fuel_used)
        .collect();
    assert!(fuel.len() > many / 2, "most cases are answered");
    fuel.sort_unstable();
    fuel.dedup();
    assert!(fuel.len() > 20, "the cases differ in what they cost: {fuel:?}");
}

#[test]
fn a_thousand_requests_twice_give_the_same_decisions_findings_and_fuel() {
    are_the_same_twice(1_000);
}

#[test]
#[ignore = "soak"]
fn ten_thousand_requests_twice_give_the_same_decisions_findings_and_fuel() {
    are_the_same_twice(10_000);
}
