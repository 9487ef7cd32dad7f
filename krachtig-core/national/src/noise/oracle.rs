//! The noise beside that of OpenDP, whose makers proved theirs: both are drawn, and neither can be told from the other.
//!
//! OpenDP is asked as a program of its own, in Python: its library in Rust brings OpenSSL, and nothing of it is built into
//! what is published. Where it is not installed that is said.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::*;
use crate::epsilon::Epsilon;
use crate::test_support::System;

type Drawn = BTreeMap<i64, u32>;

/// Adds noise to so many noughts and tells how often each came.
const ASK: &str = "
import sys, collections
import opendp.prelude as dp
dp.enable_features('contrib')
space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
noise = dp.m.make_laplace(*space, scale=float(sys.argv[1]))
for value, count in collections.Counter(noise([0] * int(sys.argv[2]))).items():
    print(value, count)
";

/// What OpenDP draws; nothing where there is none.
fn theirs(scale: f64, draws: u32) -> Option<Drawn> {
    let tools = std::env::var_os("KRACHTIG_TEST_TOOLS").map(|tools| Path::new(&tools).join("python3"));
    let python = tools.unwrap_or_else(|| "python3".into());
    let arguments = ["-c", ASK, &scale.to_string(), &draws.to_string()];
    let done = Command::new(python).args(arguments).output().ok()?;
    let told = String::from_utf8(done.stdout).ok()?;
    if !done.status.success() {
        let why = String::from_utf8_lossy(&done.stderr);
        assert!(why.contains("No module named 'opendp'"), "OpenDP failed: {why}");
        return None;
    }
    let line = |line: &str| {
        let (value, count) = line.split_once(' ')?;
        Some((value.parse().ok()?, count.parse().ok()?))
    };
    Some(
        told.lines()
            .map(|text| line(text).expect("a number and its count"))
            .collect(),
    )
}

fn ours(width: Width, draws: u32) -> Drawn {
    let mut counts = Drawn::new();
    for _ in 0..draws {
        *counts.entry(width.draw(&mut System).expect("bits")).or_default() += 1;
    }
    counts
}

/// Pearson's statistic of two samples of the same size, in standard deviations over what it is on average where both come
/// from one distribution. Noises that came fewer than forty times in both together count as one.
fn apart(one: &Drawn, other: &Drawn) -> f64 {
    let of = |drawn: &Drawn, noise: i64| f64::from(drawn.get(&noise).copied().unwrap_or_default());
    let noises: std::collections::BTreeSet<i64> = one.keys().chain(other.keys()).copied().collect();
    let (mut statistic, mut kinds, mut rare) = (0.0, 0_u32, (0.0, 0.0));
    for noise in noises {
        let (a, b) = (of(one, noise), of(other, noise));
        if a + b < 40.0 {
            rare = (rare.0 + a, rare.1 + b);
        } else {
            statistic += (a - b).powi(2) / (a + b);
            kinds += 1;
        }
    }
    if rare.0 + rare.1 > 0.0 {
        statistic += (rare.0 - rare.1).powi(2) / (rare.0 + rare.1);
        kinds += 1;
    }
    let freedom = f64::from(kinds.max(2) - 1);
    (statistic - freedom) / (2.0 * freedom).sqrt()
}

/// Widths that a floating-point number holds exactly: cells that change, and thousandths of epsilon.
fn compare(widths: &[(u8, u32)], draws: u32) {
    for (cells, thousandths) in widths {
        let width = |thousandths| Width::hiding(*cells, Epsilon::of_thousandths(thousandths)).expect("something");
        let scale = f64::from(*cells) * 1_000.0 / f64::from(*thousandths);
        let Some(theirs) = theirs(scale, draws) else {
            say("NOT COMPARED WITH OPENDP: `pip install opendp` in the environment that KRACHTIG_TEST_TOOLS names.");
            return;
        };
        let ours = ours(width(*thousandths), draws);
        let far = apart(&ours, &theirs);
        // Five standard deviations never come by chance.
        assert!(far < 5.0, "at a width of {scale}: {far} standard deviations apart");
        // A width that is a twentieth off is noticed, or else this would prove nothing.
        let off = self::ours(width(thousandths * 21 / 20), draws);
        let far = apart(&off, &theirs);
        assert!(far > 5.0, "another width than {scale} would not be noticed: {far}");
    }
}

fn say(text: &str) {
    eprintln!("{text}");
}

#[test]
fn noise_is_that_of_opendp() {
    compare(&[(1, 800)], 60_000);
}

#[test]
#[ignore = "soak"]
fn a_million_noises_of_each_width_are_those_of_opendp() {
    compare(&[(1, 2_000), (1, 800), (1, 400), (2, 400), (1, 100)], 1_000_000);
}
