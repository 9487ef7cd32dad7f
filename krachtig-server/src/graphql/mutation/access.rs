//! What access depends on: until when a membership holds, and broken glasses.

use krachtig_core::domain::break_glass::BreakGlass;

use super::mutations;
use crate::graphql::input::access::{BreakGlassInput, LimitMemberInput, ReviewBreakGlassInput};
use crate::graphql::object::MemberView;

mutations! {
    /// What access depends on: until when a membership holds, and broken glasses.
    AccessMutation {
        /// Says from when until when a membership holds.
        limit_member(LimitMemberInput) -> MemberView;
        /// Opens a dossier in an emergency to the member who asks, to read it. It closes by itself; each reading is
        /// written down, and a coordinator reviews it.
        break_glass(BreakGlassInput) -> BreakGlass;
        /// Says whether a glass was rightly broken. A coordinator does, and never whoever broke it.
        review_break_glass(ReviewBreakGlassInput) -> BreakGlass;
    }
}
