//! The records of a dossier that somebody can say something about, each by what it is called.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::Id;
use krachtig_core::domain::record::{Record, RecordKind};
use uuid::Uuid;

use super::super::visit::Visit;

/// A record by what it is called.
pub(in crate::web) struct Told {
    /// The kind of record.
    pub(in crate::web) kind: RecordKind,
    /// Its bare id.
    pub(in crate::web) id: Uuid,
    /// Its id as forms have it.
    pub(in crate::web) reference: String,
    /// What it is called.
    pub(in crate::web) title: String,
}

fn told<R: Record>(record: &R, title: impl Into<String>) -> Told {
    Told {
        kind: R::KIND,
        id: record.id().uuid(),
        reference: record.id().to_string(),
        title: title.into(),
    }
}

/// Every such record of what was read of the dossier, the people first.
pub(in crate::web) fn told_of(visit: &Visit, dossier: &Dossier) -> Vec<Told> {
    let t = visit.t;
    let day = |on| t.format.day(on);
    let mut all = Vec::new();
    all.extend(dossier.persons.iter().map(|one| told(one, one.name.as_str())));
    all.extend(dossier.detainees.iter().map(|one| told(one, one.name.as_str())));
    all.extend(dossier.talks.iter().map(|one| told(one, day(one.held_on))));
    all.extend(dossier.role_checks.iter().map(|one| told(one, day(one.agreed_on))));
    all.extend(dossier.introductions.iter().map(|one| told(one, day(one.held_on))));
    all.extend(dossier.mappings.iter().map(|one| told(one, day(one.held_on))));
    all.extend(dossier.goals.iter().map(|one| told(one, one.title.as_str())));
    all.extend(dossier.actions.iter().map(|one| told(one, one.about.as_str())));
    all.extend(dossier.problems.iter().map(|one| told(one, t.word(one.category))));
    all.extend(dossier.referrals.iter().map(|one| told(one, one.need.as_str())));
    all.extend(dossier.obstacles.iter().map(|one| told(one, one.need.as_str())));
    all.extend(dossier.learning.iter().map(|one| told(one, day(one.noted_on))));
    all.extend(dossier.stories.iter().map(|one| told(one, one.title.as_str())));
    all
}

/// What a record is called beside which words stand; its kind alone where it is not the reader's to see.
pub(super) fn title_of(visit: &Visit, dossier: &Dossier, (kind, id): (RecordKind, Uuid)) -> String {
    let word = visit.t.word(kind);
    let mut all = told_of(visit, dossier).into_iter();
    match all.find(|told| told.id == id) {
        Some(told) => fl!(visit.t, "words-about", kind = word, title = told.title),
        None => word,
    }
}
