//! The steps of the casework: talks, role checks, introductions, mappings, goals, room to act, problems, learning.

use super::work::{Recorded, begin, expect_version, not_found};
use super::{Act, Add, Conclude, Ctx, Outcome, Revise, Services};
use crate::access::Action as Do;
use crate::domain::goal::{Action, ActionDraft, Goal, GoalDraft, GoalOutcome};
use crate::domain::id::{GoalId, InstrumentId, TrajectoryId};
use crate::domain::instrument::Instrument;
use crate::domain::introduction::{Introduction, IntroductionDraft};
use crate::domain::learning::{LearningDraft, LearningEntry};
use crate::domain::mapping::{Mapping, MappingDraft};
use crate::domain::problem::{Problem, ProblemDraft};
use crate::domain::record::{Change, InDossier};
use crate::domain::role_check::{RoleCheck, RoleCheckDraft};
use crate::domain::room::{Connection, ConnectionDraft, TimeDraft, TimeEntry};
use crate::domain::talk::{DetaineeTalk, TalkDraft};
use crate::domain::trajectory::{Step, StepSkip};
use crate::store::Find;

/// Passes a step over.
#[derive(Clone, Debug)]
pub struct SkipStep {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The step.
    pub step: Step,
    /// Why.
    pub reason: String,
}

/// Records a mapping made with an instrument.
#[derive(Clone, Debug)]
pub struct RecordMapping {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The instrument.
    pub instrument_id: InstrumentId,
    /// What people typed.
    pub draft: MappingDraft,
}

/// Plans an action towards a goal.
#[derive(Clone, Debug)]
pub struct PlanAction {
    /// The goal.
    pub goal_id: GoalId,
    /// What people typed.
    pub draft: ActionDraft,
}

/// The two use cases that most records have: recording and revising, each under its own action.
macro_rules! recorded_and_revised {
    ($($record:ident, $draft:ident, $add:ident = $add_action:ident, $revise:ident = $revise_action:ident;)+) => {
        impl Services {$(
            #[doc = concat!("Records it, as [`", stringify!($record), "::record`].")]
            ///
            /// # Errors
            /// `not_found`, and what the decision refuses.
            pub async fn $add(&self, ctx: &Ctx, cmd: Add<$draft>) -> Outcome<Recorded<$record>> {
                self.add(ctx, (Do::$add_action, cmd.trajectory_id), |dossier, stamp| {
                    $record::record(dossier, &cmd.draft, stamp)
                })
                .await
            }

            #[doc = concat!("Edits it, as [`", stringify!($record), "::revise`].")]
            ///
            /// # Errors
            /// `not_found`, `stale`, and what the decision refuses.
            pub async fn $revise(&self, ctx: &Ctx, cmd: Revise<$record, $draft>) -> Outcome<Recorded<$record>> {
                self.revise(ctx, (Do::$revise_action, cmd.id, cmd.version), |record: &$record, dossier, stamp| {
                    record.revise(dossier, &cmd.draft, stamp)
                })
                .await
            }
        )+}
    };
}

recorded_and_revised! {
    DetaineeTalk, TalkDraft, record_talk = RecordTalk, revise_talk = ReviseTalk;
    RoleCheck, RoleCheckDraft, record_role_check = RecordRoleCheck, revise_role_check = ReviseRoleCheck;
    Introduction, IntroductionDraft, record_introduction = RecordIntroduction,
        revise_introduction = ReviseIntroduction;
    TimeEntry, TimeDraft, record_time = RecordTime, revise_time = ReviseTime;
    Connection, ConnectionDraft, record_connection = RecordConnection, revise_connection = ReviseConnection;
    Problem, ProblemDraft, record_problem = RecordProblem, revise_problem = ReviseProblem;
    LearningEntry, LearningDraft, record_learning = RecordLearning, revise_learning = ReviseLearning;
}

impl Services {
    /// Passes a step over.
    ///
    /// # Errors
    /// As [`StepSkip::skip`].
    pub async fn skip_step(&self, ctx: &Ctx, cmd: SkipStep) -> Outcome<Recorded<StepSkip>> {
        self.add(ctx, (Do::SkipStep, cmd.trajectory_id), |dossier, stamp| {
            StepSkip::skip(dossier, cmd.step, &cmd.reason, stamp)
        })
        .await
    }

    /// Takes a skipped step up after all.
    ///
    /// # Errors
    /// `not_found`, `stale`, `wrong_state` when it was taken up before.
    pub async fn resume_step(&self, ctx: &Ctx, cmd: Act<StepSkip>) -> Outcome<Recorded<StepSkip>> {
        self.revise(
            ctx,
            (Do::ResumeStep, cmd.id, cmd.version),
            |skip: &StepSkip, _, stamp| skip.resume(stamp),
        )
        .await
    }

    /// Records a mapping of needs and strengths.
    ///
    /// # Errors
    /// As [`Mapping::record`].
    pub async fn record_mapping(&self, ctx: &Ctx, cmd: RecordMapping) -> Outcome<Recorded<Mapping>> {
        let mut case = begin(ctx, Do::RecordMapping, Find::Trajectory(cmd.trajectory_id)).await?;
        let instrument = case.tx.get::<Instrument>(cmd.instrument_id).await?;
        let instrument = instrument.ok_or_else(|| not_found("instrument_id"))?;
        let mapping = Mapping::record(&case.dossier, &instrument, &cmd.draft, ctx.stamp())?;
        instrument.put(&mut case.dossier);
        case.finish(ctx, Change::recorded(mapping)).await
    }

    /// Edits a mapping.
    ///
    /// # Errors
    /// As [`Mapping::revise`]; `not_found`, `stale`.
    pub async fn revise_mapping(&self, ctx: &Ctx, cmd: Revise<Mapping, MappingDraft>) -> Outcome<Recorded<Mapping>> {
        let case = begin(ctx, Do::ReviseMapping, Find::of::<Mapping>(cmd.id)).await?;
        let before = Mapping::find(&case.dossier, cmd.id, "id")?;
        expect_version(&case.tx, before, cmd.version).await?;
        let instrument = Instrument::find(&case.dossier, before.instrument_id, "instrument_id")?;
        let after = before.revise(&case.dossier, instrument, &cmd.draft, ctx.stamp())?;
        let change = Change::revised(before, after);
        case.finish(ctx, change).await
    }

    /// Sets a goal.
    ///
    /// # Errors
    /// As [`Goal::set`].
    pub async fn set_goal(&self, ctx: &Ctx, cmd: Add<GoalDraft>) -> Outcome<Recorded<Goal>> {
        self.add(ctx, (Do::SetGoal, cmd.trajectory_id), |dossier, stamp| {
            Goal::set(dossier, &cmd.draft, stamp)
        })
        .await
    }

    /// Edits a goal.
    ///
    /// # Errors
    /// As [`Goal::revise`]; `not_found`, `stale`.
    pub async fn revise_goal(&self, ctx: &Ctx, cmd: Revise<Goal, GoalDraft>) -> Outcome<Recorded<Goal>> {
        self.revise(
            ctx,
            (Do::ReviseGoal, cmd.id, cmd.version),
            |goal: &Goal, dossier, stamp| goal.revise(dossier, &cmd.draft, stamp),
        )
        .await
    }

    /// Records what came of a goal.
    ///
    /// # Errors
    /// As [`Goal::conclude`]; `not_found`, `stale`, `trajectory_closed`.
    pub async fn conclude_goal(&self, ctx: &Ctx, cmd: Conclude<Goal, GoalOutcome>) -> Outcome<Recorded<Goal>> {
        self.revise(
            ctx,
            (Do::ConcludeGoal, cmd.id, cmd.version),
            |goal: &Goal, dossier, _| {
                dossier.demand_open()?;
                goal.conclude(cmd.outcome, cmd.note.as_deref(), cmd.on)
            },
        )
        .await
    }

    /// Takes a goal's outcome back.
    ///
    /// # Errors
    /// As [`Goal::resume`]; `not_found`, `stale`.
    pub async fn resume_goal(&self, ctx: &Ctx, cmd: Act<Goal>) -> Outcome<Recorded<Goal>> {
        self.revise(ctx, (Do::ResumeGoal, cmd.id, cmd.version), |goal: &Goal, dossier, _| {
            goal.resume(dossier)
        })
        .await
    }

    /// Plans an action towards a goal.
    ///
    /// # Errors
    /// As [`Action::plan`].
    pub async fn plan_action(&self, ctx: &Ctx, cmd: PlanAction) -> Outcome<Recorded<Action>> {
        let case = begin(ctx, Do::PlanAction, Find::of::<Goal>(cmd.goal_id)).await?;
        let action = Action::plan(&case.dossier, cmd.goal_id, &cmd.draft, ctx.stamp())?;
        case.finish(ctx, Change::recorded(action)).await
    }

    /// Edits an action, the day on which it was done included.
    ///
    /// # Errors
    /// As [`Action::revise`]; `not_found`, `stale`.
    pub async fn revise_action(&self, ctx: &Ctx, cmd: Revise<Action, ActionDraft>) -> Outcome<Recorded<Action>> {
        self.revise(
            ctx,
            (Do::ReviseAction, cmd.id, cmd.version),
            |action: &Action, dossier, stamp| action.revise(dossier, &cmd.draft, stamp),
        )
        .await
    }
}
