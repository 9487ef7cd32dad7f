//! What a search found.

use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::trajectory::Trajectory;
use krachtig_core::domain::word_form::Piece;
use krachtig_core::service::{Found, FoundRecord, Searched};

use crate::graphql::connection::Page;
use crate::graphql::scalar::Word;
use crate::graphql::shown::{Child, alone, shown};

/// A page of what was found, as it is shown.
pub struct SearchView {
    found: Page<Found>,
    partners: Vec<Partner>,
    complete: bool,
}

impl From<Searched> for SearchView {
    fn from(searched: Searched) -> Self {
        let rows = searched.found.rows.into_iter();
        let rows = rows.map(|(cursor, found)| (serde_json::to_string(&cursor).unwrap_or_default(), found));
        Self {
            found: (rows.collect(), searched.found.more).into(),
            partners: searched.partners,
            complete: searched.complete,
        }
    }
}

shown! {
    /// What was found.
    "SearchResult", |searched: SearchView| {
        /// Trajectories in which all the words stand, newest first.
        found: Child<'_, Page<Found>> = alone(&searched.found);
        /// Parties in the local network that have all the words: some of them, with the first page.
        partners: Vec<Child<'_, Partner>> = searched.partners.iter().map(alone).collect();
        /// Whether everything was searched. After an upgrade the words of older families may still have to be looked up.
        complete: bool = searched.complete;
    }
}

shown! {
    /// A trajectory in which all the words stand, each somewhere in what you may see of it.
    "FoundTrajectory", |found: Found| {
        /// The trajectory.
        trajectory: Child<'_, Trajectory> = alone(&found.trajectory);
        /// What its family is called; empty where you may not see that.
        familyName: &str = &found.family_name;
        /// Some records in which words stand, those with the most of them first.
        records: Vec<Child<'_, FoundRecord>> = found.records.iter().map(alone).collect();
    }
}

shown! {
    /// A record in which a word stands.
    "FoundRecord", |record: FoundRecord| {
        /// Its kind.
        kind: Word<RecordKind> = Word(record.kind);
        /// Its id.
        recordId: String = record.kind.id_text(record.id);
        /// What stands around the word, piece by piece.
        excerpt: Vec<Child<'_, Piece>> = record.excerpt.iter().map(alone).collect();
    }
}

shown! {
    /// A piece of a text.
    "ExcerptPiece", |piece: Piece| {
        /// What it says.
        text: &str = &piece.text;
        /// Whether it is a word that was searched for, in any of its forms.
        found: bool = piece.found;
    }
}
