//! The demo's release: what its tenants handed in of a closed period, as the prison service reads it.

use krachtig_core::domain::clock::Clock;
use krachtig_national::budget::Limits;
use krachtig_national::catalogue::catalogue;
use krachtig_national::definition::{AttributeTable, Definition, Split};
use krachtig_national::epsilon::Epsilon;
use krachtig_national::error::Outcome;
use krachtig_national::id::{DefinitionId, ReleaseId};
use krachtig_national::indicator::{Kind, Label};
use krachtig_national::period::Period;
use krachtig_national::signing::ReleaseKey;
use krachtig_national::store::{By, Computing, NationalStore};

use crate::app::clock::SystemClock;
use crate::app::randomness::SystemRandomness;

/// What is told of families, and how much each table may tell of any one.
const ATTRIBUTES: [(&str, u32); 3] = [("problem_groups", 800), ("domain_change", 600), ("carried_by", 600)];

/// Accepts what was handed in of a period, and publishes a release of it.
///
/// # Errors
/// What the national store refuses: a definition that is there already, or a budget that is used up.
pub async fn publish(store: &NationalStore, period: Period, key: &ReleaseKey) -> Outcome<()> {
    let by = By {
        who: "demo",
        at: SystemClock.now(),
    };
    let handed_in = store.hand_ins(period).await?;
    for one in handed_in.iter().filter(|one| !one.accepted) {
        store.accept(&one.region, period, one.revision, by).await?;
    }
    let indicators = store.indicators(period, &catalogue()).await?;
    let organisational = indicators.iter().filter(|one| one.kind == Kind::Organisational);
    let attribute = |(indicator, thousandths): (&str, u32)| AttributeTable {
        indicator: indicator.to_owned(),
        epsilon: Epsilon::of_thousandths(thousandths),
        split: Split::Together,
    };
    let definition = Definition {
        name: format!("demo-{}", period.to_string().to_ascii_lowercase()),
        title: Label::new("Kwartaal van de demo (fictief)", "Quarter of the demo (fictional)"),
        period,
        regions: handed_in.into_iter().map(|one| one.region).collect(),
        groups: Vec::new(),
        organisational: organisational.map(|one| one.code.clone()).collect(),
        attributes: ATTRIBUTES.map(attribute).to_vec(),
    };
    let id = DefinitionId::from_uuid(SystemClock.fresh());
    store.define(id, &definition, &catalogue(), by).await?;
    let order = Computing {
        definition: id,
        id: ReleaseId::from_uuid(SystemClock.fresh()),
        catalogue: &catalogue(),
        limits: Limits::default(),
        software: env!("CARGO_PKG_VERSION"),
        key,
        by,
    };
    let frozen = store.compute(order, &mut SystemRandomness).await?;
    store.publish(frozen.release.id, by).await
}
