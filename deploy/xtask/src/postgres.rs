//! A PostgreSQL of our own for as long as a task runs, from whatever server programs the machine has.
//!
//! It never touches a server that is already there: own directory, own port, own password, no durability. What starts
//! and guards it is `postgres.sh`, which outlives us for the moment that cleaning up takes.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{OpenOptionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::process;

/// The environment variable that tells tests where PostgreSQL is. Absent: there is none, and they say that they skip.
const VARIABLE: &str = "KRACHTIG_TEST_POSTGRES";

/// The same for a second server, which nobody but the test that kills it uses.
const SPARE: &str = "KRACHTIG_TEST_POSTGRES_SPARE";

/// How often to try another port where somebody else took the free one between our look and the server's.
const ATTEMPTS: u32 = 3;

/// The directory of a PostgreSQL's server programs.
pub(crate) struct Binaries(PathBuf);

impl Binaries {
    /// Looks in the search path, where `pg_config` points, and where Debian keeps them, newest version first.
    pub(crate) fn find() -> Option<Self> {
        let configured = process::read(Command::new("pg_config").arg("--bindir"))
            .ok()
            .map(PathBuf::from);
        let candidates = process::search_path()
            .into_iter()
            .chain(configured)
            .chain(debian_versions());
        candidates
            .into_iter()
            .find(|directory| {
                ["initdb", "pg_ctl", "postgres"]
                    .iter()
                    .all(|name| directory.join(name).is_file())
            })
            .map(Self)
    }
}

fn debian_versions() -> Vec<PathBuf> {
    let entries = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, path)| path).collect()
}

/// What a server keeps when one of its processes is killed.
#[derive(Clone, Copy)]
pub(crate) enum Keeps {
    /// Perhaps not what it acknowledged last, and it is quick.
    Little,
    /// All that it acknowledged, so long as the machine stays up.
    Acknowledged,
}

/// A running throw-away server. Dropping it stops the server and deletes its directory.
pub(crate) struct Postgres {
    guard: Child,
    url: String,
}

impl Postgres {
    /// Starts a server.
    ///
    /// # Errors
    /// It doesn't come up; what it said is on standard error.
    pub(crate) fn start(binaries: &Binaries, keeps: Keeps) -> Result<Self> {
        let owner = Owner::choose()?;
        for _ in 1..ATTEMPTS {
            match Self::try_start(binaries, owner, keeps) {
                Err(error) => println!("{error:#}; trying again on another port"),
                started => return started,
            }
        }
        Self::try_start(binaries, owner, keeps)
    }

    /// Starts a server where the machine has one, and says so where it hasn't.
    ///
    /// # Errors
    /// There are server programs, but they don't come up.
    pub(crate) fn start_if_installed() -> Result<Option<Self>> {
        let Some(binaries) = Binaries::find() else {
            crate::report::banner(&["This machine has no PostgreSQL server: what needs one is SKIPPED."]);
            return Ok(None);
        };
        Self::start(&binaries, Keeps::Little).map(Some)
    }

    fn try_start(Binaries(programs): &Binaries, owner: Option<Owner>, keeps: Keeps) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let password = random_word()?;
        let directory = prepare(owner, (port, &password), keeps)?;

        let mut guard = Command::new("sh");
        guard
            .args(["-c", include_str!("postgres.sh"), "postgres.sh"])
            .arg(programs)
            .arg(directory.path());
        // A Ctrl-C at the terminal reaches every process of our group. The guard has its own, and notices by us ending.
        guard
            .process_group(0)
            .current_dir(directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            guard.env_remove(name);
        }
        if let Some(owner) = owner {
            guard.uid(owner.user).gid(owner.group);
        }
        let mut guard = guard.spawn().context("cannot start sh")?;
        // From here on the guard deletes the directory, not we.
        let _kept = directory.keep();

        let mut said = String::new();
        let output = guard.stdout.take().context("the guard of PostgreSQL has no output")?;
        BufReader::new(output).read_line(&mut said)?;
        if said.trim() != "ready" {
            bail!("PostgreSQL did not start: {}", guard.wait()?);
        }
        let url = format!("postgres://krachtig:{password}@127.0.0.1:{port}/postgres");
        println!("PostgreSQL from {} listens on 127.0.0.1:{port}", programs.display());
        Ok(Self { guard, url })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("cannot wait for PostgreSQL to stop: {error}");
        }
    }
}

/// Tells a program where PostgreSQL is, or makes sure that it believes there is none.
pub(crate) fn offer(postgres: Option<&Postgres>, command: &mut Command) {
    match postgres {
        Some(postgres) => command.env(VARIABLE, &postgres.url),
        None => command.env_remove(VARIABLE),
    };
}

/// Tells the test that kills a server where it is.
pub(crate) fn offer_spare(spare: Option<&Postgres>, command: &mut Command) {
    match spare {
        Some(spare) => command.env(SPARE, &spare.url),
        None => command.env_remove(SPARE),
    };
}

/// Whom the server runs as where we are root, which PostgreSQL refuses to run as.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Owner {
    fn choose() -> Result<Option<Self>> {
        if id("-u", None)? != 0 {
            return Ok(None);
        }
        let found = ["postgres", "nobody"].into_iter().find_map(|name| {
            Some(Self {
                user: id("-u", Some(name)).ok()?,
                group: id("-g", Some(name)).ok()?,
            })
        });
        found
            .context("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
            .map(Some)
    }
}

fn id(what: &str, user: Option<&str>) -> Result<u32> {
    Ok(process::read(Command::new("id").arg(what).args(user))?.parse()?)
}

/// Makes the working directory with all that `postgres.sh` reads from it.
fn prepare(owner: Option<Owner>, (port, password): (u16, &str), keeps: Keeps) -> Result<TempDir> {
    let directory = tempfile::Builder::new().prefix("krachtig-postgres-").tempdir()?;
    let path = directory.path();
    let acknowledged = match keeps {
        Keeps::Little => "off",
        Keeps::Acknowledged => "on",
    };
    // Lost when the machine crashes, and therefore quick. Many tenants in one transaction take many locks.
    let settings = format!(
        "listen_addresses = '127.0.0.1'\n\
         port = {port}\n\
         unix_socket_directories = '{}'\n\
         max_connections = 600\n\
         max_locks_per_transaction = 1024\n\
         fsync = off\n\
         synchronous_commit = {acknowledged}\n\
         full_page_writes = off\n",
        path.display()
    );
    write_private(&path.join("settings"), &settings, owner)?;
    write_private(&path.join("password"), password, owner)?;
    if let Some(owner) = owner {
        chown(path, Some(owner.user), Some(owner.group))?;
    }
    Ok(directory)
}

fn write_private(path: &Path, text: &str, owner: Option<Owner>) -> Result<()> {
    use std::io::Write;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    if let Some(owner) = owner {
        chown(path, Some(owner.user), Some(owner.group))?;
    }
    Ok(())
}

/// Thirty-two hexadecimal digits from the system's randomness: nobody else on this machine can log in.
fn random_word() -> Result<String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
