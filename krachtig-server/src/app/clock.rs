//! The machine's clock and the maker of ids: the one place that reads either.

use krachtig_core::domain::clock::Clock;
use time::OffsetDateTime;
use uuid::Uuid;

/// The machine's clock, and UUIDv7s that sort in the order in which this process made them.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the clock is read; everybody else is handed a Clock"
    )]
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is where ids are made; everybody else is handed a Clock"
    )]
    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }
}

impl krachtig_national::reading::Machine for SystemClock {
    fn now(&self) -> OffsetDateTime {
        Clock::now(self)
    }

    fn fresh(&self) -> Uuid {
        Clock::fresh(self)
    }
}
