//! The facts behind figures: how long after a write they stand, with many tenants open and one of them full, at rest and
//! while many families at once wait for theirs; and how fast facts of many families are computed.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use krachtig_core::access::Actor;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::room::TimeDraft;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Add, Ctx, Services};
use krachtig_server::app::facts::keep_up;
use tokio::time::sleep;

use crate::ground::{self, Office, Size};
use crate::report::Figure;
use crate::stage::Stage;

/// How often it is looked whether facts stand.
const LOOK: Duration = Duration::from_millis(10);
/// How long facts may take to be computed at all.
const PATIENCE: Duration = Duration::from_secs(1_200);

/// Measures it.
///
/// # Errors
/// A tenant can't be made, or facts do not come.
pub(crate) async fn facts(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let (tenants, families, writes) = if stage.pace.quick {
        (5, 200, 10)
    } else {
        (100, 10_000, 200)
    };
    let services = &stage.services;
    let mut figures = Vec::new();
    let mut told = |condition: String, value: f64, unit| {
        let figure = Figure {
            case: "facts behind figures",
            database: stage.database,
            condition,
            value,
            unit,
        };
        figure.print();
        figures.push(figure);
    };
    let size = |families, seed| Size { families, seed };
    let full = Office::make(services, "facts-full", size(families, 40_000)).await?;
    let mut offices = vec![full];
    for number in 1..tenants {
        let few = size(20, 41_000 + number as u64);
        offices.push(Office::make(services, &format!("facts-{number}"), few).await?);
    }
    stage.settle().await?;
    let mut contexts = Vec::new();
    for office in &offices {
        let actor = Actor::member(office.coordinator, vec![Role::Coordinator]);
        contexts.push(ground::context(services, &office.slug, actor).await?);
    }

    let keeping = tokio::spawn(keep_up(services.clone()));
    let begun = Instant::now();
    for ctx in &contexts[1..] {
        stand(services, ctx).await?;
    }
    let mut delays = Vec::new();
    while waiting(services, &contexts[0]).await? > 0 && delays.len() < writes {
        let place = 1 + delays.len() % (tenants - 1);
        delays.push(delay(services, (&contexts[place], &offices[place])).await?);
    }
    stand(services, &contexts[0]).await?;
    let rate = families as f64 / begun.elapsed().as_secs_f64();
    let many = format!("{families} families of one tenant that have none, {tenants} tenants open");
    told(many.clone(), rate, "families/s");
    told(
        format!("a changed family of another tenant beside {many}, longest"),
        spread(&mut delays, 1.0),
        "ms",
    );

    let mut delays = Vec::new();
    for number in 0..writes {
        // Every other write is in the full tenant.
        let place = if number % 2 == 0 { 0 } else { 1 + number % (tenants - 1) };
        delays.push(delay(services, (&contexts[place], &offices[place])).await?);
        sleep(Duration::from_millis(7 * (number as u64 % 40))).await;
    }
    let at_rest = format!("a changed family, {tenants} tenants open, one of {families} families");
    told(format!("{at_rest}, p50"), spread(&mut delays, 0.5), "ms");
    told(format!("{at_rest}, longest"), spread(&mut delays, 1.0), "ms");
    keeping.abort();
    Ok(figures)
}

/// How many families of a tenant are not counted as they are now.
async fn waiting(services: &Services, ctx: &Ctx) -> Result<i64> {
    let period = Period::quarter_of(ctx.stamp().today);
    Ok(services.live_figures(ctx, period).await?.waiting)
}

/// Waits until all of a tenant's facts stand.
async fn stand(services: &Services, ctx: &Ctx) -> Result<()> {
    let begun = Instant::now();
    while waiting(services, ctx).await? > 0 {
        if begun.elapsed() > PATIENCE {
            bail!("facts do not come");
        }
        sleep(LOOK).await;
    }
    Ok(())
}

/// Writes in a tenant, and answers how long after the commit its facts stand, in milliseconds.
async fn delay(services: &Services, (ctx, office): (&Ctx, &Office)) -> Result<f64> {
    let trajectory_id = *office.asking.first().context("nobody asks for anything there")?;
    let draft = TimeDraft {
        spent_on: ctx.stamp().today,
        minutes: 5,
        life_domain: None,
        note: None,
    };
    services.record_time(ctx, Add { trajectory_id, draft }).await?;
    let written = Instant::now();
    stand(services, ctx).await?;
    Ok(written.elapsed().as_secs_f64() * 1e3)
}

/// What this share of them is at most.
fn spread(delays: &mut [f64], share: f64) -> f64 {
    delays.sort_by(f64::total_cmp);
    let last = delays.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a few hundred"
    )]
    let place = (last as f64 * share) as usize;
    delays.get(place).copied().unwrap_or_default()
}
