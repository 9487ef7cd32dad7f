//! `cargo xtask web`: the pages in a real browser. Starts a demo of its own, walks through it as each role does, and
//! takes pictures of every screen where asked to.

use std::env;
use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::plugins::javascript;
use crate::process;
use crate::workspace::{Profile, Workspace};

/// What to do in the browser.
#[derive(Args)]
pub(crate) struct Options {
    /// Take a picture of every screen into this folder instead.
    #[arg(long)]
    screenshots: Option<PathBuf>,
    /// Run only the tests whose names match this pattern.
    filter: Option<String>,
}

const FOLDER: &str = "tests/web";
/// How long the demo may take to be filled.
const PATIENCE: Duration = Duration::from_secs(300);

/// Builds the server, and runs the tests or takes the pictures.
///
/// # Errors
/// Something is missing, the demo does not start, or a test fails.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    workspace.build_programs(Profile::Dev, &[])?;
    workspace.build_plugins()?;
    match missing(workspace)? {
        Some(why) => bail!("{why}"),
        None => walk(workspace, options),
    }
}

/// Runs all tests with the server that was built; gives what is missing where it can't be done here.
///
/// # Errors
/// The demo does not start, or a test fails.
pub(crate) fn test(workspace: &Workspace) -> Result<Option<String>> {
    if let Some(why) = missing(workspace)? {
        return Ok(Some(why));
    }
    let everything = Options {
        screenshots: None,
        filter: None,
    };
    walk(workspace, &everything).map(|()| None)
}

fn missing(workspace: &Workspace) -> Result<Option<String>> {
    if chromium().is_none() {
        return Ok(Some(
            "Chromium is not installed (on Debian: apt-get install chromium)".to_owned(),
        ));
    }
    javascript::install(&workspace.root().join(FOLDER))
}

fn chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os("KRACHTIG_CHROMIUM") {
        return Some(named.into());
    }
    let programs = process::search_path().into_iter().map(|folder| folder.join("chromium"));
    programs.into_iter().find(|program| program.is_file())
}

fn walk(workspace: &Workspace, options: &Options) -> Result<()> {
    let data = workspace.target().join("web-demo");
    let demo = Demo::start(workspace, &data)?;
    let mut command = workspace.command("npm");
    command
        .current_dir(workspace.root().join(FOLDER))
        .arg("run")
        .arg("--silent");
    match &options.screenshots {
        Some(folder) => command.args(["screenshots", "--"]).arg(workspace.root().join(folder)),
        None => command.arg("test"),
    };
    if let Some(filter) = &options.filter {
        command.env("KRACHTIG_FILTER", filter);
    }
    command
        .env("KRACHTIG_WEB", &demo.address)
        .env("KRACHTIG_LOGINS", data.join("logins.json"))
        .env("KRACHTIG_PROGRAM", workspace.binary(Profile::Dev, "krachtig"));
    workspace.with_plugins(Profile::Dev, &mut command);
    if let Some(chromium) = chromium() {
        command.env("KRACHTIG_CHROMIUM", chromium);
    }
    process::run(&mut command)
}

/// A demo that is served until this is dropped.
struct Demo {
    server: Child,
    address: String,
}

impl Demo {
    fn start(workspace: &Workspace, data: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|socket| socket.local_addr())?
            .port();
        std::fs::create_dir_all(data)?;
        let log = File::create(data.with_extension("log")).context("cannot write the demo's log")?;
        let mut command = Command::new(workspace.binary(Profile::Dev, "krachtig"));
        command
            .arg("demo")
            .arg("--fresh")
            .arg("--data")
            .arg(data)
            .arg("--port")
            .arg(port.to_string())
            // Beside another demo, which has the usual address.
            .env("KRACHTIG__TELEMETRY__METRICS_LISTEN", "127.0.0.1:0");
        workspace.with_plugins(Profile::Dev, &mut command);
        let server = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn();
        let mut demo = Self {
            server: server.context("cannot start the built server")?,
            address: format!("http://127.0.0.1:{port}"),
        };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = demo.server.try_wait()? {
                bail!("the demo ended: {status}; see {}", data.with_extension("log").display());
            }
            if begun.elapsed() > PATIENCE {
                bail!("the demo did not come up");
            }
            sleep(Duration::from_millis(200));
        }
        Ok(demo)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended by itself, which is fine here.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
