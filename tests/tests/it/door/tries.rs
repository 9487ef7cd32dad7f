//! Guessing: slowed down per account, address and batch, and never told whether there is such an account.

use std::time::{Duration, Instant};

use krachtig_core::domain::vocabulary::Role;
use krachtig_tests::office::Office;
use serde_json::json;

use super::{EMAIL, PASSWORD};

fn guess(email: &str, password: &str) -> serde_json::Value {
    json!({ "email": email, "password": password })
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_at_an_account_is_slowed_down_and_its_owner_still_comes_in() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let _ = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let owner = office.browser(&tenant);
    let _ = owner.post("sign-in", guess(EMAIL, PASSWORD)).await.done();

    let attacker = office.browser(&tenant);
    // Waits grow until one is longer than a slow machine takes for the next guess.
    let (mut looked_at, mut wait) = (0, 0);
    while wait < 4 {
        let answered = attacker
            .post("sign-in", guess(EMAIL, &format!("gokje nummer {looked_at}")))
            .await;
        if answered.code() == "sign_in_refused" {
            looked_at += 1;
            assert!(looked_at < 12, "nobody is slowed down");
            continue;
        }
        assert_eq!((answered.status, answered.code().as_str()), (429, "slow_down"));
        let told = answered.headers.get("retry-after").and_then(|told| told.to_str().ok());
        wait = told.and_then(|told| told.parse().ok()).expect("how long to wait");
        if wait < 4 {
            tokio::time::sleep(Duration::from_secs(wait)).await;
        }
    }
    assert!(looked_at >= 4, "the first tries cost nothing");
    let right = attacker.post("sign-in", guess(EMAIL, PASSWORD)).await;
    assert_eq!(right.code(), "slow_down", "the right password is not looked at either");
    assert_eq!(
        owner.post("sign-in", guess(EMAIL, PASSWORD)).await.status,
        200,
        "a known browser does not wait"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_guesses_gets_no_more_looked_at_than_one_after_the_other() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let _ = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let mut tries = tokio::task::JoinSet::new();
    for number in 0..30 {
        let attacker = office.browser(&tenant);
        tries.spawn(async move {
            attacker
                .post("sign-in", guess(EMAIL, &format!("gokje nummer {number}")))
                .await
        });
    }
    let mut looked_at = 0;
    while let Some(answered) = tries.join_next().await {
        looked_at += u32::from(answered.expect("no panic").code() == "sign_in_refused");
    }
    assert!((1..=5).contains(&looked_at), "{looked_at} of 30 were looked at");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_tries_many_accounts_is_slowed_down() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let attacker = office.browser(&tenant);
    let mut slowed = 0;
    for number in 0..40 {
        let email = format!("iemand{number}@voorbeeld.invalid");
        let answered = attacker.post("sign-in", guess(&email, "welkom in de lente")).await;
        slowed += u32::from(answered.code() == "slow_down");
    }
    assert!(slowed >= 10, "{slowed} of 40 were slowed down");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_tells_whether_there_is_an_account() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let _ = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let (_, _) = office
        .invited(&tenant, ("nieuw@voorbeeld.invalid", Role::Professional))
        .await;
    let seen = async |email: &str| {
        let mut told = Vec::new();
        for number in 0..6 {
            let browser = office.browser(&tenant);
            let mut answered = browser
                .post("sign-in", guess(email, &format!("gokje nummer {number}")))
                .await;
            answered.headers.remove("x-request-id");
            answered.headers.remove("date");
            told.push((answered.status, format!("{:?}", answered.headers), answered.text));
        }
        told
    };
    let known = seen(EMAIL).await;
    assert_eq!(known, seen("niemand@voorbeeld.invalid").await);
    assert_eq!(
        known,
        seen("nieuw@voorbeeld.invalid").await,
        "invited and without a password"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_takes_longer_for_an_account_that_is_there() {
    /// Of each kind.
    const TRIES: usize = 9;
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    for number in 0..TRIES {
        let email = format!("wel{number}@voorbeeld.invalid");
        let (_, _) = office.invited(&tenant, (&email, Role::Professional)).await;
    }
    let _ = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let (mut there, mut not_there) = (Vec::new(), Vec::new());
    for number in 0..TRIES {
        for (kind, times) in [("wel", &mut there), ("niet", &mut not_there)] {
            let email = format!("{kind}{number}@voorbeeld.invalid");
            let browser = office.browser(&tenant);
            let begun = Instant::now();
            let answered = browser.post("sign-in", guess(&email, "een lang wachtwoord")).await;
            times.push(begun.elapsed());
            assert_eq!(answered.code(), "sign_in_refused");
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    };
    let (there, not_there) = (median(&mut there), median(&mut not_there));
    assert!(
        there > 0.004 && not_there > 0.004,
        "each is hashed: {there} s, {not_there} s"
    );
    let ratio = there / not_there;
    assert!(
        (0.5..2.0).contains(&ratio),
        "{there} s for one that is there, {not_there} s for one that is not"
    );
}
