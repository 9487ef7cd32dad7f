//! What a family tells in the figures of a period, over all its trajectories and within its share: codes and amounts,
//! nothing that names or describes anybody.
//!
//! What one trajectory tells does not belong here, see [`super::national_facts`]; nor how families are counted together,
//! see [`super::national_count`].

use std::collections::BTreeMap;

use time::Date;

use super::national_count::Share;
use super::national_facts::NationalFacts;
use super::own_facts::OwnFacts;
use super::period::Period;

/// Which way of making facts this is. Facts that were kept under another number are computed anew, so whatever changes what
/// a dossier tells of a period, or what is worth a look in it, makes it one higher. A region's rules have a part in the
/// number that is kept.
pub const FORMULA: i64 = 4;

/// The periods whose facts are kept on a day: this quarter and the four before it, this year and the one before it.
#[must_use]
pub fn kept_periods(today: Date) -> Vec<Period> {
    let back = |newest: Period, count| std::iter::successors(Some(newest), |one| Some(one.previous())).take(count);
    let quarters = back(Period::quarter_of(today), 5);
    quarters.chain(back(Period::year_of(today), 2)).collect()
}

/// What a family tells of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyFacts {
    /// In which calendar year its first trajectory began.
    pub began: i32,
    /// Whether it counts: one of its trajectories was open in the period, and nobody restricted the use of data.
    pub counts: bool,
    /// By indicator, the categories in which it counts.
    pub attributes: BTreeMap<String, Vec<&'static str>>,
    /// By indicator and category, what was done for it in the period. Hours are told in minutes.
    pub totals: BTreeMap<(&'static str, &'static str), i64>,
    /// What it tells for the region's own indicators.
    pub own: OwnFacts,
}

impl FamilyFacts {
    /// Of a family's trajectories, in the order in which they were recorded: when each was opened and what it tells.
    /// Those that were not open in the period tell when the family began, so all of them have to be there.
    #[must_use]
    pub fn of(trajectories: &[(Date, Option<NationalFacts>)], shares: &[Share]) -> Self {
        let began = trajectories.iter().map(|(opened_on, _)| opened_on.year()).min();
        let told: Vec<&NationalFacts> = trajectories.iter().filter_map(|(_, facts)| facts.as_ref()).collect();
        let mut facts = Self {
            began: began.unwrap_or_default(),
            counts: !told.is_empty(),
            ..Self::default()
        };
        for (indicator, share) in shares {
            let within = within_share(&told, indicator, usize::from(*share));
            if !within.is_empty() {
                facts.attributes.insert(indicator.clone(), within);
            }
        }
        for (key, amount) in told.iter().flat_map(|one| &one.totals) {
            let total = facts.totals.entry(*key).or_default();
            *total = total.saturating_add(*amount);
        }
        for one in told {
            facts.own.follow(&one.own);
        }
        facts
    }
}

/// The categories in which a family counts. Where it counts once, its newest trajectory's word counts; else the first words.
fn within_share(told: &[&NationalFacts], indicator: &str, share: usize) -> Vec<&'static str> {
    let words = |one: &&NationalFacts| one.attributes.get(indicator).cloned().unwrap_or_default();
    if share == 1 {
        let newest = told.iter().rev().find_map(|one| words(one).first().copied());
        return newest.into_iter().collect();
    }
    let mut within = Vec::new();
    for category in told.iter().flat_map(words) {
        if within.len() < share && !within.contains(&category) {
            within.push(category);
        }
    }
    within
}
