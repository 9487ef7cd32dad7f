//! What the objects tell of a dossier.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_graphql::Positioned;
use async_graphql::parser::types::{FieldDefinition, ServiceDocument, TypeKind, TypeSystemDefinition};
use krachtig_core::domain::refusal::{Refusal, RefusalCode};
use serde_json::{Value, json};

use super::data;
use super::schema::{Counted, schema, schema_over};
use crate::graphql::refusal::message;

async fn answer(query: &str) -> Value {
    let response = schema().execute(query).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    data(&response)
}

#[tokio::test]
async fn a_dossier_tells_its_links() {
    let told = answer(
        "{ dossier {
            family { name municipality recordedAt version }
            adults { name } persons { name relation bornOn }
            consents { purpose holds person { name } }
            introductions { via present { name } }
            mappings { instrument { code } scores { level domain { labelNl } split { own } }
                findings { kind domain { lifeDomain } } }
            goals { title lifeDomain person { name } actions { about carrier dueOn } }
            referrals { state closedOn partner { name partnerType } persons { name } }
            problems { category group effect }
            siloObstacles { ground cost suggestions { about addressedTo } }
            storyVersions { approvedAudiences approvals { audience person { name } } }
        } }",
    )
    .await;
    insta::assert_snapshot!(format!("{told:#}"));
}

#[tokio::test]
async fn a_budget_tells_where_every_line_and_request_stands() {
    let told = answer(
        "{ dossier { budget {
            balance { allotted reserved spent available }
            plans { total approvals { approvedOn } }
            requests { amount state standing { granted reserved spent }
                decision { outcome approvalsNeeded { subject groups { roles count } }
                    findings { code arguments { name kind value } } obligations { kind dueOn } rules { name } }
                lines { kind } }
            ledger { kind movesMoney amount balanceAfter { reserved available } }
        } } }",
    )
    .await;
    insta::assert_snapshot!(format!("{told:#}"));
}

#[tokio::test]
async fn rules_tell_their_life_and_what_they_would_have_decided() {
    let answer_fields = "outcome fuelUsed findings { code } tranches { amount } obligations { kind }";
    let request = format!(
        "request {{ id trajectoryId amount lifeDomain payee silo requestedOn
            decision {{ {answer_fields} failed {{ fault rules {{ name componentSha256 settingsVersion }} }} }} }}"
    );
    let verdict = format!("verdict {{ fault answer {{ {answer_fields} approvalsNeeded {{ subject }} }} }}");
    let told = answer(&format!(
        "{{
            trustedKey {{ label publicKey trustedOn trustedBy {{ name }} withdrawnOn version }}
            plugin {{ name edition hash settingsSchema signedBy uploadedOn uploadedBy {{ name }}
                description {{ languages summary {{ language text }} findings {{ code arguments texts {{ text }} }} }} }}
            ruleSet {{ name edition hash settings use state validFrom proposedOn proposedBy {{ name }}
                confirmedOn confirmedBy {{ id }} rolledBackOn rolledBackBy {{ id }} number version }}
            replay {{ name edition hash settings askedOn askedBy {{ id }} state progress {{ state done total }}
                summary {{ decisions different reconstructed kept kinds {{ kind decisions }}
                    groups {{ by value different before {{ ...tally }} after {{ ...tally }} }}
                    levels {{ before after share {{ ...share }} }}
                    periods periodFaults figures {{ period indicator position before after }} failure }} }}
            interrupted {{ state progress {{ done }} }}
            replayDifference {{ kind {request} {verdict} }}
            shadowDecision {{ kind {request} {verdict} }}
        }}
        fragment tally on Tally {{ needsApprovals {{ ...share }} fault {{ ...share }} }}
        fragment share on Share {{ decisions amount }}"
    ))
    .await;
    insta::assert_snapshot!(format!("{told:#}"));
}

#[tokio::test]
async fn progress_tells_nine_steps() {
    let told = answer("{ dossier { progress { current steps { step number state doneOn } } } }").await;
    let progress = &told["dossier"]["progress"];
    assert_eq!(progress["steps"].as_array().map(Vec::len), Some(9));
    assert_eq!(
        progress["steps"][0],
        json!({ "step": "DETAINEE_TALK", "number": 1, "state": "DONE", "doneOn": "2026-01-13" })
    );
}

#[tokio::test]
async fn every_field_of_a_dossier_is_told_whole_by_what_it_looks_at() {
    let sdl = async_graphql::parser::parse_schema(schema().sdl()).expect("a schema reads its own text");
    let fields = paths(&sdl, "Dossier");
    assert!(fields.len() > 200, "only {} fields were found", fields.len());
    for field in fields {
        let told = answer(&format!("{{ dossier {{ {field} }} wholeDossier {{ {field} }} }}")).await;
        assert_eq!(told["dossier"], told["wholeDossier"], "{field}");
    }
}

/// Every way from a type to a value, each as a selection: `goals { actions { about } }`.
fn paths(sdl: &ServiceDocument, of: &str) -> Vec<String> {
    let fields = sdl.definitions.iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(ty) if ty.node.name.node == of => match &ty.node.kind {
            TypeKind::Object(object) => Some(&object.fields),
            _ => None,
        },
        _ => None,
    });
    let under = |field: &Positioned<FieldDefinition>| {
        let (name, ty) = (&field.node.name.node, field.node.ty.node.to_string());
        let below = paths(sdl, ty.trim_matches(['[', ']', '!']));
        match below.is_empty() {
            true => vec![name.to_string()],
            false => below.iter().map(|path| format!("{name} {{ {path} }}")).collect(),
        }
    };
    fields.into_iter().flatten().flat_map(under).collect()
}

#[tokio::test]
async fn names_are_asked_for_once() {
    let names: Arc<Counted> = Arc::default();
    let query = "{
        dossier { lead { name } timeEntries { member { name } } budget { ledger { recordedBy { id name } } } }
        trajectories { edges { node { lead { name } } } }
    }";
    let response = schema_over(names.clone()).execute(query).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    let told = data(&response);
    assert_eq!(told["dossier"]["lead"]["name"], "Doortje (fictief)");
    let lines = &told["dossier"]["budget"]["ledger"];
    assert_eq!(
        lines[2]["recordedBy"],
        json!({ "id": "mem_019c00000000700080000000000000a2", "name": null })
    );
    assert_eq!(
        names.0.load(Ordering::Relaxed),
        1,
        "the dossier and the list ask together"
    );

    let names: Arc<Counted> = Arc::default();
    schema_over(names.clone()).execute("{ dossier { lead { id } } }").await;
    assert_eq!(names.0.load(Ordering::Relaxed), 0, "an id needs no name");
}

#[tokio::test]
async fn fragments_aliases_and_directives_hold() {
    let told = answer(
        "query($no: Boolean = false) {
            dossier {
                __typename
                goals { id @include(if: $no) ...titled }
                goals { ... on Goal { domain: lifeDomain actions { about } } ... { actions { carrier } } }
            }
        }
        fragment titled on Goal { what: title }",
    )
    .await;
    let goal = json!({
        "what": "Weer samen eten", "domain": "FINANCES",
        "actions": [{ "about": "Tafel kopen", "carrier": "OWN" }],
    });
    assert_eq!(told, json!({ "dossier": { "__typename": "Dossier", "goals": [goal] } }));
}

#[tokio::test]
async fn what_is_selected_twice_is_told_once() {
    let told = answer(
        "query($no: Boolean = false) {
            dossier { goals { title actions { about } } }
            dossier { goals { title actions { carrier } } family { name } }
            ...more
            dossier @include(if: $no) { adults { name } }
            partners { name }
            partners { partnerType }
            other: dossier { goals { lifeDomain } }
        }
        fragment more on Root { dossier { goals { domain: lifeDomain } } }",
    )
    .await;
    let goal = json!({
        "title": "Weer samen eten", "domain": "FINANCES",
        "actions": [{ "about": "Tafel kopen", "carrier": "OWN" }],
    });
    assert_eq!(told["dossier"]["goals"], json!([goal]));
    assert_eq!(told["dossier"].as_object().map(serde_json::Map::len), Some(2));
    assert!(told["dossier"]["family"]["name"].is_string());
    assert_eq!(told["other"], json!({ "goals": [{ "lifeDomain": "FINANCES" }] }));
    let partner = told["partners"][0].as_object().expect("a party");
    assert_eq!(partner.len(), 2);
}

#[tokio::test]
async fn a_payload_holds_the_record_or_the_refusals() {
    let told = answer("{ recorded { goal { title actions { about } } refusals { code } } }").await;
    let goal = json!({ "title": "Weer samen eten", "actions": [{ "about": "Tafel kopen" }] });
    assert_eq!(told, json!({ "recorded": { "goal": goal, "refusals": [] } }));

    let told = answer(
        "{ refused { goal { title } refusals {
            code field args { name value } message changed { version fields at by { name } }
        } } }",
    )
    .await;
    let refusal = json!({
        "code": "STALE",
        "field": "scores.0.lifeDomain",
        "args": [{ "name": "max", "value": "200" }],
        "message": "Somebody else changed it since it was read (max: 200).",
        "changed": [{ "version": 2, "fields": ["targetOn"], "at": "2026-03-01T10:00:00Z", "by": { "name": null } }],
    });
    assert_eq!(told, json!({ "refused": { "goal": null, "refusals": [refusal] } }));
}

#[tokio::test]
async fn pages_follow_each_other() {
    let first = answer(
        "{ trajectories(first: 2) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount } }",
    )
    .await;
    let first = &first["trajectories"];
    assert_eq!(first["edges"].as_array().map(Vec::len), Some(2));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    assert_eq!(first["pageInfo"]["endCursor"], first["edges"][1]["cursor"]);
    assert_eq!(first["totalCount"], 3);
    let cursor = first["pageInfo"]["endCursor"]
        .as_str()
        .expect("a page with records ends at a cursor");
    let second = answer(&format!(
        "{{ trajectories(first: 2, after: \"{cursor}\") {{ edges {{ cursor }} pageInfo {{ hasNextPage }} }} }}"
    ))
    .await;
    assert_eq!(second["trajectories"]["edges"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["trajectories"]["pageInfo"]["hasNextPage"], false);
}

#[tokio::test]
async fn a_page_has_bounds_and_a_cursor_a_form() {
    for args in ["first: 0", "first: 101", "first: -1", "first: 70000", "after: \"2\""] {
        let response = schema()
            .execute(format!("{{ trajectories({args}) {{ pageInfo {{ hasNextPage }} }} }}"))
            .await;
        assert_eq!(response.errors.len(), 1, "{args}");
    }
}

#[test]
fn a_message_holds_the_values_in_their_places() {
    let refusal = Refusal::new(RefusalCode::OutOfRange, "minutes")
        .with("min", 1)
        .with("max", 1440);
    assert_eq!(message(&refusal), "A number lies outside 1 to 1440.");
    let refusal = Refusal::new(RefusalCode::WrongState, "id").with("state", "sent");
    assert_eq!(message(&refusal), "The record's state does not allow it (state: sent).");
}
