//! Step 7, learning by doing (lerend doen): what was tried, what it brought, what was learned.
//!
//! ```
//! use krachtig_core::domain::record::{Record, RecordKind};
//! use krachtig_core::domain::learning::LearningEntry;
//!
//! assert_eq!(LearningEntry::KIND, RecordKind::LearningEntry);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::{LearningEntryId, MemberId, TrajectoryId};
use super::record::{Version, record};
use super::refusal::{Check, Decision};
use super::text::Prose;

/// What was tried, what it brought, what was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearningEntry {
    /// Its id.
    pub id: LearningEntryId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// What was tried.
    pub tried: Prose,
    /// What it brought; still open when absent.
    pub brought: Option<Prose>,
    /// What was learned; still open when absent.
    pub learned: Option<Prose>,
    /// When.
    pub noted_on: Date,
    /// Who recorded it.
    pub recorded_by: MemberId,
    /// Its version.
    pub version: Version,
}
record!(LearningEntry, LearningEntryId, LearningEntry, trajectory: trajectory_id, dossier: learning);

/// What people typed about it.
#[derive(Clone, Debug)]
pub struct LearningDraft {
    /// See [`LearningEntry::tried`].
    pub tried: String,
    /// See [`LearningEntry::brought`].
    pub brought: Option<String>,
    /// See [`LearningEntry::learned`].
    pub learned: Option<String>,
    /// See [`LearningEntry::noted_on`].
    pub noted_on: Date,
}

impl LearningEntry {
    /// Records it.
    ///
    /// # Errors
    /// `trajectory_closed`, and whatever is wrong with the draft's fields.
    pub fn record(dossier: &Dossier, draft: &LearningDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (stamp.id(), stamp.by, Version::FIRST), stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`LearningEntry::record`].
    pub fn revise(&self, dossier: &Dossier, draft: &LearningDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (self.id, self.recorded_by, self.version.next()), stamp)
    }

    fn from_draft(
        dossier: &Dossier,
        draft: &LearningDraft,
        (id, recorded_by, version): (LearningEntryId, MemberId, Version),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        let entry = Self {
            id,
            trajectory_id: dossier.trajectory.id,
            tried: check.prose("tried", &draft.tried),
            brought: check.optional_prose("brought", draft.brought.as_deref()),
            learned: check.optional_prose("learned", draft.learned.as_deref()),
            noted_on: check.happened("noted_on", draft.noted_on, stamp.today),
            recorded_by,
            version,
        };
        check.pass(entry)
    }

    /// Whether nothing of it is still open.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.brought.is_some() && self.learned.is_some()
    }
}
