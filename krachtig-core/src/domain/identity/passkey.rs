//! A member's passkey: a key pair of which the private half never leaves the member's device (W3C Web Authentication).
//! The ceremonies do not belong here.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::Date;

use super::super::clock::Stamp;
use super::super::id::{MemberId, PasskeyId};
use super::super::record::{Version, record};
use super::super::text::Line;

/// What is kept of a passkey: its public half.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// Whose.
    pub member_id: MemberId,
    /// What its owner calls it: the laptop, the telephone.
    pub label: Line,
    /// The id that the device gave it, in base64url. Unique in the tenant.
    pub credential_id: String,
    /// Public key and counter, as the library for passkeys keeps them.
    pub credential: Value,
    /// The day on which it was added.
    pub added_on: Date,
    /// The day from which it is not accepted any more.
    pub removed_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Passkey, PasskeyId, Passkey);

impl Passkey {
    /// A passkey that a member just showed.
    #[must_use]
    pub fn add(
        (member_id, label): (MemberId, Line),
        (credential_id, credential): (String, Value),
        stamp: Stamp<'_>,
    ) -> Self {
        Self {
            id: stamp.id(),
            member_id,
            label,
            credential_id,
            credential,
            added_on: stamp.today,
            removed_on: None,
            version: Version::FIRST,
        }
    }

    /// The same with the counter as it became.
    #[must_use]
    pub fn used(&self, credential: Value) -> Self {
        Self {
            credential,
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// Accepted no longer.
    #[must_use]
    pub fn removed(&self, stamp: Stamp<'_>) -> Self {
        Self {
            removed_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        }
    }
}
