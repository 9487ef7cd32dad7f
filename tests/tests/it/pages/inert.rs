//! What people wrote stands in pages as text, wherever it is shown: in elements, in attributes and in pictures.

use krachtig_core::domain::dossier::Dossier;
use krachtig_tests::office::Office;
use serde_json::Value;

use super::{Reader, html, pages};
use crate::matrix::ground;

/// What would end an attribute, and begin an element that no page of ours has.
const ELEMENT: &str = "\"'><bdo>";

/// Every text of a dossier that somebody wrote, with this before it.
fn written_upon(dossier: Dossier) -> Dossier {
    let mut value = serde_json::to_value(dossier).expect("a dossier is JSON");
    for list in value.as_object_mut().expect("an object").values_mut() {
        write_upon(list);
    }
    serde_json::from_value(value).expect("a dossier")
}

fn write_upon(value: &mut Value) {
    match value {
        // Words of lists, ids and days have no space in them.
        Value::String(text) if text.contains(' ') => *text = format!("{ELEMENT}{text}"),
        Value::Array(entries) => entries.iter_mut().for_each(write_upon),
        Value::Object(fields) => fields.values_mut().for_each(write_upon),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_a_dossier_becomes_part_of_a_page() {
    let office = Office::open(None).await;
    let ground = ground::open_with(&office, "exodus-hier", (8, written_upon)).await;
    for name in ["coordinator", "professional/both"] {
        let reader = Reader::of(&office, &ground, name);
        let mut shown = 0;
        for page in pages(&office, &ground) {
            let answer = reader.get(&page).await;
            assert!(!answer.text.contains("<bdo>"), "{page} by {name}");
            if answer.status == 303 {
                continue;
            }
            html::check(&answer, "nl").unwrap_or_else(|wrong| panic!("{page} by {name}: {wrong}"));
            shown += answer.text.matches("bdo&#62;").count();
        }
        assert!(shown > 50, "{name} saw what was written {shown} times");
    }
}
