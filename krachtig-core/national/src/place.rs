//! The places that figures of a release are about: its regions, its groups of regions, and all of them together.

use std::collections::BTreeMap;

use crate::definition::ALL_REGIONS;
use crate::indicator::Label;
use crate::release::{Input, Release};
use crate::word::words;

words! {
    /// What sort of place a figure is about.
    PlaceKind {
        /// One region.
        Region = "region",
        /// A group of regions.
        Group = "group",
        /// All regions of the release together.
        AllRegions = "all_regions",
    }
}

/// The place that a figure is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// What sort of place it is.
    pub kind: PlaceKind,
    /// Its name for people.
    pub label: Label,
    /// What went into the release from its regions.
    pub inputs: Vec<Input>,
}

/// The places of a release, by their codes.
#[must_use]
pub(crate) fn places(release: &Release) -> BTreeMap<String, Place> {
    let Release { definition, inputs, .. } = release;
    let regions = inputs.iter().map(|input| Place {
        code: input.region.clone(),
        kind: PlaceKind::Region,
        label: Label::new(&input.name, &input.name),
        inputs: vec![input.clone()],
    });
    let groups = definition.groups.iter().map(|group| Place {
        code: group.code.clone(),
        kind: PlaceKind::Group,
        label: group.label.clone(),
        inputs: inputs
            .iter()
            .filter(|input| group.regions.contains(&input.region))
            .cloned()
            .collect(),
    });
    let together = Place {
        code: ALL_REGIONS.to_owned(),
        kind: PlaceKind::AllRegions,
        label: Label::new("alle regio's", "all regions"),
        inputs: inputs.clone(),
    };
    let all = regions.chain(groups).chain([together]);
    all.map(|place| (place.code.clone(), place)).collect()
}
