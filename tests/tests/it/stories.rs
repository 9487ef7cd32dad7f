//! The story library over HTTP: for whoever's token opens stories, and logged.

use std::collections::BTreeSet;

use krachtig_national::store::ReaderScope;
use krachtig_national::story::Story;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::readers::let_in;
use krachtig_tests::office::{Office, databases};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn stories_are_told_to_who_may_read_them_and_gone_when_they_are_taken_back() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let services = &office.installation.services;
        let store = &services.tenants().national_stores().await.expect("it opens").maker;
        let story = Story {
            key: "0f".repeat(32),
            region: "exodus-hier".to_owned(),
            period: "2026-Q3".parse().expect("a period"),
            title: "Samen (fictief)".to_owned(),
            body: "Het ging beter.".to_owned(),
            effects: None,
        };
        store.tell_story(&story).await.expect("told");
        let ask = "{ stories { region period title body effects } }";
        let let_in = async |scope| {
            let scopes = BTreeSet::from([scope]);
            let name = format!("DJI {scope:?}");
            let issued = let_in((services, &SystemClock), &name, scopes, 1)
                .await
                .expect("let in");
            office.client("/national/graphql", &issued.secret)
        };
        let (figures, stories) = (let_in(ReaderScope::Figures).await, let_in(ReaderScope::Stories).await);
        let (_, answer) = figures.post(ask, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["refusal"], "OUT_OF_SCOPE", "{answer}");
        let told = stories.ask(ask, json!({})).await;
        let expected = json!([{"region": "exodus-hier", "period": "2026-Q3", "title": "Samen (fictief)",
            "body": "Het ging beter.", "effects": null}]);
        assert_eq!(told["stories"], expected);
        store
            .take_back_story("exodus-daar", &story.key)
            .await
            .expect("nothing of it");
        assert_eq!(
            stories.ask(ask, json!({})).await["stories"],
            expected,
            "that is another region's"
        );
        store
            .take_back_story("exodus-hier", &story.key)
            .await
            .expect("taken back");
        assert_eq!(stories.ask(ask, json!({})).await["stories"], json!([]));
        let reads = store.reads(time::OffsetDateTime::UNIX_EPOCH, 100).await.expect("read");
        assert_eq!(reads.len(), 3, "each reading is logged");
        assert!(reads.iter().all(|read| read.asked == "stories"));
    }
}
