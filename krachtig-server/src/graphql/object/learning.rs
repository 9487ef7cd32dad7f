//! Learning by doing.

use krachtig_core::domain::id::{LearningEntryId, TrajectoryId};
use krachtig_core::domain::learning::LearningEntry;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::Prose;
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::GlobalId;
use crate::graphql::shown::{Made, shown};

shown! {
    /// What was tried, what it brought, what was learned.
    "LearningEntry", |entry: LearningEntry| {
        /// Its id.
        id: GlobalId<LearningEntryId> = GlobalId(entry.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(entry.trajectory_id);
        /// What was tried.
        tried: &str = entry.tried.as_str();
        /// What it brought; still open when absent.
        brought: Option<&Prose> = entry.brought.as_ref();
        /// What was learned; still open when absent.
        learned: Option<&Prose> = entry.learned.as_ref();
        /// When.
        notedOn: Date = entry.noted_on;
        /// Whether nothing of it is still open.
        complete: bool = entry.is_complete();
        /// Who recorded it.
        recordedBy: Made<MemberRef> = Made(MemberRef(entry.recorded_by));
        /// When it was recorded.
        recordedAt: OffsetDateTime = entry.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = entry.version;
    }
}
