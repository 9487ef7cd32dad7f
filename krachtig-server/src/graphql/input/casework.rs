//! The steps of the casework: talks, role checks, introductions, goals, room to act, problems, learning.

use krachtig_core::domain::attachment::Attachment;
use krachtig_core::domain::goal::{Action, ActionDraft, Goal, GoalDraft, GoalOutcome};
use krachtig_core::domain::id::{GoalId, PersonId, TrajectoryId};
use krachtig_core::domain::introduction::{Introduction, IntroductionDraft, Via};
use krachtig_core::domain::learning::{LearningDraft, LearningEntry};
use krachtig_core::domain::problem::{Problem, ProblemDraft};
use krachtig_core::domain::role_check::{PlayerKind, RoleCheck, RoleCheckDraft};
use krachtig_core::domain::room::{Connection, ConnectionDraft, ConnectionSide, TimeDraft, TimeEntry};
use krachtig_core::domain::talk::{DetaineeTalk, TalkDraft, TalkSetting};
use krachtig_core::domain::trajectory::{Step, StepSkip};
use krachtig_core::domain::vocabulary::{Carrier, Effect, LifeDomain, ProblemCategory};
use krachtig_core::service::{PlanAction, SkipStep};
use time::Date;

use super::{acts, adds, concludes, input, revises, tuple_input};
use crate::graphql::scalar::{GlobalId, Word};

input! {
    /// A step to pass over.
    SkipStepInput => SkipStep {
        /// The trajectory.
        trajectory_id: GlobalId<TrajectoryId>,
        /// The step.
        step: Word<Step>,
        /// Why.
        reason: String,
    }
}

tuple_input! {
    /// What the detainee worries about, or what would do the home good.
    TalkPointInput {
        /// The area of life, where it fits one.
        life_domain: Option<Word<LifeDomain>>,
        /// The worry, or the key factor.
        about: String,
    }
}

input! {
    /// A talk with the detainee.
    TalkFields => TalkDraft {
        /// When it was held.
        held_on: Date,
        /// How it was held.
        setting: Word<TalkSetting>,
        /// What the detainee worries about (zorgen).
        #[graphql(default)]
        worries: Vec<TalkPointInput>,
        /// What, changed during the absence, would do the home good (sleutelfactoren).
        #[graphql(default)]
        key_factors: Vec<TalkPointInput>,
        /// What else was said, as far as the detainee agrees to share it.
        note: Option<String>,
    }
}

tuple_input! {
    /// A role that somebody could play.
    PlayedRoleInput {
        /// Who.
        who: String,
        /// What kind of person.
        kind: Word<PlayerKind>,
        /// Which role.
        role: String,
    }
}

input! {
    /// Who could play which role, or that nobody could and why.
    RoleCheckFields => RoleCheckDraft {
        /// When it was agreed with the detainee.
        agreed_on: Date,
        /// The roles.
        #[graphql(default)]
        roles: Vec<PlayedRoleInput>,
        /// Why there are none.
        none_reason: Option<String>,
    }
}

input! {
    /// An introduction to the family.
    IntroductionFields => IntroductionDraft {
        /// When it was held.
        held_on: Date,
        /// Through whom.
        via: Word<Via>,
        /// Who of the family were there.
        #[graphql(default)]
        present: Vec<GlobalId<PersonId>>,
        /// How it went.
        note: Option<String>,
    }
}

input! {
    /// A goal that the family sets.
    GoalFields => GoalDraft {
        /// The area of life.
        life_domain: Word<LifeDomain>,
        /// The goal, in the family's words.
        title: String,
        /// Whose goal it is, where it is one person's.
        person_id: Option<GlobalId<PersonId>>,
        /// When it was set.
        set_on: Date,
        /// When it should be reached.
        target_on: Option<Date>,
    }
}

input! {
    /// Something that somebody does towards a goal.
    ActionFields => ActionDraft {
        /// What is to be done.
        about: String,
        /// Who carries it.
        carrier: Word<Carrier>,
        /// Who exactly.
        who: Option<String>,
        /// When it should be done.
        due_on: Option<Date>,
        /// When it was done.
        done_on: Option<Date>,
    }
}

input! {
    /// An action, and towards which goal.
    PlanActionInput => PlanAction {
        /// The goal.
        goal_id: GlobalId<GoalId>,
        #[graphql(flatten)]
        draft: ActionFields,
    }
}

input! {
    /// Time that somebody gave to the family.
    TimeFields => TimeDraft {
        /// On which day.
        spent_on: Date,
        /// How long, in minutes.
        minutes: i32,
        /// The area of life that it went to.
        life_domain: Option<Word<LifeDomain>>,
        /// What was done.
        note: Option<String>,
    }
}

input! {
    /// A connection between people that was laid or strengthened, without a referral.
    ConnectionFields => ConnectionDraft {
        /// Who was connected.
        who: String,
        /// With whom.
        with_whom: String,
        /// On which side of the wall.
        side: Word<ConnectionSide>,
        /// When it was laid.
        laid_on: Date,
        /// What came of it.
        result: Option<String>,
    }
}

input! {
    /// A problem that the family meets because somebody is detained.
    ProblemFields => ProblemDraft {
        /// What it is about.
        category: Word<ProblemCategory>,
        /// Whose it is, where it is one person's.
        person_id: Option<GlobalId<PersonId>>,
        /// What the detention did to it.
        effect: Word<Effect>,
        /// Whether it was there before the detention.
        #[graphql(default)]
        preexisting: bool,
        /// When it was first noted.
        noted_on: Date,
        /// When it was solved.
        solved_on: Option<Date>,
        /// What made it smaller.
        what_helped: Option<String>,
        /// What more there is to say.
        note: Option<String>,
    }
}

input! {
    /// What was tried, what it brought, what was learned.
    LearningFields => LearningDraft {
        /// What was tried.
        tried: String,
        /// What it brought; still open when absent.
        brought: Option<String>,
        /// What was learned; still open when absent.
        learned: Option<String>,
        /// When.
        noted_on: Date,
    }
}

adds! {
    RecordTalkInput: TalkFields => TalkDraft;
    RecordRoleCheckInput: RoleCheckFields => RoleCheckDraft;
    RecordIntroductionInput: IntroductionFields => IntroductionDraft;
    SetGoalInput: GoalFields => GoalDraft;
    RecordTimeInput: TimeFields => TimeDraft;
    RecordConnectionInput: ConnectionFields => ConnectionDraft;
    RecordProblemInput: ProblemFields => ProblemDraft;
    RecordLearningInput: LearningFields => LearningDraft;
}

revises! {
    ReviseTalkInput: TalkFields => DetaineeTalk, TalkDraft;
    ReviseRoleCheckInput: RoleCheckFields => RoleCheck, RoleCheckDraft;
    ReviseIntroductionInput: IntroductionFields => Introduction, IntroductionDraft;
    ReviseGoalInput: GoalFields => Goal, GoalDraft;
    ReviseActionInput: ActionFields => Action, ActionDraft;
    ReviseTimeInput: TimeFields => TimeEntry, TimeDraft;
    ReviseConnectionInput: ConnectionFields => Connection, ConnectionDraft;
    ReviseProblemInput: ProblemFields => Problem, ProblemDraft;
    ReviseLearningInput: LearningFields => LearningEntry, LearningDraft;
}

acts! {
    ResumeStepInput => StepSkip;
    ResumeGoalInput => Goal;
    RemoveAttachmentInput => Attachment;
}

concludes! {
    ConcludeGoalInput => Goal, GoalOutcome;
}
