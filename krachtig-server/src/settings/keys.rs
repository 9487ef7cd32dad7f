//! The section of the settings that says where the master key is. Reading the key does not belong here.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{OutOfBounds, Seconds};

/// Where the master key comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeySource {
    /// A file, made at the first start.
    File,
    /// An environment variable.
    Env,
    /// What a command writes.
    Command,
}

/// Sealed data: where the master key is, which opens the tenants' keys, and how keys change.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Where the master key comes from.
    pub master: KeySource,
    /// The file. Empty: beside the directory of `database.url`, called as that with `.key` at the end.
    pub file: PathBuf,
    /// The environment variable.
    pub variable: String,
    /// The command, run by `/bin/sh`, whose standard output is the key.
    pub command: String,
    /// How long the command may take.
    pub command_timeout_seconds: Seconds,
    /// Files of other master keys that tenants' keys may still, or already, need; several with spaces between.
    pub other_files: String,
    /// How long an old key of a tenant is kept after another took its place.
    pub grace_seconds: Seconds,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            master: KeySource::File,
            file: PathBuf::new(),
            variable: "KRACHTIG_MASTER_KEY".to_owned(),
            command: String::new(),
            command_timeout_seconds: Seconds(30),
            other_files: String::new(),
            grace_seconds: Seconds(3_600),
        }
    }
}

impl Keys {
    /// How long an old key of a tenant is kept after another took its place.
    #[must_use]
    pub fn grace(&self) -> time::Duration {
        time::Duration::try_from(self.grace_seconds.duration()).unwrap_or(time::Duration::MAX)
    }

    /// What is missing for the source that was chosen.
    pub(super) fn wrongly_shaped(&self) -> Option<OutOfBounds> {
        let wrong = |key, must| Some(OutOfBounds { key, must });
        match self.master {
            KeySource::Env if self.variable.is_empty() => wrong("keys.variable", "name a variable"),
            KeySource::Command if self.command.trim().is_empty() => wrong("keys.command", "be a command"),
            _ => None,
        }
    }
}
