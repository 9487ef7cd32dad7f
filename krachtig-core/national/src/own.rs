//! A region's own indicators: those that its rules observe, handed in beside the national ones with what they are.
//!
//! Who observes them does not belong here. An indicator of a region is told of that region alone, for no other counts it.

use crate::indicator::{Indicator, Kind, is_code};
use crate::refusal::{Check, RefusalCode};

/// The most categories of one.
pub const MOST_OWN_CATEGORIES: usize = 24;
/// The most of them that a region hands in.
const MOST: usize = 50;
/// The most characters of a text for people.
const LONGEST: usize = 500;
/// What stands between a region's code and that of its indicator: no code has it.
const BETWEEN: char = '/';

/// The code of a region's own indicator among those of all regions.
#[must_use]
pub fn own_code(region: &str, code: &str) -> String {
    format!("{region}{BETWEEN}{code}")
}

/// The region whose own indicator has this code; none for a national one.
#[must_use]
pub fn region_of(code: &str) -> Option<&str> {
    code.split_once(BETWEEN).map(|(region, _)| region)
}

impl Indicator {
    /// The region whose own it is; none for a national one.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        region_of(&self.code)
    }

    /// Whether it is one that this region can hand in: under a code of its own, in which a family counts once at most, with
    /// few categories, and texts that people can read.
    #[must_use]
    pub fn is_own_of(&self, region: &str) -> bool {
        let own = self.code.split_once(BETWEEN);
        let named = own.is_some_and(|(of, code)| of == region && is_code(code));
        let bounded = match self.kind {
            Kind::Organisational => self.most_cells == 0,
            Kind::Attribute => self.most_cells == 1,
        };
        let few = (1..=MOST_OWN_CATEGORIES).contains(&self.categories.len());
        let mut codes: Vec<&str> = self.categories.iter().map(|one| one.code.as_str()).collect();
        let plain = codes.iter().all(|code| is_code(code));
        codes.sort_unstable();
        codes.dedup();
        let once = codes.len() == self.categories.len();
        let labels = self.categories.iter().map(|one| &one.label);
        let mut texts = labels
            .chain([&self.label, &self.definition])
            .flat_map(|label| [&label.nl, &label.en]);
        let readable = |text: &String| {
            let line = !text.trim().is_empty() && !text.chars().any(char::is_control);
            line && text.chars().count() <= LONGEST
        };
        named && bounded && few && plain && once && texts.all(readable)
    }
}

/// That these can be the own indicators of a region.
pub(crate) fn check_own(own: &[Indicator], region: &str, check: &mut Check) {
    check.ensure(own.len() <= MOST, RefusalCode::Impossible, "own");
    check.once(own.iter().map(|one| &one.code), "own");
    for one in own {
        check.ensure(
            one.is_own_of(region),
            RefusalCode::InvalidFormat,
            format!("own.{}", one.code),
        );
    }
}
