//! The problems that a family meets because somebody is detained, and what made them smaller.
//!
//! ```
//! use krachtig_core::domain::vocabulary::{ProblemCategory, ProblemGroup};
//!
//! assert_eq!(ProblemCategory::VisitCosts.group(), ProblemGroup::Money);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::family::Person;
use super::id::{PersonId, ProblemId, TrajectoryId};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision};
use super::text::Prose;
use super::vocabulary::{Effect, ProblemCategory};

/// A problem that the family meets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Its id.
    pub id: ProblemId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// What it is about.
    pub category: ProblemCategory,
    /// Whose it is, where it is one person's.
    pub person_id: Option<PersonId>,
    /// What the detention did to it. Some families get better when somebody is detained.
    pub effect: Effect,
    /// Whether it was there before the detention.
    pub preexisting: bool,
    /// When it was first noted.
    pub noted_on: Date,
    /// When it was solved.
    pub solved_on: Option<Date>,
    /// What made it smaller.
    pub what_helped: Option<Prose>,
    /// What more there is to say.
    pub note: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(Problem, ProblemId, Problem, trajectory: trajectory_id, dossier: problems);

/// What people typed about a problem.
#[derive(Clone, Debug)]
pub struct ProblemDraft {
    /// See [`Problem::category`].
    pub category: ProblemCategory,
    /// See [`Problem::person_id`].
    pub person_id: Option<PersonId>,
    /// See [`Problem::effect`].
    pub effect: Effect,
    /// See [`Problem::preexisting`].
    pub preexisting: bool,
    /// See [`Problem::noted_on`].
    pub noted_on: Date,
    /// See [`Problem::solved_on`].
    pub solved_on: Option<Date>,
    /// See [`Problem::what_helped`].
    pub what_helped: Option<String>,
    /// See [`Problem::note`].
    pub note: Option<String>,
}

impl Problem {
    /// Records a problem.
    ///
    /// # Errors
    /// `trajectory_closed`; `not_found` for a person of another family; and whatever is wrong with the draft.
    pub fn record(dossier: &Dossier, draft: &ProblemDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (stamp.id(), Version::FIRST), stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`Problem::record`].
    pub fn revise(&self, dossier: &Dossier, draft: &ProblemDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (self.id, self.version.next()), stamp)
    }

    fn from_draft(
        dossier: &Dossier,
        draft: &ProblemDraft,
        (id, version): (ProblemId, Version),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        if let Some(person) = draft.person_id {
            Person::find(dossier, person, "person_id")?;
        }
        let mut check = Check::new();
        let noted_on = check.happened("noted_on", draft.noted_on, stamp.today);
        if let Some(on) = draft.solved_on {
            check.happened("solved_on", on, stamp.today);
        }
        let problem = Self {
            id,
            trajectory_id: dossier.trajectory.id,
            category: draft.category,
            person_id: draft.person_id,
            effect: draft.effect,
            preexisting: draft.preexisting,
            noted_on,
            solved_on: check.not_before("solved_on", draft.solved_on, noted_on),
            what_helped: check.optional_prose("what_helped", draft.what_helped.as_deref()),
            note: check.optional_prose("note", draft.note.as_deref()),
            version,
        };
        check.pass(problem)
    }
}
