//! What a release tells, and what it does not.

use proptest::prelude::*;

use super::*;
use crate::catalogue::catalogue;
use crate::definition::ALL_REGIONS;
use crate::release::{FORMAT, Release, hash};
use crate::signing::ReleaseKey;
use crate::test_support::{Fixed, definition, hand_in, with_own};

fn accepted(all: &[(&str, u32)]) -> Vec<Accepted> {
    let of = |(region, families): &(&str, u32)| Accepted {
        revision: 1,
        figures: hand_in(region, *families),
    };
    all.iter().map(of).collect()
}

fn computed(accepted: &[Accepted], seed: u64) -> Computed {
    let limits = Limits::default();
    let Ok(computed) = compute(
        &definition("jaarcijfers"),
        accepted,
        (&catalogue(), &limits),
        &mut Fixed(seed),
    );
    computed
}

fn release(seed: u64) -> Release {
    let sources = accepted(&[("zuid", 90), ("noord", 60), ("oost", 80)]);
    let (inputs, tables) = computed(&sources, seed).expect("computed");
    Release {
        format: FORMAT.to_owned(),
        id: "rel_01900000000070008000000000000001".parse().expect("an id"),
        computed_on: time::macros::date!(2027 - 02 - 01),
        software: "0.1.0".to_owned(),
        definition: definition("jaarcijfers"),
        limits: Limits::default(),
        inputs,
        tables,
    }
}

/// The figures of a place, by category.
fn of<'r>(release: &'r Release, indicator: &str, place: &str) -> Vec<&'r Figure> {
    let table = release.table(indicator).expect("a table");
    table.figures.iter().filter(|figure| figure.place == place).collect()
}

#[test]
fn figures_of_the_organisation_are_told_as_they_are() {
    let release = release(1);
    for (place, families) in [
        ("noord", 60),
        ("oost", 80),
        ("onder", 170),
        ("boven", 60),
        (ALL_REGIONS, 230),
    ] {
        let figures = of(&release, "families_in_trajectory", place);
        assert_eq!(figures.len(), 1, "{place}");
        assert_eq!(
            (figures[0].status, figures[0].value),
            (Status::Exact, Some(families)),
            "{place}"
        );
    }
}

#[test]
fn attributes_are_told_with_noise_of_groups_that_are_large_enough() {
    let release = release(1);
    let money = of(&release, "problem_groups", ALL_REGIONS)[0];
    assert_eq!(money.status, Status::Noised);
    assert!((money.value.expect("told") - 115).abs() < 60, "{money:?}");
    // Most groups of problems were met by nobody, and with the noise on it that can't be told from a few.
    let system = of(&release, "problem_groups", ALL_REGIONS)[8];
    assert!(system.status == Status::BelowTen || system.status == Status::Noised);
    assert!(system.value.is_none_or(|value| value >= FEWEST_TOLD));
    for figure in of(&release, "problem_effect", "boven") {
        assert_eq!(
            (figure.status, figure.reason),
            (Status::NotPublished, Some(Reason::FewFamilies))
        );
        assert_eq!(figure.value, None);
    }
    assert_eq!(of(&release, "problem_effect", "onder")[0].status, Status::Noised);
    assert!(
        of(&release, "problem_effect", "oost").is_empty(),
        "a region by itself is no group"
    );
}

#[test]
fn a_region_that_did_not_count_something_is_not_taken_for_one_that_has_nothing() {
    let mut sources = accepted(&[("noord", 160), ("oost", 80), ("zuid", 90)]);
    sources[1].figures.histograms.remove("problem_effect");
    sources[1].figures.totals.remove("referrals");
    let (_, tables) = computed(&sources, 1).expect("computed");
    let reasons = |table: &Table| -> Vec<(String, Option<Reason>)> {
        let first = table.indicator.categories[0].code.clone();
        let figures = table.figures.iter().filter(|figure| figure.category == first);
        figures.map(|figure| (figure.place.clone(), figure.reason)).collect()
    };
    let missing = Some(Reason::NotCounted);
    let expected = [
        ("noord", None),
        ("oost", missing),
        ("zuid", None),
        ("boven", None),
        ("onder", missing),
        (ALL_REGIONS, missing),
    ];
    assert_eq!(
        reasons(&tables[1]),
        expected.map(|(place, reason)| (place.to_owned(), reason))
    );
    let expected = [("boven", None), ("onder", missing)];
    assert_eq!(
        reasons(&tables[3]),
        expected.map(|(place, reason)| (place.to_owned(), reason))
    );
}

#[test]
fn without_all_regions_figures_there_is_no_release() {
    let missing = computed(&accepted(&[("noord", 160), ("zuid", 90)]), 1).expect_err("oost is missing");
    assert_eq!(missing.all(), [Refusal::new(RefusalCode::NotHandedIn, "regions.oost")]);
    let mut other_year = accepted(&[("noord", 160), ("oost", 80), ("zuid", 90)]);
    other_year[0].figures.period = "2025".parse().expect("a period");
    assert!(computed(&other_year, 1).is_err());
    let mut for_longer = accepted(&[("noord", 160), ("oost", 80), ("zuid", 90)]);
    for_longer[2].figures.counted_years = 4;
    let refused = computed(&for_longer, 1).expect_err("families would be told about for longer");
    assert_eq!(
        refused.all(),
        [Refusal::new(RefusalCode::Impossible, "regions.zuid.counted_years")]
    );
}

#[test]
fn a_preview_tells_margins_and_what_is_left_and_nothing_that_was_counted() {
    let mut ledger = Ledger::default();
    ledger.note("oost", 2026, "0.5".parse().expect("an epsilon"));
    let limits = Limits::default();
    let preview = preview(&definition("x"), &catalogue(), (&ledger, &limits)).expect("looked at");
    let margins: Vec<u32> = preview.tables.iter().map(|table| table.protection.margin).collect();
    // Six cells at 0.8, and two of three at 0.6.
    assert_eq!(margins, [22, 10]);
    assert_eq!(preview.epsilon.to_string(), "1.4");
    let left: Vec<String> = preview
        .left
        .iter()
        .map(|(region, left)| format!("{region} {left}"))
        .collect();
    assert_eq!(left, ["noord 2", "oost 1.5", "zuid 2"]);
}

#[test]
fn a_release_is_the_same_bytes_for_ever() {
    let release = release(20_261_128);
    let bytes = release.to_bytes();
    assert_eq!(Release::from_bytes(&bytes).as_ref(), Ok(&release));
    insta::assert_snapshot!("bytes", String::from_utf8(bytes.clone()).expect("text"));
    let spaced = serde_json::to_vec_pretty(&release).expect("written");
    assert!(
        Release::from_bytes(&spaced).is_err(),
        "the same in other words has another hash"
    );

    let key = ReleaseKey::from_bytes(&[7; 32]);
    let signature = key.sign(&bytes);
    assert!(key.public().signed(&bytes, &signature));
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        assert_ne!(hash(&changed), hash(&bytes));
    }
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 1;
    assert!(!key.public().signed(&changed, &signature));
    assert!(!ReleaseKey::from_bytes(&[8; 32]).public().signed(&bytes, &signature));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// What is told of the organisation does not depend on the randomness, and what is told of families does not depend
    /// on the order in which regions handed in.
    #[test]
    fn only_cells_of_attributes_are_drawn(one: u64, other: u64) {
        let forth = accepted(&[("noord", 160), ("oost", 80), ("zuid", 90)]);
        let back: Vec<Accepted> = forth.iter().rev().cloned().collect();
        let (_, first) = computed(&forth, one).expect("computed");
        prop_assert_eq!(&first, &computed(&back, one).expect("computed").1);
        let (_, second) = computed(&forth, other).expect("computed");
        prop_assert_eq!(&first[..2], &second[..2]);
    }
}

#[test]
fn what_a_region_counts_for_itself_is_told_of_it_alone_with_noise_and_from_a_hundred_families_on() {
    let told = |families: u32, split| {
        let mut sources = accepted(&[("noord", families), ("oost", 80), ("zuid", 90)]);
        with_own(&mut sources[0].figures, "noord/wait");
        let mut definition = definition("jaarcijfers");
        definition.attributes.push(AttributeTable {
            indicator: "noord/wait".to_owned(),
            epsilon: "0.5".parse().expect("an epsilon"),
            split,
        });
        let of = (&catalogue()[..], &Limits::default());
        let Ok(computed) = compute(&definition, &sources, of, &mut Fixed(3));
        computed.map(|(_, tables)| tables.into_iter().next_back().expect("a table"))
    };
    let table = told(300, Split::Together).expect("computed");
    let places: Vec<&str> = table.figures.iter().map(|figure| figure.place.as_str()).collect();
    assert_eq!(places, ["noord", "noord"]);
    assert_eq!(table.protection.map(|one| one.changed_cells), Some(2));
    let near = table.figures[1].value.expect("told");
    assert!(near != 100 && (near - 100).abs() < 40, "{near}");
    let few = told(99, Split::Together).expect("computed");
    assert!(
        few.figures
            .iter()
            .all(|figure| figure.reason == Some(Reason::FewFamilies))
    );
    let refused = told(300, Split::PerGroup).expect_err("one region has no groups");
    assert_eq!(refused.all()[0].code, RefusalCode::WrongSplit);
}

#[test]
fn what_no_region_handed_in_of_its_own_is_refused() {
    let mut definition = definition("jaarcijfers");
    definition.organisational.push("noord/wait".to_owned());
    definition.organisational.push("west/wait".to_owned());
    let sources = accepted(&[("noord", 60), ("oost", 80), ("zuid", 90)]);
    let Ok(computed) = compute(&definition, &sources, (&catalogue(), &Limits::default()), &mut Fixed(3));
    let codes: Vec<_> = computed
        .expect_err("refused")
        .all()
        .iter()
        .map(|one| (one.code, one.about.clone()))
        .collect();
    let unknown = |code: &str| (RefusalCode::IndicatorUnknown, code.to_owned());
    let absent = (RefusalCode::NotFound, "regions.west".to_owned());
    assert_eq!(codes, [unknown("noord/wait"), unknown("west/wait"), absent]);
}
