//! What kind of project a folder holds, and the tools that building it needs. Building does not belong here.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use krachtig_plugin_component::TARGET;
use serde::Deserialize;

use crate::cli::Failure;

/// A project of rules.
pub(super) enum Project {
    /// In Rust.
    Rust(RustProject),
    /// In JavaScript: the folder, and the name in its `package.json`.
    JavaScript(PathBuf, String),
}

/// A project of rules in Rust.
pub(super) struct RustProject {
    /// The folder with `Cargo.toml`.
    pub(super) folder: PathBuf,
    /// The package's name.
    pub(super) name: String,
    /// Where its sources, and those of its workspace, are.
    pub(super) root: PathBuf,
    /// Where cargo builds.
    pub(super) target: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    crate_types: Vec<String>,
}

#[derive(Deserialize)]
struct NodePackage {
    name: String,
}

impl Project {
    /// The project in a folder.
    pub(super) fn of(folder: &Path) -> Result<Self, Failure> {
        let no_project = |what: &str| Failure::refused("no_project", format!("{}: {what}", folder.display()));
        let folder = folder.canonicalize().map_err(|error| no_project(&error.to_string()))?;
        if folder.join("Cargo.toml").is_file() {
            return rust(folder).map(Self::Rust);
        }
        let text = std::fs::read_to_string(folder.join("package.json")).map_err(|_| {
            no_project("neither a Cargo.toml nor a package.json; `krachtig plugin new` makes a project")
        })?;
        let package: NodePackage =
            serde_json::from_str(&text).map_err(|error| no_project(&format!("package.json: {error}")))?;
        Ok(Self::JavaScript(folder, package.name))
    }
}

fn rust(folder: PathBuf) -> Result<RustProject, Failure> {
    let no_project = |what: String| Failure::refused("no_project", format!("{}: {what}", folder.display()));
    let mut metadata = Command::new("cargo");
    metadata.args(["metadata", "--no-deps", "--format-version=1"]);
    let said = output(metadata.current_dir(&folder), "cargo")?;
    let metadata: Metadata = serde_json::from_slice(&said).map_err(|error| no_project(error.to_string()))?;
    let manifest = folder.join("Cargo.toml");
    let package = metadata
        .packages
        .into_iter()
        .find(|package| package.manifest_path == manifest);
    let package = package.ok_or_else(|| no_project("this Cargo.toml has no package".to_owned()))?;
    let makes = |kind: &str| {
        package
            .targets
            .iter()
            .any(|target| target.crate_types.iter().any(|made| made == kind))
    };
    if !makes("cdylib") {
        let what = "Cargo.toml has to say `[lib]` and `crate-type = [\"cdylib\", \"rlib\"]` for rules";
        return Err(no_project(what.to_owned()));
    }
    Ok(RustProject {
        name: package.name,
        root: metadata.workspace_root,
        target: metadata.target_directory,
        folder,
    })
}

/// Refuses where the compiler can't build for WebAssembly yet, and says how it learns to.
pub(super) fn check_target(folder: &Path) -> Result<(), Failure> {
    let mut libraries = Command::new("rustc");
    libraries.args(["--print", "target-libdir", "--target", TARGET]);
    let libraries = text(&output(libraries.current_dir(folder), "rustc")?);
    if Path::new(&libraries).is_dir() {
        return Ok(());
    }
    let text = format!("Rust can't compile for WebAssembly yet. Run: rustup target add {TARGET}");
    Err(Failure::refused("target_missing", text))
}

/// What a tool says, or what it says against it.
pub(super) fn output(command: &mut Command, tool: &str) -> Result<Vec<u8>, Failure> {
    let done = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| missing(tool, &error))?;
    let Output { status, stdout, stderr } = done;
    if status.success() {
        return Ok(stdout);
    }
    Err(Failure::refused("build_failed", format!("{tool}: {}", text(&stderr))))
}

/// A tool can't be started.
pub(super) fn missing(tool: &str, error: &io::Error) -> Failure {
    let text = if error.kind() == io::ErrorKind::NotFound {
        let comes_with = if tool == "npm" {
            "Node.js"
        } else {
            "Rust: see rustup.rs"
        };
        format!("there is no `{tool}` on this machine; it comes with {comes_with}")
    } else {
        format!("`{tool}` can't be run: {error}")
    };
    Failure::refused("tool_missing", text)
}

/// What a tool wrote, in one line without the end.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}
