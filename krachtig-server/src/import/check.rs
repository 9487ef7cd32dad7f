//! What only shows over several rows: keys given twice, and references to what is not there.
//!
//! Rules of casework, such as that a balance does not go below zero, do not belong here: the services keep those.

use std::collections::{HashMap, HashSet};

use super::model::{ExternalRef, ImportBatch, Place, Row};
use super::problems::Problems;

/// The keys that the tenant already has, from earlier imports: files may refer to them.
#[derive(Clone, Debug, Default)]
pub struct KnownKeys {
    /// Families.
    pub families: HashSet<ExternalRef>,
    /// Persons, each with its family.
    pub persons: HashMap<ExternalRef, ExternalRef>,
    /// Detainees, each with its family.
    pub detainees: HashMap<ExternalRef, ExternalRef>,
}

/// Tells all that does not fit between the rows of a batch, given the keys of these files and of the tenant.
pub(super) fn check(batch: &ImportBatch, known: &KnownKeys, problems: &mut Problems) {
    check_keys(batch, problems);
    for (place, family) in family_references(batch) {
        if !known.families.contains(family) {
            let message = "there is no family with this gezinsnummer in these files, nor from an earlier import";
            problems.cell(place, "gezinsnummer", "unknown_family", message);
        }
    }
    check_people(batch, known, problems);
}

fn check_keys(batch: &ImportBatch, problems: &mut Problems) {
    unique(&batch.families, |row| &row.external_ref, problems);
    unique(&batch.persons, |row| &row.external_ref, problems);
    unique(&batch.detainees, |row| &row.external_ref, problems);
    unique(&batch.talks, |row| &row.external_ref, problems);
    unique(&batch.introductions, |row| &row.external_ref, problems);
    unique(&batch.consents, |row| &row.external_ref, problems);
    unique(&batch.mappings, |row| &row.external_ref, problems);
    unique(&batch.budget_lines, |row| &row.external_ref, problems);
    unique(&batch.referrals, |row| &row.external_ref, problems);
    unique(&batch.problems, |row| &row.external_ref, problems);
    // Consents name a person or a detainee by number alone, so the two may not share one.
    let persons: HashSet<&ExternalRef> = batch.persons.iter().map(|row| &row.value.external_ref).collect();
    for row in batch
        .detainees
        .iter()
        .filter(|row| persons.contains(&row.value.external_ref))
    {
        problems.row(&row.place, "duplicate_key", "this number is a person's as well");
    }
}

/// Tells every row whose key an earlier row has.
fn unique<T>(rows: &[Row<T>], key: impl Fn(&T) -> &ExternalRef, problems: &mut Problems) {
    let mut seen: HashMap<&ExternalRef, &Place> = HashMap::with_capacity(rows.len());
    for row in rows {
        match seen.get(key(&row.value)) {
            Some(first) => {
                let message =
                    format!("the same as {first}; if both are meant, give each a kenmerk or number of its own");
                problems.row(&row.place, "duplicate_key", message);
            }
            None => {
                seen.insert(key(&row.value), &row.place);
            }
        }
    }
}

/// Every reference to a family, with the place that it stands in.
fn family_references(batch: &ImportBatch) -> impl Iterator<Item = (&Place, &ExternalRef)> {
    fn of<T>(rows: &[Row<T>], family: fn(&T) -> &ExternalRef) -> impl Iterator<Item = (&Place, &ExternalRef)> {
        rows.iter().map(move |row| (&row.place, family(&row.value)))
    }
    of(&batch.persons, |row| &row.family)
        .chain(of(&batch.detainees, |row| &row.family))
        .chain(of(&batch.talks, |row| &row.family))
        .chain(of(&batch.introductions, |row| &row.family))
        .chain(of(&batch.consents, |row| &row.family))
        .chain(of(&batch.mappings, |row| &row.family))
        .chain(of(&batch.budget_lines, |row| &row.family))
        .chain(of(&batch.referrals, |row| &row.family))
        .chain(of(&batch.problems, |row| &row.family))
}

/// Tells talks and consents of somebody who is not there, or is of another family.
fn check_people(batch: &ImportBatch, known: &KnownKeys, problems: &mut Problems) {
    for row in &batch.talks {
        if let Some(detainee) = &row.value.detainee {
            let of = known.detainees.get(detainee);
            check_person(&row.place, "gedetineerdenummer", (of, &row.value.family), problems);
        }
    }
    for row in &batch.consents {
        let person = &row.value.person;
        let of = known.persons.get(person).or_else(|| known.detainees.get(person));
        check_person(&row.place, "persoonsnummer", (of, &row.value.family), problems);
    }
}

/// Tells a person who is not there, or whose family is not the row's.
fn check_person(
    place: &Place,
    column: &str,
    (of, family): (Option<&ExternalRef>, &ExternalRef),
    problems: &mut Problems,
) {
    match of {
        None => {
            let message = "there is nobody with this number in these files, nor from an earlier import";
            problems.cell(place, column, "unknown_person", message);
        }
        Some(of) if of != family => {
            problems.cell(place, column, "other_family", "somebody of another family");
        }
        Some(_) => {}
    }
}
