//! Breaking the glass: a dossier that is opened in an emergency to somebody whom it is not otherwise open to. With a
//! reason, for some hours, and to be reviewed by a coordinator.
//!
//! Who may break a glass does not belong here, nor what it opens: that is [`crate::access`].
//!
//! ```
//! use krachtig_core::domain::break_glass::BreakGlass;
//!
//! assert_eq!(BreakGlass::USUAL_MINUTES, 4 * 60);
//! ```

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use super::clock::{Stamp, lies_ahead};
use super::dossier::Dossier;
use super::id::{BreakGlassId, MemberId, TrajectoryId};
use super::record::{Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::text::Prose;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What a coordinator says of a glass that was broken.
    GlassVerdict = "glass_verdict" {
        /// It was right to do so.
        Justified = "justified",
        /// It was not. A glass that still holds is closed by this.
        Unjustified = "unjustified",
    }
}

/// A glass that was broken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreakGlass {
    /// Its id, which tells the moment at which it was broken.
    pub id: BreakGlassId,
    /// The trajectory whose dossier it opens.
    pub trajectory_id: TrajectoryId,
    /// By whom, and so for whom.
    pub member_id: MemberId,
    /// Why.
    pub reason: Prose,
    /// For how many minutes it opens the dossier.
    pub minutes: i64,
    /// The coordinator who reviewed it.
    pub reviewed_by: Option<MemberId>,
    /// When.
    pub reviewed_on: Option<Date>,
    /// What came of that.
    pub verdict: Option<GlassVerdict>,
    /// What was said about it.
    pub review_note: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(BreakGlass, BreakGlassId, BreakGlass, trajectory: trajectory_id);

/// What people typed when they broke a glass.
#[derive(Clone, Debug)]
pub struct GlassDraft {
    /// See [`BreakGlass::reason`].
    pub reason: String,
    /// See [`BreakGlass::minutes`].
    pub minutes: i64,
}

/// What a coordinator says of it.
#[derive(Clone, Debug)]
pub struct GlassReview {
    /// See [`BreakGlass::verdict`].
    pub verdict: GlassVerdict,
    /// See [`BreakGlass::review_note`].
    pub note: Option<String>,
}

impl BreakGlass {
    /// For how long it holds where nobody says otherwise: four hours.
    pub const USUAL_MINUTES: i64 = 4 * 60;
    /// For how long it holds at most: a day.
    pub const MOST_MINUTES: i64 = 24 * 60;

    /// Breaks the glass of a dossier.
    ///
    /// # Errors
    /// `required` and the like for the reason; `out_of_range` for how long.
    pub fn of(dossier: &Dossier, draft: &GlassDraft, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.within("minutes", draft.minutes, (1, Self::MOST_MINUTES));
        let reason = check.prose("reason", &draft.reason);
        check.pass(Self {
            id: stamp.id_of_this_moment(),
            trajectory_id: dossier.trajectory.id,
            member_id: stamp.by,
            reason,
            minutes: draft.minutes,
            reviewed_by: None,
            reviewed_on: None,
            verdict: None,
            review_note: None,
            version: Version::FIRST,
        })
    }

    /// Reviews it.
    ///
    /// # Errors
    /// `same_person` for whoever broke it; `wrong_state` when it was reviewed before; `required` for the note where it
    /// was not right.
    pub fn review(&self, draft: &GlassReview, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(stamp.by != self.member_id, RefusalCode::SamePerson, "id");
        check.ensure(self.reviewed_on.is_none(), RefusalCode::WrongState, "id");
        let review_note = check.optional_prose("note", draft.note.as_deref());
        let told = draft.verdict == GlassVerdict::Justified || review_note.is_some();
        check.ensure(told, RefusalCode::Required, "note");
        check.pass(Self {
            reviewed_by: Some(stamp.by),
            reviewed_on: Some(stamp.today),
            verdict: Some(draft.verdict),
            review_note,
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// The moment from which it opens nothing any more, unless a review closes it before.
    #[must_use]
    pub fn until(&self) -> OffsetDateTime {
        self.id.made_at().saturating_add(Duration::minutes(self.minutes))
    }

    /// Whether it opens the dossier at a moment. One that was broken later than that is of a clock that has been put back
    /// since: whoever still needs it breaks another.
    #[must_use]
    pub fn holds(&self, now: OffsetDateTime) -> bool {
        let in_time = now < self.until() && !lies_ahead(self.id.made_at(), now);
        in_time && self.verdict != Some(GlassVerdict::Unjustified)
    }
}

#[cfg(test)]
mod tests;
