//! The certificate of a destruction, signed: a text that anybody can keep, and hold against the log's public key.
//!
//! It is written as a checkpoint is (C2SP's `signed-note`), and signed by the same key. Its first line, which can be no
//! log's name, keeps it from being taken for one. What a certificate tells does not belong here.
//!
//! ```
//! use krachtig_core::evidence::{LogKey, SignedCertificate, VerifierUse};
//!
//! let key = LogKey::from_bytes(&[1; 32]);
//! let signed = SignedCertificate::sign("krachtig/ten_1", r#"{"destroyed":1}"#, &key).unwrap();
//! let log = key.verifier("krachtig/ten_1", VerifierUse::Log).unwrap();
//! let read: SignedCertificate = signed.to_string().parse().unwrap();
//! assert!(read.is_signed_by(&log));
//! let edited: SignedCertificate = signed.to_string().replace(":1}", ":2}").parse().unwrap();
//! assert!(!edited.is_signed_by(&log));
//! ```

use std::fmt;
use std::str::FromStr;

use super::checkpoint::NoteSignature;
use super::{LogKey, NoteFault, VerifierKey, VerifierUse};

/// The first line of every certificate.
const TITLE: &str = "krachtig destruction certificate v1";

/// A certificate with the signatures under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCertificate {
    /// Whose log's key signs it.
    pub origin: String,
    /// What it tells: one line of JSON.
    pub told: String,
    signatures: Vec<NoteSignature>,
}

impl SignedCertificate {
    /// Signs what is told, as the log of this name.
    ///
    /// # Errors
    /// [`NoteFault::Name`] where the origin can't be a name; [`NoteFault::Certificate`] where more than a line is told.
    pub fn sign(origin: &str, told: &str, key: &LogKey) -> Result<Self, NoteFault> {
        if told.is_empty() || told.chars().any(char::is_control) {
            return Err(NoteFault::Certificate);
        }
        let verifier = key.verifier(origin, VerifierUse::Log)?;
        let body = body(origin, told);
        Ok(Self {
            origin: origin.to_owned(),
            told: told.to_owned(),
            signatures: vec![NoteSignature {
                name: origin.to_owned(),
                key_id: verifier.id(),
                bytes: key.sign(body.as_bytes()).to_vec(),
            }],
        })
    }

    /// Whether the holder of this key, which is a log's, signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &VerifierKey) -> bool {
        if key.usage() != VerifierUse::Log || key.name() != self.origin {
            return false;
        }
        let (id, body) = (key.id(), body(&self.origin, &self.told));
        let by = |signature: &&NoteSignature| signature.name == key.name() && signature.key_id == id;
        self.signatures.iter().filter(by).any(|signature| {
            <&[u8; 64]>::try_from(signature.bytes.as_slice()).is_ok_and(|bytes| key.signed(body.as_bytes(), bytes))
        })
    }
}

/// The text that is signed.
fn body(origin: &str, told: &str) -> String {
    format!("{TITLE}\n{origin}\n{told}\n")
}

impl fmt::Display for SignedCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", body(&self.origin, &self.told))?;
        self.signatures
            .iter()
            .try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl FromStr for SignedCertificate {
    type Err = NoteFault;

    fn from_str(text: &str) -> Result<Self, NoteFault> {
        let (signed, signatures) = text.split_once("\n\n").ok_or(NoteFault::Certificate)?;
        let lines: Vec<&str> = signed.split('\n').collect();
        let &[TITLE, origin, told] = lines.as_slice() else {
            return Err(NoteFault::Certificate);
        };
        let signatures: Result<Vec<_>, _> = signatures.lines().map(str::parse).collect();
        Ok(Self {
            origin: origin.to_owned(),
            told: told.to_owned(),
            signatures: signatures.map_err(|_| NoteFault::Certificate)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Checkpoint, SignedCheckpoint};

    const ORIGIN: &str = "krachtig/ten_1";
    const TOLD: &str = r#"{"controller":"Stichting Voorbeeld","completed_on":"2026-03-02","destroyed":{"informal":1}}"#;

    fn key() -> (LogKey, VerifierKey) {
        let key = LogKey::from_bytes(&[1; 32]);
        let verifier = key.verifier(ORIGIN, VerifierUse::Log).expect("a name");
        (key, verifier)
    }

    #[test]
    fn a_certificate_of_which_any_byte_was_changed_is_not_signed() {
        let (key, verifier) = key();
        let text = SignedCertificate::sign(ORIGIN, TOLD, &key).expect("signed").to_string();
        let whole: SignedCertificate = text.parse().expect("a certificate");
        assert!(whole.is_signed_by(&verifier));
        assert_eq!(whole.told, TOLD);
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else {
                continue;
            };
            let read = changed.parse::<SignedCertificate>();
            assert!(
                read.is_ok_and(|read| !read.is_signed_by(&verifier)) || changed.parse::<SignedCertificate>().is_err(),
                "byte {place} was changed"
            );
        }
    }

    #[test]
    fn neither_another_key_nor_another_use_of_it_will_do() {
        let (key, verifier) = key();
        let signed = SignedCertificate::sign(ORIGIN, TOLD, &key).expect("signed");
        let other = LogKey::from_bytes(&[2; 32]).verifier(ORIGIN, VerifierUse::Log);
        assert!(!signed.is_signed_by(&other.expect("a name")));
        let tenant = key.verifier("krachtig/ten_2", VerifierUse::Log);
        assert!(!signed.is_signed_by(&tenant.expect("a name")));
        let witness = key.verifier(ORIGIN, VerifierUse::Witness);
        assert!(!signed.is_signed_by(&witness.expect("a name")));
        // Neither is taken for the other.
        let checkpoint = Checkpoint {
            origin: ORIGIN.to_owned(),
            size: 0,
            root: [0; 32],
            at: 0,
        };
        let checkpoint = checkpoint.sign(&key).expect("signed").to_string();
        assert_eq!(checkpoint.parse::<SignedCertificate>(), Err(NoteFault::Certificate));
        assert!(signed.to_string().parse::<SignedCheckpoint>().is_err());
        for told in ["", "{}\n{}"] {
            assert_eq!(SignedCertificate::sign(ORIGIN, told, &key), Err(NoteFault::Certificate));
        }
        assert!(signed.is_signed_by(&verifier));
    }
}
