//! Passkeys, with a device in software.

use krachtig_core::domain::vocabulary::Role;
use krachtig_core::store::Slug;
use krachtig_tests::browser::Browser;
use krachtig_tests::device::Device;
use krachtig_tests::office::{Office, databases};
use serde_json::{Value, json};

use super::{EMAIL, PASSWORD};

const ORIGIN: &str = "http://localhost:8080";

fn device() -> Device {
    Device::new(ORIGIN)
}

/// Makes a passkey for the account of whoever is signed in.
async fn add(browser: &Browser, device: &mut Device) -> Value {
    let begun = browser.post("passkeys/begin", json!({})).await.done();
    let credential = device.make(&begun["options"]);
    let body = json!({ "ceremony": begun["ceremony"], "label": "Laptop", "credential": credential });
    browser.post("passkeys", body).await.done()
}

/// What a device shows at the door, ready to be sent.
async fn knock(browser: &Browser, device: &mut Device) -> Value {
    let begun = browser.post("sign-in/passkey/begin", json!({})).await.done();
    let credential = device.show(&begun["options"]);
    json!({ "ceremony": begun["ceremony"], "credential": credential })
}

async fn signed_in(office: &Office, tenant: &Slug) -> Browser {
    let _ = office
        .with_password(tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let browser = office.browser(tenant);
    let _ = browser
        .post("sign-in", json!({ "email": EMAIL, "password": PASSWORD }))
        .await
        .done();
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_leads_in_without_an_address_and_each_ceremony_counts_once() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-door").await;
        let browser = signed_in(&office, &tenant).await;
        let mut device = device();
        let added = add(&browser, &mut device).await;

        let fresh = office.browser(&tenant);
        let shown = knock(&fresh, &mut device).await;
        let told = fresh.post("sign-in/passkey", shown.clone()).await.done();
        assert_eq!(told["method"], "passkey");
        assert_eq!(fresh.post("account", json!({})).await.status, 200);
        let replayed = office.browser(&tenant).post("sign-in/passkey", shown.clone()).await;
        assert_eq!(
            (replayed.status, replayed.code()),
            (404, "not_found".to_owned()),
            "once"
        );
        let other = office
            .browser(&tenant)
            .post("sign-in/passkey/begin", json!({}))
            .await
            .done();
        let mixed = json!({ "ceremony": other["ceremony"], "credential": shown["credential"] });
        let mixed = office.browser(&tenant).post("sign-in/passkey", mixed).await;
        assert_eq!(mixed.code(), "sign_in_refused", "an answer belongs to its question");

        let elsewhere = office.tenant("exodus-other").await;
        let stranger = office.browser(&elsewhere);
        let shown = knock(&stranger, &mut device).await;
        assert_eq!(stranger.post("sign-in/passkey", shown).await.code(), "sign_in_refused");

        let removed = json!({ "id": added["id"] });
        let _ = browser.post("passkeys/remove", removed).await.done();
        assert_eq!(
            fresh.post("account", json!({})).await.status,
            401,
            "what began with it is over"
        );
        let shown = knock(&fresh, &mut device).await;
        assert_eq!(fresh.post("sign-in/passkey", shown).await.code(), "sign_in_refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_passkey_comes_in_however_many_others_guess() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let browser = signed_in(&office, &tenant).await;
    let mut device = device();
    let _ = add(&browser, &mut device).await;
    let attacker = office.browser(&tenant);
    let mut last = String::new();
    for number in 0..40 {
        let guess = json!({ "email": EMAIL, "password": format!("gokje nummer {number}") });
        last = attacker.post("sign-in", guess).await.code();
    }
    assert_eq!(last, "slow_down");
    let fresh = office.browser(&tenant);
    let shown = knock(&fresh, &mut device).await;
    assert_eq!(fresh.post("sign-in/passkey", shown).await.done()["method"], "passkey");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_can_be_accepted_with_a_passkey_alone() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let (_, invitation) = office.invited(&tenant, (EMAIL, Role::Volunteer)).await;
    let browser = office.browser(&tenant);
    let begun = browser
        .post("invitation/passkey/begin", json!({ "invitation": invitation }))
        .await
        .done();
    let mut device = device();
    let credential = device.make(&begun["options"]);
    let accept = json!({
        "invitation": invitation, "ceremony": begun["ceremony"], "label": "Telefoon", "credential": credential,
    });
    let _ = browser.post("invitation", accept).await.done();
    let fresh = office.browser(&tenant);
    let shown = knock(&fresh, &mut device).await;
    assert_eq!(fresh.post("sign-in/passkey", shown).await.done()["method"], "passkey");
    let guess = json!({ "email": EMAIL, "password": PASSWORD });
    assert_eq!(
        fresh.post("sign-in", guess).await.code(),
        "sign_in_refused",
        "there is no password"
    );

    let mine = fresh.post("account", json!({})).await.done();
    let only = json!({ "id": mine["passkeys"][0]["id"] });
    let refused = fresh.post("passkeys/remove", only.clone()).await;
    assert_eq!((refused.status, refused.code()), (422, "last_way_in".to_owned()));
    let mut second = self::device();
    let added = add(&fresh, &mut second).await;
    let _ = fresh.post("passkeys/remove", only).await.done();
    let now_only = json!({ "id": added["id"] });
    assert_eq!(fresh.post("passkeys/remove", now_only).await.code(), "last_way_in");
    let shown = knock(&browser, &mut second).await;
    assert_eq!(browser.post("sign-in/passkey", shown).await.done()["method"], "passkey");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_device_shows_is_refused_where_any_of_it_is_wrong() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let browser = signed_in(&office, &tenant).await;
    let mut right = device();
    let _ = add(&browser, &mut right).await;
    let fresh = office.browser(&tenant);
    let attempt = async |device: &mut Device| {
        let shown = knock(&fresh, device).await;
        fresh.post("sign-in/passkey", shown).await.code()
    };
    let mut elsewhere = right.clone();
    elsewhere.origin = "https://kwaad.example".to_owned();
    assert_eq!(
        attempt(&mut elsewhere).await,
        "sign_in_refused",
        "shown to another site"
    );
    let mut unverified = right.clone();
    unverified.verifies = false;
    assert_eq!(
        attempt(&mut unverified).await,
        "sign_in_refused",
        "by nobody that the device knows"
    );
    let mut forged = right.clone();
    forged.change_key();
    assert_eq!(attempt(&mut forged).await, "sign_in_refused", "with another key");
    let mut copy = right.clone();
    assert_eq!(attempt(&mut right).await, "");
    assert_eq!(attempt(&mut right).await, "");
    assert_eq!(
        attempt(&mut copy).await,
        "sign_in_refused",
        "a copy, whose counter is behind"
    );

    let begun = browser.post("passkeys/begin", json!({})).await.done();
    let mut other = device();
    other.origin = "https://kwaad.example".to_owned();
    let credential = other.make(&begun["options"]);
    let body = json!({ "ceremony": begun["ceremony"], "label": "Laptop", "credential": credential });
    assert_eq!(
        browser.post("passkeys", body).await.code(),
        "invalid_format",
        "made for another site"
    );
}
