//! The measured servers as processes: started, asked for their CPU time and memory, and ended.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use krachtig_core::store::Place;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::ground::place_text;

/// The kernel tells CPU time in hundredths of a second, on every architecture that Linux runs on today.
const TICK: Duration = Duration::from_millis(10);

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Side {
    /// Krachtig's own front door.
    Ours,
    /// The hand-written handlers.
    Hand,
}

/// A server in a process of its own. Dropping it ends the process.
pub(crate) struct Running {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Running {
    /// Starts a server over the data at this place.
    ///
    /// # Errors
    /// It does not come up.
    pub(crate) async fn start(side: Side, place: &Place) -> Result<Self> {
        let name = match side {
            Side::Ours => "ours",
            Side::Hand => "hand",
        };
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", name])
            // An address may hold a password, and arguments are everybody's to read.
            .env("KRACHTIG_BENCH_PLACE", place_text(place))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the server's process does not start")?;
        let output = child.stdout.take().context("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).await?;
        let address = line.trim().parse().context("the server did not say where it listens")?;
        Ok(Self { child, address })
    }

    /// CPU time that its process used so far.
    ///
    /// # Errors
    /// It has ended.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let id = self.child.id().context("the server has ended")?;
        cpu_of(id).context("the server has ended")
    }

    /// Memory that its process holds, in KiB: now, and at most so far.
    ///
    /// # Errors
    /// It has ended.
    pub(crate) fn memory(&self) -> Result<Memory> {
        let id = self.child.id().context("the server has ended")?;
        memory_of(&id.to_string())
    }
}

/// Memory of a process, in KiB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// Resident now.
    pub(crate) resident: u64,
    /// Resident at most so far.
    pub(crate) peak: u64,
}

/// The memory of a process; `self` is our own.
///
/// # Errors
/// There is no such process.
pub(crate) fn memory_of(process: &str) -> Result<Memory> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok())
            .with_context(|| format!("the kernel tells no {name}"))
    };
    Ok(Memory {
        resident: field("VmRSS:")?,
        peak: field("VmHWM:")?,
    })
}

/// CPU time of a process, its threads together; nothing where there is no such process.
pub(crate) fn cpu_of(process: u32) -> Option<Duration> {
    let [own, _] = times(process)?;
    Some(own)
}

/// CPU time of a process and of all its children, those that have ended included.
pub(crate) fn cpu_of_family(parent: u32) -> Duration {
    let parents = times(parent).map_or(Duration::ZERO, |[own, ended]| own + ended);
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let children = processes
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|id| parent_of(*id) == Some(parent))
        .filter_map(cpu_of);
    parents + children.sum::<Duration>()
}

/// The process that started this one.
pub(crate) fn parent_of(process: u32) -> Option<u32> {
    stat(process)?.get(1)?.parse().ok()
}

/// CPU time of a process, and of its children that have ended.
fn times(process: u32) -> Option<[Duration; 2]> {
    let fields = stat(process)?;
    let ticks = |place: usize| fields.get(place)?.parse::<u32>().ok();
    Some([ticks(11)? + ticks(12)?, ticks(13)? + ticks(14)?].map(|ticks| TICK * ticks))
}

/// The fields of a process' line, from its state on: what stands before may hold spaces.
fn stat(process: u32) -> Option<Vec<String>> {
    let line = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = line.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_understood() {
        let us = std::process::id();
        let before = cpu_of(us).expect("we run");
        let mut sum = 0_u64;
        while cpu_of(us).expect("we run") < before + TICK * 3 {
            sum = (0..100_000_u64).fold(sum, |sum, number| sum.wrapping_mul(31) ^ number);
        }
        assert!(sum != 1, "the work is done");
        assert!(parent_of(us).is_some_and(|parent| cpu_of(parent).is_some()));
        let memory = memory_of("self").expect("we run");
        assert!(memory.peak >= memory.resident && memory.resident > 1_000);
    }
}
