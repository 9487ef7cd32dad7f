//! The signature under a release: Ed25519 over its bytes, so that anybody can check it with any tool.
//!
//! Where the key is kept does not belong here.
//!
//! ```
//! use krachtig_national::signing::{PublicKey, ReleaseKey};
//!
//! let key = ReleaseKey::from_bytes(&[1; 32]);
//! let public: PublicKey = key.public().to_string().parse().unwrap();
//! let signature = key.sign(b"figures");
//! assert!(public.signed(b"figures", &signature));
//! assert!(!public.signed(b"figure5", &signature));
//! ```

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// The key that signs releases. Never printed, and wiped from memory when it goes.
pub struct ReleaseKey(SigningKey);

/// The key under which signatures of releases are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// The text is no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a public key is 32 bytes of Ed25519 in Base64")]
pub struct NotAKey;

impl ReleaseKey {
    /// The key of 32 bytes from the operating system's source of randomness.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    /// The key under which its signatures are checked.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The signature of these bytes, in Base64.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> String {
        STANDARD.encode(self.0.sign(bytes).to_bytes())
    }
}

impl fmt::Debug for ReleaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReleaseKey").finish_non_exhaustive()
    }
}

impl PublicKey {
    /// Whether the holder of the key signed these bytes.
    #[must_use]
    pub fn signed(&self, bytes: &[u8], signature: &str) -> bool {
        let signature = STANDARD.decode(signature).ok();
        let signature = signature.and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
        signature.is_some_and(|signature| self.0.verify_strict(bytes, &Signature::from_bytes(&signature)).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0.as_bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| NotAKey)?;
        let bytes = <[u8; 32]>::try_from(bytes).map_err(|_| NotAKey)?;
        VerifyingKey::from_bytes(&bytes).map(Self).map_err(|_| NotAKey)
    }
}
