//! Filling a tenant with many families: how long it takes, and how much memory.

use std::time::Instant;

use anyhow::Result;

use crate::ground::{Office, Size};
use crate::process::memory_of;
use crate::report::Figure;
use crate::stage::Stage;

/// Writes a tenant's families through the services, and tells what that took.
///
/// The dossiers are generated on the way, in this process, so both are in the figures.
///
/// # Errors
/// Whatever the services refuse.
pub(crate) async fn large(stage: &Stage<'_>, slug: &str, families: usize) -> Result<(Office, Vec<Figure>)> {
    let size = Size { families, seed: 1_003 };
    let mut office = Office::found(&stage.services, slug, size).await?;
    let (before, begun) = (memory_of("self")?, Instant::now());
    office.fill(&stage.services).await?;
    let (after, took) = (memory_of("self")?, begun.elapsed());
    let figure = |value, unit| Figure {
        case: "import through the services",
        database: stage.database,
        condition: format!("{families} families"),
        value,
        unit,
    };
    let grown = after.peak.saturating_sub(before.resident);
    let figures = vec![
        figure(took.as_secs_f64(), "s"),
        figure(grown as f64 / 1024.0, "MiB more at the peak"),
    ];
    Ok((office, figures))
}
