//! The server's own plugin host, on a developer's machine: nothing is kept when the command ends.
//!
//! What is done with a component does not belong here: see the commands.

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use krachtig_plugin_engine::LARGEST_COMPONENT;
use tempfile::TempDir;

use crate::cli::Failure;
use crate::plugin_host::{
    Artifact, ArtifactKey, ComponentRules, HostError, PluginHost, PluginHostOptions, RuleSettings,
};

/// A host, and the folder in which it compiles.
pub(super) struct Workshop {
    host: PluginHost,
    /// Gone with the workshop, and everything in it.
    _scratch: TempDir,
}

/// A component that passed all that an upload checks.
pub(super) struct Taken {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// The machine code.
    pub(super) artifact: Artifact,
    /// The rules, with their own defaults.
    pub(super) rules: Arc<ComponentRules>,
}

impl Workshop {
    pub(super) fn open() -> Result<Self, Failure> {
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).map_err(|error| Failure::refused("no_randomness", error.to_string()))?;
        let scratch = tempfile::tempdir().map_err(|error| Failure::refused("unwritable", error))?;
        let host = PluginHost::new(PluginHostOptions {
            key: ArtifactKey::new(key),
            compiler: None,
            scratch: scratch.path().to_path_buf(),
        });
        let host = host.map_err(|error| refused(&error, "krachtig"))?;
        Ok(Self {
            host,
            _scratch: scratch,
        })
    }

    /// Checks, compiles and starts a component.
    pub(super) fn take_in(&self, file: &Path) -> Result<Taken, Failure> {
        let bytes = read_component(file)?;
        let name = file.display().to_string();
        let artifact = self.host.compile(&bytes).map_err(|error| refused(&error, &name))?;
        let rules = self.load(&artifact, "{}").map_err(|error| refused(&error, &name))?;
        Ok(Taken { bytes, artifact, rules })
    }

    /// The rules with these settings, a JSON object.
    pub(super) fn load(&self, artifact: &Artifact, settings: &str) -> Result<Arc<ComponentRules>, HostError> {
        let settings = RuleSettings {
            version: 1,
            json: settings.to_owned(),
        };
        self.host.load(artifact, &settings)
    }
}

/// A refusal of the host, with its code and all that lies behind it.
pub(super) fn refused(error: &HostError, what: &str) -> Failure {
    let hint = if matches!(error, HostError::Compiler(_)) {
        "; the program krachtig-plugin-compiler belongs in the folder of this one"
    } else {
        ""
    };
    let code = error.code().to_owned();
    Failure::refused(code.clone(), format!("{what}: {}{hint} [{code}]", chain(error)))
}

/// An error and its causes, in one line.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(behind) = source {
        text = format!("{text}: {behind}");
        source = behind.source();
    }
    text
}

/// Reads a component, and hardly more than one may hold: the compiler says so where it is too large.
fn read_component(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| unreadable(file, &error);
    if file.is_dir() {
        let text = format!(
            "{} is a folder; `krachtig plugin build` makes the component of a project and says where it is",
            file.display()
        );
        return Err(Failure::refused("unreadable", text));
    }
    let opened = File::open(file).map_err(unreadable)?;
    let mut bytes = Vec::new();
    opened
        .take(LARGEST_COMPONENT + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}

/// A file can't be read.
pub(super) fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::refused("unreadable", format!("{}: {error}", file.display()))
}

/// Settings from a file: the text of a JSON object.
pub(super) fn read_settings(file: &Path) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::refused("bad_settings", format!("{}: no JSON object: {error}", file.display())))
}
