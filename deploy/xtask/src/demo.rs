//! `cargo xtask demo`: from a fresh clone to a running Krachtig in one command.
//!
//! Not here: what the demo shows. `krachtig demo` seeds the tenants and prints addresses and logins.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::workspace::{Profile, Workspace};

/// How to run the demo.
#[derive(Args)]
pub(crate) struct Options {
    /// Where the demo keeps its databases; kept between runs. Relative to the repository's root.
    #[arg(long, default_value = "var/demo")]
    data: PathBuf,
    /// Build optimised: several times slower to build, quicker to answer.
    #[arg(long)]
    release: bool,
    /// Passed on to `krachtig demo`, such as `--port 9000` or `--fresh`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the server, the plugins and their compiler, and becomes the server.
///
/// The dev profile is the default because building is what a first run waits for: optimising costs two to three times
/// the CPU time (of wasmtime with Cranelift, 11 minutes instead of 4), and a demo's few requests don't earn that back.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let profile = if options.release {
        Profile::Release
    } else {
        Profile::Dev
    };
    workspace.build_programs(profile, &[])?;
    workspace.build_plugins()?;

    let data = workspace.root().join(&options.data);
    std::fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    let mut server = workspace.command(workspace.binary(profile, "krachtig"));
    server.arg("demo").arg("--data").arg(data).args(&options.arguments);
    workspace.with_plugins(profile, &mut server);
    // Becoming the server rather than starting it leaves signals and the exit status between it and the terminal.
    Err(server.exec()).context("cannot start the built server")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use super::Options;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    #[test]
    fn what_is_not_ours_is_passed_on() {
        for line in [
            &["demo", "--port", "9000", "--fresh"][..],
            &["demo", "--", "--port", "9000", "--fresh"],
        ] {
            let options = Line::parse_from(line).options;
            assert_eq!(options.arguments, ["--port", "9000", "--fresh"]);
            assert_eq!(options.data, Path::new("var/demo"));
        }
    }

    #[test]
    fn what_is_ours_comes_first() {
        let options = Line::parse_from(["demo", "--data", "var/other", "--release", "--fresh"]).options;
        assert_eq!(
            (options.data.as_path(), options.release),
            (Path::new("var/other"), true)
        );
        assert_eq!(options.arguments, ["--fresh"]);
    }
}
