//! Glasses that were broken to read a dossier in an emergency.

use krachtig_core::domain::break_glass::{BreakGlass, GlassVerdict};
use krachtig_core::domain::id::{BreakGlassId, TrajectoryId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::service::FoundForGlass;
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Made, shown};

shown! {
    /// A dossier that was opened in an emergency to somebody to whom it is not otherwise open: to be read, for some
    /// hours. A coordinator reviews it.
    "BreakGlass", |glass: BreakGlass| {
        /// Its id.
        id: GlobalId<BreakGlassId> = GlobalId(glass.id);
        /// The trajectory whose dossier it opens.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(glass.trajectory_id);
        /// By whom it was broken.
        member: Made<MemberRef> = Made(MemberRef(glass.member_id));
        /// Why.
        reason: &str = glass.reason.as_str();
        /// The moment from which it opens nothing any more. A review that finds it unjustified closes it before.
        until: OffsetDateTime = glass.until();
        /// The coordinator who reviewed it; absent while nobody did.
        reviewedBy: Option<Made<MemberRef>> = glass.reviewed_by.map(|id| Made(MemberRef(id)));
        /// When it was reviewed.
        reviewedOn: Option<Date> = glass.reviewed_on;
        /// What came of that.
        verdict: Option<Word<GlassVerdict>> = glass.verdict.map(Word);
        /// What was said about it.
        reviewNote: Option<&Prose> = glass.review_note.as_ref();
        /// When it was broken.
        recordedAt: OffsetDateTime = glass.id.made_at();
        /// Its version: send it along with the review.
        version: Version = glass.version;
    }
}

shown! {
    /// A trajectory whose glass can be broken, and nothing of what is in its dossier.
    "FoundForGlass", |found: FoundForGlass| {
        /// The trajectory: what breaking its glass takes.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(found.trajectory_id);
        /// The office's own key of the family.
        reference: Option<&Line> = found.reference.as_ref();
    }
}
