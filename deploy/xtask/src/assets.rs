//! `cargo xtask assets`: bundles the pages' styles and scripts, or checks that those which are committed are current.
//!
//! The bundle is committed so that a clean clone builds without Node.js. It is small, the same on every machine, and the
//! server tells browsers by its hash which bytes they have. Where Node.js is, the tests build it again and compare.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::plugins::javascript;
use crate::process;
use crate::workspace::Workspace;

/// How to bundle.
#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing: fail where the committed files are not what their sources make.
    #[arg(long)]
    check: bool,
}

const FOLDER: &str = "krachtig-server/web";

/// Bundles them, or checks.
///
/// # Errors
/// Node.js or its packages can't be had, the sources don't bundle, or the committed files are not current.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if let Some(why) = javascript::install(&workspace.root().join(FOLDER))? {
        bail!("the pages' styles and scripts can't be bundled: {why}");
    }
    if options.check {
        return compare(workspace);
    }
    bundle(workspace, &workspace.root().join(FOLDER).join("dist"))
}

/// Checks that the committed files are current; gives what is in the way where that can't be told here.
///
/// # Errors
/// They are not.
pub(crate) fn check(workspace: &Workspace) -> Result<Option<String>> {
    match javascript::install(&workspace.root().join(FOLDER))? {
        Some(why) => Ok(Some(why)),
        None => compare(workspace).map(|()| None),
    }
}

fn bundle(workspace: &Workspace, out: &Path) -> Result<()> {
    let mut command = workspace.command("node");
    process::run(
        command
            .current_dir(workspace.root().join(FOLDER))
            .arg("build.mjs")
            .arg(out),
    )
}

fn compare(workspace: &Workspace) -> Result<()> {
    let made = workspace.target().join("web");
    bundle(workspace, &made)?;
    let committed = workspace.root().join(FOLDER).join("dist");
    let (now, before) = (files(&made)?, files(&committed)?);
    for name in now.iter().chain(&before) {
        let same = fs::read(made.join(name)).ok() == fs::read(committed.join(name)).ok();
        if !same {
            bail!(
                "{FOLDER}/dist/{} is not current: run cargo xtask assets",
                name.display()
            );
        }
    }
    Ok(())
}

/// The names of a folder's files.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    read.map(|entry| Ok(PathBuf::from(entry?.file_name()))).collect()
}
