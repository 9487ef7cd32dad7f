//! The pilot set reads without a problem, holds what its description says, and is described in full.

use std::collections::BTreeMap;
use std::path::PathBuf;

use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::family::Relation;
use krachtig_core::domain::introduction::Via;
use krachtig_core::domain::partner::ReferralOutcome;

use super::told;
use crate::import::kind::RecordKind;
use crate::import::words::dutch::Dutch;
use crate::import::{ImportReading, Limits, read_files, words};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../deploy/pilot")
}

fn pilot() -> ImportReading {
    let names = [
        "gezinnen-en-personen.xlsx",
        "metingen.csv",
        "budgetregels.csv",
        "doorverwijzingen.csv",
        "problemen.csv",
    ];
    read_files(&names.map(|name| folder().join(name)), &Limits::default())
}

#[test]
fn it_reads_without_a_problem() {
    let reading = pilot();
    assert_eq!(told(&reading), "");
    let batch = &reading.batch;
    let children = batch.persons.iter().filter(|row| row.value.relation == Relation::Child);
    let with_children: std::collections::BTreeSet<_> = children.clone().map(|row| &row.value.family).collect();
    assert_eq!(
        (batch.families.len(), with_children.len(), children.count()),
        (17, 7, 13)
    );
    assert_eq!(batch.detainees.len(), 17);
    insta::assert_snapshot!(
        format!(
            "talks {} introductions {} consents {} mappings {} budget lines {} referrals {} problems {} of {} rows",
            batch.talks.len(), batch.introductions.len(), batch.consents.len(), batch.mappings.len(),
            batch.budget_lines.len(), batch.referrals.len(), batch.problems.len(), reading.rows_read,
        ),
        @r"talks 17 introductions 15 consents 81 mappings 34 budget lines 92 referrals 21 problems 31 of 358 rows"
    );
}

#[test]
fn its_text_survives_every_dialect() {
    let batch = pilot().batch;
    assert!(
        batch.persons.iter().any(|row| row.value.first_name == "Daniëlle"),
        "from the workbook"
    );
    let talk = &batch.talks[0].value;
    assert_eq!((talk.worries.len(), talk.key_factors.len()), (3, 2));
    assert!(
        batch.budget_lines.iter().any(|row| row.value.amount.get() == 150_000),
        "€ 1.500,00 from Windows-1252"
    );
    assert!(
        batch
            .referrals
            .iter()
            .any(|row| row.value.referred_on.to_string() == "2026-02-09"),
        "9 februari 2026"
    );
    assert_eq!(
        batch.problems[0].value.noted_on.map(|day| day.to_string()).as_deref(),
        Some("2026-02-02"),
        "2/2/26"
    );
}

/// The rules of the region: at most 1,500 euros a family, in at most three tranches, and nothing below zero.
#[test]
fn its_budgets_keep_to_the_rules_of_the_region() {
    let batch = pilot().batch;
    let mut families: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in &batch.budget_lines {
        families.entry(&row.value.family).or_default().push(&row.value);
    }
    for (family, mut lines) in families {
        lines.sort_by_key(|line| line.booked_on);
        let (mut free, mut reserved, mut allocated, mut tranches) = (0i64, 0i64, 0i64, 0);
        for line in lines {
            let cents = line.amount.get();
            match line.kind {
                LedgerKind::Allot => {
                    allocated += cents;
                    free += cents;
                    tranches += 1;
                }
                LedgerKind::Reserve => {
                    free -= cents;
                    reserved += cents;
                }
                LedgerKind::Spend => reserved -= cents,
                LedgerKind::Release => {
                    reserved -= cents;
                    free += cents;
                }
                LedgerKind::Refund => free += cents,
                LedgerKind::Request | LedgerKind::Approve | LedgerKind::Refuse => {}
            }
            assert!(
                free >= 0 && reserved >= 0,
                "{family} falls below zero on {}",
                line.booked_on
            );
        }
        assert!(allocated <= 150_000 && tranches <= 3, "{family} goes over the cap");
    }
}

#[test]
fn every_file_is_marked_fictional() {
    for name in [
        "metingen.csv",
        "budgetregels.csv",
        "doorverwijzingen.csv",
        "problemen.csv",
    ] {
        let bytes = std::fs::read(folder().join(name)).expect("the pilot file is there");
        assert!(
            String::from_utf8_lossy(&bytes[..80]).contains("FICTIEVE GEGEVENS"),
            "{name}"
        );
    }
    for row in pilot().batch.persons {
        assert!(
            row.value
                .email
                .is_none_or(|email| email.ends_with("@voorbeeld.invalid"))
        );
        assert!(row.value.phone.is_none_or(|phone| phone.starts_with("06-00000")));
    }
}

#[test]
fn the_description_has_every_column_and_every_word() {
    let text = std::fs::read_to_string(folder().join("README.md")).expect("the description is there");
    let missing = |word: &str| !text.contains(&format!("`{word}`"));
    for kind in RecordKind::ALL {
        let headers = kind
            .columns()
            .iter()
            .flat_map(|spec| spec.also.iter().chain([&spec.header]));
        let undescribed: Vec<_> = headers.chain(kind.names()).filter(|word| missing(word)).collect();
        assert!(undescribed.is_empty(), "{undescribed:?}");
    }
    fn undescribed<V: Dutch>(missing: impl Fn(&str) -> bool) -> Vec<&'static str> {
        let names = V::ALL
            .iter()
            .flat_map(|word| word.labels().iter().copied().chain([word.code()]));
        names.filter(|name| missing(name)).collect()
    }
    use krachtig_core::domain::vocabulary::*;
    let lists = [
        undescribed::<LifeDomain>(missing),
        undescribed::<ProblemCategory>(missing),
        undescribed::<Effect>(missing),
        undescribed::<PartnerType>(missing),
        undescribed::<FundingSilo>(missing),
        undescribed::<ObstacleGround>(missing),
        undescribed::<Audience>(missing),
        undescribed::<Relation>(missing),
        undescribed::<words::ContactKind>(missing),
        undescribed::<Via>(missing),
        undescribed::<Purpose>(missing),
        undescribed::<LedgerKind>(missing),
        undescribed::<words::ReferralAnswer>(missing),
        undescribed::<ReferralOutcome>(missing),
    ];
    assert_eq!(lists.concat(), Vec::<&str>::new());
}
