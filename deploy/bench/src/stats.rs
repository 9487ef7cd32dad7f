//! What a round of requests showed, and what several rounds say together. How it is printed does not belong here.

use std::time::Duration;

use serde::Serialize;

/// One round of requests against one server.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Round {
    /// Answered requests per second.
    pub(crate) per_second: f64,
    /// Half of the answers came within this many microseconds.
    pub(crate) p50: f64,
    /// All but a hundredth came within this many microseconds.
    pub(crate) p99: f64,
    /// CPU time of the server's process per request, in microseconds.
    pub(crate) server_cpu: f64,
    /// CPU time of PostgreSQL's processes per request, in microseconds; nothing on SQLite.
    pub(crate) database_cpu: f64,
    /// Bytes of an answer's body, on average.
    pub(crate) bytes: f64,
}

impl Round {
    /// The round in which these latencies were seen.
    pub(crate) fn of(mut latencies: Vec<Duration>, took: Duration, bytes: u64, cpu: (Duration, Duration)) -> Self {
        latencies.sort_unstable();
        let count = latencies.len().max(1) as f64;
        let at = |share: f64| {
            let place = ((latencies.len() as f64) * share) as usize;
            let found = latencies.get(place.min(latencies.len().saturating_sub(1)));
            micros(found.copied().unwrap_or_default())
        };
        Self {
            per_second: latencies.len() as f64 / took.as_secs_f64(),
            p50: at(0.5),
            p99: at(0.99),
            server_cpu: micros(cpu.0) / count,
            database_cpu: micros(cpu.1) / count,
            bytes: bytes as f64 / count,
        }
    }

    /// CPU time of all that it takes to answer, in microseconds.
    pub(crate) fn cpu(&self) -> f64 {
        self.server_cpu + self.database_cpu
    }
}

/// One round of calls of rules, in microseconds a call.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct CallRound {
    /// Half of the calls took this long at most.
    pub(crate) wall_p50: f64,
    /// All but a hundredth took this long at most.
    pub(crate) wall_p99: f64,
    /// Half of the calls took this much CPU time at most.
    pub(crate) cpu_p50: f64,
    /// All but a hundredth took this much CPU time at most.
    pub(crate) cpu_p99: f64,
}

impl CallRound {
    /// The round in which these times were seen.
    pub(crate) fn of(wall: Vec<f64>, cpu: Vec<f64>) -> Self {
        let both = |values: Vec<f64>| (percentile(values.clone(), 0.5), percentile(values, 0.99));
        let ((wall_p50, wall_p99), (cpu_p50, cpu_p99)) = (both(wall), both(cpu));
        Self {
            wall_p50,
            wall_p99,
            cpu_p50,
            cpu_p99,
        }
    }
}

/// The value below which this share of the values lies; nothing where there are none.
pub(crate) fn percentile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * share) as usize;
    values
        .get(place.min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

/// A time in microseconds.
pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The least, the middle and the most of several values.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Spread {
    /// The least.
    pub(crate) min: f64,
    /// The middle one.
    pub(crate) median: f64,
    /// The most.
    pub(crate) max: f64,
}

impl Spread {
    /// The spread of these; zeros where there are none.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().unwrap_or_default();
        Self {
            min: at(0),
            median: at(values.len() / 2),
            max: at(values.len().saturating_sub(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_counts_what_was_answered() {
        let latencies = (1..=100).rev().map(Duration::from_millis).collect();
        let cpu = (Duration::from_millis(200), Duration::from_millis(50));
        let round = Round::of(latencies, Duration::from_secs(2), 5_000, cpu);
        assert_eq!(round.per_second, 50.0);
        assert_eq!((round.p50, round.p99), (51_000.0, 100_000.0));
        assert_eq!((round.server_cpu, round.cpu()), (2_000.0, 2_500.0));
        assert_eq!(round.bytes, 50.0);
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<f64> = (0..100).rev().map(f64::from).collect();
        assert_eq!(percentile(values.clone(), 0.5), 50.0);
        assert_eq!(percentile(values.clone(), 0.99), 99.0);
        assert_eq!(percentile(vec![], 0.5), 0.0);
        let round = CallRound::of(values, vec![7.0]);
        assert_eq!(
            (round.wall_p50, round.wall_p99, round.cpu_p50, round.cpu_p99),
            (50.0, 99.0, 7.0, 7.0)
        );
    }

    #[test]
    fn a_spread_has_its_middle_in_the_middle() {
        let spread = Spread::of([3.0, 1.0, 2.0]);
        assert_eq!((spread.min, spread.median, spread.max), (1.0, 2.0, 3.0));
    }
}
