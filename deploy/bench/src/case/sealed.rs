//! What sealed values cost in a dossier: opening those that it has, as a share of what the whole query takes.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result};
use krachtig_core::access::Actor;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::store::SealTrial;
use serde_json::Value;

use super::scale::cost;
use crate::ground::{self, Office, Size};
use crate::report::Figure;
use crate::stage::{Stage, asker};
use crate::stats::{Spread, micros};

/// The lists of a dossier whose records have sealed values, and which.
const SEALED: [(&str, &[&str]); 5] = [
    ("persons", &["phone", "email"]),
    (
        "detainees",
        &["name", "institution", "detained_since", "expected_home_on"],
    ),
    ("talks", &["setting", "worries", "key_factors", "note"]),
    ("role_checks", &["roles", "none_reason"]),
    ("introductions", &["note"]),
];

/// Dossiers that are asked for.
const DOSSIERS: usize = 64;

/// How often all of their values are opened in one round.
const TIMES: u32 = 50;

/// # Errors
/// A server fails.
pub(crate) async fn measure(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let size = Size {
        families: 300,
        seed: 599,
    };
    let office = Office::make(&stage.services, "sealed", size).await?;
    stage.settle().await?;
    let ids = &office.full[..office.full.len().min(DOSSIERS)];
    let asker = asker(&office);
    let whole = ids.iter().map(|id| asker.dossier(*id)).collect();
    let mut figures = cost(stage, "a dossier", "sealed values in it".to_owned(), whole).await?;
    let query = figures[0].value;

    let ctx = ground::context(
        &stage.services,
        &office.slug,
        Actor::member(office.coordinator, vec![Role::Coordinator]),
    );
    let (ctx, trial) = (ctx.await?, SealTrial::new()?);
    let (mut values, mut took) = (Vec::new(), Vec::new());
    for id in ids {
        let began = Instant::now();
        let dossier = stage.services.dossier(&ctx, *id, Parts::ALL).await?;
        took.push(micros(began.elapsed()));
        values.extend(sealed(&dossier)?);
    }
    let kept = values
        .iter()
        .map(|value| trial.seal(value))
        .collect::<Result<Vec<_>, _>>()?;
    let (mut opening, mut sealing) = (Vec::new(), Vec::new());
    for _ in 0..stage.pace.rounds {
        let began = Instant::now();
        for _ in 0..TIMES {
            for sealed in &kept {
                black_box(trial.open(sealed).context("it opens")?);
            }
        }
        opening.push(micros(began.elapsed()) / f64::from(TIMES));
        let began = Instant::now();
        for value in &values {
            black_box(trial.seal(value)?);
        }
        sealing.push(micros(began.elapsed()));
    }
    let number = ids.len() as f64;
    let per_dossier = Spread::of(opening).median / number;
    let figure = |condition: &str, value, unit| Figure {
        case: "sealed values",
        database: stage.database,
        condition: condition.to_owned(),
        value,
        unit,
    };
    figures.extend([
        figure("in a dossier", values.len() as f64 / number, "values"),
        figure("opening those of a dossier", per_dossier, "µs"),
        figure("opening one", per_dossier * number / values.len() as f64, "µs"),
        figure("sealing one", Spread::of(sealing).median / values.len() as f64, "µs"),
        figure(
            "share of the dossier query's CPU time",
            100.0 * per_dossier / query,
            "%",
        ),
        figure("loading a dossier in the process", Spread::of(took).median, "µs"),
    ]);
    figures.iter().for_each(Figure::print);
    Ok(figures)
}

/// The values of a dossier that are kept sealed.
fn sealed(dossier: &Dossier) -> Result<Vec<Value>> {
    let whole = serde_json::to_value(dossier)?;
    let mut values = Vec::new();
    for (list, fields) in SEALED {
        for record in whole[list].as_array().context("a list")? {
            let fields = fields.iter().map(|field| record[field].clone());
            values.extend(fields.filter(|value| !value.is_null() && *value != Value::Array(Vec::new())));
        }
    }
    Ok(values)
}
