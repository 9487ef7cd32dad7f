//! Introductions to the family.

use krachtig_core::domain::family::Person;
use krachtig_core::domain::id::{IntroductionId, TrajectoryId};
use krachtig_core::domain::introduction::{Introduction, Via};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::Prose;
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, shown};

shown! {
    /// An introduction to the family.
    "Introduction", |introduction: Introduction, view: DossierView| {
        /// Its id.
        id: GlobalId<IntroductionId> = GlobalId(introduction.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(introduction.trajectory_id);
        /// When it was held.
        heldOn: Date = introduction.held_on;
        /// Through whom the family was approached.
        via: Word<Via> = Word(introduction.via);
        /// Who of the family were there.
        present: Vec<Child<'_, Person>> = view.persons(&introduction.present);
        /// How it went.
        note: Option<&Prose> = introduction.note.as_ref();
        /// When it was recorded.
        recordedAt: OffsetDateTime = introduction.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = introduction.version;
    }
}
