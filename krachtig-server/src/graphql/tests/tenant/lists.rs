//! Lists: a constant number of statements for any page, and cursors that go on where they should.

use async_graphql::connection::{CursorType, OpaqueCursor};
use krachtig_core::store::counting_statements;
use serde_json::Value;

use super::office::{Office, text};

const TRAJECTORIES: &str = "{ trajectories(first: 50) {
    edges { node { id family { name } trajectory { openedOn } progress { current } lead { id } } } totalCount } }";
const GOALS: &str = "{ goals(first: 50) {
    edges { node { goal { title person { name } actions { about } } family { name } trajectory { id } } } } }";
const REQUESTS: &str =
    "{ budgetRequests(first: 50) { edges { node { budgetRequest { amount state } family { name } } } } }";

/// Registers a family with a goal, an action, and a budget request.
pub(super) async fn fill(office: &Office, name: &str) {
    let trajectory = office.register(name).await;
    let of = format!("trajectoryId: \"{trajectory}\"");
    let worker = &office.worker;
    let input = format!("{of}, name: \"Anna {name}\", relation: PARTNER, bornOn: \"1990-05-01\"");
    let person = text(&office.done(worker, "addPerson", &input, "person { id }").await["person"]["id"]);
    for purpose in ["SUPPORT", "PERSPECTIVE_BUDGET"] {
        let input = format!(
            "{of}, subject: {{ personId: \"{person}\" }}, purpose: {purpose}, form: SIGNED, givenOn: \"2026-01-20\""
        );
        let given = office.done(worker, "giveConsent", &input, "consent { id }").await;
        assert_eq!(given["refusals"], Value::Array(Vec::new()));
    }
    let input = format!("{of}, lifeDomain: HOUSING, title: \"Rust\", personId: \"{person}\", setOn: \"2026-02-01\"");
    let goal = office.done(worker, "setGoal", &input, "goal { id }").await;
    let goal = text(&goal["goal"]["id"]);
    let input = format!("goalId: \"{goal}\", about: \"Bellen\", carrier: OWN");
    office.done(worker, "planAction", &input, "action { id }").await;
    let input = format!("{of}, amount: 5000, purpose: \"Bed\", lifeDomain: HOUSING, payee: SUPPLIER, silo: WMO_2015");
    let asked = office
        .done(worker, "requestBudget", &input, "budgetRequest { state }")
        .await;
    assert_eq!(asked["budgetRequest"]["state"], "PENDING", "{asked}");
}

pub(super) async fn counted(office: &Office, query: &str) -> (Value, u64) {
    counting_statements(office.told(&office.coordinator, query)).await
}

#[tokio::test]
async fn a_page_takes_as_many_statements_for_fifty_rows_as_for_one() {
    let office = Office::open().await;
    fill(&office, "Gezin 0 (fictief)").await;
    let mut before = Vec::new();
    for (query, list) in [
        (TRAJECTORIES, "trajectories"),
        (GOALS, "goals"),
        (REQUESTS, "budgetRequests"),
    ] {
        let (told, statements) = counted(&office, query).await;
        assert_eq!(told[list]["edges"].as_array().map(Vec::len), Some(1));
        assert!((1..=6).contains(&statements), "{list}: {statements}");
        before.push((query, list, statements));
    }
    for number in 1..50 {
        fill(&office, &format!("Gezin {number} (fictief)")).await;
    }
    for (query, list, statements) in before {
        let (told, now) = counted(&office, query).await;
        assert_eq!(told[list]["edges"].as_array().map(Vec::len), Some(50));
        assert_eq!(now, statements, "{list}");
    }
    let (_, bare) = counted(&office, "{ trajectories(first: 50) { edges { node { id } } } }").await;
    assert_eq!(bare, 1, "what is not selected is not fetched");

    let (goals, _) = counted(&office, GOALS).await;
    let node = &goals["goals"]["edges"][7]["node"];
    assert_eq!(node["family"]["name"], "Gezin 7 (fictief)");
    assert_eq!(node["goal"]["person"]["name"], "Anna Gezin 7 (fictief)");
    assert_eq!(node["goal"]["actions"][0]["about"], "Bellen");
}

#[tokio::test]
async fn a_cursor_goes_on_and_a_forged_one_is_refused() {
    let office = Office::open().await;
    for name in ["B", "A", "C"] {
        office.register(&format!("Gezin {name} (fictief)")).await;
    }
    let page =
        "{ families(first: 2, sort: NAME) { edges { node { name } } pageInfo { hasNextPage endCursor } totalCount } }";
    let first = office.told(&office.worker, page).await;
    let names = |told: &Value| -> Vec<String> {
        let edges = told["families"]["edges"].as_array().cloned().unwrap_or_default();
        edges.iter().map(|edge| text(&edge["node"]["name"])).collect()
    };
    assert_eq!(names(&first), ["Gezin A (fictief)", "Gezin B (fictief)"]);
    assert_eq!(first["families"]["totalCount"], 3);
    let cursor = text(&first["families"]["pageInfo"]["endCursor"]);
    let next = format!("{{ families(first: 2, sort: NAME, after: \"{cursor}\") {{ edges {{ node {{ name }} }} }} }}");
    assert_eq!(names(&office.told(&office.worker, &next).await), ["Gezin C (fictief)"]);

    let forged = |json: &str| OpaqueCursor(json.to_owned()).encode_cursor();
    let number = forged("[{\"a\": 1}, \"019cadf9-f680-7000-8000-000000000000\"]");
    for (cursor, code) in [
        ("niets!", "wrong_cursor"),
        (&*forged("{}"), "wrong_cursor"),
        (&*number, "refused"),
    ] {
        let query = format!("{{ families(sort: NAME, after: \"{cursor}\") {{ totalCount }} }}");
        assert_eq!(office.error_code(&office.worker, &query).await, code, "{cursor}");
    }
    let code = office
        .error_code(&office.worker, "{ families(first: 101) { totalCount } }")
        .await;
    assert_eq!(code, "out_of_range");
}
