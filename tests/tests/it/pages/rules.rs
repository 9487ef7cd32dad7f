//! A region's rules at the pages, without scripts: each check of an upload is told, settings are filled in, what was tried
//! is proposed by one and confirmed by another, and taken back.

use krachtig_core::rules::{SigningKey, sha256_hex};
use krachtig_tests::browser::Answered;
use krachtig_tests::office::Office;

use super::{Reader, html};
use crate::matrix::ground;
use crate::rules::{Release, release};

const BOUNDARY: &str = "tussen-de-delen";

/// A key that no office knows yet.
fn key() -> SigningKey {
    SigningKey::from_random_bytes([9; 32])
}

/// A part of a form with files: its field, and what is in it.
type Part<'p> = (&'p str, &'p [u8]);

fn parcel(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in parts {
        let file = if *name == "token" { "" } else { "; filename=\"x\"" };
        body.extend(
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").into_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

async fn sent(reader: &Reader, parts: &[Part<'_>]) -> Answered {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let browser = reader.browser.with_header("content-type", &kind);
    let at = format!("{}/rules/upload/send", reader.home);
    browser.send("POST", &at, parcel(parts)).await
}

/// Uploads these two, and gives what came of it.
async fn upload(reader: &Reader, (component, signature): (&[u8], &str)) -> Answered {
    let page = reader.get("/rules/upload").await;
    assert_eq!(page.status, 200, "{}", page.text);
    let token = html::attribute(&page.text, "name=\"token\" value=\"");
    let parts = [
        ("token", token.as_bytes()),
        ("component", component),
        ("signature", signature.as_bytes()),
    ];
    sent(reader, &parts).await
}

/// Demands that an upload stopped at one check, with this code, after so many that it passed.
fn stopped(answer: &Answered, code: &str, passed: usize) {
    assert_eq!(answer.status, 422, "{code}: {}", answer.text);
    assert!(
        answer.text.contains(&format!("<code>{code}</code>")),
        "{code}: {}",
        answer.text
    );
    let count = |class: &str| answer.text.matches(&format!("<li class=\"{class}\">")).count();
    let counted = (count("is-good"), count("is-bad"), count("is-open"));
    assert_eq!(counted, (passed, 1, 7 - passed), "{code}");
    assert!(answer.text.contains("role=\"alert\""), "it is told above the form too");
}

/// Some other rules under a name of their own, which are none.
fn signed(component: &[u8], (name, version): (&str, &str), key: &SigningKey) -> String {
    let signed = key.sign(name, version, &sha256_hex(component), &sha256_hex(b"{}"));
    signed.expect("it can be signed").to_text()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_check_of_an_upload_is_told() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 31).await;
    let developer = Reader::of(&office, &ground, "plugin_developer");
    let coordinator = Reader::of(&office, &ground, "coordinator");
    let release = release(&office, &key());
    let whole = (release.component.as_slice(), release.signature.as_str());

    for token in ["", "niet-van-ons"] {
        let parts = [
            ("token", token.as_bytes()),
            ("component", whole.0),
            ("signature", whole.1.as_bytes()),
        ];
        assert_eq!(
            sent(&developer, &parts).await.status,
            403,
            "the form is not one of ours"
        );
    }
    let page = developer.get("/rules/upload").await;
    let token = html::attribute(&page.text, "name=\"token\" value=\"");
    let late = [("component", whole.0), ("token", token.as_bytes())];
    assert_eq!(
        sent(&developer, &late).await.status,
        403,
        "no file is taken before it is known whose form it is"
    );

    stopped(&upload(&developer, (b"", "")).await, "required", 0);
    let large = vec![0; 4 * 1024 * 1024 + 1];
    stopped(&upload(&developer, (&large, whole.1)).await, "too_large", 0);
    stopped(
        &upload(&developer, (whole.0, "een briefje")).await,
        "signature_malformed",
        1,
    );
    let changed = whole.1.replace(&release.version, "9.9.9");
    stopped(&upload(&developer, (whole.0, &changed)).await, "signature_wrong", 1);
    stopped(
        &upload(&developer, (b"iets anders", whole.1)).await,
        "signature_of_another",
        2,
    );
    stopped(&upload(&developer, whole).await, "key_not_trusted", 3);

    let wrong = [("label", "Ontwikkelaar (fictief)"), ("public_key", "abc")];
    let at = ("/rules/keys/new", "/rules/keys/trust");
    let refused = coordinator.fill_in(at, &wrong).await;
    assert!(
        refused.status == 422 && refused.text.contains("id=\"public_key-wrong\""),
        "{}",
        refused.text
    );
    let public = key().public_key().to_string();
    let right = [("label", "Ontwikkelaar (fictief)"), ("public_key", public.as_str())];
    assert_eq!(coordinator.fill_in(at, &right).await.status, 303);
    assert_eq!(
        developer.get(at.0).await.status,
        404,
        "whose signature counts is for others to say"
    );

    let text = b"een gewone tekst";
    let none = upload(&developer, (text, &signed(text, ("geen-regels", "1.0.0"), &key()))).await;
    stopped(&none, "not_a_component", 5);
    let done = upload(&developer, whole).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let plugin = done
        .header("location")
        .strip_prefix(developer.home.as_str())
        .expect("within the office");
    let page = developer.get(plugin).await;
    assert!(page.text.contains("De plugin is gecontroleerd"), "{}", page.text);
    assert_eq!(page.text.matches("<li class=\"is-good\">").count(), 8);
    stopped(&upload(&developer, whole).await, "already_exists", 4);
    let older = upload(&developer, (text, &signed(text, (&release.name, "0.0.1"), &key()))).await;
    stopped(&older, "older_version", 4);
    for other in ["professional/both", "budget_approver", "reader"] {
        let other = Reader::of(&office, &ground, other);
        assert_eq!(other.get("/rules/upload").await.status, 404);
        let token = html::attribute(&other.get("/account").await.text, "name=\"token\" value=\"");
        let parts = [("token", token.as_bytes()), ("component", whole.0)];
        assert_eq!(sent(&other, &parts).await.status, 404, "nothing of it is read");
    }
}

/// Uploads a release whose key the coordinator trusts; gives the plugin's id.
async fn uploaded((developer, coordinator): (&Reader, &Reader), release: &Release) -> String {
    let public = key().public_key().to_string();
    let trust = [("label", "Ontwikkelaar (fictief)"), ("public_key", public.as_str())];
    assert_eq!(
        coordinator
            .fill_in(("/rules/keys/new", "/rules/keys/trust"), &trust)
            .await
            .status,
        303
    );
    let done = upload(developer, (&release.component, &release.signature)).await;
    let at = done.header("location");
    let of = at.split("of=").nth(1).expect("it was taken in");
    of.split('&').next().unwrap_or_default().to_owned()
}

/// What stands in the form about a plugin, with some of it filled in.
fn settings<'f>(of: &'f str, cap: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("of", of),
        ("set-cap_cents", cap),
        ("set-peers", "3"),
        ("set-peer_roles", "coordinator"),
        ("set-peer_roles", "professional"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_tried_proposed_confirmed_by_another_and_rolled_back() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 32).await;
    let developer = Reader::of(&office, &ground, "plugin_developer");
    let coordinator = Reader::of(&office, &ground, "coordinator");
    let approver = Reader::of(&office, &ground, "budget_approver");
    let plugin = uploaded((&developer, &coordinator), &release(&office, &key())).await;

    let (shown, start) = (format!("/rules/replays/new?of={plugin}"), "/rules/replays/start");
    let form = developer.get(&shown).await;
    assert!(
        form.text.contains("name=\"set-cap_cents\" value=\"500,00\""),
        "{}",
        form.text
    );
    assert!(
        form.text.contains("Van €\u{a0}0,00 tot en met €\u{a0}1.000.000,00."),
        "{}",
        form.text
    );
    for (cap, said) in [
        ("veel", "Vul een bedrag in"),
        ("2.000.000,00", "Dit past niet. Van €\u{a0}0,00"),
    ] {
        let wrong = developer.fill_in((&shown, start), &settings(&plugin, cap)).await;
        assert_eq!(wrong.status, 422);
        assert!(
            wrong.text.contains("id=\"set-cap_cents-wrong\"") && wrong.text.contains(said),
            "{}",
            wrong.text
        );
        assert!(wrong.text.contains(&format!("value=\"{cap}\"")), "what was typed stays");
    }
    let tried = developer.fill_in((&shown, start), &settings(&plugin, "400,00")).await;
    assert_eq!(tried.status, 303, "{}", tried.text);
    let replay = tried
        .header("location")
        .strip_prefix(developer.home.as_str())
        .expect("within")
        .to_owned();
    let page = ended(&developer, &replay).await;
    assert!(
        page.text.contains("id=\"changes-wide-title\"") && page.text.contains("id=\"groups-wide-title\""),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("k-differing") && !page.text.contains("/dossiers/"),
        "whose it was is not told"
    );
    assert!(
        coordinator.get(&replay).await.text.contains("/dossiers/"),
        "who leads the office can look"
    );
    assert!(!page.text.contains("Gezin "), "no family is named");

    let (shown, propose) = (format!("/rules/sets/new?of={plugin}"), "/rules/sets/propose");
    let today = html::attribute(&developer.get(&shown).await.text, "name=\"valid_from\" value=\"");
    let proposal = |cap: &'static str| {
        let mut all = settings(&plugin, cap);
        all.extend([("usage", "active"), ("valid_from", today.as_str())]);
        all
    };
    let untried = developer.fill_in((&shown, propose), &proposal("300,00")).await;
    assert!(
        untried.status == 422 && untried.text.contains("Speel deze instellingen eerst na"),
        "{}",
        untried.text
    );
    let proposed = developer.fill_in((&shown, propose), &proposal("400,00")).await;
    assert_eq!(proposed.status, 303, "{}", proposed.text);

    confirmed_and_taken_back((&developer, &coordinator, &approver)).await;
}

/// What was proposed is confirmed by a coordinator and by nobody else, once, and taken back.
async fn confirmed_and_taken_back((developer, coordinator, approver): (&Reader, &Reader, &Reader)) {
    let overview = coordinator.get("/rules").await;
    let set = html::attribute(&overview.text, "/rules/sets/sure?of=");
    let (sure, confirm) = (format!("/rules/sets/sure?of={set}"), "/rules/sets/confirm");
    assert!(
        !developer.get("/rules").await.text.contains("/rules/sets/sure"),
        "nobody confirms his own"
    );
    let version = [("of", set.as_str()), ("version", "1")];
    let alone = approver.fill_in((&sure, confirm), &version).await;
    assert!(
        alone.status == 422 && alone.text.contains("moet coördinator zijn"),
        "{}",
        alone.text
    );
    assert_eq!(coordinator.fill_in((&sure, confirm), &version).await.status, 303);
    let late = coordinator.fill_in((&sure, confirm), &version).await;
    assert_eq!(late.status, 409, "it was confirmed meanwhile: {}", late.text);
    let decides = developer.get("/rules").await;
    assert!(
        decides.text.contains("400,00"),
        "its own settings are told: {}",
        decides.text
    );

    let now = html::attribute(
        &developer.get(&format!("/rules/sets/back?of={set}")).await.text,
        "name=\"version\" value=\"",
    );
    let back = [("of", set.as_str()), ("version", now.as_str())];
    let rolled = developer
        .fill_in((&format!("/rules/sets/back?of={set}"), "/rules/sets/roll-back"), &back)
        .await;
    assert_eq!(rolled.status, 303, "{}", rolled.text);
    let overview = developer.get("/rules").await;
    assert!(
        overview.text.contains("teruggedraaid door plugin_developer (fictief)"),
        "{}",
        overview.text
    );
}

/// The page of a replay once it ended.
async fn ended(reader: &Reader, replay: &str) -> Answered {
    for _ in 0..100 {
        let page = reader.get(replay).await;
        assert_eq!(page.status, 200, "{}", page.text);
        if !page.text.contains("data-watch") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the replay does not end");
}
