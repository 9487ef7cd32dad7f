//! The pauses by the clock, and properties that hold for any order of outcomes.

use proptest::prelude::*;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// A breaker with a clock of its own.
struct Timed {
    breaker: Breaker,
    now: Instant,
}

impl Timed {
    fn new() -> Self {
        Self {
            breaker: Breaker::new(),
            now: Instant::now(),
        }
    }

    /// One call from asking to reporting; nothing where it was not let through.
    fn call(&mut self, verdict: Verdict) -> Option<Leave> {
        let leave = self.breaker.ask(self.now)?;
        self.breaker.report(&leave, verdict, self.now);
        Some(leave)
    }

    fn suspended() -> Self {
        let mut timed = Self::new();
        for _ in 0..IN_A_ROW {
            assert_eq!(timed.call(Verdict::Bad), Some(Leave::Usual));
        }
        timed
    }
}

#[test]
fn three_failures_in_a_row_suspend_and_two_do_not() {
    let mut timed = Timed::new();
    for _ in 0..10 {
        for verdict in [Verdict::Bad, Verdict::Bad, Verdict::Good] {
            assert_eq!(timed.call(verdict), Some(Leave::Usual));
        }
    }
    // A call that never reached the rules neither ends a row nor counts in it.
    for verdict in [Verdict::Bad, Verdict::None, Verdict::Bad, Verdict::None, Verdict::Bad] {
        assert_eq!(timed.call(verdict), Some(Leave::Usual));
    }
    assert_eq!(timed.call(Verdict::Good), None);
}

#[test]
fn the_pause_doubles_from_a_minute_to_an_hour_while_trials_fail() {
    let mut timed = Timed::suspended();
    for minutes in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
        timed.now += SECOND * 60 * minutes - SECOND;
        assert_eq!(
            timed.call(Verdict::Bad),
            None,
            "a second before {minutes} minutes are over"
        );
        timed.now += SECOND;
        assert_eq!(timed.call(Verdict::Bad), Some(Leave::Trial));
    }
    timed.now += LONGEST;
    assert_eq!(timed.call(Verdict::Good), Some(Leave::Trial));
    assert_eq!(timed.call(Verdict::Bad), Some(Leave::Usual), "one success clears all");
    assert!(matches!(timed.breaker, Breaker::Closed { failures: 1 }));
}

#[test]
fn one_trial_at_a_time_and_another_where_it_is_never_heard_of() {
    let mut timed = Timed::suspended();
    timed.now += SHORTEST;
    assert_eq!(timed.breaker.ask(timed.now), Some(Leave::Trial));
    assert_eq!(timed.breaker.ask(timed.now), None);
    timed.now += SHORTEST;
    assert_eq!(timed.breaker.ask(timed.now), Some(Leave::Trial));
    // The rules could not be asked: that says nothing, and the next trial comes after the same pause.
    assert!(!timed.breaker.report(&Leave::Trial, Verdict::None, timed.now));
    timed.now += SHORTEST;
    assert_eq!(timed.breaker.ask(timed.now), Some(Leave::Trial));
}

#[test]
fn calls_under_way_when_rules_are_suspended_change_nothing() {
    let mut timed = Timed::suspended();
    for late in [Verdict::Good, Verdict::Bad] {
        assert!(!timed.breaker.report(&Leave::Usual, late, timed.now));
        assert!(matches!(timed.breaker, Breaker::Open { pause, .. } if pause == SHORTEST));
    }
}

#[test]
fn overruns_and_nonsense_count_and_declining_does_not() {
    let text = String::new;
    for bad in [
        RuleFault::OutOfFuel,
        RuleFault::OutOfTime,
        RuleFault::OutOfMemory,
        RuleFault::OutOfWords,
        RuleFault::Trapped { reason: text() },
        RuleFault::BadAnswer { detail: text() },
    ] {
        assert_eq!(Verdict::of(&Err(bad)), Verdict::Bad);
    }
    let (problem, detail) = (text(), text());
    assert_eq!(
        Verdict::of(&Err(RuleFault::Declined { problem, detail })),
        Verdict::Good
    );
    assert_eq!(
        Verdict::of(&Err(RuleFault::Unavailable { detail: text() })),
        Verdict::None
    );
    assert_eq!(Verdict::of(&Err(RuleFault::Suspended)), Verdict::None);
}

fn any_verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![1 => Just(Verdict::Good), 3 => Just(Verdict::Bad), 1 => Just(Verdict::None)]
}

proptest! {
    #[test]
    fn rules_that_always_fail_are_hardly_asked(waits in prop::collection::vec(0..600_u64, 1..400)) {
        let mut timed = Timed::new();
        let start = timed.now;
        let mut asked = 0_u32;
        for wait in waits {
            timed.now += SECOND * u32::try_from(wait).expect("small");
            asked += u32::from(timed.call(Verdict::Bad).is_some());
        }
        // Three calls, six trials while the pause grows, and one an hour.
        let hours = u32::try_from((timed.now - start).as_secs() / 3_600).expect("small");
        prop_assert!(asked <= IN_A_ROW + 7 + hours, "{} calls in {} hours", asked, hours);
    }

    #[test]
    fn whatever_happened_an_hour_later_one_success_clears_it(
        calls in prop::collection::vec((any_verdict(), 0..4_000_u64), 0..100),
    ) {
        let mut timed = Timed::new();
        for (verdict, wait) in calls {
            let before = matches!(timed.breaker, Breaker::Open { .. });
            let leave = timed.call(verdict);
            prop_assert_eq!(before, leave != Some(Leave::Usual), "suspended rules are asked on trial or not at all");
            if let Breaker::Open { until, pause } = timed.breaker {
                prop_assert!((SHORTEST..=LONGEST).contains(&pause));
                prop_assert!(until <= timed.now + pause);
            }
            timed.now += SECOND * u32::try_from(wait).expect("small");
        }
        timed.now += LONGEST;
        prop_assert!(timed.call(Verdict::Good).is_some());
        prop_assert_eq!(timed.call(Verdict::Good), Some(Leave::Usual));
    }
}
