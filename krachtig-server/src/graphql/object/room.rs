//! Time given and connections laid.

use krachtig_core::domain::id::{ConnectionId, TimeEntryId, TrajectoryId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::room::{Connection, ConnectionSide, TimeEntry};
use krachtig_core::domain::text::Prose;
use krachtig_core::domain::vocabulary::LifeDomain;
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Made, shown};

shown! {
    /// Time (tijd) that a colleague or volunteer gave to the family.
    "TimeEntry", |entry: TimeEntry| {
        /// Its id.
        id: GlobalId<TimeEntryId> = GlobalId(entry.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(entry.trajectory_id);
        /// Who gave it.
        member: Made<MemberRef> = Made(MemberRef(entry.member_id));
        /// On which day.
        spentOn: Date = entry.spent_on;
        /// How long, in minutes.
        minutes: i32 = entry.minutes;
        /// The area of life that it went to.
        lifeDomain: Option<Word<LifeDomain>> = entry.life_domain.map(Word);
        /// What was done.
        note: Option<&Prose> = entry.note.as_ref();
        /// When it was recorded.
        recordedAt: OffsetDateTime = entry.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = entry.version;
    }
}

shown! {
    /// A connection (verbinding) between people that was laid or strengthened, without a referral.
    "Connection", |connection: Connection| {
        /// Its id.
        id: GlobalId<ConnectionId> = GlobalId(connection.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(connection.trajectory_id);
        /// Who was connected.
        who: &str = connection.who.as_str();
        /// With whom.
        withWhom: &str = connection.with_whom.as_str();
        /// On which side of the wall.
        side: Word<ConnectionSide> = Word(connection.side);
        /// When it was laid.
        laidOn: Date = connection.laid_on;
        /// What came of it.
        result: Option<&Prose> = connection.result.as_ref();
        /// When it was recorded.
        recordedAt: OffsetDateTime = connection.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = connection.version;
    }
}
