//! `cargo xtask schema`: the GraphQL schemas as committed text, so that a change of the API shows in review.

use anyhow::{Context, Result};
use clap::Args;

use crate::process;
use crate::workspace::{Profile, Workspace};

/// Where the schemas are committed, from the root.
const COMMITTED: &str = "krachtig-server/schema";

/// What to do with the schemas.
#[derive(Args)]
pub(crate) struct Options {
    /// Fail with a diff where the committed schemas are not what the server serves, and write nothing.
    #[arg(long)]
    check: bool,
}

/// Writes the schemas, or checks them.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    workspace.build_programs(Profile::Dev, &[])?;
    if options.check {
        check(workspace)
    } else {
        write(workspace, &workspace.root().join(COMMITTED))
    }
}

fn write(workspace: &Workspace, directory: &std::path::Path) -> Result<()> {
    let mut server = workspace.command(workspace.binary(Profile::Dev, "krachtig"));
    process::run(server.args(["schema", "--out"]).arg(directory))
}

/// Compares the committed schemas with what the server, already built, writes.
///
/// # Errors
/// They differ, with the diff on the terminal.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let fresh = tempfile::tempdir().context("cannot make a temporary directory")?;
    write(workspace, fresh.path())?;
    // An empty answer must not pass for an equal one: the server that writes nothing is broken.
    if std::fs::read_dir(fresh.path())?.next().is_none() {
        anyhow::bail!("the server wrote no schema");
    }
    let mut diff = workspace.command("git");
    diff.args(["--no-pager", "diff", "--no-index", "--", COMMITTED])
        .arg(fresh.path());
    process::run(&mut diff).context("the committed schema is not the server's: run `cargo xtask schema`")
}
