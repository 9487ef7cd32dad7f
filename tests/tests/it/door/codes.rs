//! One-time codes and recovery codes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use krachtig_core::domain::vocabulary::Role;
use krachtig_tests::office::{Office, databases};
use serde_json::json;
use totp_rs::{Builder, Secret};

use super::{EMAIL, PASSWORD};

#[expect(clippy::disallowed_methods, reason = "an app for codes looks at the real clock")]
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
        .as_secs()
}

/// The code of an app so many steps from now.
fn code(secret: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret).expect("Base32");
    let totp = Builder::new().with_secret(secret).build().expect("a right secret");
    let at = now().saturating_add_signed(30 * steps);
    totp.generate(at).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_asked_for_beside_the_password_and_counts_once() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-door").await;
        let _ = office
            .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
            .await;
        let browser = office.browser(&tenant);
        let plain = json!({ "email": EMAIL, "password": PASSWORD });
        let _ = browser.post("sign-in", plain.clone()).await.done();
        let offered = browser.post("totp/offer", json!({})).await.done();
        let secret = offered["secret"].as_str().expect("told once").to_owned();
        assert!(offered["uri"].as_str().is_some_and(|uri| uri.contains(&secret)));
        let _ = browser.post("sign-in", plain.clone()).await.done();
        let wrong = browser.post("totp", json!({ "code": "000000" })).await;
        assert_eq!(wrong.code(), "wrong_code");
        let first = code(&secret, -1);
        let told = browser.post("totp", json!({ "code": first })).await.done();
        let recovery = told["recoveryCodes"].as_array().expect("ten").clone();
        assert_eq!(recovery.len(), 10);

        let with = |code: &str| json!({ "email": EMAIL, "password": PASSWORD, "code": code });
        let needed = browser.post("sign-in", plain.clone()).await;
        assert_eq!((needed.status, needed.code()), (401, "code_needed".to_owned()));
        let unknown = json!({ "email": EMAIL, "password": "niet het wachtwoord" });
        assert_eq!(browser.post("sign-in", unknown).await.code(), "sign_in_refused");
        let replayed = browser.post("sign-in", with(&first)).await;
        assert_eq!(replayed.code(), "sign_in_refused", "a code counts once");
        // What was tried in vain has to be waited for.
        tokio::time::sleep(Duration::from_millis(1100)).await;
        let right = with(&code(&secret, 0));
        let told = browser.post("sign-in", right.clone()).await.done();
        assert_eq!(told["method"], "password_and_code");
        assert_eq!(
            browser.post("sign-in", right).await.code(),
            "sign_in_refused",
            "nor at the next sign-in"
        );

        let typed = recovery[0].as_str().expect("a code").to_uppercase().replace('-', " ");
        let by = |code: &str| json!({ "email": EMAIL, "password": PASSWORD, "recoveryCode": code });
        let told = browser.post("sign-in", by(&typed)).await.done();
        assert_eq!(told["method"], "password_and_recovery_code");
        assert_eq!(
            browser.post("sign-in", by(&typed)).await.code(),
            "sign_in_refused",
            "once"
        );

        let renewed = browser.post("recovery-codes", json!({})).await.done();
        assert_eq!(renewed["recoveryCodes"].as_array().map(Vec::len), Some(10));
        let old = recovery[1].as_str().expect("a code");
        assert_eq!(
            browser.post("sign-in", by(old)).await.code(),
            "sign_in_refused",
            "the others are void"
        );
        let _ = browser.post("totp/remove", json!({})).await.done();
        assert_eq!(browser.post("sign-in", plain).await.done()["method"], "password");
    }
}
