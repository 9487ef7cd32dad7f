//! What it costs to ask who may do what: one decision, all that a dossier query asks, and its share of that query.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result};
use krachtig_core::access::{Action, Actor, Relation, Ties, permit, seen};
use krachtig_core::domain::trajectory::Side;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};

use super::scale::cost;
use crate::ground::{Office, Size};
use crate::report::Figure;
use crate::stage::{Stage, asker};
use crate::stats::Spread;

/// How often a decision is taken for one figure.
const TIMES: u32 = 1_000_000;

/// The cost of a dossier, of a decision, and the one as a share of the other.
///
/// # Errors
/// A server fails.
pub(crate) async fn access(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let size = Size { families: 20, seed: 40 };
    let office = Office::make(&stage.services, "access", size).await?;
    stage.settle().await?;
    let shots = office.full.iter().map(|id| asker(&office).dossier(*id)).collect();
    let dossier = cost(stage, "a dossier", "20 families".to_owned(), shots).await?;
    let whole = dossier.first().context("a dossier costs something")?.value;
    let actors: Vec<Actor> = Role::ALL
        .iter()
        .map(|role| Actor::member(office.coordinator, vec![*role]))
        .collect();
    let tied = Relation::Assigned(Ties::of(Role::Professional, Side::Both));
    let one = each(stage, |number| {
        let (actor, action) = (&actors[number % actors.len()], Action::ALL[number % Action::ALL.len()]);
        permit(black_box(actor), black_box(action), black_box(tied)).is_some()
    });
    let query = each(stage, |number| {
        let actor = black_box(&actors[number % actors.len()]);
        let opened = permit(actor, Action::ReadDossier, black_box(tied)).is_some();
        opened && seen(actor, black_box(tied)).iter().count() > 0
    });
    let figure = |condition: &str, value, unit| Figure {
        case: "asking who may do what",
        database: stage.database,
        condition: condition.to_owned(),
        value,
        unit,
    };
    let mut figures = dossier;
    figures.extend([
        figure("one decision", one, "µs"),
        figure("what a dossier query asks", query, "µs"),
        figure("what a dossier query asks, of its CPU time", query / whole * 100.0, "%"),
    ]);
    figures.iter().for_each(Figure::print);
    Ok(figures)
}

/// What it takes to decide once, in microseconds: the middle of some rounds.
fn each(stage: &Stage<'_>, decide: impl Fn(usize) -> bool) -> f64 {
    let rounds = (0..stage.pace.rounds).map(|_| {
        let begun = Instant::now();
        for number in 0..TIMES {
            black_box(decide(number as usize));
        }
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
    });
    Spread::of(rounds).median
}
