//! What a person of the family says about the plan, and what the office answers: a conversation of that person alone.
//!
//! Others of the family see nothing of it, whatever they see of the plan.
//!
//! ```
//! use krachtig_core::domain::plan_comment::PlanComment;
//! use krachtig_core::domain::record::{Record, RecordKind};
//!
//! assert_eq!(PlanComment::KIND, RecordKind::PlanComment);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::family::Person;
use super::goal::Goal;
use super::id::{GoalId, MemberId, PersonId, PlanCommentId, TrajectoryId};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::text::Prose;

/// Something that was said about the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanComment {
    /// Its id.
    pub id: PlanCommentId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// In whose conversation with the office.
    pub person_id: PersonId,
    /// About which goal; about the plan as a whole when absent.
    pub goal_id: Option<GoalId>,
    /// Who of the office said it; nobody where the person did.
    pub said_by: Option<MemberId>,
    /// When.
    pub said_on: Date,
    /// What was said.
    pub text: Prose,
    /// Its version.
    pub version: Version,
}
record!(PlanComment, PlanCommentId, PlanComment, trajectory: trajectory_id, dossier: plan_comments);

impl PlanComment {
    /// Says something in a person's conversation: the person, or somebody of the office.
    ///
    /// # Errors
    /// `trajectory_closed`; `not_found` for the person or the goal; what is wrong with the text.
    pub fn say(
        dossier: &Dossier,
        (person, goal): (PersonId, Option<GoalId>),
        (said_by, text): (Option<MemberId>, &str),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        Person::find(dossier, person, "person_id")?;
        if let Some(goal) = goal {
            Goal::find(dossier, goal, "goal_id")?;
        }
        let mut check = Check::new();
        let text = check.prose("text", text);
        check.pass(Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            person_id: person,
            goal_id: goal,
            said_by,
            said_on: stamp.today,
            text,
            version: Version::FIRST,
        })
    }

    /// Answers what a person said, about the same.
    ///
    /// # Errors
    /// As [`PlanComment::say`]; `wrong_state` for what the office said itself.
    pub fn answer(&self, dossier: &Dossier, text: &str, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.said_by.is_none(), RefusalCode::WrongState, "comment_id");
        check.pass(())?;
        Self::say(dossier, (self.person_id, self.goal_id), (Some(stamp.by), text), stamp)
    }
}

impl Dossier {
    /// The conversation of a person with the office, in the order in which it was held.
    pub fn comments_of(&self, person: PersonId) -> impl Iterator<Item = &PlanComment> {
        PlanComment::all(self).iter().filter(move |one| one.person_id == person)
    }

    /// The people whose conversation ends with their own word: the office has not answered.
    #[must_use]
    pub fn waiting_for_answer(&self) -> Vec<PersonId> {
        let waits = |person: &&Person| {
            let last = self.comments_of(person.id).last();
            last.is_some_and(|last| last.said_by.is_none())
        };
        self.persons.iter().filter(waits).map(|person| person.id).collect()
    }
}
