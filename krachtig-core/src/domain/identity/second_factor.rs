//! Second factors beside a password: one-time codes of an app (RFC 6238) and recovery codes on paper.

use serde::{Deserialize, Serialize};
use time::Date;

use super::super::clock::Stamp;
use super::super::id::{MemberId, RecoveryCodeId, TotpId};
use super::super::record::{Version, record};
use super::super::refusal::{Decision, Refusal, RefusalCode};
use super::KeptSecret;

/// The secret that a member's app makes one-time codes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Totp {
    /// Its id.
    pub id: TotpId,
    /// Whose; each member has one at most.
    pub member_id: MemberId,
    /// The secret in Base32; nothing where it was withdrawn.
    pub secret: Option<KeptSecret>,
    /// Whether a code was shown once, so that it counts as the second factor.
    pub confirmed: bool,
    /// The step of thirty seconds whose code was accepted last: no code up to it is accepted again.
    pub last_step: i64,
    /// Its version.
    pub version: Version,
}
record!(Totp, TotpId, Totp);

impl Totp {
    /// A secret that was just made, not in use yet.
    #[must_use]
    pub fn offer(member_id: MemberId, secret: KeptSecret, stamp: Stamp<'_>) -> Self {
        Self {
            id: stamp.id(),
            member_id,
            secret: Some(secret),
            confirmed: false,
            last_step: 0,
            version: Version::FIRST,
        }
    }

    /// Another secret in place of this one, which is not in use until it is confirmed.
    #[must_use]
    pub fn offer_again(&self, secret: KeptSecret) -> Self {
        Self {
            secret: Some(secret),
            confirmed: false,
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// Takes the code of a step: in use from now, and this step's code is spent.
    ///
    /// # Errors
    /// `wrong_code` for a step whose code was taken before, or one before it.
    pub fn take(&self, step: i64) -> Decision<Self> {
        if step <= self.last_step {
            return Err(Refusal::new(RefusalCode::WrongCode, "code").into());
        }
        Ok(Self {
            confirmed: true,
            last_step: step,
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Out of use. The secret is blotted out; the step stays, so that a code can't come back with the same secret.
    #[must_use]
    pub fn withdrawn(&self) -> Self {
        Self {
            secret: None,
            confirmed: false,
            version: self.version.next(),
            ..self.clone()
        }
    }
}

/// A code on paper that stands in for a one-time code, once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecoveryCode {
    /// Its id.
    pub id: RecoveryCodeId,
    /// Whose.
    pub member_id: MemberId,
    /// The SHA-256 of the code, in lower-case hexadecimal: a code has 80 random bits. Unique in the tenant.
    pub hash: String,
    /// When it was used, or others took its place.
    pub spent_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(RecoveryCode, RecoveryCodeId, RecoveryCode);

impl RecoveryCode {
    /// How many a member gets at once.
    pub const AT_ONCE: usize = 10;

    /// A code that was just made.
    #[must_use]
    pub fn issue(member_id: MemberId, hash: String, stamp: Stamp<'_>) -> Self {
        Self {
            id: stamp.id(),
            member_id,
            hash,
            spent_on: None,
            version: Version::FIRST,
        }
    }

    /// Used, or replaced.
    #[must_use]
    pub fn spent(&self, stamp: Stamp<'_>) -> Self {
        Self {
            spent_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        }
    }
}
