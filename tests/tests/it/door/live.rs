//! What changes for somebody, heard while it happens by the session of a browser.

use std::time::Duration;

use krachtig_core::domain::vocabulary::Role;
use krachtig_server::app::open::operator_ctx;
use krachtig_tests::browser::{Answered, Browser};
use krachtig_tests::office::{Office, databases};
use serde_json::{Value, json};

use super::{EMAIL, PASSWORD};

const LISTEN: &str = "subscription($trajectoryId: TrajectoryId) { ownChanges(trajectoryId: $trajectoryId) { \
     unseen { count newest } trajectory { change { action } } } }";

/// What was heard, one event after another.
fn heard(answered: &Answered) -> Vec<Value> {
    let events = answered
        .text
        .split("\n\n")
        .filter(|event| event.starts_with("event: next"));
    let told = events.filter_map(|event| event.split_once("data: "));
    told.map(|(_, data)| serde_json::from_str(data).expect("an event is JSON"))
        .collect()
}

async fn settle() {
    tokio::time::sleep(Duration::from_millis(400)).await;
}

async fn done(browser: &Browser, mutation: &str, input: Value) -> Value {
    let answer = browser.ask(mutation, json!({ "input": input })).await.done();
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_acts_and_the_other_hears_until_the_session_ends() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-door").await;
        let services = &office.installation.services;
        let ctx = operator_ctx(services, &tenant).await.expect("open");
        let (worker, leads) = (Role::Professional, "leidt@voorbeeld.invalid");
        let member = office.with_password(&tenant, (EMAIL, worker), PASSWORD).await;
        let _ = office
            .with_password(&tenant, (leads, Role::Coordinator), PASSWORD)
            .await;
        let (one, other) = (office.browser(&tenant), office.browser(&tenant));
        for (browser, email) in [(&one, EMAIL), (&other, leads)] {
            let credentials = json!({ "email": email, "password": PASSWORD });
            let _ = browser.post("sign-in", credentials).await.done();
        }
        let register = "mutation($input: RegisterFamilyInput!) { registerFamily(input: $input) { dossier { \
             trajectory { id } } } }";
        let family = json!({ "family": { "name": "Gezin (fictief)" }, "openedOn": "2026-01-12" });
        let registered = done(&other, register, family).await;
        let id = registered["registerFamily"]["dossier"]["trajectory"]["id"].clone();

        let foreign = one.with_header("accept", "text/event-stream");
        let refused = foreign.ask(LISTEN, json!({ "trajectoryId": id })).await;
        let refused = heard(&refused)[0]["errors"][0]["extensions"]["refusal"].clone();
        assert_eq!(
            refused, "NOT_FOUND",
            "a dossier that one may not see is not heard of beside"
        );

        let listener = one.with_header("accept", "text/event-stream");
        let listening = tokio::spawn(async move { listener.ask(LISTEN, json!({})).await });
        settle().await;
        let assign = "mutation($input: AssignMemberInput!) { assignMember(input: $input) { refusals { code } } }";
        let input = json!({ "trajectoryId": id, "memberId": member.to_string(), "role": "PROFESSIONAL" });
        done(&other, assign, input).await;
        services.keep_notices(&ctx, false).await.expect("kept");
        settle().await;

        let listener = one.with_header("accept", "text/event-stream");
        let beside = json!({ "trajectoryId": id });
        let both = tokio::spawn(async move { listener.ask(LISTEN, beside).await });
        settle().await;
        let time = "mutation($input: RecordTimeInput!) { recordTime(input: $input) { refusals { code } } }";
        let input = json!({ "trajectoryId": id, "spentOn": "2026-02-01", "minutes": 30 });
        done(&other, time, input).await;
        let notices = one.ask("{ notices { id } }", json!({})).await.done();
        let newest = notices["data"]["notices"][0]["id"].clone();
        let see = "mutation($input: SeeNoticesInput!) { seeNotices(input: $input) { refusals { code } } }";
        done(&one, see, json!({ "upTo": newest })).await;
        settle().await;
        services.end_sessions(&ctx, member).await.expect("ended");
        for (stream, beside) in [(listening, false), (both, true)] {
            let stream = tokio::time::timeout(Duration::from_secs(5), stream).await;
            let told = heard(&stream.expect("it ends").expect("no panic"));
            let ended = &told.last().expect("something")["errors"][0]["extensions"]["code"];
            assert_eq!(ended, "session_ended", "{told:?}");
            let changes: Vec<&Value> = told.iter().map(|one| &one["data"]["ownChanges"]).collect();
            let counts: Vec<i64> = changes
                .iter()
                .filter_map(|one| one["unseen"]["count"].as_i64())
                .collect();
            let actions: Vec<&str> = changes
                .iter()
                .filter_map(|one| one["trajectory"]["change"]["action"].as_str())
                .collect();
            let came = changes.iter().filter_map(|one| one["unseen"]["newest"].as_str());
            assert!(came.eq([newest.as_str().expect("an id")]), "{told:?}");
            if beside {
                assert_eq!((counts, actions), (vec![1, 0], vec!["RECORD_TIME"]), "{told:?}");
            } else {
                assert_eq!((counts, actions.len()), (vec![0, 1, 0], 0), "{told:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_member_cannot_take_all_places() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let (_, client) = office.member(&tenant, Role::Coordinator).await;
    let (_, other) = office.member(&tenant, Role::Professional).await;
    let mut streams = Vec::new();
    for _ in 0..20 {
        let stream = client.send(LISTEN, json!({}), "text/event-stream").await;
        assert_eq!(stream.status(), 200);
        streams.push(stream);
    }
    let refused = client.send(LISTEN, json!({}), "text/event-stream").await;
    assert_eq!(refused.status(), 429);
    let others = other.send(LISTEN, json!({}), "text/event-stream").await;
    assert_eq!(others.status(), 200, "whoever else listens is not kept out");
    drop(streams);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let again = client.send(LISTEN, json!({}), "text/event-stream").await;
    assert_eq!(again.status(), 200);
}
