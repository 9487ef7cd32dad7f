//! Step 3: an introduction to the family, via the detainee or else via his or her contact person.
//!
//! Each adult's own consent does not belong here: see [`super::consent`].
//!
//! ```
//! use krachtig_core::domain::introduction::Via;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(Via::ContactPerson.code(), "contact_person");
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::family::Person;
use super::id::{IntroductionId, PersonId, TrajectoryId};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::text::Prose;
use super::vocabulary::vocabulary;

vocabulary! {
    /// Through whom the family was approached.
    Via = "via" {
        /// The detainee.
        Detainee = "detainee",
        /// The detainee's contact person.
        ContactPerson = "contact_person",
    }
}

/// An introduction to the family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Introduction {
    /// Its id.
    pub id: IntroductionId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// When it was held.
    pub held_on: Date,
    /// Through whom.
    pub via: Via,
    /// Who of the family were there.
    pub present: Vec<PersonId>,
    /// How it went.
    pub note: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(Introduction, IntroductionId, Introduction, trajectory: trajectory_id, dossier: introductions);

/// What people typed about an introduction.
#[derive(Clone, Debug)]
pub struct IntroductionDraft {
    /// See [`Introduction::held_on`].
    pub held_on: Date,
    /// See [`Introduction::via`].
    pub via: Via,
    /// See [`Introduction::present`].
    pub present: Vec<PersonId>,
    /// See [`Introduction::note`].
    pub note: Option<String>,
}

impl Introduction {
    /// Records an introduction.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing` without the detainee's or a contact person's yes; `not_found` for
    /// somebody of another family.
    pub fn record(dossier: &Dossier, draft: &IntroductionDraft, stamp: Stamp<'_>) -> Decision<Self> {
        if !dossier.may_introduce(stamp.today) {
            return Err(Refusal::new(RefusalCode::ConsentMissing, "")
                .with("purpose", "introduction")
                .into());
        }
        Self::from_draft(dossier, draft, (stamp.id(), Version::FIRST), stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`Introduction::record`], but for the consent: what was done was done.
    pub fn revise(&self, dossier: &Dossier, draft: &IntroductionDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (self.id, self.version.next()), stamp)
    }

    fn from_draft(
        dossier: &Dossier,
        draft: &IntroductionDraft,
        (id, version): (IntroductionId, Version),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        for (position, person) in draft.present.iter().enumerate() {
            Person::find(dossier, *person, &format!("present.{position}"))?;
        }
        let mut check = Check::new();
        let introduction = Self {
            id,
            trajectory_id: dossier.trajectory.id,
            held_on: check.happened("held_on", draft.held_on, stamp.today),
            via: draft.via,
            present: draft.present.clone(),
            note: check.optional_prose("note", draft.note.as_deref()),
            version,
        };
        check.pass(introduction)
    }
}
