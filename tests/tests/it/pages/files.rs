//! Files of a dossier over HTTP: how one is sent, and what browsers are told of one that is fetched.

use krachtig_tests::browser::Answered;
use krachtig_tests::office::Office;

use super::{Reader, html};
use crate::matrix::ground::{self, Ground};

const BOUNDARY: &str = "----krachtig-tests";
const DOCUMENT: &str = "%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";

/// A part of a form with a file.
fn part(name: &str, (file, text): (Option<&str>, &str)) -> String {
    let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n")
}

impl Reader {
    /// Sends a form with a file: its parts as they come.
    async fn upload(&self, to: &str, parts: &[String]) -> Answered {
        let form = self
            .browser
            .with_header("content-type", &format!("multipart/form-data; boundary={BOUNDARY}"));
        let body = format!("{}--{BOUNDARY}--\r\n", parts.concat());
        form.send("POST", &format!("{}{to}", self.home), body).await
    }

    /// The token of the form in which a file is added.
    async fn token(&self, at: &str) -> String {
        let page = self.get(&format!("{at}/new")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        html::attribute(&page.text, "name=\"token\" value=\"")
    }
}

fn at(ground: &Ground) -> String {
    format!("/dossiers/{}/attachments", ground.ids["TrajectoryId"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_sent_and_fetched_and_browsers_do_nothing_with_it() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 41).await;
    let reader = Reader::of(&office, &ground, "professional/both");
    let at = at(&ground);
    let goal = &ground.ids["GoalId"];
    let token = reader.token(&at).await;
    let parts = [
        part("token", (None, &token)),
        part("of", (None, goal)),
        part("about", (None, "Brief <b>van</b> school")),
        part("file", (Some("..\\\\brief \u{e9}\u{e9}n.exe"), DOCUMENT)),
    ];
    let sent = reader.upload(&format!("{at}/add"), &parts).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    assert!(
        sent.header("location").ends_with("/plan?done=attach&draft="),
        "back to where the goal is"
    );
    let list = reader.get(&at).await;
    assert!(list.text.contains("Brief &#60;b&#62;van&#60;/b&#62; school"));
    let href = html::attribute(&list.text, "k-file\" href=\"");
    let path = href.strip_prefix(&reader.home).expect("of this office").to_owned();
    let fetched = reader.get(&path).await;
    assert_eq!((fetched.status, fetched.text.as_str()), (200, DOCUMENT));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "private, no-store"),
        (
            "content-disposition",
            "attachment; filename=\"brief __n.pdf\"; filename*=UTF-8''brief%20%C3%A9%C3%A9n.pdf",
        ),
    ] {
        assert_eq!(fetched.header(name), value, "{name}");
    }
    assert_eq!(
        reader.get(&format!("{path}/preview")).await.status,
        404,
        "a document is not shown"
    );
    // Forbidden and absent look alike.
    let volunteer = Reader::of(&office, &ground, "volunteer");
    let nowhere = format!("{at}/atm_00000000000070008000000000000001");
    for (who, path) in [(&volunteer, &path), (&volunteer, &nowhere), (&reader, &nowhere)] {
        assert_eq!(who.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_refused_says_why_and_what_was_typed_stays() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 42).await;
    let reader = Reader::of(&office, &ground, "professional/both");
    let at = at(&ground);
    let token = reader.token(&at).await;
    let sent = async |file: (&str, &str), about: &str| {
        let parts = [
            part("token", (None, &token)),
            part("about", (None, about)),
            part("file", (Some(file.0), file.1)),
        ];
        reader.upload(&format!("{at}/add"), &parts).await
    };
    let script = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let refused = sent(("foto.jpg", script), "Onze <i>tuin</i>").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("id=\"file-wrong\"") && refused.text.contains("href=\"#file\""));
    assert!(
        refused.text.contains("value=\"Onze &#60;i&#62;tuin&#60;/i&#62;\""),
        "{}",
        refused.text
    );
    html::check(&refused, "nl").expect("a page");
    let silent = sent(("brief.pdf", DOCUMENT), " ").await;
    assert!(silent.status == 422 && silent.text.contains("id=\"about-wrong\""));
    let none = sent(("", ""), "Niets").await;
    assert!(none.status == 422 && none.text.contains("id=\"file-wrong\""));
    let large = format!("{DOCUMENT}{}", " ".repeat(10 * 1024 * 1024));
    let large = sent(("groot.pdf", &large), "Te groot").await;
    assert!(
        large.status == 422 && large.text.contains("id=\"file-wrong\""),
        "{}",
        large.status
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_a_file_from_elsewhere_is_refused() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 41).await;
    let reader = Reader::of(&office, &ground, "professional/both");
    let at = at(&ground);
    let file = part("file", (Some("brief.pdf"), DOCUMENT));
    let about = part("about", (None, "Een brief"));
    let before = reader.get(&at).await.text.matches("k-file\"").count();
    let token = reader.token(&at).await;
    for parts in [
        vec![part("token", (None, "0000")), about.clone(), file.clone()],
        vec![about.clone(), file.clone()],
        vec![file.clone(), part("token", (None, &token))],
    ] {
        assert_eq!(reader.upload(&format!("{at}/add"), &parts).await.status, 403);
    }
    let elsewhere = Reader {
        browser: reader.browser.with_header("origin", "https://elders.example"),
        home: reader.home.clone(),
    };
    let parts = [part("token", (None, &token)), about, file];
    assert_eq!(elsewhere.upload(&format!("{at}/add"), &parts).await.status, 403);
    assert_eq!(reader.get(&at).await.text.matches("k-file\"").count(), before);
}
