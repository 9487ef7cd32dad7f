//! Goals and the actions towards them.

use krachtig_core::domain::family::Person;
use krachtig_core::domain::goal::{Action, Goal, GoalOutcome};
use krachtig_core::domain::id::{ActionId, GoalId, TrajectoryId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::domain::vocabulary::{Carrier, LifeDomain};
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, alone, shown};

impl DossierView {
    fn actions_towards(&self, goal: GoalId) -> Vec<Child<'_, Action>> {
        let towards = |action: &&Action| action.goal_id == goal;
        self.dossier.actions.iter().filter(towards).map(alone).collect()
    }
}

shown! {
    /// A goal that the family set.
    "Goal", |goal: Goal, view: DossierView| {
        /// Its id.
        id: GlobalId<GoalId> = GlobalId(goal.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(goal.trajectory_id);
        /// The area of life.
        lifeDomain: Word<LifeDomain> = Word(goal.life_domain);
        /// The goal, in the family's words.
        title: &str = goal.title.as_str();
        /// Whose goal it is, where it is one person's.
        person: Option<Child<'_, Person>> = view.person(goal.person_id);
        /// When it was set.
        setOn: Date = goal.set_on;
        /// When it should be reached.
        targetOn: Option<Date> = goal.target_on;
        /// What came of it.
        outcome: Option<Word<GoalOutcome>> = goal.outcome.map(Word);
        /// When that was established.
        concludedOn: Option<Date> = goal.concluded_on;
        /// What was said about it.
        outcomeNote: Option<&Prose> = goal.outcome_note.as_ref();
        /// What somebody does towards it.
        actions: Vec<Child<'_, Action>> = view.actions_towards(goal.id);
        /// When it was recorded.
        recordedAt: OffsetDateTime = goal.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = goal.version;
    }
}

shown! {
    /// Something that somebody does towards a goal.
    "Action", |action: Action| {
        /// Its id.
        id: GlobalId<ActionId> = GlobalId(action.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(action.trajectory_id);
        /// The goal.
        goalId: GlobalId<GoalId> = GlobalId(action.goal_id);
        /// What is to be done.
        about: &str = action.about.as_str();
        /// Who carries it.
        carrier: Word<Carrier> = Word(action.carrier);
        /// Who exactly.
        who: Option<&Line> = action.who.as_ref();
        /// When it should be done.
        dueOn: Option<Date> = action.due_on;
        /// When it was done.
        doneOn: Option<Date> = action.done_on;
        /// When it was recorded.
        recordedAt: OffsetDateTime = action.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = action.version;
    }
}
