//! Runs the compiler. What it refuses and how it is bounded do not belong here: that is the compiler's own.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use krachtig_plugin_engine::{LARGEST_ARTIFACT, LARGEST_COMPONENT};
use serde::Deserialize;

use super::{HostBounds, HostError, PluginHostOptions};

/// The compiler's program, beside the server's.
const COMPILER: &str = "krachtig-plugin-compiler";
/// How much of what the compiler says is read, in bytes.
const MOST_SAID: u64 = 64 * 1024;
/// How long to wait between two looks whether the compiler is done.
const LOOK: Duration = Duration::from_millis(5);

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

/// Compiles a component and returns the machine code, in a file that nobody else has any more.
pub(super) fn run(options: &PluginHostOptions, bounds: &HostBounds, component: &[u8]) -> Result<File, HostError> {
    if component.len() as u64 > LARGEST_COMPONENT {
        return Err(HostError::Refused {
            code: "too_large".to_owned(),
            detail: format!("more than {LARGEST_COMPONENT} bytes"),
        });
    }
    let workplace = Workplace::new(&options.scratch).map_err(HostError::Compiler)?;
    let [from, to, said] = ["component.wasm", "artifact", "said"].map(|name| workplace.0.join(name));
    fs::write(&from, component).map_err(HostError::Compiler)?;
    let program = match &options.compiler {
        Some(program) => program.clone(),
        None => std::env::current_exe()
            .map_err(HostError::Compiler)?
            .with_file_name(COMPILER),
    };
    // The compiler reads what somebody else made: it gets none of the server's environment, where secrets are, and
    // what it says goes to a file, whose size its own bounds limit, rather than into this process's memory.
    let mut compiler = Command::new(program)
        .args([&from, &to])
        .arg(bounds.compiler_seconds.to_string())
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create_new(&said).map_err(HostError::Compiler)?)
        .spawn()
        .map_err(HostError::Compiler)?;
    let Some(status) = wait(&mut compiler, bounds.compile_for).map_err(HostError::Compiler)? else {
        return Err(HostError::CompilerStopped);
    };
    if !status.success() {
        return Err(refusal(&read_bounded(&said, MOST_SAID).map_err(HostError::Compiler)?));
    }
    let machine_code = File::options()
        .read(true)
        .write(true)
        .open(&to)
        .map_err(HostError::Compiler)?;
    if machine_code.metadata().map_err(HostError::Compiler)?.len() > LARGEST_ARTIFACT {
        return Err(HostError::CompilerStopped);
    }
    Ok(machine_code)
}

/// Waits for the compiler, for so long and no longer; nothing where it had to be killed. It is gone either way.
fn wait(compiler: &mut Child, longest: Duration) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < longest {
        if let Some(status) = compiler.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(LOOK);
    }
    compiler.kill()?;
    compiler.wait()?;
    Ok(None)
}

/// A file that somebody else wrote, and never more of it than it may hold.
fn read_bounded(file: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A compiler that was killed by its bounds says nothing; one that refuses says one line.
fn refusal(said: &[u8]) -> HostError {
    match serde_json::from_slice::<Refusal>(said) {
        Ok(Refusal { code, detail }) => HostError::Refused { code, detail },
        Err(_) => HostError::CompilerStopped,
    }
}
