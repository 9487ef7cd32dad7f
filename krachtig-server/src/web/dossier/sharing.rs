//! What was shared with parties, as rows: with whom, what, why, on which ground, and whether the party still has to hear that
//! it ended.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::share::Share;

use super::super::part::{Badge, Row, Tone};
use super::super::visit::Visit;
use super::super::write::Write;
use super::partners::partner;
use super::{Tab, acts};

/// Everything that was shared, the newest first.
pub(super) fn shares(visit: &Visit, dossier: &Dossier) -> Vec<Row> {
    let all = dossier.shares.iter().rev();
    all.map(|one| share(visit, dossier, one)).collect()
}

fn share(visit: &Visit, dossier: &Dossier, one: &Share) -> Row {
    let t = visit.t;
    let categories: Vec<String> = one.categories.iter().map(|category| t.word(*category)).collect();
    let whom = one.persons.iter().filter_map(|id| {
        let mut persons = dossier.persons.iter();
        persons
            .find(|person| person.id == *id)
            .map(|person| person.name.to_string())
    });
    let whom: Vec<String> = whom.chain(one.detainee_id.map(|_| fl!(t, "the-detainee"))).collect();
    let whom = if whom.is_empty() {
        fl!(t, "right-of-family")
    } else {
        whom.join(", ")
    };
    let (badge, writes): (Badge, &[Write]) = match (one.ended_on, one.told_on) {
        (None, _) => (Badge::new(Tone::Busy, fl!(t, "share-holds")), &[Write::EndShare]),
        (Some(_), None) => (Badge::new(Tone::Bad, fl!(t, "share-to-tell")), &[Write::TellOfEnd]),
        (Some(on), Some(_)) => {
            let day = t.format.short_day(on);
            (Badge::new(Tone::Plain, fl!(t, "share-ended", day = day)), &[])
        }
    };
    let about = [
        whom,
        categories.join(", "),
        t.word(one.legal_basis),
        fl!(t, "shared-on", day = t.format.day(one.shared_on)),
        one.about.as_ref().map(ToString::to_string).unwrap_or_default(),
        one.referral_id.map(|_| fl!(t, "share-by-referral")).unwrap_or_default(),
    ];
    let title = format!("{}: {}", partner(dossier, one.partner_id), t.word(one.purpose));
    Row::new(title)
        .about(about)
        .badge(Some(badge))
        .acts(acts(visit, dossier, (one.id, writes)))
}

/// Parties that still have to hear that they may not use any more what they were given.
pub(super) fn to_tell(visit: &Visit, dossier: &Dossier, at: &str) -> Vec<Row> {
    let t = visit.t;
    let due = dossier.shares.iter().filter(|one| one.to_be_told());
    let row = |one: &Share| {
        let name = partner(dossier, one.partner_id);
        let ended = one.ended_on.map(|on| fl!(t, "share-ended", day = t.format.day(on)));
        Row::new(fl!(t, "wait-share", name = name))
            .to(format!("{at}{}", Tab::Partners.at()))
            .about(ended)
            .badge(Some(Badge::new(Tone::Bad, fl!(t, "share-to-tell"))))
    };
    due.map(row).collect()
}
