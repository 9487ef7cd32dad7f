//! Keys that sign and check how far a log has come, and the code under which a network address is logged.
//!
//! Where keys are kept does not belong here.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::NoteFault;

/// The installation's log key: it signs checkpoints, and codes the addresses in log lines. Never printed, and wiped from
/// memory when it goes.
pub struct LogKey {
    signing: ed25519_dalek::SigningKey,
    peers: Hmac<Sha256>,
}

impl LogKey {
    /// The key of 32 bytes from the operating system's source of randomness.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let signing = ed25519_dalek::SigningKey::from_bytes(bytes);
        // What codes addresses tells nothing of what signs.
        let of_peers = Sha256::new()
            .chain_update(b"krachtig log peers v1")
            .chain_update(bytes)
            .finalize();
        // A key is filled up with zeros to the size of a block in any case.
        let mut block = [0_u8; 64];
        block[..32].copy_from_slice(&of_peers);
        Self {
            signing,
            peers: Hmac::new(&block.into()),
        }
    }

    /// The key under which its signatures are checked, by the name of who signs.
    ///
    /// # Errors
    /// [`NoteFault::Name`] for a name with a space or a plus sign, or none.
    pub fn verifier(&self, name: &str, usage: VerifierUse) -> Result<VerifierKey, NoteFault> {
        VerifierKey::new(name, usage, self.signing.verifying_key().to_bytes())
    }

    /// Signs a message.
    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing.sign(message).to_bytes()
    }

    /// The code of a network address: the same for the same address, sixteen hexadecimal digits. Of an IPv6 address only
    /// the network (its first 64 bits) counts, for the rest changes by the day.
    #[must_use]
    pub fn peer(&self, address: IpAddr) -> String {
        let mut code = self.peers.clone();
        match address.to_canonical() {
            IpAddr::V4(address) => code.update(&address.octets()),
            IpAddr::V6(address) => code.update(&address.octets()[..8]),
        }
        let code = code.finalize().into_bytes();
        code[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogKey").finish_non_exhaustive()
    }
}

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifierUse {
    /// A log's own checkpoints.
    Log,
    /// Another's checkpoints, with the moment: a cosignature.
    Witness,
}

impl VerifierUse {
    /// The byte that tells it, as C2SP's `signed-note` numbers them.
    fn byte(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

/// A public key with the name of who signs. Written as `name+id+key`, as C2SP's `signed-note` has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    usage: VerifierUse,
    key: [u8; 32],
}

impl VerifierKey {
    fn new(name: &str, usage: VerifierUse, key: [u8; 32]) -> Result<Self, NoteFault> {
        let bad = |c: char| c.is_whitespace() || c == '+' || c.is_control();
        if name.is_empty() || name.chars().any(bad) {
            return Err(NoteFault::Name);
        }
        let name = name.to_owned();
        Ok(Self { name, usage, key })
    }

    /// Who signs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub fn usage(&self) -> VerifierUse {
        self.usage
    }

    /// The first bytes of the key's hash, which stand before each of its signatures.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.usage.byte()])
            .chain_update(self.key)
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// Whether its holder signed this message.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(&self.key) else {
            return false;
        };
        key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.id();
        let mut key = vec![self.usage.byte()];
        key.extend(self.key);
        write!(f, "{}+{a:02x}{b:02x}{c:02x}{d:02x}+{}", self.name, STANDARD.encode(key))
    }
}

impl FromStr for VerifierKey {
    type Err = NoteFault;

    fn from_str(text: &str) -> Result<Self, NoteFault> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteFault::Key);
        };
        let bytes = STANDARD.decode(key).map_err(|_| NoteFault::Key)?;
        let usage = match bytes.first() {
            Some(1) => VerifierUse::Log,
            Some(4) => VerifierUse::Witness,
            _ => return Err(NoteFault::Key),
        };
        let key: [u8; 32] = bytes[1..].try_into().map_err(|_| NoteFault::Key)?;
        VerifyingKey::from_bytes(&key).map_err(|_| NoteFault::Key)?;
        let read = Self::new(name, usage, key)?;
        // The id is told twice, so that a slip of the pen shows.
        if read.to_string() == text.trim() {
            Ok(read)
        } else {
            Err(NoteFault::Key)
        }
    }
}
