//! A family's way through the process, from the first talk to closing, and who works on it.
//!
//! Where a trajectory stands does not belong here: that is derived, see [`super::progress`].
//!
//! ```
//! use krachtig_core::domain::trajectory::Step;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(Step::ALL.len(), 9);
//! assert_eq!(Step::RoomToAct.number(), 5);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::goal::{Goal, GoalOutcome};
use super::id::{AssignmentId, FamilyId, GoalId, MemberId, StepSkipId, TrajectoryId};
use super::period::Period;
use super::record::{Change, InDossier, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::retention::RetentionBasis;
use super::text::{Line, Prose};
use super::vocabulary::{Role, vocabulary};

vocabulary! {
    /// The nine steps. They overlap, are revisited, or are skipped with a reason.
    Step = "step" {
        /// Gesprek met de gedetineerde.
        DetaineeTalk = "detainee_talk",
        /// Samen nagaan wie een rol kan spelen.
        RoleCheck = "role_check",
        /// Introductie bij het gezin.
        Introduction = "introduction",
        /// Behoeften en krachten.
        NeedsStrengths = "needs_strengths",
        /// Handelingsruimte.
        RoomToAct = "room_to_act",
        /// Verbinden.
        Connecting = "connecting",
        /// Lerend doen.
        LearningByDoing = "learning_by_doing",
        /// Verhaal.
        Story = "story",
        /// Opschalen.
        Scaling = "scaling",
    }
}

impl Step {
    /// Its place in the process, from 1 to 9.
    #[must_use]
    pub fn number(self) -> usize {
        self as usize + 1
    }
}

vocabulary! {
    /// Why a trajectory was closed.
    ClosingReason = "closing_reason" {
        /// What was agreed is done.
        Completed = "completed",
        /// The family wished to stop.
        FamilyStopped = "family_stopped",
        /// The family moved out of reach.
        Moved = "moved",
        /// The detainee came home.
        ReturnedHome = "returned_home",
        /// Contact was lost.
        ContactLost = "contact_lost",
    }
}

/// A family's way through the process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    /// Its id.
    pub id: TrajectoryId,
    /// The family.
    pub family_id: FamilyId,
    /// The day on which it began.
    pub opened_on: Date,
    /// The day on which the family said that it wishes no story.
    pub no_story_on: Option<Date>,
    /// The day on which it was closed.
    pub closed_on: Option<Date>,
    /// Why it was closed.
    pub closing_reason: Option<ClosingReason>,
    /// What was said at closing.
    pub closing_note: Option<Prose>,
    /// The office's own key, by which a second import recognises it. Unique in the tenant.
    pub external_ref: Option<Line>,
    /// The component (SHA-256, lower-case hex) of the region rules to which it was moved, if it was. Otherwise the
    /// rules that decided for it last go on to do so.
    pub rules_hash: Option<String>,
    /// What its dossier is kept under, where somebody said so; an informal file otherwise.
    pub retention_basis: Option<RetentionBasis>,
    /// Its version.
    pub version: Version,
}
record!(Trajectory, TrajectoryId, Trajectory, trajectory: id, only: trajectory);

/// What closes a trajectory.
#[derive(Clone, Debug)]
pub struct ClosingDraft {
    /// See [`Trajectory::closed_on`].
    pub closed_on: Date,
    /// See [`Trajectory::closing_reason`].
    pub reason: ClosingReason,
    /// See [`Trajectory::closing_note`].
    pub note: Option<String>,
    /// The outcome of each goal that has none yet.
    pub outcomes: Vec<(GoalId, GoalOutcome, Option<String>)>,
}

impl Trajectory {
    /// Opens a trajectory for a family.
    ///
    /// # Errors
    /// `in_future`, or what is wrong with the office's key.
    pub fn open(family: FamilyId, opened_on: Date, external_ref: Option<&str>, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        let trajectory = Self {
            id: stamp.id(),
            family_id: family,
            opened_on: check.happened("opened_on", opened_on, stamp.today),
            no_story_on: None,
            closed_on: None,
            closing_reason: None,
            closing_note: None,
            external_ref: check.optional_line("external_ref", external_ref),
            rules_hash: None,
            retention_basis: None,
            version: Version::FIRST,
        };
        check.pass(trajectory)
    }

    /// Whether it was open at some time in a period.
    #[must_use]
    pub fn is_open_in(&self, period: Period) -> bool {
        self.opened_on <= period.last_day() && self.closed_on.is_none_or(|closed| closed >= period.first_day())
    }

    /// Moves it to the region rules of this component.
    #[must_use]
    pub fn move_to_rules(&self, hash: &str) -> Self {
        Self {
            rules_hash: Some(hash.to_owned()),
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// Records the family's wish that no story is told.
    ///
    /// # Errors
    /// `in_future`; `wrong_state` when it was recorded before.
    pub fn wish_no_story(&self, on: Date, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.no_story_on.is_none(), RefusalCode::WrongState, "on");
        let no_story_on = Some(check.happened("on", on, stamp.today));
        check.pass(Self {
            no_story_on,
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Takes a closed trajectory up again.
    ///
    /// # Errors
    /// `wrong_state` when it is not closed.
    pub fn reopen(&self) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.closed_on.is_some(), RefusalCode::WrongState, "id");
        check.pass(Self {
            closed_on: None,
            closing_reason: None,
            closing_note: None,
            version: self.version.next(),
            ..self.clone()
        })
    }
}

impl Dossier {
    /// Closes the trajectory with an outcome for every goal: the trajectory and the goals as they become.
    ///
    /// # Errors
    /// `trajectory_closed`; `outcome_missing` for each goal without one; `wrong_state` at `budget` while money is
    /// still reserved; `in_future` or `too_early` for the date.
    pub fn close(&self, draft: &ClosingDraft, stamp: Stamp<'_>) -> Decision<(Change<Trajectory>, Vec<Change<Goal>>)> {
        self.demand_open()?;
        let mut check = Check::new();
        let mut goals: Vec<Change<Goal>> = Vec::new();
        for (position, (id, outcome, note)) in draft.outcomes.iter().enumerate() {
            let at = format!("outcomes.{position}");
            let goal = Goal::find(self, *id, &at)?;
            check.ensure(
                !goals.iter().any(|change| change.after.id == *id),
                RefusalCode::Duplicate,
                &at,
            );
            let concluded = goal.conclude(*outcome, note.as_deref(), draft.closed_on);
            goals.push(Change::revised(
                goal,
                concluded.map_err(|refusals| refusals.under(&at))?,
            ));
        }
        for goal in self.goals.iter().filter(|goal| goal.outcome.is_none()) {
            if !goals.iter().any(|change| change.after.id == goal.id) {
                check.refuse(Refusal::new(RefusalCode::OutcomeMissing, "outcomes").with("goal", goal.id));
            }
        }
        check.ensure(
            self.budget().balance().reserved.is_zero(),
            RefusalCode::WrongState,
            "budget",
        );
        check.not_before("closed_on", Some(draft.closed_on), self.trajectory.opened_on);
        let closed = Trajectory {
            closed_on: Some(check.happened("closed_on", draft.closed_on, stamp.today)),
            closing_reason: Some(draft.reason),
            closing_note: check.optional_prose("note", draft.note.as_deref()),
            version: self.trajectory.version.next(),
            ..self.trajectory.clone()
        };
        check.pass((Change::revised(&self.trajectory, closed), goals))
    }

    /// Demands that the trajectory is still open.
    ///
    /// # Errors
    /// `trajectory_closed`.
    pub fn demand_open(&self) -> Decision<()> {
        match self.trajectory.closed_on {
            None => Ok(()),
            Some(_) => Err(Refusal::new(RefusalCode::TrajectoryClosed, "").into()),
        }
    }
}

vocabulary! {
    /// On which side of the wall somebody works for a family. Whoever works on one side sees nothing of the other.
    Side = "side" {
        /// On both.
        Both = "both",
        /// With the family.
        Family = "family",
        /// With the detainee.
        Detainee = "detainee",
    }
}

/// A member who works on a trajectory. Several at once is normal; one is the lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The member.
    pub member_id: MemberId,
    /// As what: [`Role::Professional`] or [`Role::Volunteer`].
    pub role: Role,
    /// On which side of the wall.
    pub side: Side,
    /// Whether this member leads.
    pub lead: bool,
    /// The first day.
    pub from_on: Date,
    /// The first day on which it no longer holds.
    pub ended_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Assignment, AssignmentId, Assignment, trajectory: trajectory_id, dossier: assignments);

/// How much work a member has: the open trajectories to which an assignment that holds ties it, however many these are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// The member.
    pub member_id: MemberId,
    /// How many trajectories.
    pub trajectories: u64,
    /// In how many of these it leads.
    pub led: u64,
}

impl Assignment {
    /// Assigns a member to the trajectory from today, on both sides of the wall.
    ///
    /// # Errors
    /// `trajectory_closed`; `out_of_range` for a role that works on no trajectory; `already_exists` when this member
    /// is assigned already.
    pub fn assign(
        dossier: &Dossier,
        (member_id, role): (MemberId, Role),
        lead: bool,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        check.ensure(
            matches!(role, Role::Professional | Role::Volunteer),
            RefusalCode::OutOfRange,
            "role",
        );
        let twice = dossier
            .assignments
            .iter()
            .any(|a| a.member_id == member_id && a.holds(stamp.today));
        check.ensure(!twice, RefusalCode::AlreadyExists, "member_id");
        check.pass(Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            member_id,
            role,
            side: Side::Both,
            lead,
            from_on: stamp.today,
            ended_on: None,
            version: Version::FIRST,
        })
    }

    /// The same assignment on this side of the wall.
    #[must_use]
    pub fn on_side(self, side: Side) -> Self {
        Self { side, ..self }
    }

    /// Ends it today.
    ///
    /// # Errors
    /// `wrong_state` when it has ended.
    pub fn end(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.ended_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            ended_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// The same assignment without the lead.
    #[must_use]
    pub fn without_lead(&self) -> Self {
        Self {
            lead: false,
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from_on <= on && self.ended_on.is_none_or(|ended| on < ended)
    }
}

/// A step that is passed over for this family, with the reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepSkip {
    /// Its id.
    pub id: StepSkipId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The step.
    pub step: Step,
    /// Why.
    pub reason: Prose,
    /// Since when.
    pub skipped_on: Date,
    /// When it was taken up after all.
    pub resumed_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(StepSkip, StepSkipId, StepSkip, trajectory: trajectory_id, dossier: skips);

impl StepSkip {
    /// Passes a step over.
    ///
    /// # Errors
    /// `trajectory_closed`; `required` for the reason; `already_exists` when it is skipped already.
    pub fn skip(dossier: &Dossier, step: Step, reason: &str, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        let twice = dossier
            .skips
            .iter()
            .any(|skip| skip.step == step && skip.resumed_on.is_none());
        check.ensure(!twice, RefusalCode::AlreadyExists, "step");
        let reason = check.prose("reason", reason);
        check.pass(Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            step,
            reason,
            skipped_on: stamp.today,
            resumed_on: None,
            version: Version::FIRST,
        })
    }

    /// Takes the step up after all.
    ///
    /// # Errors
    /// `wrong_state` when it was taken up before.
    pub fn resume(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.resumed_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            resumed_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }
}
