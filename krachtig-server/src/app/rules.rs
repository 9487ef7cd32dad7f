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
use krachtig_core::rules::{
    BudgetFacts, BudgetQuestion, CaseSnapshot, CheckedComponent, Indicator, Observation, RegionRules, RuleAnswer,
    RuleFault, RulesIdentity, RulesSource, SourceFault,
};
use lru::LruCache;
use serde_json::Value;

use super::key_file::secret_in;
use crate::plugin_host::{
    Artifact, ArtifactKey, ComponentRules, HostError, PluginHost, PluginHostOptions, RuleSettings, described,
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

    fn keep(&self, component: &[u8], settings: &RuleSettings) -> Result<Kept, HostError> {
        let host = self.host()?;
        let artifact = host.compile(component)?;
        let rules = host.load(&artifact, settings)?;
        let hash = artifact.component_sha256();
        write_whole(&self.file(&hash, "wasm"), |file| file.write_all(component)).map_err(HostError::Compiler)?;
        write_whole(&self.file(&hash, "artifact"), |file| artifact.copy_to(file)).map_err(HostError::Compiler)?;
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

    /// Loads a component that was taken in before. An artifact that another engine or key made is compiled again from
    /// its component, where there is time for that.
    fn load(&self, hash: &str, settings: &RuleSettings, time: Time) -> Result<Arc<ComponentRules>, LoadFault> {
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(LoadFault::NotAtHand);
        }
        let host = self.host()?;
        let artifact = Artifact::at(&self.file(hash, "artifact")).ok().flatten();
        let loaded = artifact
            .filter(|artifact| artifact.component_sha256() == hash)
            .map(|artifact| host.load(&artifact, settings));
        match loaded {
            Some(Err(HostError::NotAuthentic | HostError::DoesNotFit(_))) | None => {
                if time == Time::Short {
                    return Err(LoadFault::NotAtHand);
                }
                let component = fs::read(self.file(hash, "wasm")).map_err(|error| match error.kind() {
                    io::ErrorKind::NotFound => LoadFault::NotAtHand,
                    _ => LoadFault::Host(HostError::Compiler(error)),
                })?;
                let again = self.keep(&component, settings)?;
                // A file that was changed is no component of this name any more.
                if again.hash == hash {
                    Ok(again.rules)
                } else {
                    Err(LoadFault::NotAtHand)
                }
            }
            Some(loaded) => Ok(loaded?),
        }
    }

    fn file(&self, hash: &str, kind: &str) -> PathBuf {
        self.settings.dir.join(format!("{hash}.{kind}"))
    }
}

/// How long loading may take.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Time {
    /// A request waits for it: nothing is compiled.
    Short,
    /// Seconds.
    Long,
}

/// Why a component cannot be loaded.
enum LoadFault {
    NotAtHand,
    Host(HostError),
}

impl From<HostError> for LoadFault {
    fn from(error: HostError) -> Self {
        Self::Host(error)
    }
}

impl RulesSource for RuleLibrary {
    fn rules(&self, set: &RuleSet) -> Result<Arc<dyn RegionRules>, RuleFault> {
        let mut at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = at_hand.get(&set.id) {
            return Ok(rules.clone());
        }
        drop(at_hand);
        let settings = RuleSettings {
            version: u32::try_from(set.number).unwrap_or_default(),
            json: set.settings.to_string(),
        };
        let rules = self
            .load(&set.hash, &settings, Time::Short)
            .map_err(|fault| match fault {
                LoadFault::NotAtHand => RuleFault::NotAtHand,
                LoadFault::Host(error) => {
                    let (rules, hash) = (&set.name, &set.hash);
                    tracing::error!(rules, hash, code = error.code(), "region rules cannot be loaded");
                    let detail = error.code().to_owned();
                    RuleFault::Unavailable { detail }
                }
            })?;
        let mut at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        at_hand.put(set.id, rules.clone());
        Ok(rules)
    }

    fn candidate(&self, hash: &str, settings: &Value) -> Result<Arc<dyn RegionRules>, SourceFault> {
        let settings = RuleSettings {
            version: 0,
            json: settings.to_string(),
        };
        let loaded = self.load(hash, &settings, Time::Long).map_err(|fault| match fault {
            LoadFault::NotAtHand => SourceFault::NotAtHand,
            LoadFault::Host(error) => source_fault(&error),
        })?;
        Ok(Arc::new(Rehearsed(loaded)))
    }

    fn take_in(&self, component: &[u8]) -> Result<CheckedComponent, SourceFault> {
        let defaults = RuleSettings {
            version: 0,
            json: "{}".to_owned(),
        };
        let Kept { rules, hash } = self.keep(component, &defaults).map_err(|error| source_fault(&error))?;
        let about = rules.description();
        Ok(CheckedComponent {
            name: about.name.clone(),
            version: about.version.clone(),
            hash,
            settings_schema: rules.settings_schema().to_owned(),
            description: described(about),
        })
    }
}

/// Rules that are asked what they would decide: none of it counts, so failing does not suspend them.
struct Rehearsed(Arc<ComponentRules>);

impl RegionRules for Rehearsed {
    fn decide(&self, question: &BudgetQuestion, facts: &BudgetFacts) -> Result<RuleAnswer, RuleFault> {
        self.0.rehearse(question, facts).0
    }

    fn indicators(&self) -> Result<Vec<Indicator>, RuleFault> {
        self.0.indicators()
    }

    fn observe(&self, snapshot: &CaseSnapshot) -> Result<Vec<Observation>, RuleFault> {
        self.0.observe(snapshot)
    }

    fn identity(&self) -> &RulesIdentity {
        self.0.identity()
    }
}

/// What the host refuses is the component's fault, the settings', or a machine's.
fn source_fault(error: &HostError) -> SourceFault {
    let code = error.code().to_owned();
    match error {
        HostError::Settings(faults) => SourceFault::Settings {
            detail: faults.to_string(),
        },
        HostError::Compiler(_) | HostError::CompilerBusy | HostError::Engine(_) | HostError::NotAuthentic => {
            tracing::error!(%error, "a component cannot be taken in");
            SourceFault::Unavailable { code }
        }
        HostError::Refused { detail, .. } => SourceFault::Component {
            code,
            detail: detail.clone(),
        },
        HostError::DoesNotFit(cause) => SourceFault::Component {
            code,
            detail: format!("{cause:#}"),
        },
        HostError::DoesNotStart(fault) => SourceFault::Component {
            code,
            detail: fault.to_string(),
        },
        HostError::CompilerStopped | HostError::BadDescription(_) | HostError::BadSchema(_) => SourceFault::Component {
            code,
            detail: error.to_string(),
        },
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

/// Writes a file whole or not at all. Whoever has the one open that had its name before keeps that one as it was.
fn write_whole(file: &Path, write: impl FnOnce(&mut fs::File) -> io::Result<()>) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut partial = tempfile::NamedTempFile::new_in(folder)?;
    write(partial.as_file_mut())?;
    partial.as_file().sync_all()?;
    partial.persist(file)?;
    Ok(())
}

/// The key that authenticates artifacts.
fn artifact_key(file: &Path) -> io::Result<ArtifactKey> {
    secret_in(file).map(ArtifactKey::new)
}
