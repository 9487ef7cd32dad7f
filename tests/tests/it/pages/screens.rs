//! That every page has a picture, or a reason for having none: `cargo xtask web --screenshots` takes those that the list
//! names, and says which it did not find.

use std::collections::{BTreeMap, BTreeSet};

use krachtig_server::app;
use krachtig_server::http::{health, shutdown};
use krachtig_server::settings::Settings;
use krachtig_tests::office::Office;
use serde_json::Value;

/// Which pages have a picture, and why others have none.
struct Screens {
    pictured: BTreeSet<String>,
    left_out: BTreeMap<String, String>,
}

impl Screens {
    fn of(list: &Value) -> Self {
        let text = |one: &Value| one.as_str().expect("a text").to_owned();
        let pictured = list["pictured"].as_array().expect("those with a picture");
        let left_out = list["left_out"].as_object().expect("those without");
        Self {
            pictured: pictured.iter().map(text).collect(),
            left_out: left_out
                .iter()
                .map(|(path, reason)| (path.clone(), text(reason)))
                .collect(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_a_picture_or_a_reason_for_none() {
    let office = Office::open(None).await;
    let (_trigger, stop) = shutdown::pair();
    let routes = app::routes(&Settings::default(), &office.installation, &stop);
    let routes = health::routes(routes, || async { true }, stop);
    let served: BTreeSet<String> = routes
        .rows()
        .iter()
        .filter(|row| row.method == "GET")
        .map(|row| row.path.to_owned())
        .collect();
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/web/src/screens.json");
    let text = std::fs::read_to_string(list).expect("the list of screens");
    let Screens { pictured, left_out } = Screens::of(&serde_json::from_str(&text).expect("a list of screens"));
    let known: BTreeSet<String> = pictured.iter().chain(left_out.keys()).cloned().collect();
    let unknown: Vec<&String> = served.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "name these in {list}, with a picture or a reason: {unknown:?}"
    );
    let gone: Vec<&String> = known.difference(&served).collect();
    assert!(gone.is_empty(), "nobody can ask for these any more: {gone:?}");
    let both: Vec<&String> = pictured.iter().filter(|path| left_out.contains_key(*path)).collect();
    assert!(both.is_empty(), "with a picture, and with a reason for none: {both:?}");
    assert!(left_out.values().all(|reason| !reason.trim().is_empty()));
}
