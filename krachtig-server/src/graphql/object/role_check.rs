//! Role checks.

use krachtig_core::domain::id::{RoleCheckId, TrajectoryId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::role_check::{PlayedRole, PlayerKind, RoleCheck};
use krachtig_core::domain::text::Prose;
use time::{Date, OffsetDateTime};

use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, alone, shown};

shown! {
    /// A role that somebody could play.
    "PlayedRole", |played: PlayedRole| {
        /// Who.
        who: &str = played.who.as_str();
        /// What kind of person.
        kind: Word<PlayerKind> = Word(played.kind);
        /// Which role.
        role: &str = played.role.as_str();
    }
}

shown! {
    /// Which volunteers and professionals could play which role, or that there are none and why.
    "RoleCheck", |check: RoleCheck| {
        /// Its id.
        id: GlobalId<RoleCheckId> = GlobalId(check.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(check.trajectory_id);
        /// When it was agreed with the detainee.
        agreedOn: Date = check.agreed_on;
        /// The roles.
        roles: Vec<Child<'_, PlayedRole>> = check.roles.iter().map(alone).collect();
        /// Why there are none.
        noneReason: Option<&Prose> = check.none_reason.as_ref();
        /// When it was recorded.
        recordedAt: OffsetDateTime = check.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = check.version;
    }
}
