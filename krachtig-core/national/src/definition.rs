//! The definition of a release: which tables it will hold, decided before anything of them is known.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::epsilon::Epsilon;
use crate::indicator::{Indicator, Kind, Label, is_code};
use crate::noise::Width;
use crate::own::region_of;
use crate::period::Period;
use crate::refusal::{Check, RefusalCode, Refusals};
use crate::word::words;

/// How many counted families a place needs for a table of their attributes.
pub const FEWEST_FAMILIES: u32 = 100;

/// The place that is all regions of a release together.
pub const ALL_REGIONS: &str = "all";

words! {
    /// Over which families a table of attributes counts.
    Split {
        /// Over those of all regions together.
        Together = "together",
        /// Over those of each group of regions apart.
        PerGroup = "per_group",
    }
}

/// A group of regions, which no other group shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its code.
    pub code: String,
    /// Its name for people.
    pub label: Label,
    /// The codes of its regions.
    pub regions: Vec<String>,
}

/// A table of attributes of families. Each attribute stands in one table of a release, so that no two answers about it
/// can be held against each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeTable {
    /// The code of the indicator.
    pub indicator: String,
    /// What it may tell of any one family.
    pub epsilon: Epsilon,
    /// Over which families it counts.
    pub split: Split,
}

/// What a release will hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Its name, which no other has: `jaarcijfers-2026`.
    pub name: String,
    /// Its title for people.
    pub title: Label,
    /// The period.
    pub period: Period,
    /// The codes of the regions whose figures are in it.
    pub regions: Vec<String>,
    /// Groups of these regions.
    pub groups: Vec<Group>,
    /// The codes of the indicators that tell about the organisation, published per region as they are.
    pub organisational: Vec<String>,
    /// The tables of attributes.
    pub attributes: Vec<AttributeTable>,
}

impl Definition {
    /// Whether a release can be made of it.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with what it is about.
    pub fn check(&self, catalogue: &[Indicator]) -> Result<(), Refusals> {
        let mut check = Check::default();
        check.ensure(is_code(&self.name), RefusalCode::InvalidFormat, "name");
        check.ensure(!self.regions.is_empty(), RefusalCode::Missing, "regions");
        let tables = self.organisational.len() + self.attributes.len();
        check.ensure(tables > 0, RefusalCode::Missing, "tables");
        check.once(&self.regions, "regions");
        self.check_groups(&mut check);
        let organisational = self.organisational.iter().map(|code| (code, Kind::Organisational));
        let attributes = self.attributes.iter().map(|table| (&table.indicator, Kind::Attribute));
        for (code, kind) in organisational.clone().chain(attributes.clone()) {
            match catalogue.iter().find(|one| one.code == *code) {
                None => check.ensure(false, RefusalCode::IndicatorUnknown, code),
                Some(indicator) => check.ensure(indicator.kind == kind, RefusalCode::WrongKind, code),
            }
            if let Some(region) = region_of(code) {
                let there = self.regions.iter().any(|one| one == region);
                check.ensure(there, RefusalCode::NotFound, format!("regions.{region}"));
            }
        }
        check.once(organisational.chain(attributes).map(|(code, _)| code), "indicators");
        for table in &self.attributes {
            check.ensure(table.epsilon > Epsilon::ZERO, RefusalCode::NoEpsilon, &table.indicator);
            let grouped = table.split == Split::Together || !self.groups.is_empty();
            check.ensure(grouped, RefusalCode::Missing, "groups");
            // One region counts it, so there is nothing to split.
            let whole = table.split == Split::Together || region_of(&table.indicator).is_none();
            check.ensure(whole, RefusalCode::WrongSplit, &table.indicator);
        }
        check.pass()
    }

    fn check_groups(&self, check: &mut Check) {
        check.once(self.groups.iter().map(|group| &group.code), "groups");
        // A region in two groups would have its families told about twice in one table.
        check.once(self.groups.iter().flat_map(|group| &group.regions), "groups.regions");
        let known: BTreeSet<&String> = self.regions.iter().collect();
        for group in &self.groups {
            // A group called as a region, or as all of them, would be taken for it.
            let own = is_code(&group.code) && group.code != ALL_REGIONS && !known.contains(&group.code);
            check.ensure(own, RefusalCode::InvalidFormat, format!("groups.{}", group.code));
            check.ensure(
                !group.regions.is_empty(),
                RefusalCode::Missing,
                format!("groups.{}", group.code),
            );
            for region in &group.regions {
                check.ensure(
                    known.contains(region),
                    RefusalCode::NotFound,
                    format!("regions.{region}"),
                );
            }
        }
        for region in &self.regions {
            let own = is_code(region) && region != ALL_REGIONS;
            check.ensure(own, RefusalCode::InvalidFormat, format!("regions.{region}"));
        }
    }

    /// What the release tells at most of any one family of its regions: what its tables tell, together. A family is in one
    /// group of a table, so the groups of a table do not add up.
    #[must_use]
    pub fn epsilon(&self) -> Epsilon {
        self.attributes.iter().map(|table| table.epsilon).sum()
    }

    /// The places over which a table of this indicator counts: code and regions of each. What a region counts for itself is
    /// told of that region.
    #[must_use]
    pub fn places(&self, indicator: &str, split: Split) -> Vec<(&str, &[String])> {
        if let Some(region) = region_of(indicator) {
            let own = self.regions.iter().filter(|one| *one == region);
            return own.map(|one| (one.as_str(), std::slice::from_ref(one))).collect();
        }
        match split {
            Split::Together => vec![(ALL_REGIONS, self.regions.as_slice())],
            Split::PerGroup => {
                let groups = self.groups.iter();
                groups
                    .map(|group| (group.code.as_str(), group.regions.as_slice()))
                    .collect()
            }
        }
    }
}

impl AttributeTable {
    /// The width of the noise in its cells; none where nothing may be told.
    #[must_use]
    pub fn width(&self, indicator: &Indicator) -> Option<Width> {
        Width::hiding(indicator.changed_cells(), self.epsilon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;
    use crate::test_support::definition;

    fn codes(change: impl FnOnce(&mut Definition)) -> Vec<(RefusalCode, String)> {
        let mut definition = definition("jaarcijfers-2026");
        change(&mut definition);
        let refusals = definition.check(&catalogue()).err();
        refusals.map_or_else(Vec::new, |all| {
            all.all().iter().map(|one| (one.code, one.about.clone())).collect()
        })
    }

    #[test]
    fn the_example_can_be_released() {
        assert_eq!(codes(|_| ()), []);
    }

    #[test]
    fn no_attribute_is_told_twice_or_as_it_is() {
        let again = codes(|one| {
            let mut table = one.attributes[0].clone();
            table.split = Split::PerGroup;
            one.attributes.push(table);
        });
        assert_eq!(again, [(RefusalCode::Twice, "indicators.problem_groups".to_owned())]);
        let plain = codes(|one| one.organisational.push("carried_by".to_owned()));
        assert_eq!(plain, [(RefusalCode::WrongKind, "carried_by".to_owned())]);
        let loud = codes(|one| one.attributes[0].epsilon = Epsilon::ZERO);
        assert_eq!(loud, [(RefusalCode::NoEpsilon, "problem_groups".to_owned())]);
    }

    #[test]
    fn no_region_is_in_two_groups() {
        let shared = codes(|one| one.groups[0].regions.push("oost".to_owned()));
        assert_eq!(shared, [(RefusalCode::Twice, "groups.regions.oost".to_owned())]);
        let strange = codes(|one| one.groups[0].regions.push("west".to_owned()));
        assert_eq!(strange, [(RefusalCode::NotFound, "regions.west".to_owned())]);
        let mistaken = codes(|one| one.groups[0].code = "oost".to_owned());
        assert_eq!(mistaken, [(RefusalCode::InvalidFormat, "groups.oost".to_owned())]);
    }

    #[test]
    fn what_tables_tell_adds_up_and_groups_do_not() {
        let definition = definition("jaarcijfers-2026");
        assert_eq!(definition.epsilon().to_string(), "1.4");
    }
}
