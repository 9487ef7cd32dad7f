//! `krachtig plugin sign`: a signature beside a component, by a key that stays with whoever signs.
//!
//! What is signed, and how it is checked, does not belong here: see [`krachtig_core::rules::PluginSignature`].

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use krachtig_core::rules::{SignatureFault, SigningKey, sha256_hex};
use serde_json::json;

use super::workshop::{Workshop, unreadable};
use crate::cli::{Answer, Failure, Outcome};

/// What to sign, and with what.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The component.
    component: PathBuf,
    /// The private key: Ed25519 in PKCS#8 PEM.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Make the key first, for its owner alone. A file that is there already is left as it is, and nothing is signed.
    #[arg(long)]
    new_key: bool,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let held = if arguments.new_key {
        check_absent(&arguments.key)?;
        None
    } else {
        Some(read_key(&arguments.key)?)
    };
    let taken = Workshop::open()?.take_in(&arguments.component)?;
    // Only now: a new key for a component that can't be signed would be in the way at the next try.
    let key = match held {
        Some(key) => key,
        None => new_key(&arguments.key)?,
    };
    let about = taken.rules.description();
    let schema = taken.rules.settings_schema();
    let (component, schema_sha256) = (sha256_hex(&taken.bytes), sha256_hex(schema.as_bytes()));
    let signature = key
        .sign(&about.name, &about.version, &component, &schema_sha256)
        .and_then(|signature| signature.verify().map(|()| signature))
        .map_err(|error| fault(&error, &arguments.component))?;
    let mut file = arguments.component.clone().into_os_string();
    file.push(".sig");
    let file = PathBuf::from(file);
    std::fs::write(&file, signature.to_text()).map_err(|error| unwritable(&file, &error))?;
    let text = format!(
        "Signed       {} {}\nSHA-256      {component}\nSignature    {}\nPublic key   {}\n\n\
         Whoever switches these rules on has to trust the public key. The private key stays with you.\n",
        about.name,
        about.version,
        file.display(),
        signature.public_key,
    );
    let data = json!({"file": file.display().to_string(), "signature": signature});
    Ok(Answer::new(text, data))
}

fn new_key(file: &Path) -> Result<SigningKey, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::refused("no_randomness", error.to_string()))?;
    let key = SigningKey::from_random_bytes(bytes);
    let pem = key.to_pem().map_err(|error| fault(&error, file))?;
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let written = made.and_then(|mut made| made.write_all(pem.as_bytes()).and_then(|()| made.sync_all()));
    match written {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists(file)),
        Err(error) => Err(unwritable(file, &error)),
    }
}

/// A key that is there already is never written over: what it signed would be nobody's.
fn check_absent(file: &Path) -> Result<(), Failure> {
    if file.exists() { Err(exists(file)) } else { Ok(()) }
}

fn exists(file: &Path) -> Failure {
    let text = format!(
        "{} is there already; leave --new-key out to sign with it, or name another file",
        file.display()
    );
    Failure::refused("key_exists", text)
}

/// Reads a key that nobody but its owner can read.
fn read_key(file: &Path) -> Result<SigningKey, Failure> {
    let about = std::fs::metadata(file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let text = format!("there is no {}; with --new-key it is made", file.display());
            Failure::refused("unreadable", text)
        }
        _ => unreadable(file, &error),
    })?;
    if about.permissions().mode() & 0o077 != 0 {
        let text = format!("others can read the key {0}. Run: chmod 600 {0}", file.display());
        return Err(Failure::refused("key_not_private", text));
    }
    let pem = std::fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    SigningKey::from_pem(&pem).map_err(|error| fault(&error, file))
}

fn fault(error: &SignatureFault, file: &Path) -> Failure {
    Failure::refused(error.code(), format!("{}: {error} [{}]", file.display(), error.code()))
}

fn unwritable(file: &Path, error: &io::Error) -> Failure {
    Failure::refused("unwritable", format!("{}: {error}", file.display()))
}
