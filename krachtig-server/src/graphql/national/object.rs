//! How releases, indicators and figures are shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use krachtig_national::definition::{AttributeTable, FEWEST_FAMILIES, Group, Split};
use krachtig_national::hand_in::RegionKind;
use krachtig_national::indicator::{Category, Indicator, Kind, Label, Unit};
use krachtig_national::place::{Place, PlaceKind};
use krachtig_national::reading::ToldTable;
use krachtig_national::release::{Figure, Input, Protection, Reason, Status};
use krachtig_national::store::FrozenRelease;
use time::{Date, OffsetDateTime};

use super::word::Coded;
use crate::graphql::shown::{Child, Fetched, Made, alone, children, shown};

/// A published release.
pub(super) struct ReleaseView(pub(super) Arc<FrozenRelease>);

/// A published release as a file.
pub(super) struct ReleaseFile(pub(super) Arc<FrozenRelease>);

/// A region's rules that counted along.
pub(super) struct CountingPlugin {
    name: String,
    version: String,
}

pub(super) fn plugins(all: &BTreeMap<String, String>) -> Vec<Made<CountingPlugin>> {
    let told = |(name, version): (&String, &String)| {
        let (name, version) = (name.clone(), version.clone());
        Made(CountingPlugin { name, version })
    };
    all.iter().map(told).collect()
}

fn all<R: crate::graphql::shown::Shown<Around = ()>>(records: &[R]) -> Vec<Child<'_, R>> {
    records.iter().map(alone).collect()
}

fn published_at(release: &FrozenRelease) -> Option<OffsetDateTime> {
    release
        .published_at
        .and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok())
}

shown! {
    /// A published release: figures that were computed once, and never change.
    "Release", |view: ReleaseView| {
        /// Its id.
        id: String = view.0.release.id.to_string();
        /// Its name, by which figures are asked for.
        name: &str = &view.0.release.definition.name;
        /// Its title.
        title: Child<'_, Label> = alone(&view.0.release.definition.title);
        /// The period: `2026`, or `2026-Q3`.
        period: String = view.0.release.definition.period.to_string();
        /// When it was computed.
        computedOn: Date = view.0.release.computed_on;
        /// When it was published.
        publishedAt: Option<OffsetDateTime> = published_at(&view.0);
        /// The version of the program that computed it.
        software: &str = &view.0.release.software;
        /// The SHA-256 of its bytes, in hexadecimal digits.
        hash: &str = &view.0.hash;
        /// What it tells at most of any one family, as a privacy loss (epsilon).
        epsilon: String = view.0.release.definition.epsilon().to_string();
        /// In how many calendar years a family counts in tables of attributes, from its first.
        countedYears: i32 = i32::from(view.0.release.limits.counted_years);
        /// The smallest number of families of a place of which attributes are told.
        fewestFamilies: i64 = i64::from(FEWEST_FAMILIES);
        /// The groups of regions.
        groups: Vec<Child<'_, Group>> = all(&view.0.release.definition.groups);
        /// What went into it, by region.
        inputs: Vec<Child<'_, Input>> = all(&view.0.release.inputs);
        /// The indicators in it, as they were defined when it was computed.
        indicators: Vec<Child<'_, Indicator>> = view.0.release.tables.iter().map(|table| alone(&table.indicator)).collect();
        /// The tables of attributes that it was to hold.
        attributeTables: Vec<Child<'_, AttributeTable>> = all(&view.0.release.definition.attributes);
    }
}

shown! {
    /// A published release as a file: what was hashed and signed.
    "ReleaseFile", |file: ReleaseFile| {
        /// Its bytes, which are text: JSON.
        content: String = String::from_utf8_lossy(&file.0.bytes).into_owned();
        /// The SHA-256 of its bytes, in hexadecimal digits.
        hash: &str = &file.0.hash;
        /// The Ed25519 signature of its bytes, in Base64.
        signature: &str = &file.0.signature;
        /// The public key of who signed it, in Base64.
        signedBy: &str = &file.0.signed_by;
    }
}

shown! {
    /// A text for people, in both languages.
    "Label", |label: Label| {
        /// In Dutch.
        nl: &str = &label.nl;
        /// In English.
        en: &str = &label.en;
    }
}

shown! {
    /// What is counted.
    "NationalIndicator", |indicator: Indicator| {
        /// Its stable code.
        code: &str = &indicator.code;
        /// Whom it tells about.
        kind: Coded<Kind> = Coded(indicator.kind);
        /// What it is a number of.
        unit: Coded<Unit> = Coded(indicator.unit);
        /// Its name.
        label: Child<'_, Label> = alone(&indicator.label);
        /// What exactly is counted.
        definition: Child<'_, Label> = alone(&indicator.definition);
        /// Its categories.
        categories: Vec<Child<'_, Category>> = all(&indicator.categories);
        /// In how many categories a family counts at most; nothing for figures of the organisation.
        mostCells: i32 = i32::from(indicator.most_cells);
    }
}

shown! {
    /// A category of an indicator.
    "Category", |category: Category| {
        /// Its stable code.
        code: &str = &category.code;
        /// Its name.
        label: Child<'_, Label> = alone(&category.label);
    }
}

shown! {
    /// A group of regions.
    "RegionGroup", |group: Group| {
        /// Its code.
        code: &str = &group.code;
        /// Its name.
        label: Child<'_, Label> = alone(&group.label);
        /// The codes of its regions.
        regions: Vec<String> = group.regions.clone();
    }
}

shown! {
    /// What went into a release from one region, as a count.
    "ReleaseInput", |input: Input| {
        /// The region's code.
        region: &str = &input.region;
        /// The region's name.
        name: &str = &input.name;
        /// Which of its hand-ins for the period, from one.
        revision: i32 = i32::from(input.revision);
        /// How many families counted in tables of attributes.
        countedFamilies: i64 = i64::from(input.counted_families);
        /// The version of the program that counted.
        software: &str = &input.software;
        /// The region's rules that counted along.
        plugins: Vec<Made<CountingPlugin>> = plugins(&input.plugins);
        /// What sort of organisation it is: an office that serves families, or an institution; absent where it did not say.
        kind: Option<Coded<RegionKind>> = input.context.as_ref().map(|context| Coded(context.kind));
        /// The codes of the municipalities of the parties that it works with: `GM0518`.
        municipalities: Vec<String> = input.context.iter().flat_map(|context| context.municipalities.clone()).collect();
    }
}

shown! {
    /// A region's rules that counted along.
    "CountingPlugin", |plugin: CountingPlugin| {
        /// Their name.
        name: &str = &plugin.name;
        /// Their version.
        version: &str = &plugin.version;
    }
}

shown! {
    /// A table of attributes that a release was to hold.
    "AttributeTable", |table: AttributeTable| {
        /// The code of its indicator.
        indicator: &str = &table.indicator;
        /// What it may tell of any one family, as a privacy loss (epsilon).
        epsilon: String = table.epsilon.to_string();
        /// Over which families it counts.
        split: Coded<Split> = Coded(table.split);
    }
}

shown! {
    /// The figures of one indicator in one release, as far as they were asked for.
    "FigureTable", |told: ToldTable| {
        /// The release.
        release: Made<ReleaseView> = Made(ReleaseView(Arc::clone(&told.release)));
        /// What was counted.
        indicator: Child<'_, Indicator> = alone(&told.table().indicator);
        /// How it is protected; absent for figures of the organisation, which are told as they were counted.
        protection: Option<Child<'_, Protection>> = told.table().protection.as_ref().map(alone);
        /// The figures, place by place, and of each place category by category.
        figures: Vec<Child<'_, Figure>> = children(told.asked(), told);
    }
}

shown! {
    /// How a table of attributes is protected: by noise of the discrete Laplace distribution.
    "Protection", |protection: Protection| {
        /// What the table tells at most of any one family, as a privacy loss (epsilon).
        epsilon: String = protection.epsilon.to_string();
        /// Over which families it counts.
        split: Coded<Split> = Coded(protection.split);
        /// How many cells change at most, by one each, where one family's answer becomes another.
        changedCells: i32 = i32::from(protection.changed_cells);
        /// How far a figure is from the counted one at most, in 95 of 100 figures.
        margin: i64 = i64::from(protection.margin);
    }
}

shown! {
    /// One figure.
    "ReleaseFigure", |figure: Figure, told: ToldTable| {
        /// Of which place.
        place: Fetched<Child<'_, Place>> = Fetched(told.place(figure).map(alone));
        /// Of which category.
        category: Fetched<Child<'_, Category>> = Fetched(told.category(figure).map(alone));
        /// What the figure is.
        status: Coded<Status> = Coded(figure.status);
        /// The number, where it is told.
        value: Option<i64> = figure.value;
        /// How far it is from the counted one at most, in 95 of 100 figures; nothing for an exact one, absent where no
        /// number is told.
        margin: Option<i64> = told.margin(figure).map(i64::from);
        /// Why it is not published.
        reason: Option<Coded<Reason>> = figure.reason.map(Coded);
    }
}

shown! {
    /// The place that a figure is about.
    "Place", |place: Place| {
        /// Its code.
        code: &str = &place.code;
        /// What sort of place it is.
        kind: Coded<PlaceKind> = Coded(place.kind);
        /// Its name.
        label: Child<'_, Label> = alone(&place.label);
        /// How many families of the place count in tables of attributes: what its figures are to be held against.
        countedFamilies: i64 = place.inputs.iter().map(|input| i64::from(input.counted_families)).sum();
        /// What went into the release from its regions.
        inputs: Vec<Child<'_, Input>> = all(&place.inputs);
    }
}
