//! Runs regions' rules, which come as WebAssembly components, behind the core's port.
//!
//! [`PluginHost::compile`] turns a component into an [`Artifact`] in a process of its own; [`PluginHost::load`] makes
//! rules of an artifact that this host made. Which tenant has which rules, who may upload some, and where artifacts
//! are kept do not belong here.
//!
//! Rules are not trusted. They can reach nothing but the bindings' `log`, and everything that they may take has a bound:
//!
//! - To compile: a component of 4 MiB, in a process of its own with 60 seconds of processor time, two minutes by the
//!   clock, 4 GiB of address space and an artifact of 64 MiB; one component at a time.
//! - To load: 32 core modules, 4 memories and 10 tables per component; the description whole in Dutch and English; a
//!   settings schema of 64 KiB from a list of keywords, with 2,000 subschemas and 50 patterns, none deeper than 16;
//!   settings of 64 KiB that match it.
//! - A call: a fresh instance, 10 million units of fuel, 250 ms by the clock, 16 MiB of memory altogether, tables of
//!   20,000 elements, 512 KiB of stack, 256 KiB of answer and 64 KiB of notes. 256 calls at once, of all tenants
//!   together; more fail and wait for nothing.
//! - Its answer: 100 findings, each as declared, and what the core asks of an answer.
//! - After three failures in a row: a pause from a minute to an hour, with one call on trial after each.

mod artifact;
mod bindings;
mod breaker;
mod compile;
mod component_rules;
mod convert;
mod convert_reporting;
mod description;
mod instance;
mod rehearsal;
mod settings;
mod turn;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use krachtig_core::rules::RuleFault;
use krachtig_plugin_engine::{COMPILER_SECONDS, Use, config};
use wasmtime::Engine;
use wasmtime::component::{HasSelf, Linker};

pub use artifact::{Artifact, ArtifactKey};
pub use bindings::exports::krachtig::region::{budget, rule_set};
pub use component_rules::{ComponentRules, RuleSettings};
pub use convert::described;
pub use instance::{Note, NoteLevel};
pub use rehearsal::Rehearsal;
pub use settings::{LARGEST_SETTINGS, SettingsFault, SettingsFaults, check_settings};

use bindings::RegionRules as World;
use instance::{CallState, Ready};
use settings::KnownSchemas;
use turn::Turn;

/// How often the clock ticks by which a call that takes too long is stopped: rarely enough to cost nothing.
const TICK: Duration = Duration::from_millis(50);

/// What a host needs to know.
pub struct PluginHostOptions {
    /// The key that proves that an artifact was made here. Whoever has it can make the server run machine code.
    pub key: ArtifactKey,
    /// The compiler's program; none for the one beside this program.
    pub compiler: Option<PathBuf>,
    /// A folder for the compiler's files while it works, which nobody else may write to.
    pub scratch: PathBuf,
}

/// How much compiling may take. The default is right for a server.
#[derive(Clone, Copy, Debug)]
pub struct HostBounds {
    /// How long the compiler may run by the clock, and how long a component waits for its turn: two minutes. The
    /// compiler's own bounds end it long before; this is for what they don't see.
    pub compile_for: Duration,
    /// The processor time of the compiler, in seconds: sixty, which is also the most.
    pub compiler_seconds: u64,
}

impl Default for HostBounds {
    fn default() -> Self {
        Self {
            compile_for: Duration::from_secs(120),
            compiler_seconds: COMPILER_SECONDS,
        }
    }
}

/// Why there are no rules. The text is for whoever looks after them.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The compiler refused the component.
    #[error("the component was refused ({code}): {detail}")]
    Refused {
        /// The compiler's code: `too_large`, `not_a_component`, `import_not_allowed`, ...
        code: String,
        /// What was wrong.
        detail: String,
    },
    /// The compiler went over its bounds, or broke down.
    #[error("the compiler was stopped: the component takes more than it may")]
    CompilerStopped,
    /// The compiler can't be run, or its files can't be read or written.
    #[error("the compiler can't be run")]
    Compiler(#[source] std::io::Error),
    /// The artifact was changed, or made with another key or for another engine. Compile the component again.
    #[error("the artifact was not made by this host for this engine")]
    NotAuthentic,
    /// The artifact or the component doesn't fit the engine or the WIT.
    #[error("the component doesn't fit")]
    DoesNotFit(#[source] wasmtime::Error),
    /// Others are compiling, and were not done in time.
    #[error("the compiler is busy")]
    CompilerBusy,
    /// What the rules tell about themselves is not whole: the name, the version, a text in a language.
    #[error("the description of the rules is not whole: {0}")]
    BadDescription(String),
    /// The schema that the rules declare for their settings is none that is taken.
    #[error("the schema of the settings can't be used: {0}")]
    BadSchema(String),
    /// The settings don't match the schema that the rules declare.
    #[error("the settings don't match: {0}")]
    Settings(SettingsFaults),
    /// The rules fail when they are asked who they are.
    #[error("the rules don't start")]
    DoesNotStart(#[source] RuleFault),
    /// The engine can't be set up on this machine.
    #[error("the engine can't be set up")]
    Engine(#[source] wasmtime::Error),
}

impl HostError {
    /// The stable code; the compiler's own where it refused.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::CompilerStopped => "compiler_stopped",
            Self::Compiler(_) => "compiler_unavailable",
            Self::NotAuthentic => "artifact_not_authentic",
            Self::DoesNotFit(_) => "does_not_fit",
            Self::CompilerBusy => "compiler_busy",
            Self::BadDescription(_) => "bad_description",
            Self::BadSchema(_) => "bad_settings_schema",
            Self::Settings(_) => "bad_settings",
            Self::DoesNotStart(_) => "does_not_start",
            Self::Engine(_) => "engine_unavailable",
        }
    }
}

/// Compiles and loads region rules. One per server: it has the one engine in which all rules run.
pub struct PluginHost {
    engine: Engine,
    linker: Linker<CallState>,
    options: PluginHostOptions,
    bounds: HostBounds,
    /// Compiling takes all of a processor and much memory, so one component has its turn at a time.
    compiling: Turn,
    schemas: KnownSchemas,
}

impl PluginHost {
    /// A host with its engine, and the thread that stops calls which take too long.
    ///
    /// # Errors
    /// [`HostError::Engine`] where this machine can't run the engine, [`HostError::Compiler`] where no thread starts.
    pub fn new(options: PluginHostOptions) -> Result<Self, HostError> {
        Self::with_bounds(options, HostBounds::default())
    }

    /// A host with bounds of its own for compiling.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_bounds(options: PluginHostOptions, bounds: HostBounds) -> Result<Self, HostError> {
        let engine = Engine::new(&config(Use::Run)).map_err(HostError::Engine)?;
        let mut linker = Linker::new(&engine);
        World::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut CallState| state).map_err(HostError::Engine)?;
        start_clock(&engine).map_err(HostError::Compiler)?;
        Ok(Self {
            engine,
            linker,
            options,
            bounds,
            compiling: Turn::default(),
            schemas: KnownSchemas::new(),
        })
    }

    /// Compiles a component to an artifact that this host, and no other, will load.
    ///
    /// It runs a process and waits for it, and for others' before it: seconds for a large component. Call it where
    /// waiting is allowed.
    ///
    /// # Errors
    /// [`HostError::Refused`] with the compiler's code, or that the compiler could not do its work.
    pub fn compile(&self, component: &[u8]) -> Result<Artifact, HostError> {
        let turn = self.compiling.take(self.bounds.compile_for);
        let _turn = turn.ok_or(HostError::CompilerBusy)?;
        let machine_code = compile::run(&self.options, &self.bounds, component)?;
        Artifact::seal(&self.options.key, component, machine_code).map_err(HostError::Compiler)
    }

    /// The rules in an artifact, deciding with these settings.
    ///
    /// # Errors
    /// [`HostError::NotAuthentic`] for an artifact that this host didn't make as it is; otherwise that the component
    /// doesn't fit the WIT, doesn't start, or that the settings can't be used.
    pub fn load(&self, artifact: &Artifact, settings: &RuleSettings) -> Result<Arc<ComponentRules>, HostError> {
        let component = artifact.open(&self.options.key, &self.engine)?;
        let ready = self.linker.instantiate_pre(&component).and_then(Ready::new);
        let rules = ComponentRules::start(
            ready.map_err(HostError::DoesNotFit)?,
            artifact.component_sha256(),
            &self.schemas,
            settings,
        )?;
        Ok(Arc::new(rules))
    }
}

/// Lets the engine's epoch pass with the clock for as long as there is an engine.
fn start_clock(engine: &Engine) -> std::io::Result<()> {
    let engine = engine.weak();
    std::thread::Builder::new()
        .name("plugin-clock".to_owned())
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                std::thread::sleep(TICK);
            }
        })?;
    Ok(())
}

#[cfg(test)]
mod tests;
