//! Region rules: what a call costs in a fresh instance beside the same rules called natively, what many loaded plugins
//! cost, and what well-behaved tenants notice of hostile ones.
//!
//! No database is in it. The rules are those of one demo region, built from the same crate on both sides.

mod calls;
mod cpu;
mod hostile;
mod many;
pub(crate) mod replay;
mod sample;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use krachtig_hostile::table::at_decide;
use krachtig_server::plugin_host::{ArtifactKey, HostError, PluginHost, PluginHostOptions, RuleSettings};

use crate::report::Report;
use crate::stage::Pace;

/// The demo region whose rules are measured: the name of its plugin.
const PLUGIN: &str = "exodus-rijnmond";

/// What calls and plugins cost.
///
/// # Errors
/// The rules are not built, don't load, or answer otherwise than natively.
pub(crate) fn costs(pace: Pace, report: &mut Report) -> Result<()> {
    let bench = Bench::set()?;
    report.figures.extend(many::measure(&bench, pace)?);
    report.calls.extend(calls::measure(&bench, pace)?);
    Ok(())
}

/// What well-behaved tenants notice while others' plugins misbehave.
///
/// # Errors
/// As [`costs`].
pub(crate) fn hostile(pace: Pace, report: &mut Report) -> Result<()> {
    // Each kind of misbehaviour once before any comes twice.
    let components: Vec<_> = at_decide().into_iter().map(|row| row.component).collect();
    report
        .figures
        .extend(hostile::measure(&Bench::set()?, pace, &components)?);
    Ok(())
}

/// A host, and the rules that it runs.
struct Bench {
    host: PluginHost,
    component: Vec<u8>,
    files: tempfile::TempDir,
}

impl Bench {
    fn set() -> Result<Self> {
        let files = tempfile::Builder::new().prefix("krachtig-bench-rules-").tempdir()?;
        let options = PluginHostOptions {
            key: ArtifactKey::new([7; 32]),
            compiler: env::var_os("KRACHTIG_PLUGIN_COMPILER").map(PathBuf::from),
            scratch: files.path().to_owned(),
        };
        Ok(Self {
            host: PluginHost::new(options).map_err(refused)?,
            component: read(&folder()?.join(format!("{PLUGIN}.wasm")))?,
            files,
        })
    }
}

/// The settings of a region that keeps to the rules' own.
fn settings(json: &str) -> RuleSettings {
    RuleSettings {
        version: 1,
        json: json.to_owned(),
    }
}

/// A host's error with its code, which says more than its text.
fn refused(error: HostError) -> anyhow::Error {
    let code = error.code().to_owned();
    anyhow::Error::new(error).context(code)
}

fn folder() -> Result<PathBuf> {
    let folder = env::var_os("KRACHTIG_PLUGINS_DIR").ok_or_else(|| anyhow!("KRACHTIG_PLUGINS_DIR is not set"));
    folder
        .map(PathBuf::from)
        .context("run this by `cargo xtask bench`, which builds the rules first")
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| file.display().to_string())
}
