//! The cases with a peer: the same work by hand, in the same run, on the same data.

use anyhow::Result;

use crate::ground::{Office, Size};
use crate::process::Side;
use crate::report::Duel;
use crate::same;
use crate::shots::Asker;
use crate::stage::{Fighter, Stage, asker, shots};

/// How many families the reading cases have.
const FAMILIES: usize = 300;

/// How many different dossiers are asked for.
const DOSSIERS: usize = 64;

/// A whole family.
///
/// # Errors
/// A server fails, or the answers differ.
pub(crate) async fn dossier(stage: &Stage<'_>) -> Result<Duel> {
    let office = Office::make(&stage.services, "dossiers", SIZE).await?;
    stage.settle().await?;
    let asker = asker(&office);
    let ids = &office.full[..office.full.len().min(DOSSIERS)];
    for id in ids {
        let ours = stage.answer(Side::Ours, &asker.dossier(*id)).await?;
        for path in [WHOLE, PARTS] {
            let by_hand = stage.answer(Side::Hand, &asker.dossier_by_hand(path, *id)).await?;
            same::demand(&ours, &by_hand)?;
        }
    }
    let by_hand = |name, path| {
        Ok::<_, anyhow::Error>(Fighter {
            name,
            side: Side::Hand,
            shots: shots(ids, |id| asker.dossier_by_hand(path, id))?,
        })
    };
    let fighters = [
        Fighter {
            name: "Krachtig, GraphQL",
            side: Side::Ours,
            shots: shots(ids, |id| asker.dossier(id))?,
        },
        by_hand("by hand, one statement", WHOLE)?,
        by_hand("by hand, seven statements", PARTS)?,
    ];
    stage.duel("a dossier", &fighters).await
}

const WHOLE: &str = "/dossier/whole";
const PARTS: &str = "/dossier/parts";
const SIZE: Size = Size {
    families: FAMILIES,
    seed: 599,
};

/// A page of fifty trajectories.
///
/// # Errors
/// A server fails, or the answers differ.
pub(crate) async fn page(stage: &Stage<'_>) -> Result<Duel> {
    let office = Office::make(&stage.services, "pages", SIZE).await?;
    stage.settle().await?;
    let asker = asker(&office);
    let ours = stage.answer(Side::Ours, &asker.page()).await?;
    let by_hand = stage.answer(Side::Hand, &asker.page_by_hand()).await?;
    same::demand(&ours, &by_hand)?;
    let fighters = [
        Fighter {
            name: "Krachtig, GraphQL",
            side: Side::Ours,
            shots: [asker.page()].into(),
        },
        Fighter {
            name: "by hand, one statement",
            side: Side::Hand,
            shots: [asker.page_by_hand()].into(),
        },
    ];
    stage.duel("a page of 50 trajectories", &fighters).await
}

/// A request for money, durable when it is answered.
///
/// Each contender writes into a tenant of its own with the same families, so that none reads what another wrote.
///
/// # Errors
/// A server fails.
pub(crate) async fn request(stage: &Stage<'_>) -> Result<Duel> {
    let mut fighters = vec![asking(stage, "Krachtig, GraphQL", "asks-us", Side::Ours, Asker::request).await?];
    fighters.push(
        asking(
            stage,
            "by hand, one transaction each",
            "asks-one",
            Side::Hand,
            |asker, id| asker.request_by_hand("/request", id),
        )
        .await?,
    );
    fighters.push(
        asking(stage, "by hand, group commit", "asks-group", Side::Hand, |asker, id| {
            asker.request_by_hand("/request/group", id)
        })
        .await?,
    );
    stage.duel("a budget request", &fighters).await
}

async fn asking(
    stage: &Stage<'_>,
    name: &'static str,
    slug: &str,
    side: Side,
    shot: impl Fn(&Asker, krachtig_core::domain::id::TrajectoryId) -> crate::load::Shot,
) -> Result<Fighter> {
    // Many families, so that no ledger grows longer than a real one in the time that is measured.
    let size = Size {
        families: if stage.pace.quick { 300 } else { 1_500 },
        seed: 518,
    };
    let office = Office::make(&stage.services, slug, size).await?;
    stage.settle().await?;
    let asker = asker(&office);
    Ok(Fighter {
        name,
        side,
        shots: shots(&office.asking, |id| shot(&asker, id))?,
    })
}
