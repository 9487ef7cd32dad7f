//! Who looked, why and with what: from the headers of a request to what a family is told.

use krachtig_core::domain::vocabulary::Role;
use krachtig_tests::client::Client;
use krachtig_tests::office::{Office, databases};
use serde_json::{Value, json};

const REGISTER: &str = "mutation($input: RegisterFamilyInput!) { registerFamily(input: $input) \
    { refusals { code } dossier { trajectory { id } } } }";
const READ: &str = "query($id: TrajectoryId!) { dossier(id: $id) { persons { name } goals { title } } }";
const LISTEN: &str = "subscription($id: TrajectoryId!) { trajectoryChanges(id: $id) { missed } }";
const LOOKED: &str = "query($filter: AccessLogFilterInput) { accessLog(filter: $filter, descending: true) { totalCount \
    edges { node { event action role purpose program peer fields rows requestId recordKind recordId trajectoryId \
    member { id name } } } } }";

async fn looked(client: &Client, filter: Value) -> Vec<Value> {
    let data = client.ask(LOOKED, json!({"filter": filter})).await;
    let edges = data["accessLog"]["edges"].as_array().expect("a page").clone();
    edges.into_iter().map(|edge| edge["node"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_told_who_looked_why_and_with_what() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-test").await;
        let (_, coordinator) = office.member(&tenant, Role::Coordinator).await;
        let (worker_id, worker) = office.member(&tenant, Role::Professional).await;
        let (_, stranger) = office.member(&tenant, Role::Professional).await;
        let input = json!({"family": {"name": "Gezin Voorbeeld (fictief)"}, "openedOn": "2026-01-05"});
        let made = worker.done(REGISTER, json!({"input": input})).await;
        let id = made["dossier"]["trajectory"]["id"].clone();
        let of_family = json!({"trajectoryId": id});

        let saying = coordinator.clone().saying("rights_request");
        saying.ask(READ, json!({"id": id})).await;
        worker.ask("{ families { edges { node { name } } } }", json!({})).await;
        let stream = worker.send(LISTEN, json!({"id": id}), "text/event-stream").await;
        assert_eq!(stream.status(), 200);
        // The line comes with the stream's beginning, after its headers.
        while looked(&coordinator, json!({"event": "LISTEN"})).await.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        drop(stream);

        let told = looked(&worker, of_family.clone()).await;
        let events: Vec<&str> = told.iter().filter_map(|line| line["event"].as_str()).collect();
        assert_eq!(
            events,
            ["LISTEN", "SEARCH", "READ", "CREATE", "CREATE", "CREATE"],
            "{told:?}"
        );
        let read = &told[2];
        assert_eq!(read["purpose"], "RIGHTS_REQUEST");
        assert_eq!(
            (&read["role"], &read["program"]),
            (&json!("coordinator"), &json!("tests"))
        );
        assert_eq!(read["fields"], json!(["person", "assignment", "goal"]), "{read}");
        assert_eq!(read["trajectoryId"], id);
        let peer = read["peer"].as_str().expect("a code");
        assert!(peer.len() == 16 && !peer.contains('.'), "{peer}");
        assert_eq!(told[3]["member"]["id"], json!(worker_id.to_string()));
        assert_eq!(told[3]["purpose"], "SUPPORT");
        // A list is told by how many it showed, never by whom else.
        assert_eq!((&told[1]["rows"], &told[1]["trajectoryId"]), (&json!(1), &Value::Null));

        for client in [&stranger, &worker] {
            let (_, answer) = client.post(LOOKED, json!({"filter": null})).await;
            assert_eq!(answer["errors"][0]["extensions"]["refusal"], "NOT_FOUND", "{answer}");
        }
        let (_, denied) = stranger.post(LOOKED, json!({"filter": of_family})).await;
        assert_eq!(denied["errors"][0]["extensions"]["refusal"], "NOT_FOUND", "{denied}");
        let all = looked(&coordinator, json!({"event": "READ_LOG"})).await;
        assert!(
            all.iter().any(|line| line["trajectoryId"] == id),
            "reading who looked is a look"
        );
        let by_worker = looked(
            &coordinator,
            json!({"memberId": worker_id.to_string(), "event": "LISTEN"}),
        )
        .await;
        assert_eq!(by_worker.len(), 1);

        for word in ["nosiness", "break_glass", "system"] {
            let (status, answer) = worker.clone().saying(word).post(READ, json!({"id": id})).await;
            assert_eq!(
                (status, &answer["errors"][0]["extensions"]["code"]),
                (400, &json!("unknown_purpose")),
                "{answer}"
            );
        }
    }
}
