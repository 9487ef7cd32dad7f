//! A device that makes and shows passkeys, in software: what a browser would hand on of it (W3C Web Authentication).
//!
//! It can be told to do wrong, as an attacker's would.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use krachtig_core::service::fresh_secret;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Somebody touched the device.
const PRESENT: u8 = 0x01;
/// The device knows who.
const VERIFIED: u8 = 0x04;
/// The public key comes along.
const WITH_KEY: u8 = 0x40;

/// A device with one passkey at most.
#[derive(Clone)]
pub struct Device {
    /// The origin that it believes to be at.
    pub origin: String,
    /// Whether it knows who touches it.
    pub verifies: bool,
    key: SigningKey,
    id: [u8; 16],
    user: String,
    count: u32,
}

fn random() -> [u8; 32] {
    let secret = fresh_secret().expect("there is randomness");
    Sha256::digest(secret.as_bytes()).into()
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name} is a text of {value}"))
}

impl Device {
    /// A fresh one, at an origin.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        let (key, id) = (random(), random());
        Self {
            origin: origin.to_owned(),
            verifies: true,
            key: SigningKey::from_slice(&key).expect("nearly every number is a key"),
            id: std::array::from_fn(|place| id[place]),
            user: String::new(),
            count: 0,
        }
    }

    /// Takes another private key under the same name, as a forger would.
    pub fn change_key(&mut self) {
        self.key = SigningKey::from_slice(&random()).expect("nearly every number is a key");
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        let challenge = text(options, "challenge");
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false }).to_string()
    }

    /// What the device says of itself at a domain.
    fn says(&mut self, domain: &str, more: u8) -> Vec<u8> {
        self.count += 1;
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut says = Sha256::digest(domain.as_bytes()).to_vec();
        says.push(PRESENT | verified | more);
        says.extend(self.count.to_be_bytes());
        says
    }

    /// Makes a passkey, as `navigator.credentials.create` would with these options.
    ///
    /// # Panics
    /// For options that are none.
    pub fn make(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        self.user = text(&options["user"], "id").to_owned();
        let client_data = self.client_data("webauthn.create", options);
        let mut says = self.says(text(&options["rp"], "id"), WITH_KEY);
        // No model, the length of the id, the id.
        says.extend([0; 16]);
        says.extend([0, 16]);
        says.extend(self.id);
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        // COSE in CBOR: an elliptic curve's key, for ES256, on P-256.
        says.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        says.extend(x);
        says.extend([0x22, 0x58, 0x20]);
        says.extend(y);
        // Nobody attests to anything.
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(says.len()).expect("it is short"));
        attestation.extend(says);
        let response = json!({
            "clientDataJSON": encoded(client_data.as_bytes()),
            "attestationObject": encoded(&attestation),
            "transports": ["internal"],
        });
        self.credential(&response)
    }

    /// Shows the passkey, as `navigator.credentials.get` would with these options.
    ///
    /// # Panics
    /// For options that are none.
    pub fn show(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        let client_data = self.client_data("webauthn.get", options);
        let says = self.says(text(options, "rpId"), 0);
        let mut signed = says.clone();
        signed.extend(Sha256::digest(client_data.as_bytes()));
        let signature: DerSignature = self.key.sign(&signed);
        let response = json!({
            "clientDataJSON": encoded(client_data.as_bytes()),
            "authenticatorData": encoded(&says),
            "signature": encoded(signature.as_bytes()),
            "userHandle": self.user,
        });
        self.credential(&response)
    }

    fn credential(&self, response: &Value) -> Value {
        let id = encoded(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
    }
}
