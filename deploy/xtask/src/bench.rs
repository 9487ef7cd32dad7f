//! `cargo xtask bench`: measures a release build. Not here: what is measured, which is `deploy/bench`.

use anyhow::Result;
use clap::Args;

use crate::postgres::{self, Postgres};
use crate::process;
use crate::workspace::{Profile, Workspace};

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Passed on to `krachtig-bench`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds in release and runs the measurements, with a throw-away PostgreSQL where the machine has one.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let profile = Profile::Release;
    workspace.build_programs(profile, &["krachtig-bench"])?;
    workspace.build_plugins()?;

    let postgres = Postgres::start_if_installed()?;
    let mut bench = workspace.command(workspace.binary(profile, "krachtig-bench"));
    bench.args(&options.arguments);
    workspace.with_plugins(profile, &mut bench);
    postgres::offer(postgres.as_ref(), &mut bench);
    process::run(&mut bench)
}
