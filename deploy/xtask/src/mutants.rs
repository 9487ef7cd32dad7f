//! `cargo xtask mutants`: breaks the access layer on purpose, in every small way that cargo-mutants knows, and looks
//! whether a test notices.
//!
//! `access` uses `domain` and nothing else. So both are taken out into a crate of their own under `target`, which is
//! built in seconds instead of minutes, with the tests that hold them against the model and the lists of words. The
//! policies themselves are broken by a test in `tests/policies`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// Which mutants.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// A share of them alone, as in `0/4`.
    #[arg(long)]
    shard: Option<String>,
}

/// What the two rooms and their tests are built with, as the workspace declares it.
const DEPENDENCIES: [&str; 5] = ["serde", "serde_json", "thiserror", "time", "uuid"];
/// What the build asks about the policies.
const OF_BUILD: [&str; 1] = ["cedar-policy"];
/// What the unit tests of the rooms take.
const OF_TESTS: [&str; 2] = ["insta", "proptest"];

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let home = workspace.target().join("mutants");
    lay_out(workspace.root(), &home)?;
    let mut command = workspace.cargo();
    command.current_dir(&home);
    command.args(["mutants", "--in-place", "--file", "src/access/**", "--timeout", "60"]);
    command.args(options.shard.iter().flat_map(|shard| ["--shard", shard.as_str()]));
    command.args(["--", "--test", "access"]);
    process::run(&mut command).context("a mutant lives, or cargo-mutants is not installed: cargo install cargo-mutants")
}

/// Puts the crate together.
fn lay_out(root: &Path, home: &Path) -> Result<()> {
    let core = root.join("krachtig-core");
    let tests = home.join("tests").join("access");
    for room in ["access", "domain"] {
        let to = home.join("src").join(room);
        if to.exists() {
            fs::remove_dir_all(&to)?;
        }
        copy(&core.join("src").join(room), &to)?;
    }
    fs::create_dir_all(&tests)?;
    let of_core = core.join("tests").join("it").join("access");
    for (from, name) in [
        (core.join("build.rs"), home.join("build.rs")),
        (root.join("Cargo.lock"), home.join("Cargo.lock")),
        (root.join("tests/policies/src/model.rs"), tests.join("model.rs")),
        (of_core.join("policies.rs"), tests.join("policies.rs")),
        (of_core.join("words.rs"), tests.join("words.rs")),
    ] {
        fs::copy(&from, &name).with_context(|| format!("{} could not be copied", from.display()))?;
    }
    fs::write(home.join("src").join("lib.rs"), "pub mod access;\npub mod domain;\n")?;
    fs::write(tests.join("main.rs"), "mod model;\nmod policies;\nmod words;\n")?;
    let declared = fs::read_to_string(root.join("Cargo.toml"))?;
    fs::write(home.join("Cargo.toml"), manifest(&declared))?;
    Ok(())
}

fn manifest(declared: &str) -> String {
    let lines = |names: &[&str]| -> String {
        let is_one = |line: &&str| names.iter().any(|name| line.starts_with(&format!("{name} = ")));
        declared
            .lines()
            .filter(is_one)
            .map(|line| format!("{line}\n"))
            .collect()
    };
    format!(
        "[package]\nname = \"krachtig-core\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}\n\
         [build-dependencies]\n{}\n[dev-dependencies]\n{}\n[profile.dev]\ndebug = false\n",
        lines(&DEPENDENCIES),
        lines(&OF_BUILD),
        lines(&OF_TESTS)
    )
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &name)?;
        } else {
            fs::copy(entry.path(), name)?;
        }
    }
    Ok(())
}
