//! Many plugins at hand: what each costs in memory, and how long it takes to load one from its artifact.
//!
//! The plugins differ, down to their machine code's data: each is the demo region's component under a name of its own,
//! as long as the first, and each is compiled by itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use krachtig_server::plugin_host::{Artifact, ComponentRules};

use super::cpu::thread_cpu;
use super::{Bench, PLUGIN, refused, settings};
use crate::report::Figure;
use crate::stage::Pace;
use crate::stats::{micros, percentile};

/// How many are compiled at once.
const COMPILERS: usize = 2;

/// Loads many plugins.
///
/// # Errors
/// One of them does not compile or load.
pub(super) fn measure(bench: &Bench, pace: Pace) -> Result<Vec<Figure>> {
    let plugins = if pace.quick { 50 } else { 1_000 };
    let (files, compiling) = compile(bench, plugins)?;
    // The first load sets up what all share.
    drop(load(bench, &files[0])?);
    let before = Memory::now()?;
    let mut loaded: Vec<Loaded> = Vec::with_capacity(plugins);
    for file in &files {
        loaded.push(load(bench, file)?);
    }
    let after = Memory::now()?;
    for (number, plugin) in loaded.iter().enumerate() {
        let name = &plugin.rules.description().name;
        ensure!(*name == name_of(number), "{name} was loaded for {}", name_of(number));
    }
    let times: Vec<Times> = loaded.iter().map(|plugin| plugin.times).collect();
    drop(loaded);
    let left = Memory::now()?;

    let condition = format!("{plugins} plugins that differ");
    let each = |kib: u64| kib as f64 / plugins as f64;
    let of = |time: fn(&Times) -> Duration, share| percentile(times.iter().map(time).map(micros).collect(), share);
    let figures = [
        ("compiling a plugin, middle", percentile(compiling, 0.5), "ms"),
        ("loading from an artifact, p50 wall", of(|t| t.load, 0.5), "µs"),
        ("loading from an artifact, p99 wall", of(|t| t.load, 0.99), "µs"),
        ("loading from an artifact, p50 CPU", of(|t| t.cpu, 0.5), "µs"),
        ("loading from an artifact, p99 CPU", of(|t| t.cpu, 0.99), "µs"),
        ("the artifact's file", artifact_size(&files[0])?, "KiB"),
        (
            "private memory, each",
            each(after.private.saturating_sub(before.private)),
            "KiB",
        ),
        (
            "memory of files, each",
            each(after.shared.saturating_sub(before.shared)),
            "KiB",
        ),
        (
            "private memory left after dropping all, each",
            each(left.private.saturating_sub(before.private)),
            "KiB",
        ),
    ];
    let figures = figures.map(|(case, value, unit)| Figure {
        case,
        database: "none",
        condition: condition.clone(),
        value,
        unit,
    });
    figures.iter().for_each(Figure::print);
    Ok(figures.into())
}

/// A plugin's name: as long as the one that it stands for.
fn name_of(number: usize) -> String {
    let width = PLUGIN.len() - "exodus-".len();
    format!("exodus-{number:0width$}")
}

/// The component under another name.
fn named(component: &[u8], number: usize) -> Result<Vec<u8>> {
    let (mut renamed, name) = (component.to_vec(), name_of(number));
    let places: Vec<usize> = (0..component.len().saturating_sub(PLUGIN.len()))
        .filter(|at| component[*at..].starts_with(PLUGIN.as_bytes()))
        .collect();
    ensure!(!places.is_empty(), "the component does not hold its own name");
    for at in places {
        renamed[at..at + name.len()].copy_from_slice(name.as_bytes());
    }
    Ok(renamed)
}

/// Compiles so many plugins and keeps their artifacts as files; and how long each took, in milliseconds.
fn compile(bench: &Bench, plugins: usize) -> Result<(Vec<PathBuf>, Vec<f64>)> {
    let file = |number: usize| bench.files.path().join(format!("{number}.artifact"));
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<f64>> {
        let mut took = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= plugins {
                return Ok(took);
            }
            let component = named(&bench.component, number)?;
            let begun = Instant::now();
            let artifact = bench.host.compile(&component).map_err(refused)?;
            took.push(micros(begun.elapsed()) / 1e3);
            artifact.copy_to(&mut fs::File::create(file(number))?)?;
        }
    };
    let took = thread::scope(|scope| -> Result<Vec<f64>> {
        let workers: Vec<_> = (0..COMPILERS).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::new();
        for worker in workers {
            let took = worker
                .join()
                .map_err(|_| anyhow::anyhow!("a compiling thread panicked"))?;
            all.extend(took?);
        }
        Ok(all)
    })?;
    Ok(((0..plugins).map(file).collect(), took))
}

/// How long it took to load one.
#[derive(Clone, Copy)]
struct Times {
    load: Duration,
    cpu: Duration,
}

struct Loaded {
    rules: Arc<ComponentRules>,
    times: Times,
}

/// Loads one as the server does: the file opened, its seal checked, mapped, linked, and asked who it is.
fn load(bench: &Bench, file: &Path) -> Result<Loaded> {
    let settings = settings("{}");
    let (begun, before) = (Instant::now(), thread_cpu());
    let artifact = Artifact::at(file)?.context("an artifact that is too short")?;
    let rules = bench.host.load(&artifact, &settings).map_err(refused)?;
    let times = Times {
        load: begun.elapsed(),
        cpu: thread_cpu().saturating_sub(before),
    };
    Ok(Loaded { rules, times })
}

fn artifact_size(file: &PathBuf) -> Result<f64> {
    Ok(fs::metadata(file)?.len() as f64 / 1024.0)
}

/// Memory of our own process, in KiB.
struct Memory {
    /// What nobody else has, and no file.
    private: u64,
    /// What a file has, so that the machine can drop it, and what others have too.
    shared: u64,
}

impl Memory {
    fn now() -> Result<Self> {
        let rollup = fs::read_to_string("/proc/self/smaps_rollup").context("the kernel tells no memory map")?;
        let field = |name: &str| -> u64 {
            let line = rollup.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            number.unwrap_or_default()
        };
        Ok(Self {
            private: field("Private_Dirty:"),
            shared: field("Private_Clean:") + field("Shared_Clean:") + field("Shared_Dirty:"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_gets_another_name_of_the_same_length() {
        let component = format!("before {PLUGIN} between {PLUGIN} after");
        let named = named(component.as_bytes(), 42).expect("it holds its name");
        let named = String::from_utf8(named).expect("text");
        assert_eq!(named, format!("before {0} between {0} after", name_of(42)));
        assert_eq!(named.len(), component.len());
        assert!(super::named(b"nothing of the kind", 1).is_err());
    }

    #[test]
    fn the_memory_of_this_process_is_known() {
        let memory = Memory::now().expect("a memory map");
        assert!(memory.private > 0);
    }
}
