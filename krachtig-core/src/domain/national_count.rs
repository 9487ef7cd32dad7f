//! Counts the national figures of a period over all families of a tenant: totals of the organisation, and histograms in
//! which no family counts in more categories than its share.
//!
//! What a family tells does not belong here, see [`super::national_facts`]; nor how histograms are protected, which is the
//! national figures' own business.

use std::collections::BTreeMap;

use krachtig_national::indicator::{Indicator, Kind};
use serde::{Deserialize, Serialize};
use time::Date;

use super::family_facts::FamilyFacts;
use super::id::FamilyId;
use super::national_facts::NationalFacts;
use super::own_facts::OwnFigure;
use super::period::Period;
use super::trajectory::Trajectory;

/// An attribute of families, and in how many of its categories one counts at most.
pub type Share = (String, u8);

/// The figures of the organisation that are counted, which are told where there is nothing too.
pub const TOTALS: [&str; 10] = [
    "families_in_trajectory",
    "trajectories_closed",
    "hours",
    "referrals",
    "budget",
    "suggestions",
    "stories",
    "connections",
    "budget_allotted",
    "suggestions_by_outcome",
];

/// The counted figures of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NationalFigures {
    /// How many families count in the histograms.
    pub counted_families: u32,
    /// By indicator and category.
    pub totals: BTreeMap<String, BTreeMap<String, i64>>,
    /// By indicator and category, how many counted families.
    pub histograms: BTreeMap<String, BTreeMap<String, i64>>,
    /// The region's own indicators that are among them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub own: Vec<Indicator>,
    /// The region's rules that observed for them, with their versions.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub rules: BTreeMap<String, String>,
    /// How many trajectories the rules could not observe: they count in none of the region's own indicators.
    #[serde(default)]
    pub unobserved: i64,
    /// The region's own figures as its rules combine them. They are not handed in.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub observed: Vec<OwnFigure>,
}

/// The first calendar year of those in which a family's attributes count, where the last of them is this period's.
#[must_use]
pub fn first_counted_year(period: Period, counted_years: u8) -> i32 {
    period.last_day().year() - i32::from(counted_years) + 1
}

/// What the dossiers tell so far.
#[derive(Debug)]
pub struct NationalCount {
    first_year: i32,
    /// Of the trajectories of each family, in the order in which they were recorded.
    families: BTreeMap<FamilyId, Vec<(Date, Option<NationalFacts>)>>,
}

impl NationalCount {
    /// A count over a period, in which a family's attributes count in so many calendar years from its first.
    #[must_use]
    pub fn over(period: Period, counted_years: u8) -> Self {
        Self {
            first_year: first_counted_year(period, counted_years),
            families: BTreeMap::new(),
        }
    }

    /// Takes a trajectory into account. Every one of the tenant's has to be, those that were not open in the period too,
    /// for they tell when a family began. They come in the order in which they were recorded.
    pub fn add(&mut self, trajectory: &Trajectory, facts: Option<NationalFacts>) {
        let told = self.families.entry(trajectory.family_id).or_default();
        told.push((trajectory.opened_on, facts));
    }

    /// The figures, of these attributes, each with a family's share, and of these indicators of the region's own.
    #[must_use]
    pub fn figures(&self, shares: &[Share], own: Vec<Indicator>) -> NationalFigures {
        let mut folded = Folded::default();
        for trajectories in self.families.values() {
            folded.add(&FamilyFacts::of(trajectories, shares), self.first_year);
        }
        folded.figures(shares, own)
    }
}

/// The facts of families, counted together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// How many families there were.
    pub families: i64,
    /// How many of them began recently enough to count in the histograms.
    pub counted_families: i64,
    /// By indicator and category, what was done for all of them. Hours are told in minutes.
    pub totals: BTreeMap<(String, String), i64>,
    /// By indicator and category, how many counted families.
    pub histograms: BTreeMap<(String, String), i64>,
    /// How many trajectories the region's rules could not observe.
    pub unobserved: i64,
}

impl Folded {
    /// Counts a family along, whose attributes count if it began in this year or later.
    pub fn add(&mut self, facts: &FamilyFacts, first_year: i32) {
        if !facts.counts {
            return;
        }
        self.families += 1;
        for ((indicator, category), amount) in &facts.totals {
            let key = ((*indicator).to_owned(), (*category).to_owned());
            let total = self.totals.entry(key).or_default();
            *total = total.saturating_add(*amount);
        }
        for (key, amount) in &facts.own.totals {
            let total = self.totals.entry(key.clone()).or_default();
            *total = total.saturating_add(*amount);
        }
        self.unobserved += facts.own.unobserved;
        if facts.began < first_year {
            return;
        }
        self.counted_families += 1;
        for (indicator, categories) in &facts.attributes {
            for category in categories {
                let key = (indicator.clone(), (*category).to_owned());
                *self.histograms.entry(key).or_default() += 1;
            }
        }
        for (indicator, category) in &facts.own.attributes {
            let key = (indicator.clone(), category.clone());
            *self.histograms.entry(key).or_default() += 1;
        }
    }

    /// The figures: every figure of the organisation, every one of these attributes, and those of the region's own.
    #[must_use]
    pub fn figures(mut self, shares: &[Share], own: Vec<Indicator>) -> NationalFigures {
        self.finish_totals();
        let none = |indicator: &str| (indicator.to_owned(), BTreeMap::new());
        let mut totals: BTreeMap<String, BTreeMap<String, i64>> = TOTALS.iter().map(|code| none(code)).collect();
        let mut histograms: BTreeMap<String, BTreeMap<String, i64>> =
            shares.iter().map(|(code, _)| none(code)).collect();
        for one in &own {
            let told = match one.kind {
                Kind::Organisational => &mut totals,
                Kind::Attribute => &mut histograms,
            };
            told.insert(one.code.clone(), BTreeMap::new());
        }
        for (all, told) in [(self.totals, &mut totals), (self.histograms, &mut histograms)] {
            for ((indicator, category), amount) in all {
                told.entry(indicator).or_default().insert(category, amount);
            }
        }
        NationalFigures {
            counted_families: u32::try_from(self.counted_families).unwrap_or(u32::MAX),
            totals,
            histograms,
            own,
            unobserved: self.unobserved,
            ..NationalFigures::default()
        }
    }

    /// Makes totals what is told of them: hours whole, and what came back taken off what was spent.
    fn finish_totals(&mut self) {
        let key = |indicator: &str, category: &str| (indicator.to_owned(), category.to_owned());
        if let Some(minutes) = self.totals.get_mut(&key("hours", "all")) {
            *minutes /= 60;
        }
        if let Some(returned) = self.totals.remove(&key("budget", "returned")) {
            // What comes back of an earlier period's spending makes this one's no less than nothing.
            let spent = self.totals.entry(key("budget", "spent")).or_default();
            *spent = spent.saturating_sub(returned).max(0);
        }
        self.totals.insert(key("families_in_trajectory", "all"), self.families);
    }
}

#[cfg(test)]
mod tests;
