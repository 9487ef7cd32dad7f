//! Many plugins at hand: what each costs in memory, and how long it takes to load one from its artifact.
//!
//! The plugins differ, down to their machine code's data: each is the demo region's component under a name of its own,
//! as long as the first, and each is compiled by itself. Every other one has a settings schema of its own besides, which
//! no plugin before it had.

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

/// A text of the settings schema that stands nowhere else in the component, and its last word.
const IN_SCHEMA: (&str, &str) = ("The most that one household gets", "gets");
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
    let times = |own_schema: bool| -> Vec<Times> {
        let of_kind = loaded.iter().skip(usize::from(own_schema)).step_by(2);
        of_kind.map(|plugin| plugin.times).collect()
    };
    let (known, unknown) = (times(false), times(true));
    drop(loaded);
    let left = Memory::now()?;

    let condition = format!("{plugins} plugins that differ");
    let each = |kib: u64| kib as f64 / plugins as f64;
    let of = |times: &[Times], time: fn(&Times) -> Duration, share| {
        percentile(times.iter().map(time).map(micros).collect(), share)
    };
    let figures = [
        ("compiling a plugin, middle", percentile(compiling, 0.5), "ms"),
        ("loading from an artifact, p50 wall", of(&known, |t| t.load, 0.5), "µs"),
        ("loading from an artifact, p99 wall", of(&known, |t| t.load, 0.99), "µs"),
        ("loading from an artifact, p50 CPU", of(&known, |t| t.cpu, 0.5), "µs"),
        ("loading from an artifact, p99 CPU", of(&known, |t| t.cpu, 0.99), "µs"),
        (
            "loading, first with its schema, p50 wall",
            of(&unknown, |t| t.load, 0.5),
            "µs",
        ),
        (
            "loading, first with its schema, p99 wall",
            of(&unknown, |t| t.load, 0.99),
            "µs",
        ),
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

/// The component under another name, and every other one with another settings schema.
fn told_apart(component: &[u8], number: usize) -> Result<Vec<u8>> {
    let mut apart = component.to_vec();
    overwrite(&mut apart, PLUGIN, &name_of(number))?;
    if number % 2 == 1 {
        let (text, last) = IN_SCHEMA;
        let other = format!("{}{number:0width$}", text.trim_end_matches(last), width = last.len());
        overwrite(&mut apart, text, &other)?;
    }
    Ok(apart)
}

/// Writes a text of the same length over every place where a text stands.
fn overwrite(component: &mut [u8], text: &str, other: &str) -> Result<()> {
    ensure!(text.len() == other.len(), "{text} and {other} differ in length");
    let places: Vec<usize> = (0..component.len().saturating_sub(text.len()))
        .filter(|at| component[*at..].starts_with(text.as_bytes()))
        .collect();
    ensure!(!places.is_empty(), "the component does not hold {text}");
    for at in places {
        component[at..at + text.len()].copy_from_slice(other.as_bytes());
    }
    Ok(())
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
            let component = told_apart(&bench.component, number)?;
            let begun = Instant::now();
            let artifact = bench.host.compile(&component).map_err(refused)?;
            took.push(micros(begun.elapsed()) / 1e3);
            let mut kept = fs::File::create(file(number))?;
            artifact.copy_to(&mut kept)?;
            // Pages of a file that wait to be written count as private memory of whoever maps it.
            kept.sync_all()?;
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
    fn a_component_gets_a_name_and_a_schema_of_the_same_length() {
        let text = format!("before {PLUGIN} between {PLUGIN} and {} after", IN_SCHEMA.0);
        for (number, schema) in [(42, "gets"), (43, "0043")] {
            let apart = told_apart(text.as_bytes(), number).expect("it holds both");
            let apart = String::from_utf8(apart).expect("text");
            let name = name_of(number);
            let expected = format!("before {name} between {name} and The most that one household {schema} after");
            assert_eq!(apart, expected);
        }
        assert!(told_apart(b"nothing of the kind", 1).is_err());
    }

    #[test]
    fn the_memory_of_this_process_is_known() {
        let memory = Memory::now().expect("a memory map");
        assert!(memory.private > 0);
    }
}
