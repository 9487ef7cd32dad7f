//! A session: what a browser shows after somebody signed in with it.

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use super::super::clock::{Stamp, lies_ahead};
use super::super::id::{MemberId, SessionId};
use super::super::record::{Version, record};
use super::super::vocabulary::vocabulary;

vocabulary! {
    /// How somebody proved who he is.
    SignInMethod = "sign_in_method" {
        /// By a passkey.
        Passkey = "passkey",
        /// By a password alone.
        Password = "password",
        /// By a password and a one-time code.
        PasswordAndCode = "password_and_code",
        /// By a password and a recovery code.
        PasswordAndRecoveryCode = "password_and_recovery_code",
        /// By accepting an invitation.
        Invitation = "invitation",
        /// By the organisation's identity provider.
        Provider = "provider",
    }
}

/// How long sessions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without being used.
    pub idle: Duration,
    /// At most.
    pub absolute: Duration,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            idle: Duration::minutes(30),
            absolute: Duration::hours(12),
        }
    }
}

/// A session of a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub member_id: MemberId,
    /// The SHA-256 of its secret, in lower-case hexadecimal. Unique in the tenant.
    pub hash: String,
    /// How its owner proved who he is.
    pub method: SignInMethod,
    /// The session at the identity provider, if one began it: the provider's id and its `sid`, with a blank between.
    pub provider_session: Option<String>,
    /// When it began.
    #[serde(with = "time::serde::timestamp")]
    pub began_at: OffsetDateTime,
    /// When it was used last, to the minute.
    #[serde(with = "time::serde::timestamp")]
    pub seen_at: OffsetDateTime,
    /// When it ends however much it is used.
    #[serde(with = "time::serde::timestamp")]
    pub expires_at: OffsetDateTime,
    /// The day on which it was ended.
    pub ended_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Session, SessionId, Session);

impl Session {
    /// Use within this time is not written down again.
    pub const SEEN_EVERY: Duration = Duration::minutes(1);
    /// For how long after signing in somebody may change how he signs in without doing so again.
    pub const FRESH: Duration = Duration::minutes(15);

    /// A session that begins now.
    #[must_use]
    pub fn begin(
        (member_id, method): (MemberId, SignInMethod),
        hash: String,
        limits: SessionLimits,
        stamp: Stamp<'_>,
    ) -> Self {
        Self {
            id: stamp.id(),
            member_id,
            hash,
            method,
            provider_session: None,
            began_at: stamp.now,
            seen_at: stamp.now,
            expires_at: stamp.now + limits.absolute,
            ended_on: None,
            version: Version::FIRST,
        }
    }

    /// Whether it still proves who shows it. One that was used later than now is of a clock that has been put back since,
    /// and would outlive its limits by as much: its owner signs in again.
    #[must_use]
    pub fn holds(&self, now: OffsetDateTime, limits: SessionLimits) -> bool {
        let in_time = now < self.expires_at && now < self.seen_at + limits.idle + Self::SEEN_EVERY;
        self.ended_on.is_none() && in_time && !lies_ahead(self.seen_at, now)
    }

    /// Whether its owner proved who he is a moment ago.
    #[must_use]
    pub fn is_fresh(&self, now: OffsetDateTime) -> bool {
        now < self.began_at + Self::FRESH && !lies_ahead(self.began_at, now)
    }

    /// Whether its use is to be written down.
    #[must_use]
    pub fn is_stale(&self, now: OffsetDateTime) -> bool {
        now >= self.seen_at + Self::SEEN_EVERY
    }

    /// Used now.
    #[must_use]
    pub fn seen(&self, now: OffsetDateTime) -> Self {
        Self {
            seen_at: now,
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// Ended now.
    #[must_use]
    pub fn ended(&self, stamp: Stamp<'_>) -> Self {
        Self {
            ended_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        }
    }
}
