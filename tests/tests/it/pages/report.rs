//! The report of a family in a browser: as a page, as a file, and why there is none.

use krachtig_tests::office::Office;
use serde_json::json;

use super::{Reader, html};
use crate::matrix::asking::Credential;
use crate::matrix::ground::{self, Ground};

/// Lifts the objection with which the ground comes.
async fn lift(office: &Office, ground: &Ground) {
    let Credential::Session(tenant, secret) = &ground.viewer("coordinator").session else {
        panic!("a session is one");
    };
    let browser = office.browser(&ground.slug);
    browser
        .jar()
        .insert(format!("__Host-krachtig-{tenant}"), secret.clone());
    let lifting =
        "mutation($id: ProcessingLimitId!) { liftLimit(input: { id: $id, version: 1 }) { refusals { code } } }";
    let lifted = browser
        .ask(lifting, json!({ "id": ground.ids["ProcessingLimitId"] }))
        .await;
    assert_eq!(
        lifted.json()["data"]["liftLimit"]["refusals"],
        json!([]),
        "{}",
        lifted.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_a_page_and_a_file_for_the_audiences_that_the_family_approved() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 3).await;
    let at = format!("/dossiers/{}", ground.ids["TrajectoryId"]);
    let worker = Reader::of(&office, &ground, "professional/both");
    let story = worker.get(&format!("{at}/story")).await;
    assert!(story.text.contains("/report?of=family"), "{}", story.text);
    let objected = worker.get(&format!("{at}/report?of=family")).await;
    assert_eq!(objected.status, 422, "somebody objected to the story");
    lift(&office, &ground).await;
    for language in ["nl", "en"] {
        let page = worker.reading(language).get(&format!("{at}/report?of=family")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        html::check(&page, language).expect("well-formed");
        for part in ["report-story", "report-change", "report-done", "report-cost"] {
            assert!(page.text.contains(&format!("id=\"{part}\"")), "{part}: {}", page.text);
        }
        assert!(page.text.contains("<svg class=\"k-drawing__wide\""), "a picture");
    }

    let pdf = format!("{at}/report/pdf?of=family");
    let file = worker.get(&pdf).await;
    assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"));
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"familierapport-family.pdf\"",
        "nobody is named by it"
    );
    assert!(file.text.starts_with("%PDF-1.") && file.text.contains("<pdfuaid:part>1<"));
    assert!(file.text == worker.get(&pdf).await.text, "the same bytes");

    // No family of the demonstration approves a story for the parties in the region.
    for none in ["/report?of=partners", "/report/pdf?of=partners"] {
        let refused = worker.get(&format!("{at}{none}")).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Niet alle volwassenen"), "{}", refused.text);
    }
    assert_eq!(worker.get(&format!("{at}/report?of=nobody")).await.status, 303);
    for other in ["volunteer/both", "budget_approver", "professional"] {
        let other = Reader::of(&office, &ground, other);
        for closed in ["/report?of=family", "/report/pdf?of=family", "/report?of=partners"] {
            assert_eq!(other.get(&format!("{at}{closed}")).await.status, 404);
        }
    }
}
