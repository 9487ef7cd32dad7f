//! How often somebody tried to sign in in vain, and how long the next try has to wait.
//!
//! Waiting is bounded; a browser that was let in before has a count of its own, and who has a passkey never waits: so
//! nobody can be kept out by somebody else's tries.
//!
//! ```
//! use krachtig_core::domain::identity::wait_after;
//! use time::Duration;
//!
//! assert_eq!(wait_after(3), Duration::ZERO);
//! assert_eq!(wait_after(4), Duration::seconds(1));
//! assert_eq!(wait_after(8), Duration::seconds(16));
//! assert_eq!(wait_after(1000), Duration::minutes(15));
//! ```

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::super::clock::Stamp;
use super::super::id::SignInAttemptId;
use super::super::record::{Version, record};

/// Tries in vain that cost nothing: people mistype.
const FREE: i64 = 3;
/// The longest wait: a hundred guesses a day, at a password or at the code beside one.
const LONGEST: Duration = Duration::minutes(15);
/// After so long without a try everything is forgotten.
const FORGOTTEN: Duration = Duration::hours(24);

/// How long to wait after so many tries in vain: nothing for the first, then twice as long each time.
#[must_use]
pub fn wait_after(tries: i64) -> Duration {
    if tries <= FREE {
        return Duration::ZERO;
    }
    let doublings = (tries - FREE - 1).min(16);
    Duration::seconds(1_i64 << doublings).min(LONGEST)
}

/// The tries at one account, or those of one browser that signed in to it before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInAttempt {
    /// Its id.
    pub id: SignInAttemptId,
    /// The SHA-256 of what is counted for, an address that nobody has included. Unique in the tenant.
    pub hash: String,
    /// Tries since one succeeded, that under way included.
    pub tries: i64,
    /// When the last one began.
    #[serde(with = "time::serde::timestamp")]
    pub tried_at: OffsetDateTime,
    /// Its version.
    pub version: Version,
}
record!(SignInAttempt, SignInAttemptId, SignInAttempt);

impl SignInAttempt {
    /// A count that begins with so many tries: one, or none for a browser that was let in.
    #[must_use]
    pub fn begin(hash: String, tries: i64, stamp: Stamp<'_>) -> Self {
        Self {
            id: stamp.id(),
            hash,
            tries,
            tried_at: stamp.now,
            version: Version::FIRST,
        }
    }

    /// How long the next try has to wait. Where the clock was put back, the last try lies ahead, and says nothing of how
    /// long ago it was: the wait is never longer than such tries cost, and none where the last is far ahead.
    #[must_use]
    pub fn wait(&self, now: OffsetDateTime) -> Duration {
        if self.tried_at > now + LONGEST {
            return Duration::ZERO;
        }
        let longest = wait_after(self.tries);
        (self.tried_at + longest - now).clamp(Duration::ZERO, longest)
    }

    /// With one try more, which counts before it is known how it ends: so a batch of them helps nobody.
    #[must_use]
    pub fn tried(&self, now: OffsetDateTime) -> Self {
        let before = if now > self.tried_at + FORGOTTEN { 0 } else { self.tries };
        Self {
            tries: before + 1,
            tried_at: now,
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// After one that succeeded.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self {
            tries: 0,
            version: self.version.next(),
            ..self.clone()
        }
    }
}
