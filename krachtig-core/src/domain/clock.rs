//! Who acts and when: the moment, the maker of ids and the actor, handed to every decision.
//!
//! Reading the machine's clock or its randomness does not belong here: both are injected.
//!
//! ```
//! use krachtig_core::domain::clock::dutch_date;
//! use time::macros::{date, datetime};
//!
//! assert_eq!(dutch_date(datetime!(2026-06-30 22:30 UTC)), date!(2026-07-01), "summer time is two hours ahead");
//! assert_eq!(dutch_date(datetime!(2026-12-31 22:30 UTC)), date!(2026-12-31));
//! ```

use time::{Date, Duration, Month, OffsetDateTime, UtcOffset, Weekday};
use uuid::Uuid;

use super::id::{Id, MemberId};

/// How far the clocks of two servers may be apart.
pub const APART: Duration = Duration::minutes(5);

/// Whether a moment that was past when it was written down lies ahead by more than clocks are apart: the clock has been
/// put back since, and what holds for some time from that moment would hold for longer.
#[must_use]
pub fn lies_ahead(moment: OffsetDateTime, now: OffsetDateTime) -> bool {
    moment > now + APART
}

/// The moment and the maker of ids, injected so that tests and replays decide what they are.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> OffsetDateTime;
    /// A fresh UUIDv7 that sorts after those made before.
    fn fresh(&self) -> Uuid;
}

/// Who records something, and when: what a decision needs to know of its surroundings.
#[derive(Clone, Copy)]
pub struct Stamp<'a> {
    /// The member who acts.
    pub by: MemberId,
    /// The moment of acting.
    pub now: OffsetDateTime,
    /// The day on which it is, in the Netherlands.
    pub today: Date,
    clock: &'a dyn Clock,
}

impl<'a> Stamp<'a> {
    /// A stamp for what this member does now.
    #[must_use]
    pub fn new(by: MemberId, clock: &'a dyn Clock) -> Self {
        let now = clock.now();
        Self {
            by,
            now,
            today: dutch_date(now),
            clock,
        }
    }

    /// A fresh id.
    #[must_use]
    pub fn id<I: Id>(&self) -> I {
        I::from_uuid(self.clock.fresh())
    }

    /// A fresh id that tells this moment. Others sort after those made before, and so tell of a later one for as long as
    /// the clock was put back.
    #[must_use]
    pub fn id_of_this_moment<I: Id>(&self) -> I {
        let mut bytes = self.clock.fresh().into_bytes();
        let millis = self.now.unix_timestamp_nanos() / 1_000_000;
        // The first 48 bits of a UUIDv7 are milliseconds since 1970.
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[10..]);
        I::from_uuid(Uuid::from_bytes(bytes))
    }
}

/// The date in the Netherlands at a moment.
#[must_use]
pub fn dutch_date(moment: OffsetDateTime) -> Date {
    moment.to_offset(dutch_offset(moment)).date()
}

/// By how much clocks in the Netherlands are ahead of UTC at a moment: an hour, or two between the last Sundays of March
/// and October at 01:00 UTC (Directive 2000/84/EC).
#[must_use]
pub fn dutch_offset(moment: OffsetDateTime) -> UtcOffset {
    let utc = moment.to_offset(UtcOffset::UTC);
    let turn = |month| last_sunday(utc.year(), month).map(|day| day.midnight().assume_utc() + Duration::hours(1));
    let summer = match (turn(Month::March), turn(Month::October)) {
        (Some(starts), Some(ends)) => utc >= starts && utc < ends,
        _ => false,
    };
    UtcOffset::from_hms(if summer { 2 } else { 1 }, 0, 0).unwrap_or(UtcOffset::UTC)
}

/// The first moment of a day in the Netherlands.
#[must_use]
pub fn first_moment_of(day: Date) -> OffsetDateTime {
    let midnight = day.midnight().assume_utc();
    let summer = midnight - Duration::hours(2);
    if dutch_date(summer) == day {
        summer
    } else {
        midnight - Duration::hours(1)
    }
}

fn last_sunday(year: i32, month: Month) -> Option<Date> {
    let last = Date::from_calendar_date(year, month, 31).ok()?;
    Some(if last.weekday() == Weekday::Sunday {
        last
    } else {
        last.prev_occurrence(Weekday::Sunday)
    })
}
