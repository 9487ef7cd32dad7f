//! Parties that still have to hear that they may not use any more what they were given (GDPR art. 19), over all families: a
//! consent was withdrawn or an objection made, or somebody ended it. What ended first stands first.

use std::collections::HashMap;

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::share::Share;
use krachtig_core::service::{Action, Around, Ask, MOST_ROWS, RecordedSort, ShareFilter};

use super::super::dossier::{address, family_name};
use super::super::part::{Badge, Row, Tone};
use super::super::reply::Trouble;
use super::super::visit::Visit;

/// How many rows are shown.
const ROWS: usize = 25;

/// Which of what is shared it is about.
fn due() -> ShareFilter {
    ShareFilter {
        to_be_told: Some(true),
        ..ShareFilter::default()
    }
}

/// How many parties still have to hear it; nothing for who may not know.
pub(in crate::web) async fn count(visit: &Visit) -> Result<Option<u64>, Trouble> {
    if !visit.may(Action::ListShares) {
        return Ok(None);
    }
    Ok(Some(visit.services.count_shares(&visit.ctx, &due()).await?))
}

/// Those parties, each with the dossier in which one notes that it was told.
pub(super) async fn to_tell(visit: &Visit) -> Result<Vec<Row>, Trouble> {
    if !visit.may(Action::ListShares) {
        return Ok(Vec::new());
    }
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: due(),
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let page = visit.services.shares(&visit.ctx, &ask).await?;
    let mut shares: Vec<Share> = page.rows.into_iter().map(|(_, share)| share).collect();
    shares.sort_by_key(|share| share.ended_on);
    let wanted = Around {
        trajectories: shares.iter().map(|share| share.trajectory_id).collect(),
        partners: shares
            .iter()
            .map(|share| (share.trajectory_id, share.partner_id))
            .collect(),
        parts: Parts::of(&[RecordKind::Partner]),
    };
    let homes = visit.services.around(&visit.ctx, &page.logged, &wanted).await?;
    Ok(shares
        .iter()
        .take(ROWS)
        .filter_map(|share| row(visit, &homes, share))
        .collect())
}

fn row(visit: &Visit, homes: &HashMap<TrajectoryId, Dossier>, share: &Share) -> Option<Row> {
    let t = visit.t;
    let home = homes.get(&share.trajectory_id)?;
    let mut partners = home.partners.iter();
    let partner = partners.find(|partner| partner.id == share.partner_id);
    let name = partner.map(|partner| partner.name.to_string()).unwrap_or_default();
    let ended = share.ended_on.map(|on| fl!(t, "share-ended", day = t.format.day(on)));
    let row = Row::new(fl!(t, "wait-share", name = name));
    Some(
        row.to(format!("{}/partners", address(visit, home)))
            .about([family_name(visit, home), ended.unwrap_or_default()])
            .badge(Some(Badge::new(Tone::Bad, fl!(t, "share-to-tell")))),
    )
}
