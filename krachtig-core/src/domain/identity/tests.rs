//! What the domain decides about proofs of identity.

use time::Duration;
use uuid::Uuid;

use super::super::clock::Stamp;
use super::super::id::{IdentityProviderId, MemberId};
use super::super::record::Version;
use super::super::refusal::RefusalCode;
use super::super::test_support::FixedClock;
use super::super::vocabulary::Role;
use super::*;

fn somebody() -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(1))
}

#[test]
fn a_password_has_its_length_and_is_not_the_first_that_is_guessed() {
    let words = ["Doortje Voorbeeld", "doortje@voorbeeld.invalid"];
    let code = |password: &str| {
        let refused = check_password("password", password, &words).err();
        refused.map(|refusals| refusals.first().code)
    };
    assert_eq!(code("elf tekens."), Some(RefusalCode::OutOfRange));
    assert_eq!(code(&"wel lang ".repeat(15)), Some(RefusalCode::OutOfRange));
    assert_eq!(code("Wachtwoord123"), Some(RefusalCode::TooCommon));
    assert_eq!(code("abababababab"), Some(RefusalCode::TooCommon));
    assert_eq!(code("Doortje-2026!"), Some(RefusalCode::TooCommon));
    assert_eq!(code("voorbeeldvoorbeeld1"), Some(RefusalCode::TooCommon));
    assert_eq!(code("vier losse woorden samen"), None);
    assert_eq!(code("doortje fietst naar zee"), None);
}

#[test]
fn waiting_grows_and_has_an_end() {
    let waits: Vec<i64> = (0..16).map(|tries| wait_after(tries).whole_seconds()).collect();
    assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    assert_eq!(wait_after(i64::MAX), Duration::minutes(15));
}

#[test]
fn tries_are_forgotten_after_a_day_and_after_a_success() {
    let clock = FixedClock::new();
    let stamp = Stamp::new(somebody(), &clock);
    let mut attempt = SignInAttempt::begin("h".to_owned(), 0, stamp);
    for _ in 0..8 {
        attempt = attempt.tried(stamp.now);
    }
    assert_eq!(attempt.wait(stamp.now), Duration::seconds(16));
    assert_eq!(attempt.wait(stamp.now + Duration::seconds(16)), Duration::ZERO);
    assert_eq!(attempt.tried(stamp.now + Duration::hours(25)).tries, 1);
    assert_eq!(attempt.cleared().wait(stamp.now), Duration::ZERO);
}

#[test]
fn a_session_ends_by_rest_by_age_and_by_hand() {
    let clock = FixedClock::new();
    let stamp = Stamp::new(somebody(), &clock);
    let limits = SessionLimits::default();
    let session = Session::begin((somebody(), SignInMethod::Password), "h".to_owned(), limits, stamp);
    let after = |time: Duration| stamp.now + time;
    assert!(session.holds(after(Duration::minutes(30)), limits));
    assert!(!session.holds(after(Duration::minutes(31)), limits), "it was not used");
    let mut used = session.clone();
    for half_hour in 1..24 {
        used = used.seen(after(Duration::minutes(30 * half_hour)));
    }
    assert!(used.holds(after(Duration::minutes(719)), limits));
    assert!(!used.holds(after(Duration::hours(12)), limits), "it is too old");
    assert!(!session.ended(stamp).holds(stamp.now, limits));
}

#[test]
fn a_clock_that_is_put_back_keeps_nobody_out_and_no_session_alive() {
    let clock = FixedClock::new();
    let stamp = Stamp::new(somebody(), &clock);
    let limits = SessionLimits::default();
    let back = |time: Duration| stamp.now - time;
    let session = Session::begin((somebody(), SignInMethod::Password), "h".to_owned(), limits, stamp);
    assert!(
        session.holds(back(Duration::minutes(4)), limits),
        "as far as clocks are apart"
    );
    assert!(!session.holds(back(Duration::minutes(6)), limits));
    assert!(!session.holds(back(Duration::DAY), limits));

    assert!(session.is_fresh(back(Duration::minutes(4))));
    assert!(!session.is_fresh(back(Duration::minutes(6))));

    let kind = CeremonyKind::PasskeySignIn;
    let begun = Ceremony::begin((kind, "h".to_owned()), None, serde_json::Value::Null, stamp);
    let invitation = Invitation::send(somebody(), "h".to_owned(), "op", stamp);
    for (time, holds) in [
        (Duration::minutes(4), true),
        (Duration::minutes(6), false),
        (Duration::DAY, false),
    ] {
        assert_eq!(begun.holds(kind, back(time)), holds, "what was begun");
        assert_eq!(invitation.holds(back(time)), holds, "an invitation");
    }

    let once = SignInAttempt::begin("h".to_owned(), 1, stamp);
    assert_eq!(once.wait(back(Duration::MINUTE)), Duration::ZERO);
    let mut often = once;
    for _ in 0..20 {
        often = often.tried(stamp.now);
    }
    assert_eq!(often.wait(back(Duration::MINUTE)), Duration::minutes(15));
    assert_eq!(often.wait(back(Duration::DAY)), Duration::ZERO);
    let counted = often.tried(back(Duration::DAY));
    assert_eq!(
        counted.wait(back(Duration::DAY)),
        Duration::minutes(15),
        "it goes on counting"
    );
}

#[test]
fn a_code_counts_once_and_never_an_older_one() {
    let clock = FixedClock::new();
    let stamp = Stamp::new(somebody(), &clock);
    let totp = Totp::offer(somebody(), KeptSecret::new("GEZDGNBV".to_owned()), stamp);
    let taken = totp.take(100).expect("a new step");
    assert!(taken.confirmed);
    for step in [100, 99] {
        assert_eq!(
            taken.take(step).expect_err("spent").first().code,
            RefusalCode::WrongCode
        );
    }
    assert!(taken.take(101).is_ok());
    assert!(!format!("{totp:?}").contains("GEZDGNBV"), "it shows in no log");
}

#[test]
fn an_issuer_is_reached_over_tls_or_is_on_this_machine() {
    let draft = |issuer: &str| IdentityProviderDraft {
        name: "Aanbieder (fictief)".to_owned(),
        issuer: issuer.to_owned(),
        client_id: "krachtig".to_owned(),
        client_secret: "geheim".to_owned(),
        groups_claim: "groups".to_owned(),
        roles: vec![
            RoleOfGroup {
                group: "leiding".to_owned(),
                role: Role::Coordinator,
            },
            RoleOfGroup {
                group: "team".to_owned(),
                role: Role::Professional,
            },
        ],
        active: true,
    };
    let record = |issuer: &str| {
        let id = (IdentityProviderId::from_uuid(Uuid::from_u128(2)), Version::FIRST);
        IdentityProvider::record(id, &draft(issuer))
    };
    for good in ["https://login.example.org", "http://127.0.0.1:4000", "http://localhost"] {
        assert!(record(good).is_ok(), "{good}");
    }
    for bad in [
        "http://login.example.org",
        "http://localhost.example.org",
        "ftp://127.0.0.1",
    ] {
        assert!(record(bad).is_err(), "{bad}");
    }
    let provider = record("https://login.example.org").expect("right");
    let groups = ["team".to_owned(), "leiding".to_owned(), "anders".to_owned()];
    assert_eq!(
        provider.roles_of(&groups),
        Some(vec![Role::Coordinator, Role::Professional])
    );
    assert_eq!(provider.roles_of(&[]), Some(Vec::new()));
}
