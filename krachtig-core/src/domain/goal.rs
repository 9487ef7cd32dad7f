//! Goals that the family set, the actions towards them, and what came of each goal.
//!
//! ```
//! use krachtig_core::domain::goal::GoalOutcome;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(GoalOutcome::from_code("partly_reached"), Some(GoalOutcome::PartlyReached));
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::family::Person;
use super::id::{ActionId, GoalId, PersonId, TrajectoryId};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::terms::ConsentUse;
use super::text::{Line, Prose};
use super::vocabulary::{Carrier, LifeDomain, vocabulary};

vocabulary! {
    /// What came of a goal.
    GoalOutcome = "goal_outcome" {
        /// Reached.
        Reached = "reached",
        /// Reached in part.
        PartlyReached = "partly_reached",
        /// Not reached.
        NotReached = "not_reached",
        /// No longer wanted.
        Dropped = "dropped",
    }
}

/// A goal that the family set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// Its id.
    pub id: GoalId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The area of life.
    pub life_domain: LifeDomain,
    /// The goal, in the family's words.
    pub title: Line,
    /// Whose goal it is, where it is one person's.
    pub person_id: Option<PersonId>,
    /// When it was set.
    pub set_on: Date,
    /// When it should be reached.
    pub target_on: Option<Date>,
    /// What came of it.
    pub outcome: Option<GoalOutcome>,
    /// When that was established.
    pub concluded_on: Option<Date>,
    /// What was said about it.
    pub outcome_note: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(Goal, GoalId, Goal, trajectory: trajectory_id, dossier: goals);

/// What people typed about a goal.
#[derive(Clone, Debug)]
pub struct GoalDraft {
    /// See [`Goal::life_domain`].
    pub life_domain: LifeDomain,
    /// See [`Goal::title`].
    pub title: String,
    /// See [`Goal::person_id`].
    pub person_id: Option<PersonId>,
    /// See [`Goal::set_on`].
    pub set_on: Date,
    /// See [`Goal::target_on`].
    pub target_on: Option<Date>,
}

impl Goal {
    /// Sets a goal.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing`; `not_found` for a person of another family; and whatever is wrong with
    /// the draft's fields.
    pub fn set(dossier: &Dossier, draft: &GoalDraft, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand(ConsentUse::SetGoals, draft.person_id.as_slice(), stamp)?;
        let blank = Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            life_domain: draft.life_domain,
            title: Line::default(),
            person_id: None,
            set_on: draft.set_on,
            target_on: None,
            outcome: None,
            concluded_on: None,
            outcome_note: None,
            version: Version::FIRST,
        };
        blank.filled_in(dossier, draft, stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`Goal::set`]; `wrong_state` once it has an outcome.
    pub fn revise(&self, dossier: &Dossier, draft: &GoalDraft, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand(ConsentUse::SetGoals, draft.person_id.as_slice(), stamp)?;
        Self {
            version: self.version.next(),
            ..self.clone()
        }
        .filled_in(dossier, draft, stamp)
    }

    fn filled_in(self, dossier: &Dossier, draft: &GoalDraft, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        if let Some(person) = draft.person_id {
            Person::find(dossier, person, "person_id")?;
        }
        let mut check = Check::new();
        check.ensure(self.outcome.is_none(), RefusalCode::WrongState, "id");
        let set_on = check.happened("set_on", draft.set_on, stamp.today);
        let title = check.line("title", &draft.title);
        let target_on = check.not_before("target_on", draft.target_on, set_on);
        check.pass(Self {
            life_domain: draft.life_domain,
            title,
            person_id: draft.person_id,
            set_on,
            target_on,
            ..self
        })
    }

    /// Records what came of it.
    ///
    /// # Errors
    /// `wrong_state` when it has an outcome, `too_early` before it was set.
    pub fn conclude(&self, outcome: GoalOutcome, note: Option<&str>, on: Date) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.outcome.is_none(), RefusalCode::WrongState, "id");
        let concluded_on = check.not_before("concluded_on", Some(on), self.set_on);
        let outcome_note = check.optional_prose("note", note);
        let version = self.version.next();
        check.pass(Self {
            outcome: Some(outcome),
            concluded_on,
            outcome_note,
            version,
            ..self.clone()
        })
    }

    /// Takes its outcome back, so that work on it goes on.
    ///
    /// # Errors
    /// `trajectory_closed`; `wrong_state` when it has none.
    pub fn resume(&self, dossier: &Dossier) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        check.ensure(self.outcome.is_some(), RefusalCode::WrongState, "id");
        let version = self.version.next();
        check.pass(Self {
            outcome: None,
            concluded_on: None,
            outcome_note: None,
            version,
            ..self.clone()
        })
    }
}

/// Something that somebody does towards a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The goal.
    pub goal_id: GoalId,
    /// What is to be done.
    pub about: Line,
    /// Who carries it.
    pub carrier: Carrier,
    /// Who exactly.
    pub who: Option<Line>,
    /// When it should be done.
    pub due_on: Option<Date>,
    /// When it was done.
    pub done_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Action, ActionId, Action, trajectory: trajectory_id, dossier: actions);

/// What people typed about an action.
#[derive(Clone, Debug)]
pub struct ActionDraft {
    /// See [`Action::about`].
    pub about: String,
    /// See [`Action::carrier`].
    pub carrier: Carrier,
    /// See [`Action::who`].
    pub who: Option<String>,
    /// See [`Action::due_on`].
    pub due_on: Option<Date>,
    /// See [`Action::done_on`].
    pub done_on: Option<Date>,
}

impl Action {
    /// Plans an action towards a goal.
    ///
    /// # Errors
    /// `trajectory_closed`; `not_found` for the goal; and whatever is wrong with the draft's fields.
    pub fn plan(dossier: &Dossier, goal: GoalId, draft: &ActionDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Goal::find(dossier, goal, "goal_id")?;
        Self::from_draft(dossier, draft, (stamp.id(), goal, Version::FIRST), stamp)
    }

    /// Says that it is done today.
    ///
    /// # Errors
    /// `trajectory_closed`; `wrong_state` for what is done.
    pub fn finish(&self, dossier: &Dossier, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        check.ensure(self.done_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            done_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Replaces what people typed, the day on which it was done included.
    ///
    /// # Errors
    /// As [`Action::plan`].
    pub fn revise(&self, dossier: &Dossier, draft: &ActionDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (self.id, self.goal_id, self.version.next()), stamp)
    }

    fn from_draft(
        dossier: &Dossier,
        draft: &ActionDraft,
        (id, goal_id, version): (ActionId, GoalId, Version),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        let action = Self {
            id,
            trajectory_id: dossier.trajectory.id,
            goal_id,
            about: check.line("about", &draft.about),
            carrier: draft.carrier,
            who: check.optional_line("who", draft.who.as_deref()),
            due_on: draft.due_on,
            done_on: draft.done_on.map(|on| check.happened("done_on", on, stamp.today)),
            version,
        };
        check.pass(action)
    }
}
