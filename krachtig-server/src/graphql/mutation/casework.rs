//! The steps of the casework: talks, role checks, introductions, mappings, goals, room to act, problems, learning.

use krachtig_core::domain::attachment::Attachment;
use krachtig_core::domain::goal::{Action, Goal};
use krachtig_core::domain::introduction::Introduction;
use krachtig_core::domain::learning::LearningEntry;
use krachtig_core::domain::mapping::Mapping;
use krachtig_core::domain::problem::Problem;
use krachtig_core::domain::role_check::RoleCheck;
use krachtig_core::domain::room::{Connection, TimeEntry};
use krachtig_core::domain::talk::DetaineeTalk;
use krachtig_core::domain::trajectory::StepSkip;

use super::mutations;
use crate::graphql::input::casework::{
    ConcludeGoalInput, PlanActionInput, RecordConnectionInput, RecordIntroductionInput, RecordLearningInput,
    RecordProblemInput, RecordRoleCheckInput, RecordTalkInput, RecordTimeInput, RemoveAttachmentInput, ResumeGoalInput,
    ResumeStepInput, ReviseActionInput, ReviseConnectionInput, ReviseGoalInput, ReviseIntroductionInput,
    ReviseLearningInput, ReviseProblemInput, ReviseRoleCheckInput, ReviseTalkInput, ReviseTimeInput, SetGoalInput,
    SkipStepInput,
};
use crate::graphql::input::mapping::{RecordMappingInput, ReviseMappingInput};

mutations! {
    /// The steps of the casework.
    CaseworkMutation {
        /// Passes a step over for a family, with the reason.
        skip_step(SkipStepInput) -> StepSkip;
        /// Takes a skipped step up after all.
        resume_step(ResumeStepInput) -> StepSkip;
        /// Records a talk with the detainee.
        record_talk(RecordTalkInput) -> DetaineeTalk;
        /// Edits a talk.
        revise_talk(ReviseTalkInput) -> DetaineeTalk;
        /// Records who could play which role.
        record_role_check(RecordRoleCheckInput) -> RoleCheck;
        /// Edits a role check.
        revise_role_check(ReviseRoleCheckInput) -> RoleCheck;
        /// Records an introduction to the family. Takes the detainee's or the contact person's consent.
        record_introduction(RecordIntroductionInput) -> Introduction;
        /// Edits an introduction.
        revise_introduction(ReviseIntroductionInput) -> Introduction;
        /// Records needs and strengths that were mapped with the family. Takes the family's consent.
        record_mapping(RecordMappingInput) -> Mapping;
        /// Edits a mapping.
        revise_mapping(ReviseMappingInput) -> Mapping;
        /// Sets a goal.
        set_goal(SetGoalInput) -> Goal;
        /// Edits a goal.
        revise_goal(ReviseGoalInput) -> Goal;
        /// Records what came of a goal.
        conclude_goal(ConcludeGoalInput) -> Goal;
        /// Takes a goal's outcome back.
        resume_goal(ResumeGoalInput) -> Goal;
        /// Plans an action towards a goal.
        plan_action(PlanActionInput) -> Action;
        /// Edits an action, the day on which it was done included.
        revise_action(ReviseActionInput) -> Action;
        /// Records time that the acting member gave to the family.
        record_time(RecordTimeInput) -> TimeEntry;
        /// Edits time given.
        revise_time(ReviseTimeInput) -> TimeEntry;
        /// Records a connection that was laid.
        record_connection(RecordConnectionInput) -> Connection;
        /// Edits a connection.
        revise_connection(ReviseConnectionInput) -> Connection;
        /// Records a problem that the family meets.
        record_problem(RecordProblemInput) -> Problem;
        /// Edits a problem, what helped included.
        revise_problem(ReviseProblemInput) -> Problem;
        /// Records what was tried and learned.
        record_learning(RecordLearningInput) -> LearningEntry;
        /// Edits what was tried and learned.
        revise_learning(ReviseLearningInput) -> LearningEntry;
        /// Takes an attachment away, for good.
        remove_attachment(RemoveAttachmentInput) -> Attachment;
    }
}
