//! Compiled rules, sealed so that only what this host compiled is ever loaded.
//!
//! Machine code runs with all that the server may do, and a single flipped bit of it can crash the process. So the
//! seal is checked before anything else looks at the bytes. Compiling does not belong here.

use hmac::{Hmac, KeyInit, Mac};
use krachtig_plugin_engine::engine_key;
use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use super::HostError;

/// The length of a SHA-256 and of the seal, in bytes.
const LENGTH: usize = 32;

/// The secret behind the seals. It is never printed.
#[derive(Clone)]
pub struct ArtifactKey([u8; LENGTH]);

impl ArtifactKey {
    /// A key of 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// The seal in the making: over the engine's key first, so that an upgrade makes old artifacts void.
    fn seal(&self, component_sha256: &[u8; LENGTH], machine_code: &[u8]) -> Hmac<Sha256> {
        let engine = engine_key();
        // A key that is shorter than a block is padded with nothing, as HMAC has it.
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..LENGTH].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block);
        mac.update(&(engine.len() as u64).to_be_bytes());
        mac.update(engine.as_bytes());
        mac.update(component_sha256);
        mac.update(machine_code);
        mac
    }
}

/// A component as machine code for this engine, with the component's hash, under a seal.
#[derive(Clone)]
pub struct Artifact {
    seal: [u8; LENGTH],
    component_sha256: [u8; LENGTH],
    /// The seal, the component's hash, the machine code: as it is kept, so that it is copied no more than it must be.
    kept: Vec<u8>,
}

impl Artifact {
    /// Seals what the compiler made of a component.
    pub(super) fn seal(key: &ArtifactKey, component: &[u8], machine_code: &[u8]) -> Self {
        let component_sha256: [u8; LENGTH] = Sha256::digest(component).into();
        let seal: [u8; LENGTH] = key.seal(&component_sha256, machine_code).finalize().into_bytes().into();
        Self {
            kept: [&seal[..], &component_sha256, machine_code].concat(),
            seal,
            component_sha256,
        }
    }

    /// The artifact as one piece, to be kept.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.kept
    }

    /// An artifact as it was kept; none where the bytes are too few. Whether it is genuine shows when it is loaded.
    #[must_use]
    pub fn from_bytes(kept: Vec<u8>) -> Option<Self> {
        let (seal, rest) = kept.split_first_chunk()?;
        let component_sha256 = rest.first_chunk()?;
        Some(Self {
            seal: *seal,
            component_sha256: *component_sha256,
            kept,
        })
    }

    /// The SHA-256 of the component, in lower-case hex.
    #[must_use]
    pub fn component_sha256(&self) -> String {
        self.component_sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The component, if the seal is genuine.
    pub(super) fn open(&self, key: &ArtifactKey, engine: &Engine) -> Result<Component, HostError> {
        let machine_code = self.kept.get(2 * LENGTH..).unwrap_or_default();
        let seal = key.seal(&self.component_sha256, machine_code);
        // Compared in constant time, so that a seal can't be guessed byte by byte.
        seal.verify_slice(&self.seal).map_err(|_| HostError::NotAuthentic)?;
        load_machine_code(engine, machine_code).map_err(HostError::DoesNotFit)
    }
}

/// Maps machine code whose seal was found genuine: [`Artifact::open`] alone may call this.
#[expect(
    unsafe_code,
    reason = "machine code can only be trusted, never checked; the seal says that we compiled it"
)]
fn load_machine_code(engine: &Engine, machine_code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: the bytes are what `Component::serialize` of the same wasmtime gave in our own compiler: their seal,
    // which covers the engine's key, was verified by the only caller.
    unsafe { Component::deserialize(engine, machine_code) }
}
