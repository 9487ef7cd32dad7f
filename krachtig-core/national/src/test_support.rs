//! Fictional definitions and figures, and randomness that is the same on every run. For tests alone.

use std::collections::BTreeMap;
use std::convert::Infallible;

use crate::definition::{AttributeTable, Definition, Group, Split};
use crate::hand_in::HandIn;
use crate::indicator::{Category, Indicator, Kind, Label, Unit};
use crate::noise::Randomness;

/// The operating system's randomness, as outside of tests.
pub(crate) struct System;

impl Randomness for System {
    type Error = getrandom::Error;

    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
        getrandom::fill(buffer)
    }
}

/// Bits of a small generator (splitmix64): the same on every run.
pub(crate) struct Fixed(pub(crate) u64);

impl Randomness for Fixed {
    type Error = Infallible;

    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Infallible> {
        for bytes in buffer.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = self.0;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            bytes.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..bytes.len()]);
        }
        Ok(())
    }
}

/// What a fictional region of so many families hands in of 2026: half of them met problems with money, a quarter with
/// the home, and the detention made things worse for all.
pub(crate) fn hand_in(region: &str, families: u32) -> HandIn {
    let counts = |all: &[(&str, i64)]| all.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
    let of = i64::from(families);
    HandIn {
        region: region.to_owned(),
        name: format!("Regio {region}"),
        period: "2026".parse().expect("a period"),
        counted_families: families,
        counted_years: 3,
        totals: BTreeMap::from([
            ("families_in_trajectory".to_owned(), counts(&[("all", of)])),
            (
                "referrals".to_owned(),
                counts(&[("made", 7), ("accepted", 4), ("declined", 2)]),
            ),
        ]),
        histograms: BTreeMap::from([
            (
                "problem_groups".to_owned(),
                counts(&[("money", of / 2), ("home", of / 4)]),
            ),
            ("problem_effect".to_owned(), counts(&[("worse", of)])),
        ]),
        software: "0.1.0".to_owned(),
        plugins: BTreeMap::from([("trust".to_owned(), "1.2.0".to_owned())]),
        context: None,
        own: Vec::new(),
    }
}

/// Adds an attribute of the region's own under this code, which a third of its families have.
pub(crate) fn with_own(hand_in: &mut HandIn, code: &str) {
    let category = |code: &str| Category {
        code: code.to_owned(),
        label: Label::new(code, code),
    };
    hand_in.own.push(Indicator {
        code: code.to_owned(),
        kind: Kind::Attribute,
        unit: Unit::Families,
        label: Label::new("wachttijd", "waiting time"),
        definition: Label::new("eigen indicator", "own indicator"),
        categories: ["0", "1"].map(category).to_vec(),
        most_cells: 1,
    });
    let counts = [("1".to_owned(), i64::from(hand_in.counted_families / 3))];
    hand_in.histograms.insert(code.to_owned(), counts.into());
}

/// A definition over the regions `noord`, `oost` and `zuid`, of which the last two are a group.
pub(crate) fn definition(name: &str) -> Definition {
    let table = |indicator: &str, epsilon: &str, split| AttributeTable {
        indicator: indicator.to_owned(),
        epsilon: epsilon.parse().expect("an epsilon"),
        split,
    };
    let group = |code: &str, regions: &[&str]| Group {
        code: code.to_owned(),
        label: Label::new(code, code),
        regions: regions.iter().map(|region| (*region).to_owned()).collect(),
    };
    Definition {
        name: name.to_owned(),
        title: Label::new("Jaarcijfers 2026 (fictief)", "Figures of 2026 (fictional)"),
        period: "2026".parse().expect("a period"),
        regions: ["noord", "oost", "zuid"].map(str::to_owned).to_vec(),
        groups: vec![group("boven", &["noord"]), group("onder", &["oost", "zuid"])],
        organisational: ["families_in_trajectory", "referrals"].map(str::to_owned).to_vec(),
        attributes: vec![
            table("problem_groups", "0.8", Split::Together),
            table("problem_effect", "0.6", Split::PerGroup),
        ],
    }
}
