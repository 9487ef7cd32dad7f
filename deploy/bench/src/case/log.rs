//! What the access log costs: one line of reading, beside a whole dossier.

use std::time::Duration;

use anyhow::{Context, Result};
use krachtig_core::access::Actor;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Ctx, Services};
use tokio::task::JoinSet;

use crate::ground::{self, Office, Size};
use crate::load::CONNECTIONS;
use crate::process::{Side, cpu_of};
use crate::report::Figure;
use crate::stage::{Stage, asker, shots};
use crate::stats::{Spread, micros};

/// How many different dossiers are asked for.
const DOSSIERS: usize = 64;

/// How often somebody asks, for each line, whether he or she may go on listening: together about as much work as a
/// dossier is, so that the machine is as busy as where dossiers are read.
const ASKED: usize = 4;

/// How much longer calls are apart than dossiers were: those without a line and those with one keep the same pace, as
/// the same work costs more where the machine has less of it.
const SPARE: f64 = 1.25;

/// How many times in a round it is measured with lines, and as often without, by turns.
const TURNS: u32 = 4;

/// The cost of a line, its place in the tree included, as a share of the dossier whose reading it tells.
///
/// Beginning to listen to a dossier looks at who is assigned and leaves a line; asking whether one may go on listening
/// does the same without the line. The difference, at the service, is the line.
///
/// # Errors
/// A server fails.
pub(crate) async fn log(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let size = Size {
        families: 300,
        seed: 637,
    };
    let office = Office::make(&stage.services, "logged", size).await?;
    stage.settle().await?;
    let asker = asker(&office);
    let ids = &office.full[..office.full.len().min(DOSSIERS)];
    let whole = shots(ids, |id| asker.dossier(id))?;
    let actor = Actor::member(office.coordinator, vec![Role::Coordinator]);
    let ctx = ground::context(&stage.services, &office.slug, actor).await?;
    let (mut dossier, mut line, mut share) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=stage.pace.rounds {
        let seen = stage.round(Side::Ours, &whole, stage.pace.round).await?;
        let read = seen.cpu();
        let apart = Duration::from_secs_f64(SPARE * CONNECTIONS as f64 / seen.per_second);
        let (mut with, mut without) = (0.0, 0.0);
        for _ in 0..TURNS {
            with += calls(stage, (&ctx, ids), (apart, true)).await? / f64::from(TURNS);
            without += calls(stage, (&ctx, ids), (apart, false)).await? / f64::from(TURNS);
        }
        // The first round warms up.
        if round > 0 {
            dossier.push(read);
            line.push(with - without);
            share.push(100.0 * (with - without) / read);
        }
    }
    let figure = |case, condition: &str, values: Vec<f64>, unit| {
        let Spread { min, median, max } = Spread::of(values);
        Figure {
            case,
            database: stage.database,
            condition: format!("{condition}; {min:.1} to {max:.1}"),
            value: median,
            unit,
        }
    };
    let figures = vec![
        figure("a dossier, its line included", "CPU over GraphQL", dossier, "µs"),
        figure("a line of the access log", "CPU at the service", line, "µs"),
        figure("the line's share of the dossier", "CPU", share, "%"),
    ];
    figures.iter().for_each(Figure::print);
    Ok(figures)
}

/// CPU time of a call and what is asked besides, as many at once as there are connections elsewhere, in microseconds.
async fn calls(
    stage: &Stage<'_>,
    (ctx, ids): (&Ctx, &[TrajectoryId]),
    (apart, logged): (Duration, bool),
) -> Result<f64> {
    let cpu = || cpu_of(std::process::id()).context("we run");
    let before = (cpu()?, stage.database_cpu());
    let times = ((stage.pace.round / TURNS).as_secs_f64() / apart.as_secs_f64()) as u32;
    let mut tasks = JoinSet::new();
    for number in 0..CONNECTIONS {
        let (services, ctx, ids) = (stage.services.clone(), ctx.clone(), ids.to_vec());
        tasks.spawn(call(services, ctx, (ids, number), (apart, times, logged)));
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    // The sequencer comes within a second, and is part of the cost.
    tokio::time::sleep(Duration::from_millis(600)).await;
    let used = (cpu()? - before.0) + stage.database_cpu().saturating_sub(before.1);
    Ok(micros(used) / (f64::from(times.max(1)) * CONNECTIONS as f64))
}

async fn call(
    services: Services,
    ctx: Ctx,
    (ids, number): (Vec<TrajectoryId>, usize),
    (apart, times, logged): (Duration, u32, bool),
) -> Result<()> {
    // The connections take turns, as those do that wait for answers.
    tokio::time::sleep(apart * number as u32 / CONNECTIONS as u32).await;
    let mut pace = tokio::time::interval(apart);
    let mut ids = ids.iter().cycle().skip(number * ids.len() / CONNECTIONS);
    for _ in 0..times {
        pace.tick().await;
        let id = *ids.next().context("there are dossiers")?;
        for _ in 0..ASKED {
            services.may_hear(&ctx, id, None).await?;
        }
        if logged {
            services.listen(&ctx, id).await?;
        } else {
            services.may_hear(&ctx, id, None).await?;
        }
    }
    Ok(())
}
