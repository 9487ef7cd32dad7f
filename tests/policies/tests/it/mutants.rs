//! Breaks the policies on purpose, in every small way that there is, and holds each broken set against the build's own
//! check and the independent model. A way that neither notices would be a clause that no test needs.

use std::collections::BTreeSet;
use std::fmt::Write;

use cedar_policy::{Policy, PolicyId, PolicySet, ValidationMode, Validator};
use krachtig_policies::questions::{POLICIES, Questions, schema};
use serde_json::{Value, json};

/// A policy broken in one way.
struct Mutant {
    policy: PolicyId,
    how: String,
    /// The broken policy; nothing where it was dropped.
    broken: Option<Value>,
}

/// Every way to break a policy.
fn mutants_of(policy: &Policy) -> Vec<Mutant> {
    let whole = policy.to_json().expect("a policy is JSON");
    let mut mutants = vec![("dropped".to_owned(), None)];
    let mut add = |how: String, broken: Value| mutants.push((how, Some(broken)));
    let with = |name: &str, value: Value| {
        let mut broken = whole.clone();
        broken[name] = value;
        broken
    };
    let effect = if whole["effect"] == "permit" {
        "forbid"
    } else {
        "permit"
    };
    add(format!("made a {effect}"), with("effect", json!(effect)));
    for scope in ["principal", "action", "resource"] {
        if whole[scope]["op"] != "All" {
            add(format!("any {scope}"), with(scope, json!({"op": "All"})));
        }
    }
    if let Some(actions) = whole["action"]["entities"].as_array() {
        for (place, action) in actions.iter().enumerate() {
            let mut fewer = actions.clone();
            fewer.remove(place);
            add(
                format!("without {}", action["id"]),
                with("action", json!({"op": "in", "entities": fewer})),
            );
        }
    }
    let conditions = whole["conditions"].as_array().cloned().unwrap_or_default();
    for (place, condition) in conditions.iter().enumerate() {
        let mut fewer = conditions.clone();
        fewer.remove(place);
        add(format!("without condition {place}"), with("conditions", json!(fewer)));
        let other = if condition["kind"] == "when" { "unless" } else { "when" };
        let mut turned = conditions.clone();
        turned[place]["kind"] = json!(other);
        add(
            format!("condition {place} turned round"),
            with("conditions", json!(turned)),
        );
        for (number, body) in broken_bodies(&condition["body"]).into_iter().enumerate() {
            let mut other = conditions.clone();
            other[place]["body"] = body;
            add(
                format!("condition {place} in way {number}"),
                with("conditions", json!(other)),
            );
        }
    }
    // An action that is on dossiers alone says so in the schema: to say it again in the policy changes nothing.
    let reach = |json: &Value| {
        let read = Policy::from_json(Some(policy.id().clone()), json.clone()).ok()?;
        let all = read.get_valid_request_envs(schema()).map(|one| format!("{one:?}"));
        Some(all.collect::<BTreeSet<_>>())
    };
    let (before, scopes) = (reach(&whole), ["any principal", "any resource"]);
    let says_more = |(how, broken): &(String, Option<Value>)| {
        !scopes.contains(&how.as_str()) || broken.as_ref().and_then(&reach) != before
    };
    mutants
        .into_iter()
        .filter(says_more)
        .map(|(how, broken)| Mutant {
            policy: policy.id().clone(),
            how,
            broken,
        })
        .collect()
}

/// An expression with one of its clauses left out, one of its comparisons turned round, or one word of a set left out.
fn broken_bodies(body: &Value) -> Vec<Value> {
    let Value::Object(node) = body else { return Vec::new() };
    let mut broken = Vec::new();
    for (operator, arguments) in node {
        match operator.as_str() {
            "&&" | "||" => broken.extend([arguments["left"].clone(), arguments["right"].clone()]),
            "==" => broken.push(json!({"!=": arguments})),
            "!=" => broken.push(json!({"==": arguments})),
            _ => {}
        }
        let children: Vec<(String, Value)> = match arguments {
            Value::Object(children) => children.clone().into_iter().collect(),
            _ => Vec::new(),
        };
        for (name, child) in children {
            for other in broken_bodies(&child) {
                let mut node = body.clone();
                node[operator][&name] = other;
                broken.push(node);
            }
        }
        if let Value::Array(words) = arguments {
            for place in 0..words.len() {
                let mut fewer = words.clone();
                fewer.remove(place);
                broken.push(json!({operator: fewer}));
            }
        }
    }
    broken
}

/// How a mutant was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noticed {
    ByTheBuild,
    ByTheModel,
    Never,
}

impl Mutant {
    fn noticed(&self, questions: &Questions) -> Noticed {
        let Some(set) = self.set() else {
            return Noticed::ByTheBuild;
        };
        let held = Validator::new(schema().clone()).validate(&set, ValidationMode::Strict);
        if !held.validation_passed_without_warnings() {
            return Noticed::ByTheBuild;
        }
        if questions.differ(&set) {
            Noticed::ByTheModel
        } else {
            Noticed::Never
        }
    }

    /// All policies, this one broken; nothing where Cedar cannot even read it.
    fn set(&self) -> Option<PolicySet> {
        let mut set = PolicySet::new();
        for policy in POLICIES.policies() {
            let broken = match &self.broken {
                _ if *policy.id() != self.policy => policy.clone(),
                None => continue,
                Some(json) => Policy::from_json(Some(self.policy.clone()), json.clone()).ok()?,
            };
            set.add(broken).ok()?;
        }
        Some(set)
    }
}

/// Breaks every `step`th way, and gives the score: all, and noticed by the build and by the model.
fn score(step: usize) -> (usize, usize, usize) {
    let mut policies: Vec<&Policy> = POLICIES.policies().collect();
    policies.sort_by_key(|policy| policy.id().to_string());
    let mutants: Vec<Mutant> = policies.into_iter().flat_map(mutants_of).step_by(step).collect();
    let questions = Questions::default();
    assert!(
        !questions.differ(&POLICIES),
        "the policies themselves say what the model says"
    );
    let (mut build, mut model, mut missed) = (0, 0, String::new());
    for mutant in &mutants {
        match mutant.noticed(&questions) {
            Noticed::ByTheBuild => build += 1,
            Noticed::ByTheModel => model += 1,
            Noticed::Never => {
                let _ = writeln!(missed, "{}: {}", mutant.policy, mutant.how);
            }
        }
    }
    assert_eq!(missed, "", "of {} broken policies nobody noticed these", mutants.len());
    (mutants.len(), build, model)
}

#[test]
fn some_broken_policies_are_noticed() {
    let (all, build, model) = score(9);
    assert_eq!(all, build + model);
    assert!(model > build, "most are noticed by what they say: {model} of {all}");
}

#[test]
#[ignore = "soak"]
fn soak_every_broken_policy_is_noticed() {
    let (all, build, model) = score(1);
    assert_eq!(all, build + model, "{build} noticed by the build, {model} by the model");
    assert!(all > 250, "only {all} were tried");
}
