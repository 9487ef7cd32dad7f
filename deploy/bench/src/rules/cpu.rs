//! CPU time of the calling thread, fine enough for one call, and of the whole process.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// CPU time that the calling thread used so far.
pub(super) fn thread_cpu() -> Duration {
    cpu(ClockId::ThreadCPUTime)
}

/// CPU time that all threads of this process used so far.
pub(super) fn process_cpu() -> Duration {
    cpu(ClockId::ProcessCPUTime)
}

fn cpu(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn sleeping_costs_nothing_and_computing_does() {
        let (begun, before) = (Instant::now(), thread_cpu());
        std::thread::sleep(Duration::from_millis(20));
        let slept = thread_cpu() - before;
        assert!(
            begun.elapsed() >= Duration::from_millis(20) && slept < Duration::from_millis(10),
            "{slept:?}"
        );
        let before = thread_cpu();
        let mut sum = 0_u64;
        while thread_cpu() - before < Duration::from_millis(1) {
            sum = (0..10_000_u64).fold(sum, |sum, number| sum.wrapping_mul(31) ^ number);
        }
        assert!(sum != 1, "the work is done");
    }
}
