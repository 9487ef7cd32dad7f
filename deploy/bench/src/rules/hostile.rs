//! Four tenants whose requests come in at a fixed rate, while ten others' plugins misbehave, and while ten others'
//! plugins answer as they should.
//!
//! Both are done in turn, round by round, with the same calls at the same times. A latency counts from the moment at
//! which the request came in, also where nobody had time for it yet.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use krachtig_core::rules::{BudgetFacts, BudgetQuestion, RegionRules};
use krachtig_server::plugin_host::ComponentRules;

use super::{Bench, refused, sample, settings};
use crate::report::Figure;
use crate::stage::Pace;
use crate::stats::{Spread, micros, percentile};

/// How many tenants behave well.
const GOOD: usize = 4;
/// How often a request of each of them comes in.
const GOOD_EVERY: Duration = Duration::from_millis(4);
/// How often each of the others is asked.
const OTHERS_EVERY: Duration = Duration::from_millis(50);
/// How many others there are.
const OTHERS: usize = 10;

type Rules = Vec<Arc<ComponentRules>>;

/// What is asked, of whom.
struct Ground {
    good: Rules,
    harmless: Rules,
    hostile: Rules,
    question: BudgetQuestion,
    facts: BudgetFacts,
}

/// Measures what the well-behaved ones notice.
///
/// # Errors
/// A component does not load, or a hostile one answers as it should.
pub(super) fn measure(bench: &Bench, pace: Pace, hostile: &[Vec<u8>]) -> Result<Vec<Figure>> {
    let ground = Ground::set(bench, hostile)?;
    // The first calls of a hostile plugin cost the most: nobody knows it yet. They are told apart.
    let first = ground.round(&ground.hostile, pace.round)?;
    ground.round(&ground.harmless, pace.round)?;
    let (mut quiet, mut noisy) = (Vec::new(), Vec::new());
    for _ in 0..pace.rounds {
        quiet.push(ground.round(&ground.harmless, pace.round)?);
        noisy.push(ground.round(&ground.hostile, pace.round)?);
    }
    let ratios = quiet.iter().zip(&noisy).map(|(quiet, noisy)| noisy / quiet);
    let ratio = Spread::of(ratios);
    let figures = [
        (
            "p99 of decide beside harmless plugins",
            Spread::of(quiet.iter().copied()).median,
            "µs",
        ),
        (
            "p99 of decide beside hostile plugins",
            Spread::of(noisy.iter().copied()).median,
            "µs",
        ),
        ("p99 in a hostile plugin's first round", first, "µs"),
        ("hostile by harmless, least", ratio.min, ""),
        ("hostile by harmless, middle", ratio.median, ""),
        ("hostile by harmless, most", ratio.max, ""),
    ];
    let condition = format!(
        "{GOOD} tenants at {}/s each, {OTHERS} others at {}/s each",
        rate(GOOD_EVERY),
        rate(OTHERS_EVERY)
    );
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

fn rate(every: Duration) -> f64 {
    (1.0 / every.as_secs_f64()).round()
}

impl Ground {
    /// The hostile components are shared out over the others in turn.
    fn set(bench: &Bench, hostile: &[Vec<u8>]) -> Result<Self> {
        let artifact = bench.host.compile(&bench.component).map_err(refused)?;
        let tenant = |_| bench.host.load(&artifact, &settings("{}")).map_err(refused);
        let (question, facts) = (sample::question()?, sample::history()?);
        let mut misbehaving = Vec::with_capacity(OTHERS);
        for component in hostile.iter().cycle().take(OTHERS) {
            let artifact = bench.host.compile(component).map_err(refused)?;
            let rules = bench.host.load(&artifact, &settings("{}")).map_err(refused)?;
            let fault = rules.decide(&question, &facts);
            ensure!(fault.is_err(), "a hostile component answers: {fault:?}");
            misbehaving.push(rules);
        }
        Ok(Self {
            good: (0..GOOD).map(tenant).collect::<Result<_>>()?,
            harmless: (0..OTHERS).map(tenant).collect::<Result<_>>()?,
            hostile: misbehaving,
            question,
            facts,
        })
    }

    /// The p99 of the well-behaved tenants' calls beside these others, in microseconds.
    fn round(&self, others: &Rules, time: Duration) -> Result<f64> {
        let begun = Instant::now();
        let end = begun + time;
        let latencies = thread::scope(|scope| {
            for (number, rules) in others.iter().enumerate() {
                let phase = OTHERS_EVERY * u32::try_from(number).unwrap_or_default() / OTHERS as u32;
                scope.spawn(move || {
                    // Whoever is not done yet is not asked again: a tenant's calls don't pile up in this program.
                    let mut due = begun + phase;
                    while sleep_until(due, end) {
                        drop(rules.decide(&self.question, &self.facts));
                        due = (due + OTHERS_EVERY).max(Instant::now());
                    }
                });
            }
            let mut good = Vec::new();
            for (number, rules) in self.good.iter().enumerate() {
                let phase = GOOD_EVERY * u32::try_from(number).unwrap_or_default() / GOOD as u32;
                good.push(scope.spawn(move || self.well_behaved(rules, begun + phase, end)));
            }
            let mut latencies = Vec::new();
            for tenant in good {
                latencies.extend(tenant.join().map_err(|_| anyhow!("a tenant's thread panicked"))??);
            }
            Ok::<_, anyhow::Error>(latencies)
        })?;
        Ok(percentile(latencies, 0.99))
    }

    fn well_behaved(&self, rules: &ComponentRules, mut due: Instant, end: Instant) -> Result<Vec<f64>> {
        let mut latencies = Vec::new();
        while sleep_until(due, end) {
            rules.decide(&self.question, &self.facts)?;
            latencies.push(micros(due.elapsed()));
            due += GOOD_EVERY;
        }
        Ok(latencies)
    }
}

/// Waits for a moment; false once the round is over.
fn sleep_until(due: Instant, end: Instant) -> bool {
    if due >= end {
        return false;
    }
    thread::sleep(due.saturating_duration_since(Instant::now()));
    true
}
