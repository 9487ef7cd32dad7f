//! The facts behind figures: how long after a write they stand, with many tenants open that are all full, at rest and while
//! all families of one of them wait for theirs; and how fast facts of many families are computed.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use futures_util::{StreamExt, TryStreamExt, stream};
use krachtig_core::access::Actor;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::room::TimeDraft;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Add, Ctx, Services};
use krachtig_server::app::facts::keep_up;
use krachtig_server::demo::{Stage as Reached, StageMix};
use tokio::time::sleep;

use crate::ground::{self, Office, Size};
use crate::report::Figure;
use crate::stage::Stage;

/// How often it is looked whether facts stand.
const LOOK: Duration = Duration::from_millis(10);
/// How many tenants are filled at once.
const AT_ONCE: usize = 4;
/// How many of a hundred families are at any stage, in all tenants but the one that waits; of the others there was a first
/// talk and no more. A million whole dossiers take more disk than most machines have.
const FURTHER: u32 = 5;
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
    let begun = Instant::now();
    let filled = stream::iter(1..tenants).map(|number| {
        let (services, seed) = (services.clone(), 41_000 + number as u64);
        let filling = filled(services, format!("facts-{number}"), Size { families, seed });
        async { tokio::spawn(filling).await? }
    });
    let others: Vec<Office> = filled.buffered(AT_ONCE).try_collect().await?;
    let rate = (others.len() * families) as f64 / begun.elapsed().as_secs_f64();
    told(
        format!(
            "{} tenants of {families} families imported, counted and indexed",
            others.len()
        ),
        rate,
        "families/s",
    );
    let size = Size { families, seed: 40_000 };
    let mut offices = vec![Office::make(services, "facts-waiting", size).await?];
    offices.extend(others);
    stage.settle().await?;
    let mut contexts = Vec::new();
    for office in &offices {
        let actor = Actor::member(office.coordinator, vec![Role::Coordinator]);
        contexts.push(ground::context(services, &office.slug, actor).await?);
    }

    let keeping = tokio::spawn(keep_up(services.clone()));
    let begun = Instant::now();
    let mut delays = Vec::new();
    while waiting(services, &contexts[0]).await? > 0 && delays.len() < writes {
        let place = 1 + delays.len() % (tenants - 1);
        delays.push(delay(services, (&contexts[place], &offices[place])).await?);
    }
    stand(services, &contexts[0]).await?;
    let rate = families as f64 / begun.elapsed().as_secs_f64();
    let open = format!("{tenants} tenants of {families} families open");
    let many = format!("{families} families of one tenant that have none, {open}");
    told(many.clone(), rate, "families/s");
    told(
        format!("a changed family of another tenant beside {many}, longest"),
        spread(&mut delays, 1.0),
        "ms",
    );

    let mut delays = Vec::new();
    for number in 0..writes {
        let place = number % tenants;
        delays.push(delay(services, (&contexts[place], &offices[place])).await?);
        sleep(Duration::from_millis(7 * (number as u64 % 40))).await;
    }
    let at_rest = format!("a changed family, {open}");
    told(format!("{at_rest}, p50"), spread(&mut delays, 0.5), "ms");
    told(format!("{at_rest}, longest"), spread(&mut delays, 1.0), "ms");
    keeping.abort();
    Ok(figures)
}

/// Makes a tenant whose families' facts stand, and whose words are found.
async fn filled(services: Services, slug: String, size: Size) -> Result<Office> {
    let StageMix(mut mix) = StageMix::default();
    let any: u32 = mix.iter().map(|(_, share)| share).sum();
    mix.iter_mut().for_each(|(_, share)| *share *= FURTHER);
    mix.push((Reached::Talked, any * (100 - FURTHER)));
    let mut office = Office::found(&services, &slug, size).await?.with_mix(StageMix(mix));
    office.fill(&services).await?;
    let operator = office.operator(&services).await?;
    while services.keep_facts(&operator).await?.more {}
    while services.index_words(&operator).await? {}
    Ok(office)
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

/// The hours that a tenant's figures tell of. Each write here adds some, so they say when it is counted, whatever other
/// families are looked at again.
async fn hours(services: &Services, ctx: &Ctx) -> Result<i64> {
    let period = Period::quarter_of(ctx.stamp().today);
    let live = services.live_figures(ctx, period).await?;
    let hours = live.indicators.iter().filter(|one| one.indicator.code == "hours");
    Ok(hours.flat_map(|one| &one.figures).map(|figure| figure.value).sum())
}

/// Writes in a tenant, and answers how long after the commit its figures tell of it, in milliseconds.
async fn delay(services: &Services, (ctx, office): (&Ctx, &Office)) -> Result<f64> {
    let trajectory_id = *office.asking.first().context("nobody asks for anything there")?;
    let draft = TimeDraft {
        spent_on: ctx.stamp().today,
        minutes: 60,
        life_domain: None,
        note: None,
    };
    let before = hours(services, ctx).await?;
    services.record_time(ctx, Add { trajectory_id, draft }).await?;
    let written = Instant::now();
    while hours(services, ctx).await? == before {
        if written.elapsed() > PATIENCE {
            bail!("what was written is not counted");
        }
        sleep(LOOK).await;
    }
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
