//! Searching: what is found stands on the page with its place, marked, as text; and nobody finds what he or she may not see.

use krachtig_core::domain::dossier::Dossier;
use krachtig_tests::office::{Office, databases};
use serde_json::{Value, json};

use super::{Reader, html};
use crate::matrix::ground;

/// The dossier with words in it that no other has: in what volunteers see, in what they do not, and in what is sealed.
fn telling(dossier: Dossier) -> Dossier {
    let mut value = serde_json::to_value(dossier).expect("a dossier is JSON");
    let mut write = |list: &str, field: &str, text: &str| {
        for record in value[list].as_array_mut().expect("a list") {
            record[field] = Value::from(text);
        }
    };
    write("goals", "title", "Zeppelins <bdo>bouwen</bdo> & \"huren\"");
    write("mappings", "note", "Kwijnende xylofonen");
    write("talks", "note", "Verzegelde quasimodo");
    write("detainees", "name", "Quasimodo");
    serde_json::from_value(value).expect("a dossier")
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_by_who_may_see_them_and_by_nobody_else() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let ground = ground::open_with(&office, "exodus-hier", (5, telling)).await;
        let elsewhere = ground::open(&office, "exodus-daar", 6).await;
        let dossier = format!("/dossiers/{}", ground.ids["TrajectoryId"]);
        for (who, text, finds) in [
            ("coordinator", "zeppelin", true),
            ("coordinator", "xylofoon", true),
            ("coordinator", "zeppelin XYLOFOON", true),
            ("coordinator", "quasimodo", false),
            ("professional/both", "zeppelinbouw", false),
            ("professional/both", "zeppelin", true),
            ("professional/family", "xylofoon", true),
            ("professional/detainee", "zeppelin", false),
            ("professional", "zeppelin", false),
            ("volunteer/both", "zeppelin", true),
            ("volunteer/both", "xylofoon", false),
            ("volunteer/both", "zeppelin xylofoon", false),
            ("volunteer/both", "quasimodo", false),
        ] {
            let reader = Reader::of(&office, &ground, who);
            let answer = reader.fill_in(("/search", "/search/find"), &[("text", text)]).await;
            html::check(&answer, "nl").unwrap_or_else(|wrong| panic!("{text} by {who}: {wrong}"));
            assert_eq!(
                (answer.status, answer.text.contains(&dossier)),
                (200, finds),
                "{text} by {who}"
            );
            if !finds {
                assert!(answer.text.contains("Niets gevonden"), "{text} by {who}");
            }
        }
        // Another office's people find nothing of it, and are told nothing else than of a word that stands nowhere.
        let stranger = Reader::of(&office, &elsewhere, "coordinator");
        let mut told = Vec::new();
        for text in ["zeppelin", "ongehoord"] {
            let answer = stranger.fill_in(("/search", "/search/find"), &[("text", text)]).await;
            told.push(answer.text.replace(text, "…"));
        }
        assert_eq!(told[0], told[1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_is_marked_and_leads_to_where_it_stands() {
    let office = Office::open(None).await;
    let ground = ground::open_with(&office, "exodus-hier", (5, telling)).await;
    let reader = Reader::of(&office, &ground, "coordinator");
    let search = |fields: Vec<(&'static str, String)>| {
        let reader = &reader;
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
            reader.fill_in(("/search", "/search/find"), &fields).await
        }
    };
    let page = search(vec![("text", "zeppelin huur".to_owned())]).await;
    assert!(
        page.text
            .contains("<mark>Zeppelins</mark> &#60;bdo&#62;bouwen&#60;/bdo&#62; &#38; &#34;<mark>huren</mark>&#34;"),
        "{}",
        page.text
    );
    let plan = format!(
        "href=\"/t/exodus-hier/dossiers/{}/plan\">doel</a>",
        ground.ids["TrajectoryId"]
    );
    assert!(
        page.text.contains(&plan) && !page.text.contains("<bdo>"),
        "{}",
        page.text
    );
    assert_eq!(page.header("location"), "");
    // What cannot be searched for is said beside the field, with what was typed still in it.
    for wrong in ["", "de het een", &"woord ".repeat(200)] {
        let page = search(vec![("text", wrong.to_owned())]).await;
        assert_eq!(page.status, 422, "{wrong}");
        html::check(&page, "nl").expect("a page");
        assert!(page.text.contains("id=\"text-wrong\""), "{wrong}");
    }
    let foreign = search(vec![
        ("text", "zeppelin".to_owned()),
        ("after", "[\"2026-01-01\",\"x\"]".to_owned()),
    ])
    .await;
    assert!(matches!(foreign.status, 200 | 422));
    // Whoever may see no dossiers has no field, no page and no answer.
    let other = Reader::of(&office, &ground, "reader");
    let home = other.get("").await;
    assert!(home.status == 200 && !home.text.contains("data-search"));
    assert_eq!(other.get("/search").await.status, 404);
    let answer = other
        .fill_in(("/account", "/search/find"), &[("text", "zeppelin")])
        .await;
    assert_eq!(answer.status, 404);
    // The field stands on every page, and nothing of a search in an address.
    let home = reader.get("").await;
    assert!(home.text.contains("data-search") && home.text.contains("action=\"/t/exodus-hier/search/find\""));
    let at_address = reader.get("/search?text=zeppelin").await;
    assert!(at_address.status == 200 && !at_address.text.contains("<mark>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_search_as_people_do() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-hier").await;
        let (_, coordinator) = office
            .member(&tenant, krachtig_core::domain::vocabulary::Role::Coordinator)
            .await;
        for number in 0..3 {
            let family = json!({ "input": { "family": { "name": format!("Gezin Zeppelin {number} (fictief)") }, "openedOn": "2026-01-05" } });
            let register =
                "mutation($input: RegisterFamilyInput!) { registerFamily(input: $input) { refusals { code field } } }";
            coordinator.done(register, family).await;
        }
        let query = "query($text: String!, $after: String) { search(text: $text, first: 2, after: $after) { complete \
                     partners { name } found { pageInfo { hasNextPage endCursor } edges { node { familyName records \
                     { kind recordId excerpt { text found } } } } } } }";
        let first = coordinator.ask(query, json!({ "text": "zeppelins" })).await;
        let (found, complete) = (&first["search"]["found"], &first["search"]["complete"]);
        assert_eq!(
            (found["edges"].as_array().map(Vec::len), complete),
            (Some(2), &json!(true)),
            "{first}"
        );
        let newest = &found["edges"][0]["node"];
        assert_eq!(newest["familyName"], "Gezin Zeppelin 2 (fictief)");
        let record = &newest["records"][0];
        assert_eq!(record["kind"], "FAMILY");
        assert!(
            record["recordId"].as_str().is_some_and(|id| id.starts_with("fam_")),
            "{record}"
        );
        let marked = record["excerpt"].as_array().expect("pieces").iter();
        let marked: Vec<&Value> = marked
            .filter(|piece| piece["found"] == true)
            .map(|piece| &piece["text"])
            .collect();
        assert_eq!(marked, ["Zeppelin"]);
        let after = &found["pageInfo"]["endCursor"];
        let second = coordinator
            .ask(query, json!({ "text": "zeppelins", "after": after }))
            .await;
        let found = &second["search"]["found"];
        assert_eq!(found["edges"][0]["node"]["familyName"], "Gezin Zeppelin 0 (fictief)");
        assert_eq!(found["pageInfo"]["hasNextPage"], false);
    }
}
