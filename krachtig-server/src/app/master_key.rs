//! Fetches the master key from where the settings say. What it opens does not belong here.

use std::path::PathBuf;
use std::process::Stdio;

use krachtig_core::error::Fault;
use krachtig_core::store::{MasterKey, MasterSource};

use crate::settings::{KeySource, Keys};

/// The master key's source, the key itself already where it comes from a variable or a command.
///
/// # Errors
/// [`Fault::MasterKey`] where the variable is not set, the command fails or takes too long, or what they give is no key.
/// Nothing that they gave is repeated.
pub(super) async fn source(keys: &Keys) -> Result<MasterSource, Fault> {
    Ok(match keys.master {
        KeySource::File if keys.file.as_os_str().is_empty() => MasterSource::Beside,
        KeySource::File => MasterSource::File(keys.file.clone()),
        KeySource::Env => MasterSource::Key(of_variable(&keys.variable)?),
        KeySource::Command => MasterSource::Key(of_command(&keys.command, keys).await?),
    })
}

/// The other master keys that may be needed.
///
/// # Errors
/// [`Fault::MasterKey`] where a file is not there or holds no key.
pub(super) fn others(keys: &Keys) -> Result<Vec<MasterKey>, Fault> {
    let files = keys.other_files.split_whitespace().map(PathBuf::from);
    files.map(|file| MasterKey::read_file(&file)).collect()
}

/// The key in an environment variable.
///
/// # Errors
/// As [`source`].
pub(crate) fn of_variable(name: &str) -> Result<MasterKey, Fault> {
    let text = std::env::var(name).map_err(|_| Fault::MasterKey {
        what: format!("the environment variable {name}, which should hold the master key, is not set"),
    })?;
    MasterKey::from_text(&text)
}

/// The key that a command writes to its standard output.
///
/// # Errors
/// As [`source`].
pub(crate) async fn of_command(command: &str, keys: &Keys) -> Result<MasterKey, Fault> {
    let failed = |how: String| Fault::MasterKey {
        what: format!("the command that should give the master key {how}"),
    };
    let running = tokio::process::Command::new("/bin/sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        // What it complains of is for whoever starts the program; nothing of it enters the log.
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(keys.command_timeout_seconds.duration(), running)
        .await
        .map_err(|_| failed("took too long".to_owned()))?
        .map_err(|error| failed(format!("could not be started: {}", error.kind())))?;
    if !output.status.success() {
        return Err(failed(format!("failed: {}", output.status)));
    }
    let text = zeroize::Zeroizing::new(output.stdout);
    MasterKey::from_text(std::str::from_utf8(&text).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Seconds;

    fn keys(command: &str) -> Keys {
        Keys {
            master: KeySource::Command,
            command: command.to_owned(),
            command_timeout_seconds: Seconds(1),
            ..Keys::default()
        }
    }

    async fn refused(command: &str) -> String {
        let fault = source(&keys(command)).await.expect_err("refused");
        assert_eq!(fault.code(), "master_key");
        fault.to_string()
    }

    #[tokio::test]
    async fn a_commands_output_is_the_key_and_never_repeated() {
        let key = "5a".repeat(32);
        let found = source(&keys(&format!("echo {key}"))).await.expect("a key");
        let MasterSource::Key(found) = found else {
            panic!("{found:?}")
        };
        assert_eq!(found.to_text().as_str(), key);
        assert!(refused("echo s3cret").await.contains("32 bytes"));
        assert!(!refused("echo s3cret").await.contains("s3cret"));
        assert!(refused("echo s3cret; exit 3").await.contains("failed"));
        assert!(refused("sleep 60").await.contains("too long"));
    }

    #[test]
    fn a_variable_that_is_not_set_is_named() {
        let fault = of_variable("KRACHTIG_NO_SUCH_KEY").expect_err("refused").to_string();
        assert!(fault.contains("KRACHTIG_NO_SUCH_KEY"), "{fault}");
    }
}
