//! Compiles a region's rules to machine code, in a process of its own with little to spend.
//!
//! `krachtig-plugin-compiler COMPONENT ARTIFACT [SECONDS]` reads a WebAssembly component and writes the artifact that
//! the server loads. It may use so many seconds of processor time, sixty at most. Cranelift is large, and a component can be built to make it slow or hungry; here it can hurt nobody
//! but itself. Trust does not belong here: the server authenticates the artifact, and whoever uploads the component.
//!
//! A refusal is one line of JSON on the error output, `{"code": ..., "detail": ...}`, and exit status 1.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use krachtig_plugin_engine::{
    ALLOWED_IMPORTS, COMPILER_ADDRESS_SPACE, COMPILER_SECONDS, LARGEST_ARTIFACT, LARGEST_COMPONENT, REQUIRED_EXPORTS,
    Use, config,
};
use rustix::process::{Resource, Rlimit, nice, setrlimit};
use wasmtime::Engine;
use wasmtime::component::Component;

/// The first eight bytes of every WebAssembly component, as opposed to a core module.
const COMPONENT_HEADER: [u8; 8] = *b"\0asm\x0d\0\x01\0";

/// By how much this process gives way to others: it gets a tenth of a processor that somebody else wants too, and all
/// of one that nobody wants.
const LESS_URGENT: i32 = 10;

/// Why there is no artifact.
struct Refusal {
    /// `usage`, `no_limits`, `unreadable`, `too_large`, `not_a_component`, `does_not_compile`, `import_not_allowed`,
    /// `export_missing` or `unwritable`.
    code: &'static str,
    /// What was wrong, for whoever built the component.
    detail: String,
}

impl Refusal {
    fn new(code: &'static str, detail: &(impl ToString + ?Sized)) -> Self {
        Self {
            code,
            detail: detail.to_string(),
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            let line = serde_json::json!({ "code": refusal.code, "detail": refusal.detail });
            // Where nobody listens any more, the exit status has to do.
            let _ = writeln!(io::stderr(), "{line}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[OsString]) -> Result<(), Refusal> {
    let usage = || Refusal::new("usage", "krachtig-plugin-compiler COMPONENT ARTIFACT [SECONDS]");
    let (component, artifact, seconds) = match arguments {
        [component, artifact] => (component, artifact, COMPILER_SECONDS),
        [component, artifact, seconds] => {
            let seconds = seconds.to_str().and_then(|text| text.parse::<u64>().ok());
            (component, artifact, seconds.ok_or_else(usage)?.min(COMPILER_SECONDS))
        }
        _ => return Err(usage()),
    };
    limit_this_process(seconds).map_err(|e| Refusal::new("no_limits", &e))?;
    let bytes = read_component(Path::new(component))?;
    let machine_code = compile(&bytes)?;
    write_whole(Path::new(artifact), &machine_code).map_err(|e| Refusal::new("unwritable", &e))
}

/// Bounds memory, processor time and the size of files, for good: a hard limit can't be raised again. And gives way to
/// every other process.
fn limit_this_process(seconds: u64) -> io::Result<()> {
    let limits = [
        (Resource::As, COMPILER_ADDRESS_SPACE),
        (Resource::Cpu, seconds),
        (Resource::Fsize, LARGEST_ARTIFACT),
        (Resource::Core, 0),
    ];
    for (resource, limit) in limits {
        setrlimit(
            resource,
            Rlimit {
                current: Some(limit),
                maximum: Some(limit),
            },
        )?;
    }
    // Whoever waits for a decision goes before whoever waits for this.
    nice(LESS_URGENT)?;
    Ok(())
}

/// Reads the component, and never more than one may hold.
fn read_component(path: &Path) -> Result<Vec<u8>, Refusal> {
    let file = File::open(path).map_err(|e| Refusal::new("unreadable", &e))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_COMPONENT + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Refusal::new("unreadable", &e))?;
    if bytes.len() as u64 > LARGEST_COMPONENT {
        return Err(Refusal::new(
            "too_large",
            &format!("more than {LARGEST_COMPONENT} bytes"),
        ));
    }
    if !bytes.starts_with(&COMPONENT_HEADER) {
        return Err(Refusal::new(
            "not_a_component",
            "the file doesn't begin as a WebAssembly component does",
        ));
    }
    Ok(bytes)
}

/// Compiles the component, and refuses one that asks for more than notes or offers less than rules.
fn compile(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let failed = |error: wasmtime::Error| Refusal::new("does_not_compile", &format!("{error:#}"));
    let engine = Engine::new(&config(Use::Compile)).map_err(failed)?;
    let component = Component::new(&engine, bytes).map_err(failed)?;
    let ty = component.component_type();
    let forbidden: Vec<&str> = ty
        .imports(&engine)
        .map(|(name, _)| name)
        .filter(|name| !ALLOWED_IMPORTS.contains(name))
        .collect();
    if !forbidden.is_empty() {
        return Err(Refusal::new("import_not_allowed", &forbidden.join(", ")));
    }
    let exports: Vec<&str> = ty.exports(&engine).map(|(name, _)| name).collect();
    if let Some(missing) = REQUIRED_EXPORTS.iter().find(|name| !exports.contains(name)) {
        return Err(Refusal::new("export_missing", *missing));
    }
    component.serialize().map_err(failed)
}

/// Writes all of the file or nothing: under another name first, on disk, then moved into place.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    let part = PathBuf::from(part);
    let written = File::create_new(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // The first failure is the one to tell; a part that stays behind is only litter.
        let _ = fs::remove_file(&part);
    }
    written
}
