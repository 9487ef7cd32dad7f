//! Where things are: the repository's root, what cargo builds, and the environment that tests expect.
//!
//! Not here: running anything (see `process`).

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::plugins::javascript::{self, Outcome};
use crate::report::banner;
use crate::{plugins, process};

/// The repository that this program was built from.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

/// Which of cargo's profiles a task builds with.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    /// Quick to build.
    Dev,
    /// Quick to run.
    Release,
}

impl Profile {
    /// The directory under `target` that cargo gives this profile.
    fn directory(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

impl Workspace {
    /// Finds the root from this crate's own place in it.
    ///
    /// # Errors
    /// The sources have moved since this program was built.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root
            .canonicalize()
            .with_context(|| format!("no repository at {}", root.display()))?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self { root, target })
    }

    /// Where cargo builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// The repository's root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A program that cargo built.
    pub(crate) fn binary(&self, profile: Profile, name: &str) -> PathBuf {
        self.target.join(profile.directory()).join(name)
    }

    /// `cargo` at the root, as somebody there would run it: of what cargo told this program some crates would be built
    /// anew, and everything upon them, whenever the two took turns.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PKG_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// Any program, run at the root.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// Builds the server, the plugins' compiler and what else is asked for.
    ///
    /// In one go, and always the two together: cargo unites the features of what it builds at once, so that a server
    /// built apart would have wasmtime built a second time. A server for production is built apart, without Cranelift.
    ///
    /// # Errors
    /// One of them does not build.
    pub(crate) fn build_programs(&self, profile: Profile, more: &[&str]) -> Result<()> {
        let mut command = self.cargo();
        command.args(["build", "--bins"]);
        if matches!(profile, Profile::Release) {
            command.arg("--release");
        }
        for package in ["krachtig-server", "krachtig-plugin-compiler"].iter().chain(more) {
            command.args(["--package", package]);
        }
        process::run(&mut command)
    }

    /// Builds the region rules: those in Rust, and where Node.js and npm are those in JavaScript.
    ///
    /// # Errors
    /// One of them does not build.
    pub(crate) fn build_plugins(&self) -> Result<()> {
        let mut components = plugins::build()?;
        for outcome in javascript::build(&self.root, &self.root.join("target/plugins"))? {
            match outcome {
                Outcome::Built(component) => components.push(component),
                Outcome::Skipped { name, why } => banner(&[
                    &format!("The rules {name} in JavaScript are NOT BUILT, and nothing is tested with them:"),
                    &why,
                ]),
            }
        }
        for component in components {
            println!(
                "built {}",
                component.strip_prefix(&self.root).unwrap_or(&component).display()
            );
        }
        Ok(())
    }

    /// Tells a program where the built region rules and their compiler are.
    pub(crate) fn with_plugins(&self, profile: Profile, command: &mut Command) {
        command.env("KRACHTIG_PLUGINS_DIR", self.target.join("plugins")).env(
            "KRACHTIG_PLUGIN_COMPILER",
            self.binary(profile, "krachtig-plugin-compiler"),
        );
    }
}
