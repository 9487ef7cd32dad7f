//! One call: in a fresh instance through the port, as the service makes it, and natively.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use exodus_rijnmond::TeamPot;
use exodus_rijnmond::settings::TeamPotSettings;
use krachtig_core::rules::{BudgetDecision, BudgetFacts, RegionRules, RuleAnswer};
use krachtig_region::RegionRules as NativeRules;
use krachtig_server::plugin_host::ComponentRules;

use super::cpu::thread_cpu;
use super::{Bench, refused, sample, settings};
use crate::report::{Caller, Calls};
use crate::stage::Pace;
use crate::stats::CallRound;

/// How many native calls are timed as one: the clock takes longer than a call.
const BATCH: usize = 1_000;

/// Somebody who is called.
struct Called<'a> {
    name: &'static str,
    batch: usize,
    call: Box<dyn FnMut() + 'a>,
}

/// Measures `decide` with little to weigh and with more, and `observe` on a case of a hundred records.
///
/// # Errors
/// The rules don't load, or answer otherwise than natively.
pub(super) fn measure(bench: &Bench, pace: Pace) -> Result<Vec<Calls>> {
    let artifact = bench.host.compile(&bench.component).map_err(refused)?;
    let rules = bench.host.load(&artifact, &settings("{}")).map_err(refused)?;
    Ok(vec![
        decide(&rules, ("decide, a first request", &sample::no_history()), pace)?,
        decide(&rules, ("decide, a family with a history", &sample::history()?), pace)?,
        observe(&rules, pace)?,
    ])
}

fn decide(rules: &ComponentRules, (case, facts): (&'static str, &BudgetFacts), pace: Pace) -> Result<Calls> {
    let question = sample::question()?;
    let (request, weighed) = sample::native_question(&question, facts)?;
    let settings = TeamPotSettings::default();
    let ours = rules.decide(&question, facts)?;
    let native = TeamPot::decide(&request, &weighed, &settings).map_err(|problem| anyhow::anyhow!(problem.detail))?;
    ensure!(
        same_answer(&ours, &native),
        "the component decides otherwise: {ours:?} and {native:?}"
    );
    let callers = vec![
        Called {
            name: "a fresh instance",
            batch: 1,
            call: Box::new(|| drop(black_box(rules.decide(&question, facts)))),
        },
        Called {
            name: "natively",
            batch: BATCH,
            call: Box::new(|| drop(black_box(TeamPot::decide(black_box(&request), &weighed, &settings)))),
        },
        clock(),
    ];
    Ok(duel(case, callers, pace))
}

fn observe(rules: &ComponentRules, pace: Pace) -> Result<Calls> {
    let case = sample::case()?;
    let seen = sample::native_case(&case)?;
    let settings = TeamPotSettings::default();
    let ours: Vec<_> = rules
        .observe(&case)?
        .into_iter()
        .map(|said| (said.indicator, said.value))
        .collect();
    let native = TeamPot::observe(&seen, &settings).map_err(|problem| anyhow::anyhow!(problem.detail))?;
    let native: Vec<_> = native.into_iter().map(|said| (said.indicator, said.value)).collect();
    ensure!(
        !ours.is_empty() && ours == native,
        "the component says otherwise: {ours:?} and {native:?}"
    );
    let callers = vec![
        Called {
            name: "a fresh instance",
            batch: 1,
            call: Box::new(|| drop(black_box(rules.observe(&case)))),
        },
        Called {
            name: "natively",
            batch: BATCH,
            call: Box::new(|| drop(black_box(TeamPot::observe(black_box(&seen), &settings)))),
        },
        clock(),
    ];
    Ok(duel("observe, 100 records", callers, pace))
}

/// What measuring itself takes, which is in every other figure.
fn clock() -> Called<'static> {
    Called {
        name: "nothing but the clock",
        batch: 1,
        call: Box::new(|| {}),
    }
}

/// Whether both decide the same with the same findings.
fn same_answer(ours: &RuleAnswer, native: &krachtig_region::Answer) -> bool {
    let decision = match &ours.decision {
        BudgetDecision::Approve => native.decision == krachtig_region::Decision::Approve,
        BudgetDecision::Refuse => native.decision == krachtig_region::Decision::Refuse,
        BudgetDecision::NeedsApprovals(_) => matches!(native.decision, krachtig_region::Decision::NeedsApprovals(_)),
    };
    let findings = ours.findings.iter().map(|finding| finding.code.as_str());
    decision && findings.eq(native.codes())
}

/// Rounds of calls in turn.
fn duel(case: &'static str, mut called: Vec<Called<'_>>, pace: Pace) -> Calls {
    let calls = if pace.quick { 300 } else { 5_000 };
    let mut callers: Vec<Caller> = called
        .iter()
        .map(|called| Caller {
            name: called.name,
            rounds: Vec::new(),
        })
        .collect();
    for called in &mut called {
        round(called, calls / 10);
    }
    for _ in 0..pace.rounds {
        for (called, caller) in called.iter_mut().zip(&mut callers) {
            // What is timed in batches needs no more batches than gives the round about the same length.
            let times = if called.batch == 1 { calls } else { calls / 10 };
            caller.rounds.push(round(called, times));
        }
    }
    let calls = Calls { case, callers };
    calls.print();
    calls
}

fn round(called: &mut Called<'_>, times: usize) -> CallRound {
    let (mut wall, mut cpu) = (Vec::with_capacity(times), Vec::with_capacity(times));
    let share = |time: Duration| time.as_secs_f64() * 1e6 / called.batch as f64;
    for _ in 0..times {
        let (begun, before) = (Instant::now(), thread_cpu());
        (0..called.batch).for_each(|_| (called.call)());
        cpu.push(share(thread_cpu().saturating_sub(before)));
        wall.push(share(begun.elapsed()));
    }
    CallRound::of(wall, cpu)
}
