//! The life of a region's rules through the schema: who may do what, what lists cost, and what is refused.

use std::sync::Arc;

use futures_util::StreamExt;
use krachtig_core::service::{TrustKey, UploadPlugin};
use serde_json::{Value, json};

use super::lists::{counted, fill};
use super::office::{Office, text};
use super::region::{Region, key, signed};
use crate::graphql::tests::data;

const COMPONENT: &str = "regels 1.0.0";

/// An office that trusts the developer's key and has the plugin, and the plugin's id.
async fn with_plugin() -> (Office, String) {
    let office = Office::with_rules(Arc::new(Region)).await;
    let ctx = office.ctx(&office.coordinator);
    let trust = TrustKey {
        label: "Ontwikkelaar (fictief)".to_owned(),
        public_key: key().public_key().to_string(),
    };
    office.services.trust_key(&ctx, trust).await.expect("trusted");
    let upload = UploadPlugin {
        component: COMPONENT.as_bytes().to_vec(),
        signature: signed(COMPONENT).to_text(),
    };
    let plugin = office.services.upload_plugin(&ctx, upload).await.expect("uploaded");
    (office, plugin.id.to_string())
}

/// Replays the plugin, listens until it ends, and gives the replay's id and the events.
async fn replayed(office: &Office, plugin: &str, settings: &str) -> (String, Vec<Value>) {
    let input = format!("pluginId: \"{plugin}\", settings: {settings}");
    let begun = office
        .done(&office.coordinator, "startReplay", &input, "replay { id state }")
        .await;
    let id = text(&begun["replay"]["id"]);
    let query = format!("subscription {{ replayProgress(id: \"{id}\") {{ state done total }} }}");
    let events = office
        .schema
        .execute_stream(office.request(&office.coordinator, &query));
    let events = events.map(|event| data(&event)["replayProgress"].take());
    (id, events.collect().await)
}

#[tokio::test]
async fn a_page_of_comparisons_costs_two_statements() {
    let (office, plugin) = with_plugin().await;
    fill(&office, "Gezin 0 (fictief)").await;
    let input = format!("pluginId: \"{plugin}\", settings: {{ fails: true }}, use: SHADOW, validFrom: \"2026-03-02\"");
    let proposed = office
        .done(
            &office.coordinator,
            "proposeRules",
            &input,
            "ruleSet { id state use settings proposedBy { name } }",
        )
        .await["ruleSet"]
        .take();
    assert_eq!(
        (&proposed["state"], &proposed["use"], &proposed["settings"]),
        (&json!("PROPOSED"), &json!("SHADOW"), &json!({ "fails": true }))
    );
    assert_eq!(proposed["proposedBy"]["name"], "Cora (fictief)");
    let input = format!("id: {}, version: 1", proposed["id"]);
    let confirmed = office
        .done(
            &office.approver,
            "confirmRules",
            &input,
            "ruleSet { state confirmedBy { name } }",
        )
        .await;
    assert_eq!(
        confirmed["ruleSet"],
        json!({ "state": "IN_USE", "confirmedBy": { "name": "Ab (fictief)" } })
    );
    for number in 1..20 {
        fill(&office, &format!("Gezin {number} (fictief)")).await;
    }
    let (id, events) = replayed(&office, &plugin, "{}").await;
    assert_eq!(
        events.last(),
        Some(&json!({ "state": "DONE", "done": 20, "total": 20 }))
    );

    let request = "request { amount silo lifeDomain requestedOn trajectoryId decision { outcome rules { name } } }";
    let verdict = "verdict { fault answer { outcome fuelUsed findings { code arguments { value } } } }";
    for (first, rows) in [(1, 1), (20, 20)] {
        let query = format!(
            "{{ replayDifferences(first: {first}, filter: {{ replayId: \"{id}\", kind: OUTCOME }}) {{
                edges {{ node {{ kind {request} {verdict} }} }} }} }}"
        );
        let (told, statements) = counted(&office, &query).await;
        let edges = told["replayDifferences"]["edges"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        assert_eq!((edges.len(), statements), (rows, 2));
        let node = &edges[0]["node"];
        assert_eq!(node["request"]["amount"], 5000);
        assert_eq!(node["request"]["decision"]["outcome"], "NEEDS_APPROVALS");
        assert_eq!(
            node["verdict"],
            json!({ "fault": null, "answer": { "outcome": "APPROVE", "fuelUsed": 1000,
                "findings": [{ "code": "given", "arguments": [{ "value": "5000" }] }] } })
        );
    }
    let query = format!(
        "{{ shadowDecisions(filter: {{ ruleSetId: {}, differs: true }}) {{ edges {{ node {{ kind {request} {verdict} }} }} totalCount }} }}",
        proposed["id"]
    );
    let (told, statements) = counted(&office, &query).await;
    assert_eq!((&told["shadowDecisions"]["totalCount"], statements), (&json!(19), 3));
    let node = &told["shadowDecisions"]["edges"][0]["node"];
    assert_eq!(
        (&node["kind"], &node["verdict"]["fault"]),
        (&json!("FAULT"), &json!("rule_out_of_fuel"))
    );
    let (_, bare) = counted(&office, "{ shadowDecisions { edges { node { kind } } } }").await;
    assert_eq!(bare, 1, "what is not selected is not fetched");
}

#[tokio::test]
async fn lists_of_rules_cost_one_statement_each() {
    let (office, plugin) = with_plugin().await;
    replayed(&office, &plugin, "{}").await;
    for (list, node) in [
        ("trustedKeys", "label publicKey withdrawnOn"),
        (
            "plugins",
            "name edition settingsSchema description { findings { code texts { language text } } }",
        ),
        ("ruleSets", "state use number"),
        (
            "replays",
            "state progress { done total } summary { decisions kinds { decisions } groups { value } }",
        ),
    ] {
        let (told, statements) = counted(&office, &format!("{{ {list} {{ edges {{ node {{ {node} }} }} }} }}")).await;
        let rows = usize::from(list != "ruleSets");
        assert_eq!(told[list]["edges"].as_array().map(Vec::len), Some(rows), "{list}");
        assert_eq!(statements, 1, "{list}");
    }
    let query = format!("{{ plugin(id: \"{plugin}\") {{ name description {{ findings {{ texts {{ text }} }} }} }} }}");
    let told = office.told(&office.worker, &query).await;
    assert_eq!(
        told["plugin"]["description"]["findings"][0]["texts"][0]["text"],
        "{asked} is given."
    );
}

#[tokio::test]
async fn whoever_has_no_part_in_rules_sees_none() {
    let (office, plugin) = with_plugin().await;
    let (replay, _) = replayed(&office, &plugin, "{}").await;
    let query = format!("{{ plugin(id: \"{plugin}\") {{ name }} replay(id: \"{replay}\") {{ state }} }}");
    let told = office.told(&office.volunteer, &query).await;
    assert_eq!(told, json!({ "plugin": null, "replay": null }));
    for list in [
        "trustedKeys",
        "plugins",
        "ruleSets",
        "replays",
        "replayDifferences",
        "shadowDecisions",
    ] {
        let code = office
            .error_code(&office.volunteer, &format!("{{ {list} {{ totalCount }} }}"))
            .await;
        assert_eq!(code, "refused", "{list}");
    }
    let watch = format!("subscription {{ replayProgress(id: \"{replay}\") {{ done }} }}");
    let events = office.schema.execute_stream(office.request(&office.volunteer, &watch));
    let events: Vec<_> = events.collect().await;
    assert_eq!((events.len(), events[0].errors.len()), (1, 1));
    let once = office.schema.execute_stream(office.request(&office.worker, &watch));
    assert_eq!(once.count().await, 1, "a replay that ended is told once");
}

#[tokio::test]
async fn what_is_no_component_is_refused_at_its_field() {
    let (office, plugin) = with_plugin().await;
    let upload = async |component: &str| {
        let signature = serde_json::to_string(&signed(COMPONENT).to_text()).expect("a text");
        let input = format!("component: \"{component}\", signature: {signature}");
        office
            .done(&office.coordinator, "uploadPlugin", &input, "plugin { id }")
            .await["refusals"][0]
            .take()
    };
    let refused = upload("niet zo!").await;
    assert_eq!(
        (&refused["code"], &refused["field"]),
        (&json!("INVALID_FORMAT"), &json!("component"))
    );
    for same in ["cmVnZWxzIDEuMC4w", "cmVnZWxz\\nIDEuMC4w\\n"] {
        assert_eq!(upload(same).await["code"], "ALREADY_EXISTS", "{same}");
    }
    let refused = upload("cmVnZWxz").await;
    assert_eq!(
        (&refused["code"], &refused["field"]),
        (&json!("SIGNATURE_REFUSED"), &json!("signature"))
    );
    for (mutation, rest) in [
        ("startReplay", ""),
        ("proposeRules", ", use: SHADOW, validFrom: \"2026-03-02\""),
    ] {
        let input = format!("pluginId: \"{plugin}\", settings: [1]{rest}");
        let refused = office.done(&office.coordinator, mutation, &input, "__typename").await;
        assert_eq!(refused["refusals"][0]["code"], "SETTINGS_REFUSED", "{mutation}");
        assert_eq!(refused["refusals"][0]["field"], "settings", "{mutation}");
    }
}

#[tokio::test]
async fn trajectories_are_moved_together_or_not_at_all() {
    let (office, plugin) = with_plugin().await;
    let trajectory = office.register("Gezin Mee (fictief)").await;
    let input = |ids: &str| format!("ids: [{ids}], pluginId: \"{plugin}\"");
    let shown = "movedTrajectories { trajectories { id rulesHash } }";
    let one = format!("\"{trajectory}\"");
    let early = office
        .done(&office.coordinator, "moveTrajectories", &input(&one), shown)
        .await;
    assert_eq!(early["refusals"][0]["code"], "WRONG_STATE", "it is not in use");
    replayed(&office, &plugin, "{}").await;
    let propose = format!("pluginId: \"{plugin}\", settings: {{}}, use: ACTIVE, validFrom: \"2026-03-02\"");
    let proposed = office
        .done(&office.coordinator, "proposeRules", &propose, "ruleSet { id hash }")
        .await["ruleSet"]
        .take();
    let confirm = format!("id: {}, version: 1", proposed["id"]);
    office
        .done(&office.approver, "confirmRules", &confirm, "ruleSet { id }")
        .await;
    let (prefix, _) = trajectory.split_once('_').expect("a prefix");
    let unknown = format!("{one}, \"{prefix}_{}\"", "0".repeat(32));
    let none = office
        .done(&office.coordinator, "moveTrajectories", &input(&unknown), shown)
        .await;
    assert_eq!(none["movedTrajectories"], Value::Null, "{none}");
    let moved = office
        .done(&office.coordinator, "moveTrajectories", &input(&one), shown)
        .await;
    assert_eq!(
        moved["movedTrajectories"]["trajectories"],
        json!([{ "id": trajectory, "rulesHash": proposed["hash"] }])
    );
}
