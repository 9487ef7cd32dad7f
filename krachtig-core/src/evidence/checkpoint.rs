//! A checkpoint: a signed statement of how far a log has come, as a text that anybody can keep and compare.
//!
//! ```
//! use krachtig_core::evidence::{Checkpoint, EMPTY_ROOT, LogKey, SignedCheckpoint, VerifierUse};
//!
//! let (log, witness) = (LogKey::from_bytes(&[1; 32]), LogKey::from_bytes(&[2; 32]));
//! let checkpoint = Checkpoint { origin: "krachtig/ten_1".into(), size: 0, root: EMPTY_ROOT, at: 1_795_000_000 };
//! let mut signed = checkpoint.sign(&log).unwrap();
//! signed.countersign(&witness, "toezicht.example", 1_795_000_060).unwrap();
//! let read: SignedCheckpoint = signed.to_string().parse().unwrap();
//! assert!(read.is_signed_by(&log.verifier("krachtig/ten_1", VerifierUse::Log).unwrap()));
//! assert!(read.is_signed_by(&witness.verifier("toezicht.example", VerifierUse::Witness).unwrap()));
//! assert!(!read.is_signed_by(&witness.verifier("krachtig/ten_1", VerifierUse::Log).unwrap()));
//! ```

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Hash, LogKey, VerifierKey, VerifierUse};

/// How far a log has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many lines its tree has.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// A checkpoint with the signatures under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// The text that was signed, as it came.
    body: String,
    signatures: Vec<NoteSignature>,
}

/// A line under a note: who signed, the id of the key, and what the signature consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoteSignature {
    pub(super) name: String,
    pub(super) key_id: [u8; 4],
    pub(super) bytes: Vec<u8>,
}

/// What is wrong with a checkpoint, a key or a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// The text is no checkpoint.
    #[error("this is no checkpoint")]
    Malformed,
    /// The text is no certificate of a destruction.
    #[error("this is no certificate of a destruction")]
    Certificate,
    /// The text is no public key of a log or a witness.
    #[error("this is no key of a log or a witness")]
    Key,
    /// Who signs has no name that can stand in a note.
    #[error("a name has at least one character, and neither spaces nor plus signs")]
    Name,
}

impl NoteFault {
    /// A stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "checkpoint_malformed",
            Self::Certificate => "certificate_malformed",
            Self::Key => "verifier_key_malformed",
            Self::Name => "signer_name_malformed",
        }
    }
}

/// What stands before each signature.
const DASH: &str = "\u{2014} ";

impl Checkpoint {
    /// The text that is signed.
    fn body(&self) -> String {
        let root = STANDARD.encode(self.root);
        format!("{}\n{}\n{root}\ntime {}\n", self.origin, self.size, self.at)
    }

    /// Signs it as the log, under the name of its origin.
    ///
    /// # Errors
    /// [`NoteFault::Name`] where the origin can't be a name.
    pub fn sign(self, key: &LogKey) -> Result<SignedCheckpoint, NoteFault> {
        let verifier = key.verifier(&self.origin, VerifierUse::Log)?;
        let body = self.body();
        let signature = NoteSignature {
            name: self.origin.clone(),
            key_id: verifier.id(),
            bytes: key.sign(body.as_bytes()).to_vec(),
        };
        Ok(SignedCheckpoint {
            checkpoint: self,
            body,
            signatures: vec![signature],
        })
    }
}

/// What a witness signs: the checkpoint, and when it was seen.
fn witnessed(body: &str, at: u64) -> String {
    format!("cosignature/v1\ntime {at}\n{body}")
}

impl SignedCheckpoint {
    /// Puts a second party's signature under it, made at a moment in seconds since 1970. Whoever signs says to have seen
    /// no other checkpoint of this log that contradicts it.
    ///
    /// # Errors
    /// [`NoteFault::Name`].
    pub fn countersign(&mut self, key: &LogKey, name: &str, at: u64) -> Result<(), NoteFault> {
        let verifier = key.verifier(name, VerifierUse::Witness)?;
        let mut bytes = at.to_be_bytes().to_vec();
        bytes.extend(key.sign(witnessed(&self.body, at).as_bytes()));
        self.signatures.push(NoteSignature {
            name: name.to_owned(),
            key_id: verifier.id(),
            bytes,
        });
        Ok(())
    }

    /// Whether the holder of this key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &VerifierKey) -> bool {
        let id = key.id();
        let by = |signature: &&NoteSignature| signature.name == key.name() && signature.key_id == id;
        self.signatures.iter().filter(by).any(|signature| match key.usage() {
            VerifierUse::Log => <&[u8; 64]>::try_from(signature.bytes.as_slice())
                .is_ok_and(|bytes| key.signed(self.body.as_bytes(), bytes)),
            VerifierUse::Witness => signature.bytes.split_first_chunk::<8>().is_some_and(|(at, bytes)| {
                let message = witnessed(&self.body, u64::from_be_bytes(*at));
                <&[u8; 64]>::try_from(bytes).is_ok_and(|bytes| key.signed(message.as_bytes(), bytes))
            }),
        })
    }

    /// The lines of its signatures, with who made each.
    #[must_use]
    pub fn signature_lines(&self) -> Vec<(String, String)> {
        self.signatures
            .iter()
            .map(|signature| (signature.name.clone(), signature.to_string()))
            .collect()
    }

    /// The same with the signatures that another copy of it has besides.
    #[must_use]
    pub fn with_signatures_of(mut self, other: &Self) -> Self {
        if self.body == other.body {
            for signature in &other.signatures {
                if !self.signatures.contains(signature) {
                    self.signatures.push(signature.clone());
                }
            }
        }
        self
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = self.key_id.iter().chain(&self.bytes).copied().collect();
        write!(f, "{DASH}{} {}", self.name, STANDARD.encode(bytes))
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.body)?;
        self.signatures
            .iter()
            .try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl FromStr for NoteSignature {
    type Err = NoteFault;

    fn from_str(line: &str) -> Result<Self, NoteFault> {
        let (name, bytes) = line
            .strip_prefix(DASH)
            .and_then(|rest| rest.split_once(' '))
            .ok_or(NoteFault::Malformed)?;
        let bytes = STANDARD.decode(bytes).map_err(|_| NoteFault::Malformed)?;
        let (key_id, bytes) = bytes.split_first_chunk::<4>().ok_or(NoteFault::Malformed)?;
        Ok(Self {
            name: name.to_owned(),
            key_id: *key_id,
            bytes: bytes.to_vec(),
        })
    }
}

impl FromStr for SignedCheckpoint {
    type Err = NoteFault;

    fn from_str(text: &str) -> Result<Self, NoteFault> {
        let (body, signatures) = text.split_once("\n\n").ok_or(NoteFault::Malformed)?;
        let body = format!("{body}\n");
        let mut lines = body.lines();
        let mut line = || lines.next().ok_or(NoteFault::Malformed);
        let (origin, size, root, time) = (line()?, line()?, line()?, line()?);
        let root = STANDARD.decode(root).map_err(|_| NoteFault::Malformed)?;
        let at = time.strip_prefix("time ").ok_or(NoteFault::Malformed)?;
        let checkpoint = Checkpoint {
            origin: origin.to_owned(),
            size: size.parse().map_err(|_| NoteFault::Malformed)?,
            root: root.try_into().map_err(|_| NoteFault::Malformed)?,
            at: at.parse().map_err(|_| NoteFault::Malformed)?,
        };
        // One way to write each checkpoint, so that equal ones are equal texts.
        if checkpoint.body() != body {
            return Err(NoteFault::Malformed);
        }
        let signatures: Result<Vec<_>, _> = signatures.lines().map(str::parse).collect();
        Ok(Self {
            checkpoint,
            body,
            signatures: signatures?,
        })
    }
}

#[cfg(test)]
mod tests;
