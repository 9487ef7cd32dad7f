//! Files that hold a secret of 32 bytes, made at first use and readable by their owner alone.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

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
