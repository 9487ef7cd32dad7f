//! The real clock, for the servers that are measured and for the data that they serve.

use krachtig_core::domain::clock::Clock;
use time::OffsetDateTime;
use uuid::Uuid;

/// Tells the machine's time and makes ids from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement wires the real clock, as the server does"
    )]
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement wires real ids, as the server does"
    )]
    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }
}
