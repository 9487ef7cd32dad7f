//! Something begun that is to be finished within minutes, once: what the server remembers between the two requests.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::super::clock::{Stamp, lies_ahead};
use super::super::id::{CeremonyId, MemberId};
use super::super::record::{Version, record};
use super::super::vocabulary::vocabulary;

vocabulary! {
    /// What was begun.
    CeremonyKind = "ceremony_kind" {
        /// Adding a passkey.
        AddPasskey = "add_passkey",
        /// Signing in by a passkey.
        PasskeySignIn = "passkey_sign_in",
        /// Signing in at the organisation's identity provider.
        ProviderSignIn = "provider_sign_in",
        /// A provider's word that somebody signed out there, which is heard once.
        ProviderSignOut = "provider_sign_out",
    }
}

/// Something begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ceremony {
    /// Its id.
    pub id: CeremonyId,
    /// What was begun.
    pub kind: CeremonyKind,
    /// The SHA-256 of the handle by which it is finished. Unique in the tenant.
    pub hash: String,
    /// Who began it, if that is known.
    pub member_id: Option<MemberId>,
    /// What the server has to remember.
    pub state: Value,
    /// Until when it can be finished.
    #[serde(with = "time::serde::timestamp")]
    pub expires_at: OffsetDateTime,
    /// Whether it was finished.
    pub spent: bool,
    /// Its version.
    pub version: Version,
}
record!(Ceremony, CeremonyId, Ceremony);

impl Ceremony {
    /// For how long something begun can be finished.
    pub const HOLDS: Duration = Duration::minutes(5);

    /// Begins something.
    #[must_use]
    pub fn begin(
        (kind, hash): (CeremonyKind, String),
        member_id: Option<MemberId>,
        state: Value,
        stamp: Stamp<'_>,
    ) -> Self {
        Self {
            id: stamp.id(),
            kind,
            hash,
            member_id,
            state,
            expires_at: stamp.now + Self::HOLDS,
            spent: false,
            version: Version::FIRST,
        }
    }

    /// Whether it can be finished as this. What was begun later than now is of a clock that has been put back since, and is
    /// begun again.
    #[must_use]
    pub fn holds(&self, kind: CeremonyKind, now: OffsetDateTime) -> bool {
        let in_time = now < self.expires_at && !lies_ahead(self.expires_at - Self::HOLDS, now);
        !self.spent && self.kind == kind && in_time
    }

    /// Finished. What was remembered is not needed any more.
    #[must_use]
    pub fn finished(&self) -> Self {
        Self {
            spent: true,
            state: Value::Null,
            version: self.version.next(),
            ..self.clone()
        }
    }
}
