//! Counts the national figures of a quarter over all families of a tenant: totals of the organisation, and histograms in
//! which no family counts in more categories than its share.
//!
//! What a family tells does not belong here, see [`super::national_facts`]; nor how histograms are protected, which is the
//! national figures' own business.

use std::collections::{BTreeMap, BTreeSet};

use super::id::FamilyId;
use super::national_facts::{NationalFacts, Totals};
use super::period::Quarter;
use super::trajectory::Trajectory;

/// An attribute of families, and in how many of its categories one counts at most.
pub type Share = (String, u8);

/// By indicator, the categories that a trajectory tells.
type Attributes = BTreeMap<&'static str, Vec<&'static str>>;

/// The figures of the organisation that are counted, which are told where there is nothing too.
pub const TOTALS: [&str; 7] = [
    "families_in_trajectory",
    "trajectories_closed",
    "hours",
    "referrals",
    "budget",
    "suggestions",
    "stories",
];

/// The counted figures of a quarter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NationalFigures {
    /// How many families count in the histograms.
    pub counted_families: u32,
    /// By indicator and category.
    pub totals: BTreeMap<String, BTreeMap<String, i64>>,
    /// By indicator and category, how many counted families.
    pub histograms: BTreeMap<String, BTreeMap<String, i64>>,
}

/// What is counted so far.
#[derive(Debug)]
pub struct NationalCount {
    quarter: Quarter,
    counted_years: u8,
    /// In which calendar year the first trajectory of each family began.
    began: BTreeMap<FamilyId, i32>,
    /// What the trajectories of each family tell, in the order in which they were recorded.
    families: BTreeMap<FamilyId, Vec<Attributes>>,
    totals: Totals,
}

impl NationalCount {
    /// A count over a quarter, in which a family's attributes count in so many calendar years from its first.
    #[must_use]
    pub fn over(quarter: Quarter, counted_years: u8) -> Self {
        Self {
            quarter,
            counted_years,
            began: BTreeMap::new(),
            families: BTreeMap::new(),
            totals: Totals::new(),
        }
    }

    /// Takes a trajectory into account. Every one of the tenant's has to be, those that were not open in the quarter too,
    /// for they tell when a family began. They come in the order in which they were recorded.
    pub fn add(&mut self, trajectory: &Trajectory, facts: Option<NationalFacts>) {
        let year = trajectory.opened_on.year();
        let began = self.began.entry(trajectory.family_id).or_insert(year);
        *began = year.min(*began);
        let Some(facts) = facts else { return };
        self.families
            .entry(trajectory.family_id)
            .or_default()
            .push(facts.attributes);
        for (key, amount) in facts.totals {
            let total = self.totals.entry(key).or_default();
            *total = total.saturating_add(amount);
        }
    }

    /// The figures, of these attributes, each with a family's share.
    #[must_use]
    pub fn figures(mut self, shares: &[Share]) -> NationalFigures {
        let last_year = self.quarter.last_day().year();
        let first_year = last_year - i32::from(self.counted_years) + 1;
        let counted: BTreeSet<FamilyId> = self
            .families
            .keys()
            .copied()
            .filter(|family| self.began.get(family).is_some_and(|began| *began >= first_year))
            .collect();
        let mut histograms = BTreeMap::new();
        for (indicator, share) in shares {
            let histogram: &mut BTreeMap<String, i64> = histograms.entry(indicator.clone()).or_default();
            for family in &counted {
                let told = self.families.get(family).map(Vec::as_slice).unwrap_or_default();
                for category in share_of(told, indicator, usize::from(*share)) {
                    *histogram.entry(category.to_owned()).or_default() += 1;
                }
            }
        }
        let families = i64::try_from(self.families.len()).unwrap_or(i64::MAX);
        self.totals.insert(("families_in_trajectory", "all"), families);
        NationalFigures {
            counted_families: u32::try_from(counted.len()).unwrap_or(u32::MAX),
            totals: totals(self.totals),
            histograms,
        }
    }
}

/// The categories in which a family counts. Where it counts once, its newest trajectory's word counts; else the first words.
fn share_of(told: &[Attributes], indicator: &str, share: usize) -> Vec<&'static str> {
    if share == 1 {
        let newest = told
            .iter()
            .rev()
            .find_map(|attributes| attributes.get(indicator)?.first());
        return newest.copied().into_iter().collect();
    }
    let mut within: Vec<&'static str> = Vec::new();
    for category in told.iter().filter_map(|attributes| attributes.get(indicator)).flatten() {
        if within.len() < share && !within.contains(category) {
            within.push(category);
        }
    }
    within
}

/// Totals as they are handed in: hours whole, and what came back taken off what was spent.
fn totals(mut totals: Totals) -> BTreeMap<String, BTreeMap<String, i64>> {
    if let Some(minutes) = totals.get_mut(&("hours", "all")) {
        *minutes /= 60;
    }
    if let Some(returned) = totals.remove(&("budget", "returned")) {
        // What comes back of an earlier quarter's spending makes this one's no less than nothing.
        let spent = totals.entry(("budget", "spent")).or_default();
        *spent = spent.saturating_sub(returned).max(0);
    }
    let none = |indicator: &&str| ((*indicator).to_owned(), BTreeMap::new());
    let mut told: BTreeMap<String, BTreeMap<String, i64>> = TOTALS.iter().map(none).collect();
    for ((indicator, category), amount) in totals {
        told.entry(indicator.to_owned())
            .or_default()
            .insert(category.to_owned(), amount);
    }
    told
}

#[cfg(test)]
mod tests;
