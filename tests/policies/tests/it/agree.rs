//! Cedar and the model say the same.

use krachtig_policies::model::{Deed, Open, Who, may};
use krachtig_policies::questions::{POLICIES, Questions, askers, cedar, deeds, opens, policies, written_by_the_build};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Everything that can be asked, once.
#[test]
fn cedar_and_the_model_agree_on_everything() {
    let questions = Questions::default();
    assert!(questions.count() > 10_000, "only {} questions", questions.count());
    assert!(!questions.differ(&POLICIES));
}

#[test]
fn the_build_writes_down_what_the_model_says() {
    let written = written_by_the_build();
    assert!(written.len() > 10_000, "only {} answers", written.len());
    for (who, deed, open, says) in written {
        assert_eq!(says, may(who, deed, open), "{who:?} {deed:?} {open:?}");
    }
}

/// Somebody at random who asks something at random: who acts, mostly those who may do something; in which ways the
/// dossier lies open, mostly one; and what is asked.
fn asked() -> impl Strategy<Value = (Vec<Who>, Vec<Open>, Deed)> {
    let active: Vec<Who> = askers()
        .into_iter()
        .filter(|who| matches!(who, Who::Member(_, "active")))
        .collect();
    let roles = proptest::sample::subsequence(active.clone(), 0..=active.len());
    let who = prop_oneof![
        8 => roles,
        2 => proptest::sample::select(askers()).prop_map(|who| vec![who]),
    ];
    let opens = proptest::collection::vec(proptest::sample::select(opens()), 1..3);
    (who, opens, proptest::sample::select(deeds()))
}

/// Asks so many times, each time about entities of its own. Whoever acts in several roles, or has a dossier open in
/// several ways, may do what is allowed in one of them.
fn agree(times: u32) {
    let config = Config {
        cases: times,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&asked(), |(who, opens, deed)| {
        let any = |says: &dyn Fn(Who, Open) -> bool| who.iter().any(|who| opens.iter().any(|open| says(*who, *open)));
        let (cedar, model) = (
            any(&|who, open| cedar(who, deed, open)),
            any(&|who, open| may(who, deed, open)),
        );
        prop_assert_eq!(cedar, model, "{:?} {:?} {:?}", who, opens, deed);
        Ok(())
    });
    outcome.expect("both say the same");
}

#[test]
fn cedar_and_the_model_agree_at_random() {
    agree(2_000);
}

#[test]
#[ignore = "soak"]
fn soak_cedar_and_the_model_agree_on_a_million_requests() {
    agree(1_000_000);
}

#[test]
fn what_does_not_hold_against_the_schema_is_refused() {
    for broken in [
        r#"@id("x") permit (principal is Membership, action, resource) when { principal.role == Role::"boss" };"#,
        r#"@id("x") permit (principal is Membership, action == Action::"read_dosier", resource);"#,
        r#"@id("x") permit (principal is Membership, action, resource is Part) when { resource.side == Side::"both" };"#,
        r#"@id("x") permit (principal is Membership, action, resource is Part) when { resource.dossier.assignment.side == Side::"both" };"#,
        r#"permit (principal, action, resource);"#,
        r#"@id("x") permit (principal, action"#,
    ] {
        assert!(policies(&[("broken", broken)]).is_err(), "{broken}");
    }
}
