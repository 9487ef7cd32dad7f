//! Where components of region rules are kept, compiled and ready: files named by the component's hash.
//!
//! Running rules does not belong here, see [`crate::plugin_host`]; nor which rules a tenant has, which is its own
//! record.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::{fs, io};

use krachtig_core::domain::id::RuleSetId;
use krachtig_core::domain::rule_set::RuleSet;
use krachtig_core::rules::{RegionRules, RuleFault, RulesSource};
use krachtig_core::service::InstallRules;
use lru::LruCache;
use serde_json::Value;

use crate::plugin_host::{
    Artifact, ArtifactKey, ComponentRules, HostError, PluginHost, PluginHostOptions, RuleSettings,
};
use crate::settings::Plugins;

/// How many loaded rules are kept at hand. Loading again costs a fraction of a millisecond.
const AT_HAND: usize = 256;

/// The components that were installed on this machine.
pub struct RuleLibrary {
    settings: Plugins,
    host: OnceLock<PluginHost>,
    at_hand: Mutex<LruCache<RuleSetId, Arc<ComponentRules>>>,
}

/// A component that was compiled, tried and kept.
struct Kept {
    rules: Arc<ComponentRules>,
    /// The SHA-256 of the component, in lower-case hexadecimal.
    hash: String,
}

impl RuleLibrary {
    /// The library that the settings name. Nothing is opened yet.
    #[must_use]
    pub fn new(settings: &Plugins) -> Self {
        let size = std::num::NonZeroUsize::new(AT_HAND).unwrap_or(std::num::NonZeroUsize::MIN);
        Self {
            settings: settings.clone(),
            host: OnceLock::new(),
            at_hand: Mutex::new(LruCache::new(size)),
        }
    }

    /// Compiles a component, tries it with a region's settings, keeps it, and gives the order that installs it.
    ///
    /// It runs a process and waits for it: seconds for a large component.
    ///
    /// # Errors
    /// What the compiler or the component refuses, or that files cannot be kept.
    pub fn take_in(&self, component: &[u8], settings: Value) -> Result<InstallRules, HostError> {
        let trial = RuleSettings {
            version: 1,
            json: settings.to_string(),
        };
        let kept = self.keep(component, &trial)?;
        let about = kept.rules.description();
        Ok(InstallRules {
            name: about.name.clone(),
            edition: about.version.clone(),
            hash: kept.hash,
            settings,
        })
    }

    fn keep(&self, component: &[u8], settings: &RuleSettings) -> Result<Kept, HostError> {
        let host = self.host()?;
        let artifact = host.compile(component)?;
        let rules = host.load(&artifact, settings)?;
        let hash = artifact.component_sha256();
        write_whole(&self.file(&hash, "wasm"), component).map_err(HostError::Compiler)?;
        write_whole(&self.file(&hash, "artifact"), &artifact.to_bytes()).map_err(HostError::Compiler)?;
        Ok(Kept { rules, hash })
    }

    fn host(&self) -> Result<&PluginHost, HostError> {
        if let Some(host) = self.host.get() {
            return Ok(host);
        }
        fs::create_dir_all(&self.settings.dir).map_err(HostError::Compiler)?;
        let key = artifact_key(&self.settings.artifact_key_file).map_err(HostError::Compiler)?;
        let host = PluginHost::new(PluginHostOptions {
            key,
            compiler: compiler(&self.settings.compiler),
            scratch: self.settings.dir.clone(),
        })?;
        Ok(self.host.get_or_init(|| host))
    }

    /// Loads installed rules. An artifact that another engine or key made is compiled again from its component.
    fn load(&self, installed: &RuleSet) -> Result<Arc<ComponentRules>, HostError> {
        let host = self.host()?;
        let settings = RuleSettings {
            version: u32::try_from(installed.version.get()).unwrap_or_default(),
            json: installed.settings.to_string(),
        };
        let hash = installed.hash.as_str();
        let artifact = fs::read(self.file(hash, "artifact"))
            .ok()
            .and_then(|bytes| Artifact::from_bytes(&bytes));
        let loaded = artifact
            .filter(|artifact| artifact.component_sha256() == hash)
            .map(|artifact| host.load(&artifact, &settings));
        match loaded {
            Some(Ok(rules)) => Ok(rules),
            Some(Err(HostError::NotAuthentic | HostError::DoesNotFit(_))) | None => {
                let component = fs::read(self.file(hash, "wasm")).map_err(HostError::Compiler)?;
                let again = self.keep(&component, &settings)?;
                if again.hash == hash {
                    Ok(again.rules)
                } else {
                    Err(HostError::NotAuthentic)
                }
            }
            Some(Err(other)) => Err(other),
        }
    }

    fn file(&self, hash: &str, kind: &str) -> PathBuf {
        self.settings.dir.join(format!("{hash}.{kind}"))
    }
}

impl RulesSource for RuleLibrary {
    fn rules(&self, installed: &RuleSet) -> Result<Arc<dyn RegionRules>, RuleFault> {
        let hash = installed.hash.as_str();
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(RuleFault::Unavailable {
                detail: "the component has no hash".to_owned(),
            });
        }
        if let Some(rules) = self
            .at_hand
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&installed.id)
        {
            return Ok(rules.clone());
        }
        let rules = self.load(installed).map_err(|error| {
            tracing::error!(rules = %installed.name, hash, code = error.code(), "region rules cannot be loaded");
            RuleFault::Unavailable {
                detail: error.code().to_owned(),
            }
        })?;
        self.at_hand
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .put(installed.id, rules.clone());
        Ok(rules)
    }
}

/// A bare name means the program beside this one, where there is one.
fn compiler(setting: &Path) -> Option<PathBuf> {
    let beside = std::env::current_exe().ok()?.with_file_name(setting);
    let bare = setting.components().count() == 1;
    Some(if bare && beside.exists() {
        beside
    } else {
        setting.to_path_buf()
    })
}

/// Writes a file whole or not at all.
fn write_whole(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let partial = file.with_extension("partial");
    let mut writing = fs::File::create(&partial)?;
    writing.write_all(bytes)?;
    writing.sync_all()?;
    fs::rename(partial, file)
}

/// The key that authenticates artifacts, made at first use and readable by its owner alone.
fn artifact_key(file: &Path) -> io::Result<ArtifactKey> {
    use std::os::unix::fs::OpenOptionsExt;
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
    let key = <[u8; 32]>::try_from(bytes.as_slice());
    key.map(ArtifactKey::new)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the artifact key is not 32 bytes"))
}
