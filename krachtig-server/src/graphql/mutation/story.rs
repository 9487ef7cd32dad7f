//! The family's story: versions, and approval per audience.

use krachtig_core::domain::story::{StoryApproval, StoryVersion};

use super::mutations;
use crate::graphql::input::support::{
    ApproveStoryInput, ReviseStoryInput, WithdrawStoryApprovalInput, WriteStoryInput,
};

mutations! {
    /// The family's story.
    StoryMutation {
        /// Writes a new version of the story.
        write_story(WriteStoryInput) -> StoryVersion;
        /// Edits a version that nobody approved.
        revise_story(ReviseStoryInput) -> StoryVersion;
        /// Records a person's approval of a version for an audience.
        approve_story(ApproveStoryInput) -> StoryApproval;
        /// Records that an approval was taken back.
        withdraw_story_approval(WithdrawStoryApprovalInput) -> StoryApproval;
    }
}
