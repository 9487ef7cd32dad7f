//! Runs the compiler. What it refuses and how it is bounded do not belong here: that is the compiler's own.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Deserialize;

use super::{HostError, PluginHostOptions};

/// The compiler's program, beside the server's.
const COMPILER: &str = "krachtig-plugin-compiler";

/// What the compiler says when it refuses.
#[derive(Deserialize)]
struct Refusal {
    code: String,
    detail: String,
}

/// A folder of this process alone, gone when the work is done.
struct Workplace(PathBuf);

impl Workplace {
    fn new(scratch: &Path) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = scratch.join(format!("compile-{}-{number}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "the compiler's folder stays behind");
        }
    }
}

/// Compiles a component and returns the machine code.
pub(super) fn run(options: &PluginHostOptions, component: &[u8]) -> Result<Vec<u8>, HostError> {
    let workplace = Workplace::new(&options.scratch).map_err(HostError::Compiler)?;
    let (from, to) = (workplace.0.join("component.wasm"), workplace.0.join("artifact"));
    fs::write(&from, component).map_err(HostError::Compiler)?;
    let program = match &options.compiler {
        Some(program) => program.clone(),
        None => std::env::current_exe()
            .map_err(HostError::Compiler)?
            .with_file_name(COMPILER),
    };
    // The compiler reads what somebody else made: it gets none of the server's environment, where secrets are.
    let output = Command::new(program)
        .args([&from, &to])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .map_err(HostError::Compiler)?;
    if !output.status.success() {
        return Err(refusal(&output));
    }
    fs::read(&to).map_err(HostError::Compiler)
}

/// A compiler that was killed by its bounds says nothing; one that refuses says one line.
fn refusal(output: &Output) -> HostError {
    match serde_json::from_slice::<Refusal>(&output.stderr) {
        Ok(Refusal { code, detail }) => HostError::Refused { code, detail },
        Err(_) => HostError::CompilerStopped,
    }
}
