//! The story library over HTTP: for whoever's token opens stories, and logged.

use krachtig_national::store::ReaderScope;
use krachtig_national::story::Story;
use krachtig_tests::browser::Browser;
use krachtig_tests::client::Client;
use krachtig_tests::office::{Office, databases};
use serde_json::json;

/// A reader whose token opens one thing.
async fn reader(office: &Office, scope: ReaderScope) -> Client {
    office
        .outsider(&format!("DJI {scope:?}"), [scope].into(), "/national/graphql")
        .await
}

fn story(number: u8, region: &str) -> Story {
    Story {
        key: format!("{number:02x}").repeat(32),
        region: region.to_owned(),
        period: "2026-Q3".parse().expect("a period"),
        title: format!("Samen {number} (fictief)"),
        body: "Het ging beter.".to_owned(),
        effects: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stories_are_told_to_who_may_read_them_and_gone_when_they_are_taken_back() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let services = &office.installation.services;
        let store = &services.tenants().national_stores().await.expect("it opens").maker;
        let story = story(15, "exodus-hier");
        store.tell_story(&story).await.expect("told");
        let ask = "{ stories { edges { node { region period title body effects } } } }";
        let (figures, stories) = (
            reader(&office, ReaderScope::Figures).await,
            reader(&office, ReaderScope::Stories).await,
        );
        let (_, answer) = figures.post(ask, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["refusal"], "OUT_OF_SCOPE", "{answer}");
        let (_, answer) = figures
            .post(&ask.replace("stories", "stories(region: \"?\")"), json!({}))
            .await;
        assert_eq!(
            answer["errors"][0]["extensions"]["refusal"], "OUT_OF_SCOPE",
            "whatever is asked"
        );
        let told = stories.ask(ask, json!({})).await;
        let expected = json!([{"node": {"region": "exodus-hier", "period": "2026-Q3", "title": "Samen 15 (fictief)",
            "body": "Het ging beter.", "effects": null}}]);
        assert_eq!(told["stories"]["edges"], expected);
        store
            .take_back_story("exodus-daar", &story.key)
            .await
            .expect("nothing of it");
        assert_eq!(
            stories.ask(ask, json!({})).await["stories"]["edges"],
            expected,
            "that is another region's"
        );
        store
            .take_back_story("exodus-hier", &story.key)
            .await
            .expect("taken back");
        assert_eq!(stories.ask(ask, json!({})).await["stories"]["edges"], json!([]));
        let reads = store.reads(time::OffsetDateTime::UNIX_EPOCH, 100).await.expect("read");
        assert_eq!(reads.len(), 3, "each reading is logged");
        assert!(reads.iter().all(|read| read.asked == "stories"));
    }
}

/// Puts so many stories of two regions into the library, by turns.
async fn tell(office: &Office, count: u8) {
    let stores = office.installation.services.tenants().national_stores().await;
    let maker = &stores.expect("it opens").maker;
    for number in 0..count {
        let region = ["exodus-hier", "exodus-daar"][usize::from(number % 2)];
        maker.tell_story(&story(number, region)).await.expect("told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_library_is_told_a_page_at_a_time_of_all_regions_or_of_one() {
    let office = Office::open(None).await;
    tell(&office, 25).await;
    let client = reader(&office, ReaderScope::Stories).await;
    let ask = "query($first: Int, $after: String, $region: String) { \
        stories(first: $first, after: $after, region: $region) { edges { node { title region } } pageInfo { hasNextPage endCursor } } }";
    for (region, expected) in [(None, 25), (Some("exodus-hier"), 13), (Some("exodus-elders"), 0)] {
        let (mut titles, mut after) = (Vec::new(), json!(null));
        loop {
            let told = client
                .ask(ask, json!({"first": 4, "after": after, "region": region}))
                .await;
            let page = &told["stories"];
            let edges = page["edges"].as_array().expect("a list");
            titles.extend(edges.iter().map(|edge| edge["node"]["title"].to_string()));
            let of = |edge: &serde_json::Value| region.is_none_or(|region| edge["node"]["region"] == region);
            assert!(edges.iter().all(of), "{page}");
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        titles.dedup();
        assert_eq!(titles.len(), expected, "{region:?}");
    }
    for (wrong, code) in [
        (json!({"first": 0}), "out_of_range"),
        (json!({"first": 101}), "out_of_range"),
        (json!({"after": "2026-Q3"}), "wrong_cursor"),
        (json!({"after": "eyJub3QiOiJvdXJzIn0"}), "wrong_cursor"),
        (json!({"region": "'; DROP TABLE story"}), "refused"),
    ] {
        let (_, answer) = client.post(ask, wrong.clone()).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{wrong}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_stories_has_ten_and_a_way_on() {
    let office = Office::open(None).await;
    tell(&office, 25).await;
    let browser = Browser::new(office.address(), "");
    let token = reader(&office, ReaderScope::Stories).await.token().to_owned();
    browser.enter("/national", &token).await;
    let form = browser.with_header("content-type", "application/x-www-form-urlencoded");
    let browser = browser
        .with_header("content-type", "")
        .with_header("x-krachtig-client", "");
    for (begin, pages) in [
        ("/national/stories", [10, 10, 5].as_slice()),
        ("/national/stories?of=exodus-daar", &[10, 2]),
    ] {
        let mut at = Some(begin.to_owned());
        for expected in pages {
            let path = at.take().expect("there is a way on");
            let page = browser.send("GET", &path, "").await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
            assert_eq!(page.text.matches("<article").count(), *expected, "{path}");
            let escaped = path.replace('&', "&#38;");
            assert!(page.text.contains(&format!("name=\"next\" value=\"{escaped}\"")));
            let asked = format!("language=en&next={}", path.replace('&', "%26"));
            let back = form.send("POST", "/language", asked).await;
            assert_eq!(
                back.header("location"),
                path,
                "one comes back to it in another language"
            );
            let ways = page
                .text
                .split("href=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            at = ways
                .map(|way| way.replace("&#38;", "&"))
                .find(|way| way.contains("after="));
        }
        assert_eq!(at, None, "{begin} comes to an end");
    }
    let lost = browser.send("GET", "/national/stories?of=%27%3B", "").await;
    assert_eq!(lost.status, 422, "{}", lost.text);
}
