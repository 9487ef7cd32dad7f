//! The clock of an import: it stands at noon of the day that a row is about, so that ids tell when things happened.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicI64, Ordering};

use krachtig_core::domain::clock::Clock;
use krachtig_core::error::Fault;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use time::{Date, Duration, OffsetDateTime, Time};
use uuid::{Builder, Uuid};

/// Chance that nobody can foretell, for the ids of all dossiers of an import.
pub(super) struct Chance(Mutex<ChaCha8Rng>);

impl Chance {
    /// Chance seeded by the operating system.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] when the operating system gives no randomness.
    pub(super) fn new() -> Result<Self, Fault> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| Fault::Unsuitable {
            what: "the operating system gives no randomness".to_owned(),
        })?;
        Ok(Self(Mutex::new(ChaCha8Rng::from_seed(seed))))
    }

    fn bytes(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        // Whoever panicked while drawing left nothing half done.
        let mut drawn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.fill_bytes(&mut bytes);
        bytes
    }
}

/// The clock of one dossier. It is set to the day of each row; its ids only go forward.
pub(super) struct ImportClock<'c> {
    chance: &'c Chance,
    now: AtomicI64,
    last: AtomicI64,
}

impl<'c> ImportClock<'c> {
    /// A clock whose ids come after this moment.
    pub(super) fn after(moment: Option<OffsetDateTime>, chance: &'c Chance) -> Self {
        Self {
            chance,
            now: AtomicI64::new(0),
            last: AtomicI64::new(moment.map_or(0, millis)),
        }
    }

    /// Sets the clock to noon of a day, when it is that day in the Netherlands too.
    pub(super) fn set(&self, day: Date) {
        let noon = day.with_time(Time::MIDNIGHT + Duration::hours(12)).assume_utc();
        self.now.store(millis(noon), Ordering::Relaxed);
    }
}

impl Clock for ImportClock<'_> {
    fn now(&self) -> OffsetDateTime {
        let millis = self.now.load(Ordering::Relaxed);
        OffsetDateTime::UNIX_EPOCH.saturating_add(Duration::milliseconds(millis))
    }

    fn fresh(&self) -> Uuid {
        // Every id takes a millisecond of its own, so ids of a dossier sort in the order in which they were made.
        let now = self.now.load(Ordering::Relaxed);
        let next = |last: i64| Some(now.max(last.saturating_add(1)));
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        let millis = last.ok().and_then(next).unwrap_or(now);
        Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or(0), &self.chance.bytes()).into_uuid()
    }
}

fn millis(moment: OffsetDateTime) -> i64 {
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use krachtig_core::domain::clock::dutch_date;
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn ids_tell_the_day_and_only_go_forward() {
        let chance = Chance::new().expect("there is randomness");
        let clock = ImportClock::after(None, &chance);
        let mut ids = Vec::new();
        for day in [date!(2026 - 03 - 02), date!(2026 - 07 - 01), date!(2026 - 03 - 02)] {
            clock.set(day);
            assert_eq!(dutch_date(clock.now()), day);
            ids.extend([clock.fresh(), clock.fresh()]);
        }
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        let again = ImportClock::after(Some(datetime!(2026-12-31 00:00 UTC)), &chance);
        again.set(date!(2026 - 03 - 02));
        assert!(again.fresh() > ids[5], "after what the dossier has already");
    }
}
