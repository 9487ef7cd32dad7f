//! The keys of those who sign rules. What they sign does not belong here, and neither does where keys are kept.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::hex::{from_hex, to_hex};
use super::{PluginSignature, SignatureFault};

/// An Ed25519 public key, under which signatures can be told genuine. Written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The key of these bytes.
    ///
    /// # Errors
    /// [`SignatureFault::BadPublicKey`] for bytes that are no point of the curve, that write a point in a second way,
    /// or that are one of the few points under which a signature of anything can be made.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, SignatureFault> {
        let bad = |detail| SignatureFault::BadPublicKey { detail };
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| bad("it is no point of the curve"))?;
        if key.to_edwards().compress().to_bytes() != bytes {
            return Err(bad("it writes its point in a second way"));
        }
        if key.is_weak() {
            return Err(bad("anybody can sign under it"));
        }
        Ok(Self(bytes))
    }

    /// Whether a signature of a message is by the holder of this key.
    pub(super) fn check(self, message: &[u8], signature: &Signature) -> Result<(), SignatureFault> {
        let key = VerifyingKey::from_bytes(&self.0).map_err(|_| SignatureFault::Wrong)?;
        // Strictly: a key or a signature of small order, for which more than one message would do, is none.
        key.verify_strict(message, signature).map_err(|_| SignatureFault::Wrong)
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl FromStr for PublicKey {
    type Err = SignatureFault;

    fn from_str(text: &str) -> Result<Self, SignatureFault> {
        let detail = "it is not written as 64 lower-case hexadecimal digits";
        Self::from_bytes(from_hex(text).ok_or(SignatureFault::BadPublicKey { detail })?)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = SignatureFault;

    fn try_from(text: String) -> Result<Self, SignatureFault> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A private key, to sign with. It is wiped from memory when it goes, and never printed.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new key, of 32 bytes from the operating system's source of randomness.
    #[must_use]
    pub fn from_random_bytes(bytes: [u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&bytes))
    }

    /// The key in a PKCS#8 PEM file.
    ///
    /// # Errors
    /// [`SignatureFault::BadSigningKey`] for anything else, an encrypted key included.
    pub fn from_pem(pem: &str) -> Result<Self, SignatureFault> {
        let key = ed25519_dalek::SigningKey::from_pkcs8_pem(pem.trim());
        key.map(Self).map_err(|_| SignatureFault::BadSigningKey)
    }

    /// The key as the text of a PKCS#8 PEM file, for its owner alone.
    ///
    /// # Errors
    /// [`SignatureFault::BadSigningKey`] where it can't be written, which no key is known to cause.
    pub fn to_pem(&self) -> Result<String, SignatureFault> {
        // Without the public half, as OpenSSL writes it: older versions of it read no other form.
        let pair = KeypairBytes {
            secret_key: self.0.to_bytes(),
            public_key: None,
        };
        let pem = pair.to_pkcs8_pem(LineEnding::LF);
        pem.map(|pem| pem.as_str().to_owned())
            .map_err(|_| SignatureFault::BadSigningKey)
    }

    /// The public key that goes with it.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs a component: its name and version as it says them, and the SHA-256 of its bytes and of its settings
    /// schema, in lower-case hexadecimal.
    ///
    /// # Errors
    /// [`SignatureFault::Malformed`] where one of them is not written as it should be.
    pub fn sign(
        &self,
        name: &str,
        version: &str,
        component_sha256: &str,
        settings_schema_sha256: &str,
    ) -> Result<PluginSignature, SignatureFault> {
        let mut signature = PluginSignature {
            name: name.to_owned(),
            version: version.to_owned(),
            component_sha256: component_sha256.to_owned(),
            settings_schema_sha256: settings_schema_sha256.to_owned(),
            public_key: self.public_key(),
            signature: String::new(),
        };
        let signed = self.0.sign(&signature.signed_bytes()?);
        signature.signature = to_hex(&signed.to_bytes());
        Ok(signature)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey(of {})", self.public_key())
    }
}
