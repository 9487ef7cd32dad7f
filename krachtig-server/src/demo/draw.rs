//! Chance for the demo: the same seed draws the same, whatever the machine, the day or the number of families.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A source of chance of its own for every family, so that a family is the same in a demo of ten and of ten thousand.
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    /// The chance of one family.
    pub(super) fn of(seed: u64, family: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(family);
        Self(rng)
    }

    /// Any number.
    pub(super) fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number within bounds, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = u128::from(most.abs_diff(least)) + 1;
        let offset = (u128::from(self.number()) * width) >> 64;
        // The offset is at most the distance between the bounds.
        least.saturating_add(i64::try_from(offset).unwrap_or(0))
    }

    /// Yes in so many of a hundred cases.
    pub(super) fn percent(&mut self, chance: i64) -> bool {
        self.between(1, 100) <= chance
    }

    /// One of the list; none of an empty one.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(list.len())
            .ok()?
            .checked_sub(1)
            .filter(|last| *last >= 0)?;
        list.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// One of the words; an empty one of an empty list.
    pub(super) fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.pick(list).copied().unwrap_or_default()
    }

    /// So many different ones of the list, in the list's order.
    pub(super) fn some<T: Copy>(&mut self, list: &[T], count: usize) -> Vec<T> {
        let (mut wanted, mut picked) = (count.min(list.len()), Vec::with_capacity(count));
        for (position, item) in list.iter().enumerate() {
            let left = i64::try_from(list.len() - position).unwrap_or(i64::MAX);
            if self.between(1, left) <= i64::try_from(wanted).unwrap_or(0) {
                picked.push(*item);
                wanted -= 1;
            }
        }
        picked
    }
}
