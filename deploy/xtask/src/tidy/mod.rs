//! `cargo xtask tidy`: the house rules that no lint knows, read off the files that git tracks.
//!
//! A rule is a pure function from a file, or the list of files, to findings. Rules about Rust's meaning are lints and
//! stand in `Cargo.toml` and `clippy.toml` instead, such as the longest function.

mod layout;
mod paths;
mod rooms;
mod source;
mod text;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::workspace::Workspace;

/// A broken rule and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    file: String,
    line: usize,
    message: String,
}

/// A tracked text file.
struct File<'a> {
    /// From the root, with `/`.
    path: &'a str,
    text: &'a str,
}

impl File<'_> {
    fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding {
            file: self.path.to_owned(),
            line,
            message: message.into(),
        }
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Written by a program, so that its length and words are not ours.
    fn is_generated(&self) -> bool {
        let marked = self
            .text
            .lines()
            .take(5)
            .any(|line| line.contains(concat!("@", "generated")));
        let lock = matches!(self.name(), "Cargo.lock" | "package-lock.json");
        lock || marked || matches!(self.extension(), "snap" | "graphql") || self.path.contains("/vendor/")
    }

    /// Holds tests and nothing else.
    fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.name() == "tests.rs"
    }
}

/// Checks every rule on every file.
///
/// # Errors
/// A rule is broken; each place has been printed.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let listed = process::read(workspace.command("git").args(["-c", "core.quotePath=off"]).args([
        "-c",
        // A build machine may check out as another user than the one that runs this; we only read the list.
        &format!("safe.directory={}", workspace.root().display()),
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let paths: Vec<&str> = listed
        .lines()
        .filter(|path| workspace.root().join(path).is_file())
        .collect();

    let mut findings = layout::check(&paths);
    for path in &paths {
        let bytes = fs::read(workspace.root().join(path)).with_context(|| format!("cannot read {path}"))?;
        // Pictures and fonts have no lines to judge.
        if let Ok(text) = String::from_utf8(bytes) {
            findings.extend(check(&File { path, text: &text }));
        }
    }
    findings.sort();
    for Finding { file, line, message } in &findings {
        println!("{file}:{line}: {message}");
    }
    if !findings.is_empty() {
        bail!("{} broken house rules", findings.len());
    }
    println!("{} files are tidy", paths.len());
    Ok(())
}

fn check(file: &File<'_>) -> Vec<Finding> {
    let mut findings = text::check(file);
    findings.extend(rooms::check(file));
    findings
}
