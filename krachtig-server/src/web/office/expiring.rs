//! Consents that end within a month: whoever leads the office sees to it that each is asked for again in time, or that what
//! depends on it ends.

use std::collections::BTreeMap;

use i18n_embed_fl::fl;
use krachtig_core::domain::consent::Consent;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::service::Around;
use time::{Date, Duration};

use super::super::dossier::{address, due_badge};
use super::super::part::Row;
use super::super::reply::Trouble;
use super::super::visit::Visit;

/// How soon a consent that ends is told of.
const SOON: Duration = Duration::days(30);
/// How many rows are shown.
const ROWS: usize = 25;
/// How many consents are asked for: that of a family with two trajectories is found in both.
const ASKED: u32 = 50;

/// The consents, the one that ends first at the top.
pub(super) async fn expiring(visit: &Visit) -> Result<Vec<Row>, Trouble> {
    let until = visit.today() + SOON;
    let page = visit
        .services
        .trajectories_by_ending_consent(&visit.ctx, (until, ASKED))
        .await?;
    let wanted = Around {
        trajectories: page.rows.iter().map(|(_, one)| one.id).collect(),
        parts: Parts::of(&[RecordKind::Consent, RecordKind::Person]),
        ..Around::default()
    };
    let homes = visit.services.around(&visit.ctx, &page.logged, &wanted).await?;
    // By day; a family with two trajectories has its consents in both, and is told of once.
    let mut ending: BTreeMap<(Date, String), Row> = BTreeMap::new();
    for home in homes.values() {
        for (last, consent) in home.ending_consents(visit.today(), until) {
            let row = row(visit, home, (consent, last));
            ending.entry((last, consent.id.to_string())).or_insert(row);
        }
    }
    Ok(ending.into_values().take(ROWS).collect())
}

fn row(visit: &Visit, home: &Dossier, (consent, last): (&Consent, Date)) -> Row {
    let t = visit.t;
    let mut persons = home.persons.iter();
    let whose = persons.find(|person| Some(person.id) == consent.person_id);
    let whose = whose.map_or_else(|| fl!(t, "the-detainee"), |person| person.name.to_string());
    Row::new(fl!(t, "wait-consent", purpose = t.word(consent.purpose)))
        .to(format!("{}/people", address(visit, home)))
        .about([whose])
        .badge(Some(due_badge(visit, last)))
}
