//! The family's story: versions, and approval per audience.

use time::Date;

use super::work::{Recorded, begin};
use super::{Act, Add, Ctx, Outcome, Revise, Services};
use crate::access::Action;
use crate::domain::id::{PersonId, StoryVersionId};
use crate::domain::record::Change;
use crate::domain::story::{StoryApproval, StoryDraft, StoryVersion};
use crate::domain::vocabulary::Audience;
use crate::store::Find;

/// Records a person's approval of a story version for an audience.
#[derive(Clone, Copy, Debug)]
pub struct ApproveStory {
    /// The version.
    pub story_version_id: StoryVersionId,
    /// Who approved.
    pub person_id: PersonId,
    /// For whose eyes.
    pub audience: Audience,
    /// When.
    pub approved_on: Date,
}

impl Services {
    /// Writes a new version of the story.
    ///
    /// # Errors
    /// As [`StoryVersion::write`].
    pub async fn write_story(&self, ctx: &Ctx, cmd: Add<StoryDraft>) -> Outcome<Recorded<StoryVersion>> {
        self.add(ctx, (Action::WriteStory, cmd.trajectory_id), |dossier, stamp| {
            StoryVersion::write(dossier, &cmd.draft, stamp)
        })
        .await
    }

    /// Edits a version that nobody approved.
    ///
    /// # Errors
    /// As [`StoryVersion::revise`]; `not_found`, `stale`.
    pub async fn revise_story(
        &self,
        ctx: &Ctx,
        cmd: Revise<StoryVersion, StoryDraft>,
    ) -> Outcome<Recorded<StoryVersion>> {
        self.revise(
            ctx,
            (Action::ReviseStory, cmd.id, cmd.version),
            |story: &StoryVersion, dossier, stamp| story.revise(dossier, &cmd.draft, stamp),
        )
        .await
    }

    /// Records a person's approval.
    ///
    /// # Errors
    /// As [`StoryApproval::give`].
    pub async fn approve_story(&self, ctx: &Ctx, cmd: ApproveStory) -> Outcome<Recorded<StoryApproval>> {
        let case = begin(
            ctx,
            Action::ApproveStory,
            Find::of::<StoryVersion>(cmd.story_version_id),
        )
        .await?;
        let approval = StoryApproval::give(
            &case.dossier,
            cmd.story_version_id,
            (cmd.person_id, cmd.audience),
            (cmd.approved_on, ctx.stamp()),
        )?;
        case.finish(ctx, Change::recorded(approval)).await
    }

    /// Records that an approval was taken back.
    ///
    /// # Errors
    /// `not_found`, `stale`, `wrong_state` when it was taken back before.
    pub async fn withdraw_story_approval(
        &self,
        ctx: &Ctx,
        cmd: Act<StoryApproval>,
    ) -> Outcome<Recorded<StoryApproval>> {
        self.revise(
            ctx,
            (Action::WithdrawStoryApproval, cmd.id, cmd.version),
            |approval: &StoryApproval, _, stamp| approval.withdraw(stamp),
        )
        .await
    }
}
