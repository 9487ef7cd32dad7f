//! A release as statisticians make it over HTTP, on both databases: what they see, what they are refused, what a second
//! try does, and that no reader can do any of it.

use std::collections::BTreeSet;

use krachtig_core::domain::vocabulary::Role;
use krachtig_national::catalogue::catalogue;
use krachtig_national::reading::Machine;
use krachtig_server::app::clock::SystemClock;
use krachtig_tests::client::Client;
use krachtig_tests::office::{Office, databases};
use serde_json::{Value, json};

use crate::releases::{TYPES, hand_in, objects};

const HAND_INS: &str = "query { handIns(period: \"2025\") { region name revision accepted acceptedBy countedFamilies \
    totals { indicator category value } attributes } }";
const ACCEPT: &str = "mutation($input: AcceptHandInInput!) { acceptHandIn(input: $input) { handIn { region accepted acceptedBy } \
    refusals { code field } } }";
const PREVIEW: &str = "mutation($input: DefinitionInput!) { previewRelease(input: $input) { releasePreview { epsilon \
    tables { indicator protection { margin } } left { region epsilon } } refusals { code field } } }";
const DEFINE: &str = "mutation($input: DefinitionInput!) { defineRelease(input: $input) { releasePlan { name epsilon definedBy \
    computed { hash } } refusals { code field } } }";
const COMPUTE: &str = "mutation($name: String!) { computeRelease(name: $name) { releasePlan { computedBy publishedBy \
    computed { id hash signature publishedAt inputs { region countedFamilies } figures { status figures } } } \
    refusals { code field } } }";
const PUBLISH: &str = "mutation($name: String!) { publishRelease(name: $name) { releasePlan { computedBy publishedBy \
    computed { hash publishedAt } } refusals { code field } } }";

fn definition() -> Value {
    json!({
        "name": "jaarcijfers-2025",
        "title": {"nl": "Jaarcijfers 2025 (fictief)", "en": "Figures of 2025 (fictional)"},
        "period": "2025",
        "regions": ["noord", "zuid"],
        "organisational": ["families_in_trajectory"],
        "attributes": [{"indicator": "problem_groups", "epsilon": "1.2", "split": "TOGETHER"}],
    })
}

async fn an_office(database: Option<&str>) -> (Office, Client, Client) {
    let office = Office::open(database).await;
    let stores = office.installation.services.tenants().national_stores().await;
    let store = &stores.expect("it opens").maker;
    for (region, families) in [("noord", 300), ("zuid", 9)] {
        let figures = hand_in(region, families);
        let at = Machine::now(&SystemClock);
        store.hand_in(&figures, &catalogue(), at).await.expect("taken");
    }
    let (one, other) = (
        office.maker("statisticus een").await,
        office.maker("statisticus twee").await,
    );
    (office, one, other)
}

/// What a mutation with one field answers.
async fn of(client: &Client, mutation: &str, variables: Value) -> Value {
    let data = client.ask(mutation, variables).await;
    data.as_object()
        .and_then(|fields| fields.values().next())
        .cloned()
        .expect("a field")
}

fn refusal(code: &str, field: &str) -> Value {
    json!([{"code": code, "field": field}])
}

#[tokio::test(flavor = "multi_thread")]
async fn two_statisticians_make_a_release_and_a_second_try_changes_nothing() {
    for database in databases() {
        let (office, one, other) = an_office(database.as_deref()).await;
        let name = json!({"name": "jaarcijfers-2025"});
        let input = json!({"input": definition()});
        let handed_in = &one.ask(HAND_INS, json!({})).await["handIns"];
        assert_eq!(handed_in[1]["countedFamilies"], 9);
        assert_eq!(handed_in[0]["attributes"], json!(["problem_effect", "problem_groups"]));
        assert_eq!(
            handed_in[0]["totals"],
            json!([{"indicator": "families_in_trajectory", "category": "all", "value": 300}])
        );

        let preview = of(&one, PREVIEW, input.clone()).await;
        assert_eq!(preview["releasePreview"]["epsilon"], "1.2");
        assert!(preview["releasePreview"]["tables"][0]["protection"]["margin"].as_i64() > Some(0));
        let before = preview["releasePreview"]["left"].clone();

        let defined = of(&one, DEFINE, input.clone()).await;
        assert_eq!(defined["releasePlan"]["computed"], Value::Null);
        assert_eq!(
            of(&other, DEFINE, input.clone()).await,
            defined,
            "the same again is the same"
        );
        assert_eq!(
            of(&one, COMPUTE, name.clone()).await["refusals"][0]["code"],
            "NOT_HANDED_IN"
        );
        for region in ["noord", "zuid"] {
            let input = json!({"input": {"region": region, "period": "2025", "revision": 1}});
            let accepted = of(&one, ACCEPT, input.clone()).await;
            assert_eq!(accepted["handIn"]["accepted"], true);
            assert_eq!(
                of(&other, ACCEPT, input).await,
                accepted,
                "who accepted it stays who it was"
            );
        }
        assert_eq!(
            of(&one, PUBLISH, name.clone()).await["refusals"],
            refusal("NOT_FOUND", "release")
        );

        let computed = of(&one, COMPUTE, name.clone()).await;
        assert_eq!(computed["refusals"], json!([]));
        let release = &computed["releasePlan"]["computed"];
        assert_eq!(release["publishedAt"], Value::Null);
        assert_eq!(release["figures"][0], json!({"status": "EXACT", "figures": 3}));
        assert_eq!(of(&one, COMPUTE, name.clone()).await, computed, "nothing is drawn anew");
        assert_eq!(of(&other, COMPUTE, name.clone()).await, computed);
        let after = of(&one, PREVIEW, input.clone()).await["releasePreview"]["left"].clone();
        let left = |all: &Value| all[0]["epsilon"].as_str().and_then(|text| text.parse::<f64>().ok());
        assert_eq!(
            left(&before)
                .zip(left(&after))
                .map(|(then, now)| then - now > 1.19 && then - now < 1.21),
            Some(true)
        );

        let reader = office.reader().await;
        let published = "{ releases { hash } }";
        assert_eq!(reader.ask(published, json!({})).await["releases"], json!([]));
        assert_eq!(
            of(&one, PUBLISH, name.clone()).await["refusals"],
            refusal("SAME_PERSON", "release")
        );
        assert_eq!(reader.ask(published, json!({})).await["releases"], json!([]));
        let done = of(&other, PUBLISH, name.clone()).await;
        assert_ne!(done["releasePlan"]["computedBy"], done["releasePlan"]["publishedBy"]);
        assert_eq!(of(&other, PUBLISH, name.clone()).await, done);
        assert_eq!(of(&one, PUBLISH, name).await, done, "it is published, whoever asks");
        assert_eq!(
            reader.ask(published, json!({})).await["releases"][0]["hash"],
            release["hash"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_as_data() {
    let (_office, one, _) = an_office(None).await;
    let changed = |field: &str, to: Value| {
        let mut definition = definition();
        definition[field] = to;
        json!({ "input": definition })
    };
    let refusals = async |input| of(&one, DEFINE, input).await["refusals"].clone();
    assert_eq!(
        refusals(changed("period", json!("2025-Q9"))).await,
        refusal("INVALID_FORMAT", "period")
    );
    assert_eq!(
        refusals(changed("regions", json!([]))).await,
        refusal("MISSING", "regions")
    );
    let loud = json!([{"indicator": "problem_groups", "epsilon": "-1", "split": "TOGETHER"}]);
    assert_eq!(
        refusals(changed("attributes", loud)).await,
        refusal("INVALID_FORMAT", "attributes.problem_groups.epsilon")
    );
    let input = json!({"input": {"region": "nergens", "period": "2025", "revision": 1}});
    assert_eq!(
        of(&one, ACCEPT, input).await["refusals"],
        refusal("NOT_FOUND", "revision")
    );
    assert_eq!(
        of(&one, COMPUTE, json!({"name": "niets"})).await["refusals"],
        refusal("NOT_FOUND", "name")
    );
    of(&one, DEFINE, json!({"input": definition()})).await;
    let other = changed("title", json!({"nl": "Anders (fictief)", "en": "Other (fictional)"}));
    assert_eq!(refusals(other).await, refusal("DONE_BEFORE", "name"));
    let too_much = json!([{"indicator": "problem_groups", "epsilon": "99", "split": "TOGETHER"}]);
    let mut greedy = changed("attributes", too_much);
    greedy["input"]["name"] = json!("te-veel");
    assert_eq!(refusals(greedy).await, json!([]));
    let refused = of(&one, COMPUTE, json!({"name": "te-veel"})).await;
    assert_eq!(refused["refusals"][0]["code"], "BUDGET_EXCEEDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_can_make_nothing_and_makers_reach_no_casework() {
    let (office, maker, _) = an_office(None).await;
    let reader = office.reader().await;
    let tenant = office.tenant("exodus-hier").await;
    let (_, coordinator) = office.member(&tenant, Role::Coordinator).await;
    let read = reader.ask(TYPES, json!({})).await;
    let made = maker.ask(TYPES, json!({})).await;
    let casework = objects(&coordinator.ask(TYPES, json!({})).await);
    let (readers, makers) = (objects(&read), objects(&made));
    let apart: BTreeSet<&str> = [
        "HandIn",
        "HandInTotal",
        "ReleasePlan",
        "ComputedRelease",
        "ReleasePreview",
    ]
    .into();
    assert!(
        apart
            .iter()
            .all(|name| makers.contains(*name) && !readers.contains(*name)),
        "{readers:?}"
    );
    let shared: Vec<_> = makers.intersection(&casework).collect();
    assert!(shared.is_empty(), "{shared:?} can be reached from both");
    for name in ["FigureTable", "ReleaseFigure", "Dossier"] {
        assert!(!makers.contains(name), "figures are read by readers: {name}");
    }
    let root = "{ __schema { mutationType { name } } }";
    assert_eq!(
        reader.ask(root, json!({})).await["__schema"]["mutationType"],
        Value::Null
    );

    // Each token at the other's door, and a member's at both: as if there were none.
    let nobody = office
        .client("/national/releases/graphql", "krt_niemand")
        .post(HAND_INS, json!({}))
        .await;
    assert_eq!(nobody.0, 401);
    for token in [reader.token(), coordinator.token()] {
        let answer = office
            .client("/national/releases/graphql", token)
            .post(HAND_INS, json!({}))
            .await;
        assert_eq!(answer, nobody);
    }
    let (_, answer) = office
        .client("/national/graphql", maker.token())
        .post("{ releases { name } }", json!({}))
        .await;
    assert_eq!(answer["errors"][0]["extensions"]["refusal"], "OUT_OF_SCOPE", "{answer}");
}
