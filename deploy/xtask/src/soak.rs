//! `cargo xtask soak`: the tests that are too long for every change, marked `#[ignore = "soak"]`.

use anyhow::Result;
use clap::Args;

use crate::postgres::{self, Postgres};
use crate::test::runner;
use crate::workspace::{Profile, Workspace};

/// How long to soak.
#[derive(Args)]
pub(crate) struct Options {
    /// How many cases every property test tries.
    #[arg(long, default_value_t = 10_000)]
    cases: u32,
    /// Run only the tests whose name contains this.
    filter: Option<String>,
}

/// Runs the ignored tests in release: `tidy` sees to it that no test is ignored for another reason.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let profile = Profile::Release;
    workspace.build_programs(profile, &[])?;
    workspace.build_plugins()?;
    let postgres = Postgres::start_if_installed()?;

    let mut tests = runner::Tests {
        profile,
        ignored: true,
        filter: options.filter.as_deref(),
    }
    .command(workspace);
    tests.env("PROPTEST_CASES", options.cases.to_string());
    workspace.with_plugins(profile, &mut tests);
    postgres::offer(postgres.as_ref(), &mut tests);
    crate::process::run(&mut tests)?;
    crate::process::run(&mut runner::policies(
        workspace,
        (profile, true),
        options.filter.as_deref(),
    ))
}
