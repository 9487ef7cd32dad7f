//! Files that hold a secret of 32 bytes, made at first use and readable by their owner alone.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use krachtig_core::error::{Cause, Fault};
use krachtig_core::service::{KeySealer, Sealer};

/// The secret in this file, which is made where it is not there.
///
/// # Errors
/// The file cannot be read or made, or holds something else.
pub fn secret_in(file: &Path) -> io::Result<[u8; 32]> {
    if let Some(dir) = file.parent() {
        fs::create_dir_all(dir)?;
    }
    let mut fresh = [0_u8; 32];
    getrandom::fill(&mut fresh).map_err(io::Error::other)?;
    match fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
    {
        Ok(mut made) => made.write_all(&fresh).and_then(|()| made.sync_all())?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    let bytes = fs::read(file)?;
    <[u8; 32]>::try_from(bytes.as_slice())
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the key is not 32 bytes"))
}

/// Seals with the key of a file, which is read or made when it is first needed.
#[derive(Debug)]
pub(super) struct FileSealer {
    file: PathBuf,
    sealer: OnceLock<KeySealer>,
}

impl FileSealer {
    pub(super) fn new(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            sealer: OnceLock::new(),
        }
    }

    fn sealer(&self) -> Result<&KeySealer, Fault> {
        if let Some(sealer) = self.sealer.get() {
            return Ok(sealer);
        }
        let key = secret_in(&self.file).map_err(|error| Fault::Io {
            doing: "reading the key that seals secrets",
            source: Cause::new(error),
        })?;
        Ok(self.sealer.get_or_init(|| KeySealer::new(key)))
    }
}

impl Sealer for FileSealer {
    fn seal(&self, about: &str, secret: &[u8]) -> Result<String, Fault> {
        self.sealer()?.seal(about, secret)
    }

    fn open(&self, about: &str, sealed: &str) -> Result<Vec<u8>, Fault> {
        self.sealer()?.open(about, sealed)
    }
}
