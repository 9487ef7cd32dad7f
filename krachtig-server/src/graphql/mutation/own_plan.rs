//! Logins of people of a family, and what such a person does with the own plan.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::family_login::FamilyLogin;
use krachtig_core::domain::plan_comment::PlanComment;
use krachtig_core::service::{ExportedPerson, InvitedFamilyMember, SeenPlan};
use time::Date;

use super::{Answered, answered_alone, mutations, payload};
use crate::graphql::asked::Asked;
use crate::graphql::input::own_plan::{
    AddOwnActionInput, AnswerPlanCommentInput, ApproveOwnStoryInput, CommentOnPlanInput, CosignPlanInput,
    EndFamilyLoginInput, EndOwnLoginInput, FinishOwnActionInput, GiveOwnConsentInput, InviteFamilyMemberInput,
    WithdrawOwnConsentInput, WithdrawOwnStoryApprovalInput,
};
use crate::graphql::payload::Payload;
use crate::graphql::shown::Object as Told;

mutations! {
    /// Logins of people of a family, and what such a person does with the own plan.
    PlainOwnPlanMutation {
        /// Invites a person of a family to a login, or again whoever has one and lost every way in.
        invite_family_member(InviteFamilyMemberInput) -> InvitedFamilyMember;
        /// Ends such a login. Its sessions end at once.
        end_family_login(EndFamilyLoginInput) -> FamilyLogin;
        /// Answers what a person of a family said about the plan.
        answer_plan_comment(AnswerPlanCommentInput) -> PlanComment;
        /// Says something about your plan.
        comment_on_plan(CommentOnPlanInput) -> SeenPlan;
        /// Signs your plan. Refused where it changed since you saw it.
        cosign_plan(CosignPlanInput) -> SeenPlan;
        /// Adds an action of your own.
        add_own_action(AddOwnActionInput) -> SeenPlan;
        /// Says that an action of your own is done.
        finish_own_action(FinishOwnActionInput) -> SeenPlan;
        /// Gives a consent of your own.
        give_own_consent(GiveOwnConsentInput) -> SeenPlan;
        /// Withdraws a consent of your own. What depends on it stops at once.
        withdraw_own_consent(WithdrawOwnConsentInput) -> SeenPlan;
        /// Approves a version of your story for an audience.
        approve_own_story(ApproveOwnStoryInput) -> SeenPlan;
        /// Takes such an approval back.
        withdraw_own_story_approval(WithdrawOwnStoryApprovalInput) -> SeenPlan;
        /// Ends your own login. You are signed out at once.
        end_own_login(EndOwnLoginInput) -> FamilyLogin;
    }
}

/// One's own data.
#[derive(Default)]
struct OwnDataMutation;

/// One's own data.
#[Object]
impl OwnDataMutation {
    /// Everything that is recorded about you, for you to take along, with everybody else taken out.
    async fn export_own_data(&self, ctx: &Context<'_>) -> Result<Told<Payload<ExportedPerson>>> {
        let asked = Asked::of(ctx)?;
        payload(asked, asked.services.export_own_data(asked.ctx).await)
    }
}

/// Logins of people of a family, and what such a person does with the own plan.
#[derive(Default, async_graphql::MergedObject)]
pub(super) struct OwnPlanMutation(PlainOwnPlanMutation, OwnDataMutation);

answered_alone!(SeenPlan, InvitedFamilyMember, FamilyLogin);
