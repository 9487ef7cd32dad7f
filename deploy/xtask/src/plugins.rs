//! Building the regions' rules: compile every guest to WebAssembly and wrap it as a component.
//!
//! The same sources give the same bytes wherever they are built, so that a component can be signed and checked by
//! building it again. Compiling a component to machine code does not belong here: that is the server's own compile
//! step, on the machine that runs it. Rules in JavaScript are built by [`javascript`].

pub(crate) mod javascript;

use std::path::{Path, PathBuf};

use anyhow::Result;
use krachtig_plugin_component::{Folders, TARGET, rustflags, wrap};
use xshell::{Shell, cmd};

/// Builds every guest in `plugins/` and returns the paths of the components, in `target/plugins`.
///
/// A guest is a folder there whose manifest makes a `cdylib`. Guests have a target directory of their own, so that
/// building them neither waits for nor disturbs another build.
///
/// # Errors
/// When a guest doesn't compile, is no module that fits the WIT, or a file can't be read or written.
pub(crate) fn build() -> Result<Vec<PathBuf>> {
    let sh = &Shell::new()?;
    let root = workspace_root();
    let _at_root = sh.push_dir(&root);
    let guests = guests(sh, &root)?;
    add_target(sh)?;
    let target_dir = root.join("target").join("guest");
    let remap = remapped_paths(sh, &root)?;
    let packages: Vec<String> = guests.iter().map(|name| format!("--package={name}")).collect();
    // The host's flags are for the host's linker; a guest gets its own, and only these.
    cmd!(
        sh,
        "cargo build --quiet --lib --locked --profile guest --target {TARGET} --target-dir {target_dir} {packages...}"
    )
    .env("CARGO_ENCODED_RUSTFLAGS", remap)
    .run()?;
    let out = root.join("target").join("plugins");
    sh.create_dir(&out)?;
    let built = target_dir.join(TARGET).join("guest");
    let mut components = Vec::new();
    for name in guests {
        let module = sh.read_binary_file(built.join(format!("{}.wasm", name.replace('-', "_"))))?;
        let component = out.join(format!("{name}.wasm"));
        sh.write_file(&component, wrap(&module)?)?;
        components.push(component);
    }
    Ok(components)
}

/// The names of the guests, sorted, so that they are always built in the same order.
fn guests(sh: &Shell, root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for folder in sh.read_dir(root.join("plugins"))? {
        let manifest = folder.join("Cargo.toml");
        if manifest.is_file() && sh.read_file(&manifest)?.contains("\"cdylib\"") {
            names.extend(folder.file_name().and_then(|name| name.to_str()).map(str::to_owned));
        }
    }
    names.sort();
    Ok(names)
}

/// Installs the compile target where it is missing.
fn add_target(sh: &Shell) -> Result<()> {
    let installed = cmd!(sh, "rustup target list --installed").quiet().read()?;
    if !installed.lines().any(|target| target.trim() == TARGET) {
        cmd!(sh, "rustup target add {TARGET}").run()?;
    }
    Ok(())
}

/// Compiler flags that keep this machine's paths out of the bytes, and give a guest a stack of 64 KiB.
fn remapped_paths(sh: &Shell, root: &Path) -> Result<String> {
    let cargo_home = match sh.var("CARGO_HOME") {
        Ok(home) => PathBuf::from(home),
        Err(_) => PathBuf::from(sh.var("HOME")?).join(".cargo"),
    };
    let sysroot = cmd!(sh, "rustc --print sysroot").quiet().read()?;
    let folders = Folders {
        sources: root,
        cargo_home: &cargo_home,
        sysroot: Path::new(&sysroot),
    };
    Ok(rustflags(folders))
}

/// The workspace's root: two folders above this crate.
fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
