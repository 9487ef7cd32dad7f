//! Rules in JavaScript through the same host, within the same bounds, held to their own golden cases.
//!
//! They need Node.js to be built. Where they were not, the test says so and passes: whoever runs `cargo xtask test`
//! has been told already.

use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::rules::{BudgetApproval, BudgetFacts, BudgetQuestion, FamilySize, LedgerFact, RuleAnswer};
use krachtig_region::{Answer, Facts, Request, Tranche};
use serde_json::{Value, json};

use super::native::{cents, day_of, in_core_words, member, snapshot};
use super::*;

/// The cases, which reach each kind of answer. What a case calls by a word that came later is no question for the
/// core, so not all of them can be asked here; the rules' own tests run them all.
const CASES: [&str; 8] = [
    "small_amount_is_decided_at_once",
    "coordinator_above_75",
    "own_approval_does_not_count",
    "coordinator_agrees",
    "family_always_hands_in_a_receipt",
    "cap_counts_this_years_contact",
    "not_for_anything_else",
    "settings_hold",
];

fn component() -> Option<Vec<u8>> {
    let path = built("KRACHTIG_PLUGINS_DIR", "target/plugins").join("pi-krimpen.wasm");
    fs::read(path).ok()
}

/// A case as it stands in its file, but with members that the core knows.
fn case(name: &str) -> Value {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/pi-krimpen/cases");
    let text = fs::read_to_string(cases.join(format!("{name}.json"))).expect("the case is readable");
    let mut case: Value = serde_json::from_str(&text).expect("the case is JSON");
    case["request"]["requester"] = json!("requester");
    with_members(&mut case);
    case
}

fn with_members(value: &mut Value) {
    match value {
        Value::String(text) if text == "requester" => *text = member(9).to_string(),
        Value::String(text) if text == "one" => *text = member(1).to_string(),
        Value::Array(items) => items.iter_mut().for_each(with_members),
        Value::Object(properties) => properties.values_mut().for_each(with_members),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn word<V: Vocabulary>(code: &str) -> V {
    V::from_code(code).expect("a word of the core's")
}

fn member_of(text: &str) -> MemberId {
    text.parse().expect("a member")
}

fn question(case: &Value) -> BudgetQuestion {
    let request: Request = serde_json::from_value(case["request"].clone()).expect("a request");
    BudgetQuestion {
        day: day_of(request.day),
        amount: cents(request.amount),
        purpose: request.purpose,
        life_domain: word(&request.life_domain),
        payee_kind: word(&request.payee_kind),
        silo: word(&request.silo),
        requester: member_of(&request.requester),
    }
}

/// The facts that these cases use; a case that needs more than these would not say what it says.
fn facts(case: &Value) -> BudgetFacts {
    let given = case.get("facts").cloned().unwrap_or_else(|| json!({}));
    let facts: Facts = serde_json::from_value(given).expect("facts");
    let line = |line: &krachtig_region::LedgerLine| LedgerFact {
        day: day_of(line.day),
        kind: word::<LedgerKind>(&line.kind),
        amount: cents(line.promised.abs()),
        silo: word(&line.silo),
        life_domain: word(&line.life_domain),
    };
    let approval = |approval: &krachtig_region::Approval| BudgetApproval {
        member: member_of(&approval.member),
        role: word(&approval.role),
        day: day_of(approval.day),
    };
    BudgetFacts {
        ledger: facts.ledger.iter().map(line).collect(),
        plan: None,
        approvals: facts.approvals.iter().map(approval).collect(),
        family: FamilySize {
            adults: facts.family.adults,
            children: facts.family.children,
        },
        silo_checks: Vec::new(),
        decisions: Vec::new(),
        benefit_impact_checked: None,
        review_talk: None,
    }
}

/// What the case expects, in the core's words.
fn expected(case: &Value, fuel_used: Option<u64>) -> RuleAnswer {
    let expect = &case["expect"];
    let amount = case["request"]["amount"].as_i64().expect("an amount");
    let whole = if expect["decision"] == "refuse" {
        Vec::new()
    } else {
        vec![Tranche::whole(amount)]
    };
    let or = |part: &str, otherwise: Value| expect.get(part).cloned().unwrap_or(otherwise);
    let answer = json!({
        "decision": expect["decision"],
        "findings": expect["findings"],
        "tranches": or("tranches", serde_json::to_value(whole).expect("JSON")),
        "obligations": or("obligations", json!([])),
    });
    let answer: Answer = serde_json::from_value(answer).expect("an answer");
    in_core_words(answer, fuel_used)
}

/// The same answer, with the arguments of findings in the order of their names: a case's have no order.
fn in_order(mut answer: RuleAnswer) -> RuleAnswer {
    for finding in &mut answer.findings {
        finding.arguments.sort_by(|one, other| one.name.cmp(&other.name));
    }
    answer
}

#[test]
fn rules_in_javascript_keep_to_the_same_interface_and_bounds() {
    let Some(component) = component() else {
        eprintln!(
            "!! SKIPPED: target/plugins/pi-krimpen.wasm is not there; `cargo xtask plugins` builds it with Node.js"
        );
        return;
    };
    let (host, _scratch) = host(1);
    let artifact = host.compile(&component).expect("the component compiles");
    let mut seen = [false; 3];
    for name in CASES {
        let case = case(name);
        let json = case.get("settings").map_or_else(|| "{}".to_owned(), Value::to_string);
        let rules = host.load(&artifact, &settings(&json)).expect("the rules load");
        let (question, facts) = (question(&case), facts(&case));
        let (answer, notes) = rules.rehearse(&question, &facts);
        let answer = answer.unwrap_or_else(|fault| panic!("{name}: {fault:?} {notes:?}"));
        assert_eq!(
            rules.decide(&question, &facts),
            Ok(answer.clone()),
            "{name}: the same answer for the same fuel"
        );
        assert!(
            answer.fuel_used.is_some_and(|fuel| fuel < 5_000_000),
            "{name}: {answer:?}"
        );
        assert_eq!(
            in_order(answer.clone()),
            in_order(expected(&case, answer.fuel_used)),
            "{name}"
        );
        seen[match answer.decision {
            BudgetDecision::Approve => 0,
            BudgetDecision::NeedsApprovals(_) => 1,
            BudgetDecision::Refuse => 2,
        }] = true;
    }
    assert_eq!(seen, [true; 3], "approve, approvals and refuse all occur");

    let rules = host.load(&artifact, &settings("{}")).expect("the rules load");
    assert_eq!(rules.identity().name, "pi-krimpen");
    let declared: Vec<_> = rules
        .description()
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    assert!(declared.contains(&"not_for_contact"), "{declared:?}");
    let mut large = snapshot();
    large.ledger[0].life_domain = krachtig_core::domain::vocabulary::LifeDomain::SocialNetwork;
    large.ledger = vec![large.ledger[0].clone(); 100];
    let observed = rules.observe(&large).expect("the rules answer");
    let values: Vec<_> = observed
        .iter()
        .map(|seen| (seen.indicator.as_str(), seen.value))
        .collect();
    assert_eq!(values, [("paid_for_contact", 5_000_000), ("children_reached", 2)]);

    let Err(HostError::Settings(faults)) = host.load(&artifact, &settings(r#"{"bound_cents": -1}"#)) else {
        panic!("settings out of bounds are refused");
    };
    assert!(faults.to_string().contains("/bound_cents"), "{faults}");
}
