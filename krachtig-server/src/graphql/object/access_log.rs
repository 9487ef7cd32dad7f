//! Lines of the access log: who looked at or changed what, when, in which role, why and with what.

use krachtig_core::domain::access_log::{AccessPurpose, LogEvent};
use krachtig_core::domain::id::{AuditId, TrajectoryId};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Action, LoggedLine};
use time::OffsetDateTime;

use super::by_member;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Made, shown};

shown! {
    /// A line of the access log.
    "LoggedLine", |line: LoggedLine| {
        /// Its id.
        id: GlobalId<AuditId> = GlobalId(line.id);
        /// When.
        at: OffsetDateTime = line.at;
        /// Who; absent for an operator of the platform.
        member: Option<Made<MemberRef>> = by_member(&line.actor);
        /// In which role: a member's, or `platform_operator`.
        role: &str = &line.role;
        /// What was done to the data.
        event: Word<LogEvent> = Word(line.event);
        /// By which operation; absent for one that this version does not know.
        action: Option<Word<Action>> = Action::from_code(&line.action).map(Word);
        /// Why; absent in lines from before the log told it.
        purpose: Option<Word<AccessPurpose>> = line.purpose.map(Word);
        /// With which program.
        program: Option<&str> = line.program.as_deref();
        /// From where: a code that is the same for the same network address.
        peer: Option<&str> = line.peer.as_deref();
        /// The kind of record.
        recordKind: Option<Word<RecordKind>> = RecordKind::from_code(&line.record_kind).map(Word);
        /// The record, where it is one.
        recordId: Option<String> = line.record_text();
        /// The trajectory, where it is one.
        trajectoryId: Option<GlobalId<TrajectoryId>> = line.trajectory_id.map(GlobalId);
        /// Which fields were changed, or which parts of a dossier were read, by their codes; none for a dossier that was
        /// read as a whole.
        fields: Vec<&str> = line.fields.iter().map(String::as_str).collect();
        /// How many rows of a list were shown or counted.
        rows: Option<i32> = line.rows;
        /// The request in which it happened.
        requestId: &str = &line.request_id;
    }
}
