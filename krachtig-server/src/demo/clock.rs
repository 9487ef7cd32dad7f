//! The demo's own clock: it stands at the moment at which a record would have been made, and its ids say so.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use krachtig_core::domain::clock::Clock;
use time::{Date, Duration, OffsetDateTime, Time, Weekday};
use uuid::{Builder, Uuid};

/// A clock for one family's dossier. It only goes forward, and never past the demo's last day.
pub(super) struct DemoClock {
    millis: AtomicI64,
    made: AtomicU64,
    salt: u64,
    last: Date,
}

/// The hour in UTC at which work begins: nine or ten o'clock in the Netherlands.
const MORNING: Time = time::macros::time!(08:00);
/// The hour in UTC at which it ends.
const EVENING: Time = time::macros::time!(17:00);

impl DemoClock {
    /// A clock that stands on the morning of a day.
    pub(super) fn from(first: Date, last: Date, salt: u64) -> Self {
        Self {
            millis: AtomicI64::new(millis(first.min(last).with_time(MORNING).assume_utc())),
            made: AtomicU64::new(0),
            salt,
            last,
        }
    }

    /// Lets days go by. Work is done on working days, unless the demo ends before the next one.
    pub(super) fn pass(&self, days: i64) {
        let now = self.now();
        let mut day = now.date().saturating_add(Duration::days(days));
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.saturating_add(Duration::DAY);
        }
        // An hour of the day that differs from record to record, so that not all work is done at one stroke.
        let minutes = i64::try_from(mix(self.salt ^ self.made.load(Ordering::Relaxed)) % 420).unwrap_or(0);
        let then = (day.with_time(MORNING) + Duration::minutes(minutes)).assume_utc();
        let latest = self.last.with_time(EVENING).assume_utc();
        self.millis.fetch_max(millis(then.min(latest)), Ordering::Relaxed);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> OffsetDateTime {
        let millis = self.millis.load(Ordering::Relaxed);
        OffsetDateTime::UNIX_EPOCH.saturating_add(Duration::milliseconds(millis))
    }

    fn fresh(&self) -> Uuid {
        // Every id takes a millisecond, so ids of a dossier sort in the order in which they were made.
        let millis = self.millis.fetch_add(1, Ordering::Relaxed);
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let (high, low) = (mix(self.salt.wrapping_add(number)), mix(!self.salt ^ number));
        let mut random = [0; 10];
        random[..8].copy_from_slice(&high.to_be_bytes());
        random[8..].copy_from_slice(&low.to_be_bytes()[..2]);
        Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or(0), &random).into_uuid()
    }
}

fn millis(moment: OffsetDateTime) -> i64 {
    moment.unix_timestamp().saturating_mul(1_000)
}

/// Scatters a number over all 64 bits, each number to another place (the finaliser of SplitMix64).
pub(super) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
