//! The cases without a peer: how the cost of one request moves with the number of tenants and of families.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use krachtig_core::access::Actor;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    ActionFilter, Ask, FamilyFilter, GoalFilter, MemberFilter, NameSort, NoFilter, ObstacleFilter, PartnerFilter,
    PeriodSort, ProblemFilter, RecordedSort, ReferralFilter, ReferralSort, RequestFilter, SuggestionFilter,
    TrajectoryFilter, TrajectorySort,
};

use super::import;
use crate::ground::{self, Office, Size};
use crate::load::Shot;
use crate::process::Side;
use crate::report::Figure;
use crate::stage::{Stage, asker};
use crate::stats::{Spread, micros};

/// How many families each of many tenants has.
const FEW: usize = 20;

/// From one tenant in use to all of a thousand, and the memory of a tenant that rests.
///
/// # Errors
/// A server fails.
pub(crate) async fn tenants(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let postgres = stage.database == "PostgreSQL";
    let many = match (stage.pace.quick, postgres) {
        (true, _) => 100,
        (false, true) => 300,
        (false, false) => 1_000,
    };
    let (mut offices, mut figures) = (Vec::new(), Vec::new());
    for number in 0..many {
        let size = Size {
            families: FEW,
            seed: 7_000 + number as u64,
        };
        offices.push(Office::make(&stage.services, &format!("one-of-many-{number}"), size).await?);
        if number == 9 {
            stage.settle().await?;
            figures.extend(hot(stage, &offices, (10, 10)).await?);
        }
    }
    stage.settle().await?;
    let used = if postgres { 50 } else { many };
    figures.extend(memory(stage, &offices[..used]).await?);
    for touched in [10, 50, 100, many] {
        if touched <= used {
            figures.extend(hot(stage, &offices[..touched], (touched, many)).await?);
        }
    }
    figures.iter().for_each(Figure::print);
    Ok(figures)
}

/// The cost of a dossier and of a page where this many tenants take turns, out of this many that there are.
async fn hot(stage: &Stage<'_>, offices: &[Office], (touched, all): (usize, usize)) -> Result<Vec<Figure>> {
    let dossiers = offices.iter().flat_map(|office| {
        let asker = asker(office);
        office
            .full
            .iter()
            .take(4)
            .map(move |id| asker.dossier(*id))
            .collect::<Vec<_>>()
    });
    let condition = format!("{touched} tenants in turn, of {all}, {FEW} families each");
    let mut figures = cost(stage, "a dossier", condition.clone(), dossiers.collect()).await?;
    let pages = offices.iter().map(|office| asker(office).page()).collect();
    figures.extend(cost(stage, "a page", condition, pages).await?);
    Ok(figures)
}

/// What one request costs at the server.
pub(super) async fn cost(
    stage: &Stage<'_>,
    case: &'static str,
    condition: String,
    shots: Arc<[Shot]>,
) -> Result<Vec<Figure>> {
    stage.round(Side::Ours, &shots, stage.pace.round).await?;
    let mut rounds = Vec::new();
    for _ in 0..stage.pace.rounds {
        rounds.push(stage.round(Side::Ours, &shots, stage.pace.round).await?);
    }
    let figure = |value: f64, unit| Figure {
        case,
        database: stage.database,
        condition: condition.clone(),
        value,
        unit,
    };
    Ok(vec![
        figure(Spread::of(rounds.iter().map(crate::stats::Round::cpu)).median, "µs CPU"),
        figure(Spread::of(rounds.iter().map(|round| round.p50 / 1e3)).median, "ms p50"),
    ])
}

/// How much memory a server takes for a tenant that was used once and rests open.
async fn memory(stage: &Stage<'_>, offices: &[Office]) -> Result<Vec<Figure>> {
    let first = offices.len() / 10;
    let touch = async |offices: &[Office]| {
        for office in offices {
            stage.answer(Side::Ours, &asker(office).page()).await?;
        }
        stage.server(Side::Ours).memory()
    };
    let before = touch(&offices[..first]).await?;
    let after = touch(&offices[first..]).await?;
    let grown = after.resident.saturating_sub(before.resident) as f64;
    Ok(vec![Figure {
        case: "memory of an open tenant",
        database: stage.database,
        condition: format!(
            "{} tenants touched once, the server's process alone",
            offices.len() - first
        ),
        value: grown / (offices.len() - first) as f64,
        unit: "KiB",
    }])
}

/// From few families in a tenant to many, and the first page of every list with many.
///
/// # Errors
/// A server fails.
pub(crate) async fn families(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let counts = if stage.pace.quick { [200, 2_000] } else { [200, 20_000] };
    let mut figures = Vec::new();
    for families in counts {
        let (office, imported) = import::large(stage, &format!("families-{families}"), families).await?;
        figures.extend(imported);
        stage.settle().await?;
        let asker = asker(&office);
        let dossiers = office.full.iter().take(500).map(|id| asker.dossier(*id)).collect();
        let condition = format!("{families} families in one tenant");
        figures.extend(cost(stage, "a dossier", condition.clone(), dossiers).await?);
        figures.extend(cost(stage, "a page", condition.clone(), [asker.page()].into()).await?);
        if families == counts[1] {
            figures.extend(lists(stage, &office, &condition).await?);
        }
    }
    figures.iter().for_each(Figure::print);
    Ok(figures)
}

/// The first page of every list, and the count of all its rows, as a service answers them.
async fn lists(stage: &Stage<'_>, office: &Office, condition: &str) -> Result<Vec<Figure>> {
    let coordinator = Actor::member(office.coordinator, vec![Role::Coordinator]);
    let ctx = ground::context(&stage.services, &office.slug, coordinator).await?;
    let mut figures = Vec::new();
    macro_rules! lists {
        ($($page:ident, $count:ident: $filter:expr, $sort:expr, $title:literal;)+) => {$(
            let ask = Ask { first: 50, after: None, filter: $filter, sort: $sort, descending: false };
            let mut times = Vec::new();
            for _ in 0..20 {
                let begun = Instant::now();
                stage.services.$page(&ctx, &ask).await?;
                times.push(micros(begun.elapsed()) / 1e3);
            }
            let begun = Instant::now();
            let count = stage.services.$count(&ctx, &ask.filter).await?;
            let counted = micros(begun.elapsed()) / 1e3;
            for (value, unit) in [(Spread::of(times).median, "ms for a page of 50"), (counted, "ms to count all")] {
                let condition = format!("{condition}, {count} rows");
                figures.push(Figure { case: $title, database: stage.database, condition, value, unit });
            }
        )+};
    }
    lists! {
        trajectories, count_trajectories: TrajectoryFilter::default(), TrajectorySort::OpenedOn, "list of trajectories";
        families, count_families: FamilyFilter::default(), NameSort::Name, "list of families";
        partners, count_partners: PartnerFilter::default(), NameSort::Name, "list of partners";
        members, count_members: MemberFilter::default(), NameSort::Name, "list of members";
        instruments, count_instruments: NoFilter, NameSort::Name, "list of instruments";
        referrals, count_referrals: ReferralFilter::default(), ReferralSort::SentOn, "list of referrals";
        budget_requests, count_budget_requests: RequestFilter { pending: Some(true), ..RequestFilter::default() }, RecordedSort::Recorded,
            "list of pending budget requests";
        problems, count_problems: ProblemFilter::default(), RecordedSort::Recorded, "list of problems";
        silo_obstacles, count_silo_obstacles: ObstacleFilter::default(), RecordedSort::Recorded, "list of silo obstacles";
        suggestions, count_suggestions: SuggestionFilter::default(), RecordedSort::Recorded, "list of suggestions";
        learning_entries, count_learning_entries: NoFilter, RecordedSort::Recorded, "list of learning entries";
        goals, count_goals: GoalFilter::default(), RecordedSort::Recorded, "list of goals";
        actions, count_actions: ActionFilter { open: Some(true), due_until: Some(ctx.clock.now().date()) },
            RecordedSort::Recorded, "list of overdue actions";
        story_versions, count_story_versions: NoFilter, RecordedSort::Recorded, "list of story versions";
        closed_periods, count_closed_periods: NoFilter, PeriodSort::Period, "list of closed periods";
    }
    Ok(figures)
}
