//! Who answers for a region's rules: a detached Ed25519 signature over a component's name, version, hash and settings
//! schema.
//!
//! A signature says that the holder of a key made exactly these rules. Whether a tenant trusts that key does not belong
//! here, and neither do files or randomness: they are handed in.
//!
//! ```
//! use krachtig_core::rules::{PluginSignature, SigningKey, sha256_hex};
//!
//! let key = SigningKey::from_random_bytes([7; 32]);
//! let (component, schema) = (b"the bytes of a component", "{}");
//! let signature = key
//!     .sign("team-pot", "1.0.0", &sha256_hex(component), &sha256_hex(schema.as_bytes()))
//!     .unwrap();
//!
//! let received = PluginSignature::parse(&signature.to_text()).unwrap();
//! received.verify().unwrap();
//! received.covers(component, schema).unwrap();
//! assert_eq!(received.public_key, key.public_key());
//! assert_eq!(received.covers(b"other bytes", schema).unwrap_err().code(), "signature_of_another");
//! ```

mod hex;
mod key;

use ed25519_dalek::Signature;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use hex::{from_hex, to_hex};
pub use key::{PublicKey, SigningKey};

/// The first line of what is signed. It keeps a signature for rules from being one for anything else, and its number
/// changes with the form of the lines below it.
const DOMAIN: &str = "krachtig region rules 1";

/// The most characters of a name or a version.
const LONGEST: usize = 100;

/// Why a signature or a key is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// It is not written as a signature is.
    #[error("this is no signature of region rules: {detail}")]
    Malformed {
        /// What is wrong with it.
        detail: String,
    },
    /// It is not what its key would have signed: something was changed after signing.
    #[error("the signature is wrong: what it names is not what its key signed")]
    Wrong,
    /// It is a genuine signature of something else.
    #[error("the signature is of another component: its {what} is not this one's")]
    OfAnother {
        /// What differs.
        what: &'static str,
    },
    /// The public key is none, or one under which anybody could sign.
    #[error("the public key is refused: {detail}")]
    BadPublicKey {
        /// Why.
        detail: &'static str,
    },
    /// The private key can't be read. Nothing of it is quoted.
    #[error("the signing key is no Ed25519 key in PKCS#8 PEM, such as `openssl genpkey -algorithm ed25519` makes")]
    BadSigningKey,
}

impl SignatureFault {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "signature_malformed",
            Self::Wrong => "signature_wrong",
            Self::OfAnother { .. } => "signature_of_another",
            Self::BadPublicKey { .. } => "public_key_refused",
            Self::BadSigningKey => "signing_key_refused",
        }
    }
}

/// The SHA-256 of bytes, in lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

/// A detached signature: the `.sig` file beside a component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginSignature {
    /// The rules' name, as they say it themselves.
    pub name: String,
    /// Their version, likewise.
    pub version: String,
    /// The SHA-256 of the component, in lower-case hexadecimal.
    pub component_sha256: String,
    /// The SHA-256 of the JSON Schema of its settings, likewise.
    pub settings_schema_sha256: String,
    /// The key that signed.
    pub public_key: PublicKey,
    /// The Ed25519 signature: 128 lower-case hexadecimal digits.
    pub signature: String,
}

impl PluginSignature {
    /// Reads the text of a `.sig` file. Whether the signature is genuine is for [`PluginSignature::verify`].
    ///
    /// # Errors
    /// [`SignatureFault::Malformed`], saying what is wrong.
    pub fn parse(text: &str) -> Result<Self, SignatureFault> {
        let read: Self = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
        read.signed_bytes()?;
        read.signature_bytes()?;
        Ok(read)
    }

    /// The text of a `.sig` file.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Six strings: nothing in them can fail to be written.
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        text + "\n"
    }

    /// Whether its key signed exactly this name, version, hash and schema.
    ///
    /// # Errors
    /// [`SignatureFault::Wrong`] where it did not; [`SignatureFault::Malformed`] where a field is not written as it
    /// should be.
    pub fn verify(&self) -> Result<(), SignatureFault> {
        let message = self.signed_bytes()?;
        let signature = Signature::from_bytes(&self.signature_bytes()?);
        self.public_key.check(&message, &signature)
    }

    /// Whether it is about this component and this settings schema.
    ///
    /// # Errors
    /// [`SignatureFault::OfAnother`] where it is not.
    pub fn covers(&self, component: &[u8], settings_schema: &str) -> Result<(), SignatureFault> {
        if self.component_sha256 != sha256_hex(component) {
            return Err(SignatureFault::OfAnother { what: "hash" });
        }
        if self.settings_schema_sha256 != sha256_hex(settings_schema.as_bytes()) {
            return Err(SignatureFault::OfAnother {
                what: "settings schema",
            });
        }
        Ok(())
    }

    /// What is signed: a line per field. No field can hold a line break, so two signatures of different things are
    /// never over the same bytes.
    fn signed_bytes(&self) -> Result<Vec<u8>, SignatureFault> {
        check_word("name", &self.name)?;
        check_word("version", &self.version)?;
        check_sha256("component_sha256", &self.component_sha256)?;
        check_sha256("settings_schema_sha256", &self.settings_schema_sha256)?;
        let lines = [
            DOMAIN,
            &self.name,
            &self.version,
            &self.component_sha256,
            &self.settings_schema_sha256,
            "",
        ];
        Ok(lines.join("\n").into_bytes())
    }

    fn signature_bytes(&self) -> Result<[u8; 64], SignatureFault> {
        let bytes = from_hex(&self.signature);
        bytes.ok_or_else(|| malformed("`signature` is not 128 lower-case hexadecimal digits"))
    }
}

fn malformed(detail: impl Into<String>) -> SignatureFault {
    SignatureFault::Malformed { detail: detail.into() }
}

/// A name or a version: it stands in file names and in decisions, so it has no blanks and nothing that looks like
/// something else.
fn check_word(field: &str, text: &str) -> Result<(), SignatureFault> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte);
    if text.is_empty() || text.len() > LONGEST || !text.bytes().all(fits) {
        let detail = format!("`{field}` is not 1 to {LONGEST} letters, digits, and `-`, `_`, `.` or `+`");
        return Err(malformed(detail));
    }
    Ok(())
}

fn check_sha256(field: &str, text: &str) -> Result<(), SignatureFault> {
    let bytes: Option<[u8; 32]> = from_hex(text);
    let problem = || malformed(format!("`{field}` is not 64 lower-case hexadecimal digits"));
    bytes.map(drop).ok_or_else(problem)
}

#[cfg(test)]
mod tests;
