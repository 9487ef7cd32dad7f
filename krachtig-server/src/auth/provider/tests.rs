//! What is believed of a provider's words, and what is not.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreClientAuthMethod, CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{ClientId, IssuerUrl, JsonWebKeyId, Nonce, PrivateSigningKey};
use serde_json::{Map, Value, json};

use super::client::{signed, verified};
use super::sign_out::word;

const ISSUER: &str = "https://login.example.org";
const CLIENT: &str = "krachtig";
const NOW: i64 = 1_800_000_000;

/// A key of the provider, made for these tests alone.
fn key(seed: u8) -> CoreEdDsaPrivateSigningKey {
    use ed25519_dalek::pkcs8::EncodePrivateKey;
    let key = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
    let pem = key.to_pkcs8_pem(Default::default()).expect("a key");
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new("k1".to_owned()))).expect("a key")
}

fn encoded(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token with this head and these claims, signed with a key.
fn token(head: &Value, claims: &Value, seed: u8) -> String {
    let input = format!("{}.{}", encoded(head), encoded(claims));
    let signature = key(seed)
        .sign(&CoreJwsSigningAlgorithm::EdDsa, input.as_bytes())
        .expect("signed");
    format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

fn head() -> Value {
    json!({ "alg": "EdDSA", "kid": "k1" })
}

fn keys() -> CoreJsonWebKeySet {
    let public: CoreJsonWebKey = key(1).as_verification_key();
    CoreJsonWebKeySet::new(vec![public])
}

fn id_claims() -> Value {
    #[expect(clippy::disallowed_methods, reason = "the library compares with the real clock")]
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    json!({ "iss": ISSUER, "aud": CLIENT, "sub": "s1", "nonce": "n1", "iat": now, "exp": now + 60, "groups": ["team"] })
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

fn believed(token: &str) -> Result<Map<String, Value>, String> {
    let issuer = IssuerUrl::new(ISSUER.to_owned()).expect("an address");
    let verifier = CoreIdTokenVerifier::new_public_client(ClientId::new(CLIENT.to_owned()), issuer, keys())
        .set_allowed_algs(super::client::SIGNED);
    let token: CoreIdToken = token.parse().map_err(|_| "it is no token".to_owned())?;
    verified(&token, &verifier, &Nonce::new("n1".to_owned())).map_err(|error| format!("{error}"))
}

#[test]
fn an_id_token_is_believed_only_as_the_providers_for_us_now_and_for_this_sign_in() {
    let right = believed(&token(&head(), &id_claims(), 1)).expect("it is right");
    assert_eq!((&right["sub"], &right["groups"]), (&json!("s1"), &json!(["team"])));
    let none = format!("{}.{}.", encoded(&json!({ "alg": "none" })), encoded(&id_claims()));
    for (attack, name) in [
        (none, "not signed"),
        (
            token(&json!({ "alg": "none", "kid": "k1" }), &id_claims(), 1),
            "signed and says none",
        ),
        (
            token(&json!({ "alg": "HS256", "kid": "k1" }), &id_claims(), 1),
            "a shared secret",
        ),
        (token(&head(), &id_claims(), 2), "another's key"),
        (
            token(&head(), &with(id_claims(), "aud", json!("other")), 1),
            "for another",
        ),
        (
            token(&head(), &with(id_claims(), "aud", json!([CLIENT, "other"])), 1),
            "for another too",
        ),
        (
            token(&head(), &with(id_claims(), "iss", json!("https://kwaad.example")), 1),
            "of another",
        ),
        (
            token(&head(), &with(id_claims(), "nonce", json!("n2")), 1),
            "of another sign-in",
        ),
        (
            token(&head(), &with(id_claims(), "exp", json!(1_000_000)), 1),
            "of long ago",
        ),
    ] {
        assert!(believed(&attack).is_err(), "{name}");
    }
}

fn metadata() -> CoreProviderMetadata {
    let said = json!({
        "issuer": ISSUER, "authorization_endpoint": format!("{ISSUER}/auth"), "jwks_uri": format!("{ISSUER}/jwks"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    });
    let metadata: CoreProviderMetadata = serde_json::from_value(said).expect("metadata");
    let methods = vec![CoreClientAuthMethod::ClientSecretBasic];
    metadata
        .set_token_endpoint_auth_methods_supported(Some(methods))
        .set_jwks(keys())
}

fn logout_claims() -> Value {
    json!({
        "iss": ISSUER, "aud": CLIENT, "iat": NOW, "exp": NOW + 120, "jti": "j1", "sid": "s1",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    })
}

fn heard(token: &str) -> bool {
    signed(token, &metadata())
        .and_then(|claims| word(&claims, (ISSUER, CLIENT), NOW))
        .is_ok()
}

#[test]
fn a_logout_token_is_heard_only_when_all_of_it_is_right() {
    assert!(heard(&token(&head(), &logout_claims(), 1)));
    assert!(heard(&token(
        &head(),
        &with(logout_claims(), "aud", json!([CLIENT])),
        1
    )));
    let by_subject = with(with(logout_claims(), "sid", Value::Null), "sub", json!("u1"));
    assert!(heard(&token(&head(), &by_subject, 1)));
    let none = format!("{}.{}.", encoded(&json!({ "alg": "none" })), encoded(&logout_claims()));
    for (attack, name) in [
        (none, "not signed"),
        (
            token(&json!({ "alg": "none", "kid": "k1" }), &logout_claims(), 1),
            "says none",
        ),
        (
            token(&json!({ "alg": "HS256", "kid": "k1" }), &logout_claims(), 1),
            "a shared secret",
        ),
        (
            token(&json!({ "alg": "EdDSA", "kid": "k2" }), &logout_claims(), 1),
            "a key that is not there",
        ),
        (token(&head(), &logout_claims(), 2), "another's key"),
        (
            token(
                &head(),
                &with(logout_claims(), "iss", json!("https://kwaad.example")),
                1,
            ),
            "another's",
        ),
        (
            token(&head(), &with(logout_claims(), "aud", json!("other")), 1),
            "for another",
        ),
        (
            token(&head(), &with(logout_claims(), "iat", json!(NOW - 301)), 1),
            "old",
        ),
        (
            token(&head(), &with(logout_claims(), "iat", json!(NOW + 61)), 1),
            "of the future",
        ),
        (token(&head(), &with(logout_claims(), "exp", json!(NOW - 1)), 1), "over"),
        (
            token(&head(), &with(logout_claims(), "events", json!({})), 1),
            "tells of nothing",
        ),
        (
            token(&head(), &with(logout_claims(), "nonce", json!("n1")), 1),
            "an id token",
        ),
        (
            token(&head(), &with(logout_claims(), "sid", Value::Null), 1),
            "names nobody",
        ),
        (
            token(&head(), &with(logout_claims(), "jti", Value::Null), 1),
            "has no name",
        ),
        ("a.b".to_owned(), "no token"),
    ] {
        assert!(!heard(&attack), "{name}");
    }
}
