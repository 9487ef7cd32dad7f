//! Logins of people of a family, and what such a person does with the own plan.

use krachtig_core::domain::consent::{Consent, Purpose};
use krachtig_core::domain::family::Person;
use krachtig_core::domain::family_login::FamilyLogin;
use krachtig_core::domain::goal::Action;
use krachtig_core::domain::id::{GoalId, PlanCommentId, StoryVersionId};
use krachtig_core::domain::story::StoryApproval;
use krachtig_core::domain::vocabulary::Audience;
use krachtig_core::service::{
    AddOwnAction, AnswerPlanComment, ApproveOwnStory, CommentOnPlan, CosignPlan, GiveOwnConsent,
};
use time::Date;

use super::{acts, input};
use crate::graphql::scalar::{GlobalId, Word};

input! {
    /// An answer to what a person of a family said.
    AnswerPlanCommentInput => AnswerPlanComment {
        /// What the person said.
        comment_id: GlobalId<PlanCommentId>,
        /// The answer.
        text: String,
    }
}

input! {
    /// Something about your plan.
    CommentOnPlanInput => CommentOnPlan {
        /// About which goal; about the plan as a whole when absent.
        goal_id: Option<GlobalId<GoalId>>,
        /// What you say.
        text: String,
    }
}

input! {
    /// Your signature under your plan.
    CosignPlanInput => CosignPlan {
        /// The plan that you saw: its `plan`.
        plan: String,
    }
}

input! {
    /// An action of your own.
    AddOwnActionInput => AddOwnAction {
        /// Towards which goal.
        goal_id: GlobalId<GoalId>,
        /// What you will do.
        about: String,
        /// When it should be done.
        due_on: Option<Date>,
    }
}

input! {
    /// A consent of your own, from today.
    GiveOwnConsentInput => GiveOwnConsent {
        /// What for.
        purpose: Word<Purpose>,
        /// With whom alone data may be shared: a party by its name or kind, or for a story an audience.
        recipient: Option<String>,
        /// The last day on which it holds.
        valid_until: Option<Date>,
        /// The version of the information that you read: the `notice` of your plan.
        notice: String,
    }
}

input! {
    /// Your approval of a version of the story.
    ApproveOwnStoryInput => ApproveOwnStory {
        /// Which.
        story_version_id: GlobalId<StoryVersionId>,
        /// The version of its record that you read. Another is refused as STALE.
        version: super::Seen,
        /// For whose eyes.
        audience: Word<Audience>,
    }
}

acts! {
    InviteFamilyMemberInput => Person;
    EndFamilyLoginInput => FamilyLogin;
    EndOwnLoginInput => FamilyLogin;
    FinishOwnActionInput => Action;
    WithdrawOwnConsentInput => Consent;
    WithdrawOwnStoryApprovalInput => StoryApproval;
}
