//! That a signature holds for what was signed and for nothing else, down to the bit, and that weak keys are refused.

use proptest::prelude::*;

use super::*;

/// Test 1 of RFC 8032, section 7.1: the private key and the public key that goes with it.
const RFC_SECRET: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const RFC_PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

/// A key that `openssl genpkey -algorithm ed25519` made, and what `openssl pkey -pubout` says of it.
const OPENSSL_PEM: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIKc4SmSLsaAIKHkCJGxGuCtbKN48rnkUE/y/xPW5Or/I
-----END PRIVATE KEY-----
";
const OPENSSL_PUBLIC: &str = "6de15839b85990518e0384deda435b43f546bd4399eaed7c97679e3ed60bc9bb";

fn key() -> SigningKey {
    SigningKey::from_random_bytes(from_hex(RFC_SECRET).expect("32 bytes"))
}

fn signature() -> PluginSignature {
    let (component, schema) = (sha256_hex(b"component"), sha256_hex(b"schema"));
    key()
        .sign("team-pot", "1.2.0", &component, &schema)
        .expect("it is signed")
}

fn accepts(text: &str) -> Result<(), SignatureFault> {
    PluginSignature::parse(text)?.verify()
}

#[test]
fn keys_are_those_of_the_standard_and_of_openssl() {
    assert_eq!(key().public_key().to_string(), RFC_PUBLIC);
    let made = SigningKey::from_pem(OPENSSL_PEM).expect("a key");
    assert_eq!(made.public_key().to_string(), OPENSSL_PUBLIC);
    assert_eq!(made.to_pem().as_deref(), Ok(OPENSSL_PEM));
    assert_eq!(format!("{made:?}"), format!("SigningKey(of {OPENSSL_PUBLIC})"));
}

#[test]
fn what_is_no_signing_key_is_refused() {
    let encrypted = OPENSSL_PEM.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let of_another_curve = OPENSSL_PEM.replace("ZXA", "ZW4").replace("K2Vw", "K2Vu");
    for text in [
        "",
        "MC4CAQAwBQYDK2VwBCIEI",
        &encrypted,
        &of_another_curve,
        &OPENSSL_PEM[..90],
    ] {
        let refused = SigningKey::from_pem(text).expect_err(text);
        assert_eq!(refused.code(), "signing_key_refused");
    }
}

#[test]
fn what_is_signed_is_a_line_per_field() {
    let signature = signature();
    let expected = format!(
        "krachtig region rules 1\nteam-pot\n1.2.0\n{}\n{}\n",
        signature.component_sha256, signature.settings_schema_sha256
    );
    assert_eq!(signature.signed_bytes(), Ok(expected.into_bytes()));
}

#[test]
fn a_signature_covers_one_component_with_one_schema() {
    let signature = signature();
    assert_eq!(signature.covers(b"component", "schema"), Ok(()));
    for (component, schema, what) in [
        (&b"Component"[..], "schema", "hash"),
        (b"component", "schema ", "settings schema"),
    ] {
        let other = signature.covers(component, schema);
        assert_eq!(other, Err(SignatureFault::OfAnother { what }));
    }
}

#[test]
fn no_bit_of_the_file_can_be_flipped() {
    let text = serde_json::to_string(&signature()).expect("JSON");
    assert_eq!(accepts(&text), Ok(()));
    for place in 0..text.len() * 8 {
        let mut bytes = text.clone().into_bytes();
        bytes[place / 8] ^= 1 << (place % 8);
        let Ok(flipped) = String::from_utf8(bytes) else {
            continue;
        };
        assert!(accepts(&flipped).is_err(), "{flipped}");
    }
}

#[test]
fn a_file_that_is_written_otherwise_is_refused_with_what_is_wrong() {
    let good = serde_json::to_value(signature()).expect("JSON");
    let with = |field: &str, value: serde_json::Value| {
        let mut changed = good.clone();
        changed[field] = value;
        let refused = PluginSignature::parse(&changed.to_string()).expect_err("it is refused");
        assert_eq!(refused.code(), "signature_malformed");
        refused.to_string()
    };
    assert!(with("comment", "x".into()).contains("unknown field `comment`"));
    assert!(with("name", "team\npot".into()).contains("`name` is not 1 to 100 letters"));
    assert!(with("name", "".into()).contains("`name`"));
    assert!(with("version", "1".repeat(101).into()).contains("`version`"));
    let upper = good["component_sha256"].as_str().expect("text").to_uppercase();
    assert!(with("component_sha256", upper.into()).contains("`component_sha256` is not 64"));
    assert!(with("settings_schema_sha256", "00".into()).contains("`settings_schema_sha256`"));
    assert!(with("signature", "00".into()).contains("`signature` is not 128"));
    assert!(with("public_key", "00".into()).contains("64 lower-case"));
    assert!(with("name", serde_json::Value::Null).contains("null"));
    let missing = PluginSignature::parse("{}").expect_err("it is refused").to_string();
    assert!(missing.contains("missing field `name`"), "{missing}");
}

#[test]
fn a_public_key_under_which_anybody_could_sign_is_refused() {
    let one = "0100000000000000000000000000000000000000000000000000000000000000";
    let order_eight = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a";
    let y_is_one_plus_p = "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
    let y_is_three_plus_p = "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
    let off_the_curve = "0200000000000000000000000000000000000000000000000000000000000000";
    for text in [one, order_eight, y_is_one_plus_p, y_is_three_plus_p, off_the_curve, ""] {
        let refused = text.parse::<PublicKey>().expect_err(text);
        assert_eq!(refused.code(), "public_key_refused", "{text}");
    }
    assert!(RFC_PUBLIC.parse::<PublicKey>().is_ok());
    assert!(RFC_PUBLIC.to_uppercase().parse::<PublicKey>().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_signed_is_accepted_and_nothing_else(
        secret: [u8; 32],
        other: [u8; 32],
        name in "[a-z0-9_.+-]{1,100}",
        component: Vec<u8>,
        schema: String,
    ) {
        let key = SigningKey::from_random_bytes(secret);
        let pem = key.to_pem().expect("a file");
        prop_assert_eq!(SigningKey::from_pem(&pem).expect("a key").public_key(), key.public_key());
        let signature = key
            .sign(&name, "1.0.0", &sha256_hex(&component), &sha256_hex(schema.as_bytes()))
            .expect("it is signed");
        prop_assert_eq!(PluginSignature::parse(&signature.to_text()), Ok(signature.clone()));
        prop_assert_eq!(signature.verify(), Ok(()));
        prop_assert_eq!(signature.covers(&component, &schema), Ok(()));
        let impostor = SigningKey::from_random_bytes(other);
        prop_assume!(impostor.public_key() != key.public_key());
        let claimed = PluginSignature { public_key: impostor.public_key(), ..signature.clone() };
        prop_assert_eq!(claimed.verify(), Err(SignatureFault::Wrong));
        let renamed = PluginSignature { name: format!("{}x", &name[1..]), ..signature };
        if renamed.name != name {
            prop_assert_eq!(renamed.verify(), Err(SignatureFault::Wrong));
        }
    }
}
