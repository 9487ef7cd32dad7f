//! Compiled rules, sealed so that only what this host compiled is ever loaded.
//!
//! Machine code runs with all that the server may do, and a single flipped bit of it can crash the process. So the
//! seal is checked before anything else looks at the bytes. An artifact is a file, which is mapped and not copied:
//! tenants at rest then cost the machine a cache that it can drop, and no memory. Compiling does not belong here.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::path::Path;

use krachtig_plugin_engine::{LARGEST_ARTIFACT, engine_key};
use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use super::HostError;

/// The length of a SHA-256 and of the seal, in bytes.
const LENGTH: usize = 32;
/// What follows the machine code: the component's hash and the seal.
const TRAILER: usize = 2 * LENGTH;

/// The secret behind the seals. It is never printed.
#[derive(Clone)]
pub struct ArtifactKey([u8; LENGTH]);

impl ArtifactKey {
    /// A key of 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// The seal, a keyed BLAKE3: over the engine's key first, so that an upgrade makes old artifacts void.
    fn seal(&self, component_sha256: &[u8; LENGTH], machine_code: impl Read) -> io::Result<blake3::Hash> {
        let engine = engine_key();
        let mut seal = blake3::Hasher::new_keyed(&self.0);
        seal.update(&(engine.len() as u64).to_be_bytes());
        seal.update(engine.as_bytes());
        seal.update(component_sha256);
        seal.update_reader(machine_code)?;
        Ok(seal.finalize())
    }
}

/// A component as machine code for this engine, with the component's hash, under a seal: an open file that holds the
/// machine code, the hash and the seal.
pub struct Artifact {
    file: File,
    /// The length of the machine code, in bytes.
    length: u64,
    component_sha256: [u8; LENGTH],
    seal: blake3::Hash,
}

impl Artifact {
    /// Seals what the compiler made of a component, in the file in which it lies.
    pub(super) fn seal(key: &ArtifactKey, component: &[u8], machine_code: File) -> io::Result<Self> {
        let length = machine_code.metadata()?.len();
        let component_sha256: [u8; LENGTH] = Sha256::digest(component).into();
        let seal = key.seal(&component_sha256, from_start(&machine_code, length))?;
        machine_code.write_all_at(&[component_sha256, *seal.as_bytes()].concat(), length)?;
        Ok(Self {
            file: machine_code,
            length,
            component_sha256,
            seal,
        })
    }

    /// The artifact that was kept in a file; none where there is no such file, or it is too short or too long to be one.
    /// Whether it is genuine shows when it is loaded.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn at(file: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(file) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let whole = file.metadata()?.len();
        let Some(length) = whole
            .checked_sub(TRAILER as u64)
            .filter(|length| *length <= LARGEST_ARTIFACT)
        else {
            return Ok(None);
        };
        let mut trailer = [[0; LENGTH]; 2];
        file.read_exact_at(trailer.as_flattened_mut(), length)?;
        let [component_sha256, seal] = trailer;
        Ok(Some(Self {
            file,
            length,
            component_sha256,
            seal: seal.into(),
        }))
    }

    /// Writes the artifact to be kept elsewhere: to a file that nobody changes from then on, for it is mapped as it is.
    ///
    /// # Errors
    /// Reading or writing fails.
    pub fn copy_to(&self, to: &mut impl Write) -> io::Result<()> {
        io::copy(&mut from_start(&self.file, self.size()), to).map(|_| ())
    }

    /// How large it is, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.length + TRAILER as u64
    }

    /// The SHA-256 of the component, in lower-case hex.
    #[must_use]
    pub fn component_sha256(&self) -> String {
        self.component_sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The component, if the seal is genuine.
    pub(super) fn open(&self, key: &ArtifactKey, engine: &Engine) -> Result<Component, HostError> {
        let seal = key
            .seal(&self.component_sha256, from_start(&self.file, self.length))
            .map_err(HostError::Compiler)?;
        // Compared in constant time, so that a seal can't be guessed byte by byte.
        if seal != self.seal {
            return Err(HostError::NotAuthentic);
        }
        map_machine_code(engine, self).map_err(HostError::DoesNotFit)
    }
}

/// A file's first bytes, wherever others are reading in it.
fn from_start(file: &File, length: u64) -> impl Read + '_ {
    struct At<'a>(&'a File, u64);
    impl Read for At<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read_at(buffer, self.1)?;
            self.1 += read as u64;
            Ok(read)
        }
    }
    At(file, 0).take(length)
}

/// Maps machine code whose seal was found genuine: [`Artifact::open`] alone may call this. Where the folder is of a file
/// system from which nothing may run, the machine code is copied.
#[expect(
    unsafe_code,
    reason = "machine code can only be trusted, never checked; the seal says that we compiled it"
)]
fn map_machine_code(engine: &Engine, artifact: &Artifact) -> wasmtime::Result<Component> {
    // The very file whose seal was checked, also where another has its name by now.
    let open = format!("/proc/self/fd/{}", artifact.file.as_raw_fd());
    // SAFETY: the bytes are what `Component::serialize` of the same wasmtime gave in our own compiler: their seal,
    // which covers the engine's key, was verified by the only caller. The bytes after them belong to no section.
    let mapped = unsafe { Component::deserialize_file(engine, open) };
    mapped.or_else(|_| {
        let mut machine_code = Vec::new();
        from_start(&artifact.file, artifact.length).read_to_end(&mut machine_code)?;
        // SAFETY: as above.
        unsafe { Component::deserialize(engine, machine_code) }
    })
}
