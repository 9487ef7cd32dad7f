//! `krachtig plugin build`: the component of a project.
//!
//! The same sources give the same bytes. How a module is wrapped does not belong here: see the crate for it.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use krachtig_core::rules::sha256_hex;
use krachtig_plugin_component::{Folders, PROFILE, TARGET, rustflags, wrap};
use serde_json::json;

use super::project::{Project, RustProject, check_target, missing, output, text};
use super::sentence;
use super::workshop::unreadable;
use crate::cli::{Answer, Failure, Outcome};

/// What to build.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The project's folder.
    #[arg(value_name = "DIR", default_value = ".")]
    project: PathBuf,
}

/// A component that was built.
pub(super) struct Built {
    /// Where it is.
    pub(super) component: PathBuf,
    bytes: usize,
    sha256: String,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let built = build(&arguments.project)?;
    let component = built.component.display().to_string();
    let text = format!(
        "Component    {component}\nSize         {}\nSHA-256      {}\n",
        sentence::size(built.bytes),
        built.sha256
    );
    let data = json!({"component": component, "bytes": built.bytes, "component_sha256": built.sha256});
    Ok(Answer::new(text, data))
}

/// Builds the project in a folder. What the tools have to say goes to standard error.
pub(super) fn build(folder: &Path) -> Result<Built, Failure> {
    let component = match Project::of(folder)? {
        Project::Rust(project) => rust(&project)?,
        Project::JavaScript(folder, name) => java_script(&folder, &name)?,
    };
    let bytes = std::fs::read(&component).map_err(|error| unreadable(&component, &error))?;
    Ok(Built {
        component: nearest(component),
        bytes: bytes.len(),
        sha256: sha256_hex(&bytes),
    })
}

fn rust(project: &RustProject) -> Result<PathBuf, Failure> {
    check_target(&project.folder)?;
    let mut sysroot = Command::new("rustc");
    sysroot.args(["--print", "sysroot"]).current_dir(&project.folder);
    let sysroot = PathBuf::from(text(&output(&mut sysroot, "rustc")?));
    let cargo_home = cargo_home()?;
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--release", "--lib", "--target", TARGET])
        // The first build takes a minute, so whoever watches sees it move.
        .args((!std::io::stderr().is_terminal()).then_some("--quiet"))
        .args(PROFILE.iter().flat_map(|setting| ["--config", setting]))
        // The machine's own flags are for its own linker; rules get these, and only these.
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            rustflags(Folders {
                sources: &project.root,
                cargo_home: &cargo_home,
                sysroot: &sysroot,
            }),
        )
        .current_dir(&project.folder);
    succeed(&mut cargo, "cargo")?;
    let module = format!("{}.wasm", project.name.replace('-', "_"));
    let module = project.target.join(TARGET).join("release").join(module);
    let bytes = std::fs::read(&module).map_err(|error| unreadable(&module, &error))?;
    let component = wrap(&bytes).map_err(|error| {
        let hint = "is the line `krachtig_region::rules!(…);` there?";
        Failure::refused("not_rules", format!("{}: {error}; {hint}", module.display()))
    })?;
    let out = project.target.join("krachtig");
    let file = out.join(format!("{}.wasm", project.name));
    let written = std::fs::create_dir_all(&out).and_then(|()| std::fs::write(&file, component));
    written.map_err(|error| Failure::refused("unwritable", format!("{}: {error}", file.display())))?;
    Ok(file)
}

/// Runs the project's own script `build`, which leaves the component in `dist`, under the package's name.
fn java_script(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", "build"]).current_dir(folder);
    succeed(&mut npm, "npm")?;
    let component = folder.join("dist").join(format!("{name}.wasm"));
    if component.is_file() {
        return Ok(component);
    }
    let text = format!("`npm run build` has to leave the component as {}", component.display());
    Err(Failure::refused("build_failed", text))
}

/// Runs a tool that talks to whoever watches.
fn succeed(command: &mut Command, tool: &str) -> Result<(), Failure> {
    // Standard output is for the answer alone, so what the tool prints there is not shown.
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| missing(tool, &error))?;
    if status.success() {
        Ok(())
    } else {
        let text = format!("`{tool}` could not build it; what it says stands above");
        Err(Failure::refused("build_failed", text))
    }
}

/// Where cargo keeps the sources of dependencies.
fn cargo_home() -> Result<PathBuf, Failure> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Ok(PathBuf::from(home));
    }
    let home = std::env::home_dir().map(|home| home.join(".cargo"));
    home.ok_or_else(|| Failure::refused("no_home", "neither CARGO_HOME nor HOME is set"))
}

/// A path as short as it can be written from here.
fn nearest(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match here.map(|here| path.strip_prefix(here).map(Path::to_path_buf)) {
        Ok(Ok(short)) => short,
        _ => path,
    }
}
