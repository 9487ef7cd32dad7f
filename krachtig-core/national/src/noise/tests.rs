//! That the noise has the distribution which the privacy of a table rests on.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::margin::margin;
use crate::test_support::{Fixed, System};

fn width(cells: u8, thousandths: u32) -> Width {
    Width::hiding(cells, Epsilon::of_thousandths(thousandths)).expect("something may be told")
}

/// How often each noise came in so many draws.
fn drawn(width: Width, draws: u32, seed: u64) -> BTreeMap<i64, u32> {
    let (mut counts, mut bits) = (BTreeMap::new(), Fixed(seed));
    for _ in 0..draws {
        let noise = width.draw(&mut bits).expect("the generator never fails");
        *counts.entry(noise).or_default() += 1;
    }
    counts
}

#[test]
fn noise_is_as_likely_as_the_distribution_says() {
    const DRAWS: u32 = 200_000;
    for (cells, thousandths) in [(1, 800), (1, 2_000), (3, 600), (2, 5_000), (1, 100)] {
        let width = width(cells, thousandths);
        let decay = width.decay();
        let chance = |noise: i64| {
            let steps = i32::try_from(noise.unsigned_abs()).expect("small");
            (1.0 - decay) / (1.0 + decay) * decay.powi(steps)
        };
        let counts = drawn(width, DRAWS, 2_026);
        // Pearson's statistic over the noises that are expected at least twenty times, the rest as one.
        let (mut statistic, mut kinds, mut seen, mut expected) = (0.0, 0_u32, 0_u32, 0.0);
        for noise in (-1_000..=1_000).filter(|noise| chance(*noise) * f64::from(DRAWS) >= 20.0) {
            let wanted = chance(noise) * f64::from(DRAWS);
            let count = counts.get(&noise).copied().unwrap_or_default();
            statistic += (f64::from(count) - wanted).powi(2) / wanted;
            (kinds, seen, expected) = (kinds + 1, seen + count, expected + wanted);
        }
        let (rest, wanted) = (f64::from(DRAWS - seen), f64::from(DRAWS) - expected);
        statistic += (rest - wanted).powi(2) / wanted.max(1.0);
        // The statistic has `kinds` degrees of freedom; five standard deviations over its mean never come by chance.
        let most = f64::from(kinds) + 5.0 * (2.0 * f64::from(kinds)).sqrt();
        assert!(
            statistic < most,
            "{cells} cells at {thousandths}: {statistic} of {most}"
        );
        // Half the noise, or twice as much, would be noticed.
        let halved = drawn(self::width(cells, thousandths * 2), DRAWS, 2_026);
        let spread = |counts: &BTreeMap<i64, u32>| -> f64 {
            counts
                .iter()
                .map(|(noise, count)| (noise.abs() * i64::from(*count)) as f64)
                .sum()
        };
        assert!(
            spread(&counts) > 1.5 * spread(&halved),
            "{cells} cells at {thousandths}"
        );
    }
}

#[test]
fn the_margin_holds_for_95_of_a_hundred_and_no_smaller_one_does() {
    for (cells, thousandths) in [(1, 800), (1, 600), (3, 600), (1, 2_000), (1, 250)] {
        let width = width(cells, thousandths);
        let decay = width.decay();
        let beyond = |most: u32| 2.0 * decay.powi(i32::try_from(most).expect("small") + 1) / (1.0 + decay);
        let margin = margin(width);
        assert!(beyond(margin) <= 0.05, "{cells} cells at {thousandths}: {margin}");
        assert!(
            margin == 0 || beyond(margin - 1) > 0.05,
            "{cells} cells at {thousandths}: {margin}"
        );

        let counts = drawn(width, 100_000, 7);
        let out: u32 = counts
            .iter()
            .filter(|(noise, _)| noise.unsigned_abs() > u64::from(margin))
            .map(|(_, count)| count)
            .sum();
        assert!(
            f64::from(out) < 5_300.0,
            "{cells} cells at {thousandths}: {out} of 100,000 beyond {margin}"
        );
    }
}

#[test]
fn the_operating_system_gives_noise_of_both_signs() {
    let width = width(1, 200);
    let draws: Vec<i64> = (0..400).map(|_| width.draw(&mut System).expect("bits")).collect();
    assert!(draws.iter().any(|noise| *noise < 0) && draws.iter().any(|noise| *noise > 0));
}

#[test]
fn without_randomness_there_is_no_noise() {
    struct None;
    impl Randomness for None {
        type Error = &'static str;
        fn fill(&mut self, _: &mut [u8]) -> Result<(), &'static str> {
            Err("no bits")
        }
    }
    assert_eq!(width(1, 800).draw(&mut None), Err("no bits"));
    assert_eq!(Width::hiding(1, Epsilon::ZERO), Option::None);
    assert_eq!(Width::hiding(0, Epsilon::of_thousandths(800)), Option::None);
}

proptest! {
    #[test]
    fn numbers_stay_below_their_bound(seed: u64, bound in 1_u64..) {
        let mut fixed = Fixed(seed);
        prop_assert!(Bits(&mut fixed).below(bound).expect("never fails") < bound);
    }

    #[test]
    fn any_width_can_be_drawn(seed: u64, cells in 1_u8.., thousandths in 1_u32..=1_000_000) {
        let noise = width(cells, thousandths).draw(&mut Fixed(seed)).expect("never fails");
        // A noise of a thousand widths has a chance of exp(-1000).
        let widest = i64::from(cells) * 1_000_000 / i64::from(thousandths) + 1;
        prop_assert!(noise.abs() <= 1_000 * widest, "{noise}");
    }
}
