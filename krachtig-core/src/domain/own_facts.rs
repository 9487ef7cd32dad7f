//! What a trajectory, or a family, tells for its region's own indicators: codes of indicators and categories, and amounts.
//!
//! What the indicators are, and which rules observe them, does not belong here.
//!
//! ```
//! use krachtig_core::domain::own_facts::OwnFacts;
//!
//! let mut first = OwnFacts::default();
//! first.tell("regio/wait".into(), "0".into());
//! first.add("regio/paid".into(), "all".into(), 5);
//! let mut family = first.clone();
//! first.tell("regio/wait".into(), "1".into());
//! family.follow(&first);
//! assert_eq!(family.attributes["regio/wait"], "1", "the newest word counts");
//! assert_eq!(family.totals[&("regio/paid".into(), "all".into())], 10);
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is told for a region's own indicators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnFacts {
    /// By indicator, the one category in which the family counts.
    pub attributes: BTreeMap<String, String>,
    /// By indicator and category, what adds up.
    pub totals: BTreeMap<(String, String), i64>,
    /// How many trajectories could not be observed: the rules failed, or were not at hand.
    pub unobserved: i64,
}

impl OwnFacts {
    /// Of a trajectory that could not be observed.
    #[must_use]
    pub fn unobserved() -> Self {
        Self {
            unobserved: 1,
            ..Self::default()
        }
    }

    /// Says in which category of an indicator the family counts, and in no other.
    pub fn tell(&mut self, indicator: String, category: String) {
        self.attributes.insert(indicator, category);
    }

    /// Adds an amount to what was told before.
    pub fn add(&mut self, indicator: String, category: String, amount: i64) {
        let total = self.totals.entry((indicator, category)).or_default();
        *total = total.saturating_add(amount);
    }

    /// Takes what a later trajectory of the same family tells into account.
    pub fn follow(&mut self, later: &Self) {
        self.attributes.extend(later.attributes.clone());
        for ((indicator, category), amount) in &later.totals {
            self.add(indicator.clone(), category.clone(), *amount);
        }
        self.unobserved += later.unobserved;
    }
}

/// What all cases tell together for an indicator of the region's own, as its rules combine them: exact, and for the region
/// alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFigure {
    /// The code that the rules have for it.
    pub indicator: String,
    /// The value of each of its dimensions, in their order.
    pub positions: Vec<String>,
    /// How many cases told something.
    pub cases: i64,
    /// Their sum, mean or median with two decimals; none where no case told anything.
    pub value: Option<String>,
}
