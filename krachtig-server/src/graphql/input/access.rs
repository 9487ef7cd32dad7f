//! What access depends on: until when a membership holds, and broken glasses.

use async_graphql::OneofObject;
use krachtig_core::domain::break_glass::{GlassDraft, GlassReview, GlassVerdict};
use krachtig_core::domain::id::{BreakGlassId, MemberId, TrajectoryId};
use krachtig_core::service::{BreakTheGlass, FindForGlass, LimitMember, PersonKnown, ReviewGlass};
use time::Date;

use super::{Input, Seen, input};
use crate::graphql::scalar::{GlobalId, Word};

input! {
    /// From when until when a membership holds.
    LimitMemberInput => LimitMember {
        /// The member.
        id: GlobalId<MemberId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: Seen,
        /// The first day on which it holds; from the beginning when absent.
        from_on: Option<Date>,
        /// The first day on which it no longer holds; without an end when absent.
        until_on: Option<Date>,
    }
}

input! {
    /// Why a glass is broken, and for how long.
    #[graphql(name = "GlassInput")]
    GlassFields => GlassDraft {
        /// Why. The coordinator reads it.
        reason: String,
        /// For how many minutes the dossier is to be open: 1 to 1440.
        #[graphql(default = 240)]
        minutes: i64,
    }
}

input! {
    /// The dossier to open in an emergency.
    BreakGlassInput => BreakTheGlass {
        /// The trajectory.
        trajectory_id: GlobalId<TrajectoryId>,
        #[graphql(flatten)]
        draft: GlassFields,
    }
}

input! {
    /// What a coordinator says of a glass.
    #[graphql(name = "GlassReviewInput")]
    GlassReviewFields => GlassReview {
        /// Whether it was rightly broken.
        verdict: Word<GlassVerdict>,
        /// What was said about it; required where it was not.
        note: Option<String>,
    }
}

input! {
    /// The glass to review.
    ReviewBreakGlassInput => ReviewGlass {
        /// The glass.
        id: GlobalId<BreakGlassId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: Seen,
        #[graphql(flatten)]
        draft: GlassReviewFields,
    }
}

input! {
    /// What somebody in an emergency knows of a person.
    PersonKnownInput => PersonKnown {
        /// The whole name, or the last name: whatever stands behind the first names.
        last_name: String,
        /// The birth date.
        born_on: Date,
    }
}

/// By what a dossier is searched to break the glass of: one of the two, exactly.
#[derive(Clone, Debug, OneofObject)]
pub enum FindForGlassInput {
    /// The office's own key of the family.
    Reference(String),
    /// Somebody of the family. The detainee is never searched by.
    Person(PersonKnownInput),
}

impl Input for FindForGlassInput {
    type Plain = FindForGlass;

    fn plain(self) -> FindForGlass {
        match self {
            Self::Reference(reference) => FindForGlass::Reference(reference),
            Self::Person(known) => FindForGlass::Person(known.plain()),
        }
    }
}
