//! Components that were built to do harm, each through the host as the server uses it: where it is refused, with which
//! code, and that nobody else notices.
//!
//! What a signature says about a component, and replaying an older version, do not belong here: they are the core's.

mod limits;

use krachtig_core::rules::{BudgetFacts, BudgetQuestion, RuleAnswer};

use super::*;
use krachtig_hostile::Refused;
use krachtig_hostile::guest::{Guest, within};
use krachtig_hostile::table::{Hostile, at_compile, at_decide, at_load};

/// A harmless tenant's rules, and what they answer while nothing else goes on.
struct Harmless {
    rules: Arc<ComponentRules>,
    question: BudgetQuestion,
    facts: BudgetFacts,
    usual: Result<RuleAnswer, RuleFault>,
}

impl Harmless {
    fn on(host: &PluginHost) -> Self {
        let artifact = host
            .compile(&Guest::default().component())
            .expect("the component compiles");
        let rules = host.load(&artifact, &settings("{}")).expect("the rules load");
        let (question, facts) = native::sample(&mut TestRunner::deterministic());
        let usual = rules.decide(&question, &facts);
        assert!(usual.is_ok());
        Self {
            rules,
            question,
            facts,
            usual,
        }
    }

    fn assert_answers(&self, after: &str) {
        assert_eq!(
            self.rules.decide(&self.question, &self.facts),
            self.usual,
            "after {after}"
        );
    }

    /// Loads and asks a hostile component, and tells where that ended and how.
    fn meet(&self, host: &PluginHost, component: &[u8]) -> (Refused, String) {
        let artifact = match host.compile(component) {
            Ok(artifact) => artifact,
            Err(error) => return (Refused::Compile, error.code().to_owned()),
        };
        let rules = match host.load(&artifact, &settings("{}")) {
            Ok(rules) => rules,
            Err(error) => return (Refused::Load, error.code().to_owned()),
        };
        let answer = rules.decide(&self.question, &self.facts);
        (
            Refused::Decide,
            answer.map_or_else(|fault| fault.code().to_owned(), |_| "an answer".to_owned()),
        )
    }
}

fn all_are_refused(hostile: Vec<Hostile>) {
    let (host, _scratch) = host(1);
    let harmless = Harmless::on(&host);
    for Hostile {
        name,
        component,
        refused,
        code,
    } in hostile
    {
        assert_eq!(harmless.meet(&host, &component), (refused, code.to_owned()), "{name}");
        harmless.assert_answers(name);
    }
}

#[test]
fn what_misbehaves_when_asked_is_a_fault_of_its_own() {
    all_are_refused(at_decide());
}

#[test]
fn what_cannot_become_rules_is_refused_at_load() {
    all_are_refused(at_load());
}

#[test]
fn what_is_no_rule_is_refused_at_compile() {
    all_are_refused(at_compile(&component()));
}

#[test]
fn the_components_made_here_do_no_harm_as_they_stand() {
    // Or the table would tell of components that are broken in another way than it says.
    let (host, _scratch) = host(1);
    let harmless = Harmless::on(&host);
    for component in [
        Guest::default().component(),
        within("", 0),
        within("(core module $m) (core instance (instantiate $m))", 0),
    ] {
        assert_eq!(
            harmless.meet(&host, &component),
            (Refused::Decide, "an answer".to_owned())
        );
    }
}

#[test]
fn forbidden_imports_are_told_by_name() {
    let (host, _scratch) = host(1);
    let wasi = r#"(import "wasi:cli/environment@0.2.0" (instance)) (import "wasi:clocks/wall-clock@0.2.0" (instance))"#;
    let refused = host
        .compile(&within(wasi, 2))
        .map(|_| ())
        .expect_err("forbidden")
        .to_string();
    for name in ["wasi:cli/environment@0.2.0", "wasi:clocks/wall-clock@0.2.0"] {
        assert!(refused.contains(name), "{refused}");
    }
    assert!(!refused.contains("krachtig:region/log"), "{refused}");
}
