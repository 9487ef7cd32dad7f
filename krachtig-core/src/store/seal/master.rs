//! The master key, with which the tenants' keys are encrypted where they lie.
//!
//! A key goes by the name that is derived from it, so that a wrong one is told from the right one before anything is
//! opened with it. Where a key comes from besides a file (the environment, a command) is the server's business.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::RwLock;

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::random;
use crate::domain::id::TenantId;
use crate::error::Fault;
use crate::store::{Doing, Place};

/// The length of a nonce in bytes.
const NONCE: usize = 12;

/// A key for keys: 256 random bits. It shows in no log, and is wiped from memory when it goes.
#[derive(Clone)]
pub struct MasterKey {
    bytes: Zeroizing<[u8; 32]>,
    name: String,
}

impl MasterKey {
    /// A new one.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] where the operating system gives no random numbers.
    pub fn random() -> Result<Self, Fault> {
        Ok(Self::new(random()?))
    }

    /// Reads a key as it is written: 32 bytes as 64 hexadecimal digits or in Base64, with white space around it or none.
    ///
    /// # Errors
    /// [`Fault::MasterKey`] for anything else; the text is not repeated.
    pub fn from_text(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        let read = from_hex(text).or_else(|| {
            let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
            bytes.as_slice().try_into().ok()
        });
        read.map(Self::new)
            .ok_or_else(|| no_key("a master key must be 32 bytes, written as 64 hexadecimal digits or in Base64"))
    }

    /// The key as it is written to a file: 64 hexadecimal digits.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// What the key is called: 16 hexadecimal digits that say nothing about it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn new(bytes: [u8; 32]) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"krachtig master key 1\0");
        digest.update(bytes);
        let name = digest.finalize()[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            bytes: Zeroizing::new(bytes),
            name,
        }
    }

    /// Encrypts a tenant's key of this number.
    pub(crate) fn wrap(&self, (tenant, number): (TenantId, u32), key: &[u8; 32]) -> Result<String, Fault> {
        let nonce: [u8; NONCE] = random()?;
        let mut bytes = Zeroizing::new(key.to_vec());
        self.cipher()
            .encrypt_in_place(&Nonce::from(nonce), &bound_to(tenant, number), &mut *bytes)
            .map_err(|_| corrupt(tenant))?;
        Ok(STANDARD.encode([&nonce[..], &bytes].concat()))
    }

    fn unwrap(&self, (tenant, number): (TenantId, u32), wrapped: &str) -> Result<Zeroizing<[u8; 32]>, Fault> {
        let opened = || {
            let bytes = STANDARD.decode(wrapped).ok()?;
            let (nonce, rest) = bytes.split_first_chunk::<NONCE>()?;
            let mut key = Zeroizing::new(rest.to_vec());
            self.cipher()
                .decrypt_in_place(&Nonce::from(*nonce), &bound_to(tenant, number), &mut *key)
                .ok()?;
            Some(Zeroizing::new(key.as_slice().try_into().ok()?))
        };
        opened().ok_or_else(|| corrupt(tenant))
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new((&*self.bytes).into())
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterKey")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

fn bound_to(tenant: TenantId, number: u32) -> Vec<u8> {
    let mut bound = b"krachtig tenant key 1\0".to_vec();
    bound.extend_from_slice(tenant.uuid().as_bytes());
    bound.extend_from_slice(&number.to_be_bytes());
    bound
}

fn corrupt(tenant: TenantId) -> Fault {
    Fault::Corrupt {
        table: "tenant_key",
        column: "wrapped",
        id: tenant.uuid(),
    }
}

fn no_key(what: impl Into<String>) -> Fault {
    Fault::MasterKey { what: what.into() }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        let digit = |at: usize| {
            char::from(pair[at])
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        };
        *byte = digit(0)? * 16 + digit(1)?;
    }
    Some(bytes)
}

/// Where the master key comes from.
#[derive(Clone, Debug, Default)]
pub enum MasterSource {
    /// The file beside the directory of the home place that is called as the directory, with `.key` at the end. There is
    /// none beside a PostgreSQL place.
    #[default]
    Beside,
    /// A file. It is made, readable by its owner alone, as long as no tenant has a key.
    File(PathBuf),
    /// It is known already.
    Key(MasterKey),
}

impl MasterSource {
    /// The key, a new one in its file where no tenant has a key that another would be needed for.
    pub(crate) fn resolve(self, home: &Place, in_use: bool) -> Result<MasterKey, Fault> {
        match (self, home) {
            (Self::Key(key), _) => Ok(key),
            (Self::File(path), _) => in_file(&path, in_use),
            (Self::Beside, Place::Sqlite { dir }) => {
                let mut name = dir.file_name().unwrap_or_default().to_owned();
                name.push(".key");
                in_file(&dir.with_file_name(name), in_use)
            }
            (Self::Beside, Place::Postgres { .. }) => Err(no_key(
                "where the tenants are in PostgreSQL, it must be said where the master key is",
            )),
        }
    }
}

/// The key in this file, a new one where there is no file and may be none yet.
fn in_file(path: &Path, in_use: bool) -> Result<MasterKey, Fault> {
    let doing = "reading the master key's file";
    if !path.try_exists().doing(doing)? {
        if in_use {
            return Err(no_key(
                "the file of the master key is not there, yet tenants have keys that only it opens",
            ));
        }
        make_file(path, &MasterKey::random()?)?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).doing(doing)?.permissions().mode();
        if mode & 0o007 != 0 {
            return Err(no_key(
                "the file of the master key is open to everybody on this machine",
            ));
        }
    }
    MasterKey::from_text(&Zeroizing::new(std::fs::read_to_string(path).doing(doing)?))
}

impl MasterKey {
    /// The key in this file, which has to be there.
    ///
    /// # Errors
    /// As [`MasterKey::in_file`].
    pub fn read_file(path: &Path) -> Result<Self, Fault> {
        in_file(path, true)
    }

    /// The key in this file, a new one where there is no file.
    ///
    /// # Errors
    /// [`Fault::MasterKey`] where the file holds no key or is open to everybody; [`Fault::Io`].
    pub fn in_file(path: &Path) -> Result<Self, Fault> {
        in_file(path, false)
    }
}

/// Makes the file whole or not at all. Of two programs that make it at once, the first wins.
fn make_file(path: &Path, key: &MasterKey) -> Result<(), Fault> {
    use std::io::Write;
    let doing = "making the master key's file";
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        std::fs::create_dir_all(dir).doing(doing)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", key.name()));
    let partial = path.with_file_name(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&partial).doing(doing)?;
    let written = file
        .write_all(key.to_text().as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.sync_all());
    let linked = written.and_then(|()| std::fs::hard_link(&partial, path));
    let removed = std::fs::remove_file(&partial);
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error).doing(doing),
        _ => removed.doing(doing),
    }
}

/// The master keys at hand: the one that is used, and others that may be needed to open what they closed.
#[derive(Debug)]
pub(crate) struct Masters {
    /// The one that is used comes last.
    keys: RwLock<Vec<MasterKey>>,
}

impl Masters {
    pub(crate) fn new(key: MasterKey, others: Vec<MasterKey>) -> Self {
        let keys = others.into_iter().chain([key]).collect();
        Self {
            keys: RwLock::new(keys),
        }
    }

    /// The one with which keys are encrypted from now on.
    pub(crate) fn current(&self) -> Option<MasterKey> {
        let keys = self.keys.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        keys.last().cloned()
    }

    /// Uses another from now on.
    pub(crate) fn change(&self, key: MasterKey) {
        let mut keys = self.keys.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        keys.push(key);
    }

    /// Whether the key of this name is at hand.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.of(name).is_some()
    }

    /// Opens a tenant's key that the master key of this name closed.
    pub(crate) fn unwrap(
        &self,
        name: &str,
        whose: (TenantId, u32),
        wrapped: &str,
    ) -> Result<Zeroizing<[u8; 32]>, Fault> {
        let master = self.of(name).ok_or_else(|| missing(name))?;
        master.unwrap(whose, wrapped)
    }

    fn of(&self, name: &str) -> Option<MasterKey> {
        let keys = self.keys.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        keys.iter().find(|key| key.name == name).cloned()
    }
}

/// The master key of this name is not at hand.
pub(crate) fn missing(name: &str) -> Fault {
    no_key(format!(
        "tenants have keys that only the master key {name} opens, and it is not the one given"
    ))
}
