//! Sessions: fixation, replay, forgery of requests, and how soon they end.

use std::time::{Duration, Instant};

use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::Revise;
use krachtig_server::app::open::operator_ctx;
use krachtig_tests::browser::Browser;
use krachtig_tests::office::{Office, databases};
use serde_json::json;

use super::{EMAIL, PASSWORD};

const ME: &str = "{ me { email } }";

async fn signed_in(office: &Office, tenant: &krachtig_core::store::Slug) -> Browser {
    let browser = office.browser(tenant);
    let credentials = json!({ "email": EMAIL, "password": PASSWORD });
    let _ = browser.post("sign-in", credentials).await.done();
    browser
}

/// Waits until a browser is put out, and tells how long that took.
async fn until_out(browser: &Browser) -> Duration {
    let begun = Instant::now();
    while browser.ask(ME, json!({})).await.status == 200 {
        assert!(begun.elapsed() < Duration::from_secs(5), "it is never put out");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_proves_nothing_any_more() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-door").await;
        let member = office
            .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
            .await;
        let services = &office.installation.services;
        let ctx = operator_ctx(services, &tenant).await.expect("open");

        let browser = signed_in(&office, &tenant).await;
        let thief = browser.stolen();
        assert_eq!(thief.ask(ME, json!({})).await.status, 200);
        let _ = browser.post("sign-out", json!({})).await.done();
        assert_eq!(browser.session(), None);
        assert_eq!(
            thief.ask(ME, json!({})).await.status,
            401,
            "signed out is signed out at once"
        );

        let browser = signed_in(&office, &tenant).await;
        assert_eq!(browser.ask(ME, json!({})).await.status, 200);
        services.end_sessions(&ctx, member).await.expect("ended");
        assert!(until_out(&browser).await < Duration::from_secs(1));

        for (roles, state) in [
            (vec![Role::Volunteer], MemberState::Active),
            (vec![Role::Volunteer], MemberState::Suspended),
        ] {
            let browser = signed_in(&office, &tenant).await;
            assert_eq!(browser.ask(ME, json!({})).await.status, 200);
            let before = services.members_by_id(&ctx, &[member]).await.expect("read")[&member].clone();
            let draft = MemberDraft {
                name: before.name.to_string(),
                email: before.email.to_string(),
                roles,
                state,
            };
            let revise = Revise {
                id: member,
                version: before.version,
                draft,
            };
            services.revise_member(&ctx, revise).await.expect("revised");
            assert!(until_out(&browser).await < Duration::from_secs(1), "{state:?}");
        }
        let suspended = json!({ "email": EMAIL, "password": PASSWORD });
        let refused = office.browser(&tenant).post("sign-in", suspended).await;
        assert_eq!(refused.code(), "sign_in_refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_never_one_that_somebody_chose() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let _ = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let name = format!("__Host-krachtig-{tenant}");
    let browser = office.browser(&tenant);
    let planted = format!("krt_{}", "ab".repeat(32));
    browser.jar().insert(name.clone(), planted.clone());
    let credentials = json!({ "email": EMAIL, "password": PASSWORD });
    let _ = browser.post("sign-in", credentials.clone()).await.done();
    let first = browser.session().expect("signed in");
    assert_ne!(first, planted);
    let attacker = office.browser(&tenant);
    attacker.jar().insert(name, planted);
    assert_eq!(attacker.ask(ME, json!({})).await.status, 401);

    let before = browser.stolen();
    let _ = browser.post("sign-in", credentials).await.done();
    assert_ne!(browser.session(), Some(first), "signing in again gives another secret");
    assert_eq!(
        before.post("account", json!({})).await.status,
        401,
        "and the one before is over"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_ride_on_a_session() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let _ = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let browser = signed_in(&office, &tenant).await;
    let none = browser.with_header("sec-fetch-site", "");
    for (attack, name) in [
        (browser.with_header("sec-fetch-site", "cross-site"), "cross-site"),
        (browser.with_header("sec-fetch-site", "same-site"), "same-site"),
        (browser.with_header("sec-fetch-site", "none"), "typed in"),
        (none.clone(), "no word of the browser"),
        (none.with_header("origin", "https://kwaad.example"), "another origin"),
        (none.with_header("origin", "null"), "no origin"),
        (browser.with_header("x-krachtig-client", ""), "no header of ours"),
        (browser.with_header("content-type", "text/plain"), "a form"),
    ] {
        let asked = attack.ask(ME, json!({})).await;
        assert!((400..=415).contains(&asked.status), "{name}: {}", asked.status);
        let at_door = attack.post("sign-out", json!({})).await;
        assert!((400..=415).contains(&at_door.status), "{name}: {}", at_door.status);
    }
    assert_eq!(browser.ask(ME, json!({})).await.status, 200, "nobody signed it out");
    let get = browser
        .send("GET", &format!("/t/{tenant}/auth/sign-out"), String::new())
        .await;
    assert_eq!(get.status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_stream_ends_with_the_session_that_opened_it() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let member = office
        .with_password(&tenant, (EMAIL, Role::Coordinator), PASSWORD)
        .await;
    let browser = signed_in(&office, &tenant).await;
    let register = "mutation { registerFamily(input: { family: { name: \"Gezin (fictief)\" }, \
         openedOn: \"2026-01-12\" }) { dossier { trajectory { id } } } }";
    let registered = browser.ask(register, json!({})).await.done();
    let id = registered["data"]["registerFamily"]["dossier"]["trajectory"]["id"].clone();
    let id = id.as_str().expect("an id");
    let listen = format!("subscription {{ trajectoryChanges(id: \"{id}\") {{ missed }} }}");
    let listener = browser.with_header("accept", "text/event-stream");
    let heard = tokio::spawn(async move { listener.ask(&listen, json!({})).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!heard.is_finished(), "the stream is open");
    let services = &office.installation.services;
    let ctx = operator_ctx(services, &tenant).await.expect("open");
    let begun = Instant::now();
    services.end_sessions(&ctx, member).await.expect("ended");
    let heard = tokio::time::timeout(Duration::from_secs(5), heard)
        .await
        .expect("it ends")
        .expect("no panic");
    assert_eq!(heard.status, 200, "{}", heard.text);
    assert!(begun.elapsed() < Duration::from_millis(1200), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_their_own_sessions_and_end_them() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let _ = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let other = ("andere@voorbeeld.invalid", Role::Coordinator);
    let _ = office.with_password(&tenant, other, PASSWORD).await;
    let (here, there) = (signed_in(&office, &tenant).await, signed_in(&office, &tenant).await);
    let account = here.post("account", json!({})).await.done();
    let sessions = account["sessions"].as_array().expect("a list").clone();
    assert_eq!(sessions.len(), 3, "that of the invitation included");
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);

    let stranger = office.browser(&tenant);
    let credentials = json!({ "email": other.0, "password": PASSWORD });
    let _ = stranger.post("sign-in", credentials).await.done();
    let theirs = json!({ "id": sessions[2]["id"] });
    let refused = stranger.post("sessions/end", theirs.clone()).await;
    assert_eq!((refused.status, refused.code()), (404, "not_found".to_owned()));

    let _ = here.post("sessions/end", theirs).await.done();
    assert_eq!(there.post("account", json!({})).await.status, 401);
    let _ = here.post("sessions/end", json!({})).await.done();
    let account = here.post("account", json!({})).await.done();
    assert_eq!(account["sessions"].as_array().map(Vec::len), Some(1));
    let listed = stranger.ask("{ sessions { totalCount } }", json!({})).await.done();
    assert_eq!(
        listed["data"]["sessions"]["totalCount"], 5,
        "the office sees all: {listed}"
    );
    let listed = here.ask("{ sessions { totalCount } }", json!({})).await;
    assert!(listed.text.contains("refused"), "{}", listed.text);
}
