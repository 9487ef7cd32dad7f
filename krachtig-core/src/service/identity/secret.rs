//! Sealing of the few secrets that are needed again: those of one-time codes and those of identity providers.
//!
//! This is the one seam to whatever keeps an installation's keys.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::error::Fault;

/// Seals and opens secrets.
pub trait Sealer: Send + Sync + 'static {
    /// Seals a secret, bound to what it is: only with the same `about` can it be opened.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] where there is no key or no randomness.
    fn seal(&self, about: &str, secret: &[u8]) -> Result<String, Fault>;

    /// Opens a sealed secret.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] where it was sealed with another key, or as something else.
    fn open(&self, about: &str, sealed: &str) -> Result<Vec<u8>, Fault>;
}

/// An installation without a key: nothing can be sealed.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSealer;

impl Sealer for NoSealer {
    fn seal(&self, _: &str, _: &[u8]) -> Result<String, Fault> {
        Err(unsuitable("there is no key to seal secrets with"))
    }

    fn open(&self, _: &str, _: &str) -> Result<Vec<u8>, Fault> {
        Err(unsuitable("there is no key to open secrets with"))
    }
}

/// One key for the installation (XChaCha20-Poly1305).
pub struct KeySealer(XChaCha20Poly1305);

const FORM: &str = "x1.";
const NONCE: usize = 24;

impl KeySealer {
    /// With this key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(&key.into()))
    }
}

impl Sealer for KeySealer {
    fn seal(&self, about: &str, secret: &[u8]) -> Result<String, Fault> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| unsuitable("the operating system gives no randomness"))?;
        let payload = Payload {
            msg: secret,
            aad: about.as_bytes(),
        };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| unsuitable("a secret could not be sealed"))?;
        Ok(format!(
            "{FORM}{}",
            BASE64_STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat())
        ))
    }

    fn open(&self, about: &str, sealed: &str) -> Result<Vec<u8>, Fault> {
        let wrong = || unsuitable("a sealed secret cannot be opened");
        let text = sealed.strip_prefix(FORM).ok_or_else(wrong)?;
        let bytes = BASE64_STANDARD_NO_PAD.decode(text).map_err(|_| wrong())?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        let payload = Payload {
            msg: sealed,
            aad: about.as_bytes(),
        };
        self.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| wrong())
    }
}

impl std::fmt::Debug for KeySealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeySealer")
    }
}

fn unsuitable(what: &str) -> Fault {
    Fault::Unsuitable { what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_as_what_it_was_sealed_and_as_nothing_else() {
        let sealer = KeySealer::new([7; 32]);
        let sealed = sealer.seal("totp mem_1", b"geheim").expect("sealed");
        assert_eq!(sealer.open("totp mem_1", &sealed).expect("opened"), b"geheim");
        assert!(!sealed.contains("geheim"));
        assert_ne!(sealed, sealer.seal("totp mem_1", b"geheim").expect("sealed"));
        for (about, sealed) in [
            ("totp mem_2", sealed.clone()),
            ("totp mem_1", sealed[..sealed.len() - 4].to_owned()),
            ("totp mem_1", String::new()),
            ("totp mem_1", "x1.AAAA".to_owned()),
        ] {
            assert!(sealer.open(about, &sealed).is_err());
        }
        assert!(KeySealer::new([8; 32]).open("totp mem_1", &sealed).is_err());
    }
}
