//! An invitation to an account: a link that holds for some days and works once.

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use super::super::clock::{Stamp, lies_ahead};
use super::super::id::{InvitationId, MemberId};
use super::super::member::{Member, MemberState};
use super::super::record::{Version, record};

/// An invitation to a member: to come in for the first time, or again after losing every way to sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Whom.
    pub member_id: MemberId,
    /// The SHA-256 of its secret, in lower-case hexadecimal. Unique in the tenant.
    pub hash: String,
    /// By whom: the id of a member or an operator.
    pub invited_by: String,
    /// Until when it holds.
    #[serde(with = "time::serde::timestamp")]
    pub expires_at: OffsetDateTime,
    /// When it was accepted, or another took its place.
    pub spent_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Invitation, InvitationId, Invitation);

impl Member {
    /// The member as it becomes by accepting an invitation; nothing where it may act already.
    #[must_use]
    pub fn accepted(&self) -> Option<Self> {
        (self.state == MemberState::Invited).then(|| Self {
            state: MemberState::Active,
            version: self.version.next(),
            ..self.clone()
        })
    }
}

impl Invitation {
    /// For how long an invitation holds.
    pub const HOLDS: Duration = Duration::days(7);

    /// Invites a member.
    #[must_use]
    pub fn send(member_id: MemberId, hash: String, by: &str, stamp: Stamp<'_>) -> Self {
        Self {
            id: stamp.id(),
            member_id,
            hash,
            invited_by: by.to_owned(),
            expires_at: stamp.now + Self::HOLDS,
            spent_on: None,
            version: Version::FIRST,
        }
    }

    /// Whether it can still be accepted. One that was sent later than now is of a clock that has been put back since: another
    /// is sent.
    #[must_use]
    pub fn holds(&self, now: OffsetDateTime) -> bool {
        let in_time = now < self.expires_at && !lies_ahead(self.expires_at - Self::HOLDS, now);
        self.spent_on.is_none() && in_time
    }

    /// Accepted, or replaced.
    #[must_use]
    pub fn spent(&self, stamp: Stamp<'_>) -> Self {
        Self {
            spent_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        }
    }
}
