//! Makes dossiers of rows, by the domain's own decisions: each row is recorded as if somebody had typed it on its day.
//!
//! A refusal becomes a problem at the row's place. Reading files does not belong here, nor does writing to a tenant:
//! what comes out is an [`Import`] for the service that writes it.

mod budget;
mod case;
mod clock;
mod events;
mod people;
mod told;
mod work;

use std::collections::{HashMap, HashSet};

use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::{FamilyId, Id, MemberId};
use krachtig_core::domain::instrument::{Instrument, InstrumentDraft};
use krachtig_core::domain::member::{Member, MemberState};
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::error::Fault;
use krachtig_core::service::{Import, ImportGround, ImportIndex, KnownRecord};
use time::Date;

use case::Case;
use clock::Chance;
use events::{FamilyRows, by_family, space};
use told::Told;

use super::check::KnownKeys;
use super::columns::Column;
use super::key;
use super::kind::RecordKind;
use super::model::{ExternalRef, ImportBatch, ImportProblem, Place};

/// Whom and what the tenant has, by the keys under which files may name it.
#[derive(Clone, Debug, Default)]
pub struct Known {
    imported: HashSet<String>,
    families: HashMap<ExternalRef, FamilyId>,
    people: KnownKeys,
}

impl Known {
    /// What the index of a tenant says.
    #[must_use]
    pub fn of(index: ImportIndex) -> Self {
        fn name<I: Id>(record: &KnownRecord<I>) -> ExternalRef {
            let office = record.external_ref.as_deref().map(ExternalRef::new);
            office.unwrap_or_else(|| key::of_record(record.id))
        }
        let families: HashMap<_, _> = index.families.iter().map(|family| (name(family), family.id)).collect();
        let names: HashMap<_, _> = families.iter().map(|(key, id)| (*id, key.clone())).collect();
        let belongs = |family: &FamilyId| names.get(family).cloned();
        let people = KnownKeys {
            families: families.keys().cloned().collect(),
            persons: index
                .persons
                .iter()
                .filter_map(|person| Some((name(person), belongs(&person.family_id)?)))
                .collect(),
            detainees: index
                .detainees
                .iter()
                .filter_map(|detainee| Some((name(detainee), belongs(&detainee.family_id)?)))
                .collect(),
        };
        Self {
            imported: index.keys,
            families,
            people,
        }
    }

    /// What files may refer to.
    #[must_use]
    pub fn keys(&self) -> &KnownKeys {
        &self.people
    }

    /// The families that are there already and get something new from this batch.
    #[must_use]
    pub fn touched_by(&self, batch: &ImportBatch) -> HashSet<FamilyId> {
        by_family(batch)
            .iter()
            .filter(|(_, rows)| rows.rows().iter().any(|(space, key, _)| !self.has(space, key)))
            .filter_map(|(key, _)| self.families.get(*key).copied())
            .collect()
    }

    /// Whether a row was imported before, or is somebody who is there already.
    fn has(&self, space: &str, key: &ExternalRef) -> bool {
        let there = match space {
            space::FAMILIES => self.families.contains_key(key),
            space::PERSONS => self.people.persons.contains_key(key),
            space::DETAINEES => self.people.detainees.contains_key(key),
            _ => false,
        };
        there || self.imported.contains(key::remembered(space, key).as_str())
    }
}

/// How an import is to be done.
#[derive(Clone, Copy, Debug)]
pub struct ApplyOrder<'a> {
    /// The day on which it is: nothing that is recorded may lie after it.
    pub today: Date,
    /// Who records everything.
    pub by: &'a Member,
    /// The places of rows that must not be applied, as reading refused them.
    pub refused: &'a HashSet<Place>,
    /// Whether rows that are refused are left out, rather than the whole import.
    pub skip_bad: bool,
}

/// What an import comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// How many rows below a header were read.
    pub rows_read: usize,
    /// How many families are new.
    pub families: usize,
    /// How many records are new, those of all kinds together.
    pub records: usize,
    /// How many rows were imported before and are left as they are.
    pub unchanged: usize,
    /// How many rows are left out because of a problem of their own or of what they depend on.
    pub skipped: usize,
    /// Everything that is wrong, by place.
    pub problems: Vec<ImportProblem>,
    /// Whether anything was written.
    pub written: bool,
}

/// What came of applying a batch.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// What is to be written.
    pub import: Import,
    /// What it comes to, as far as applying goes.
    pub report: ImportReport,
}

/// Makes dossiers of the rows of a batch; `step` hears of every family that is done.
///
/// # Errors
/// [`Fault::Unsuitable`] when the operating system gives no randomness for the ids.
pub fn apply(
    batch: &ImportBatch,
    (known, ground): (&Known, &ImportGround),
    order: ApplyOrder<'_>,
    step: &mut (dyn FnMut() + Send),
) -> Result<Applied, Fault> {
    let chance = Chance::new()?;
    let mut office = Office {
        known,
        order,
        approvers: approvers(&ground.members, order.by.id),
        instrument: our_instrument(&ground.instruments),
        partners: ground
            .partners
            .iter()
            .map(|partner| (name_of(partner), partner.clone()))
            .collect(),
        chance: &chance,
    };
    let mut applied = Applied::default();
    for (key, rows) in by_family(batch) {
        let id = known.families.get(key);
        let before = id.and_then(|id| ground.dossiers.get(id));
        office.take(&mut applied, &rows, (id.is_some(), before));
        step();
    }
    applied
        .report
        .problems
        .sort_by(|one, other| one.place.cmp(&other.place));
    Ok(applied)
}

/// What all families of an import share.
pub(super) struct Office<'a> {
    known: &'a Known,
    order: ApplyOrder<'a>,
    approvers: Vec<(MemberId, Role)>,
    instrument: Option<&'a Instrument>,
    partners: HashMap<(String, krachtig_core::domain::vocabulary::PartnerType), Partner>,
    chance: &'a Chance,
}

impl<'a> Office<'a> {
    /// Applies the rows of one family.
    fn take<'b>(&mut self, applied: &mut Applied, rows: &FamilyRows<'b>, (there, before): (bool, Option<&Dossier>)) {
        let places = || {
            rows.rows()
                .into_iter()
                .map(|(_, _, told)| told.place)
                .chain(rows.family.map(|row| &row.place))
        };
        let mut out: HashSet<Place> = places()
            .filter(|place| self.order.refused.contains(*place))
            .cloned()
            .collect();
        let mut problems = Vec::new();
        // Leaving a row out can make others fail that built upon it, so this goes on until nothing new fails. Every
        // round but the last leaves out at least one row more.
        let case = loop {
            let case = Case::decide(self, rows, (there, before), &out);
            let fresh: Vec<Place> = case
                .failed
                .iter()
                .filter(|place| !out.contains(*place))
                .cloned()
                .collect();
            problems.extend(case.problems.iter().cloned());
            out.extend(fresh.iter().cloned());
            if fresh.is_empty() || !self.order.skip_bad {
                break case;
            }
        };
        applied.report.skipped += out.len();
        applied.report.problems.extend(problems);
        applied.report.unchanged += case.unchanged;
        applied.report.records += case.recorded();
        let (new, imported, keys, partners) = case.finish();
        for partner in &partners {
            self.partners.insert(name_of(partner), partner.clone());
        }
        applied.report.families += usize::from(new && imported.is_some());
        applied.import.partners.extend(partners);
        applied.import.dossiers.extend(imported);
        applied.import.keys.extend(keys);
    }
}

/// How a party is recognised: by its name, whatever the case, and its kind.
fn name_of(partner: &Partner) -> (String, krachtig_core::domain::vocabulary::PartnerType) {
    (partner.name.as_str().to_lowercase(), partner.partner_type)
}

/// The colleagues who may have approved what this member asked for, each with the role in which.
fn approvers(members: &[Member], requester: MemberId) -> Vec<(MemberId, Role)> {
    let may = [Role::BudgetApprover, Role::Coordinator, Role::Professional];
    let colleagues = members
        .iter()
        .filter(|member| member.id != requester && member.state == MemberState::Active);
    let with_role = colleagues.filter_map(|member| {
        let rank = may.iter().position(|role| member.roles.contains(role))?;
        Some((rank, member.id))
    });
    let mut able: Vec<(usize, MemberId)> = with_role.collect();
    able.sort_unstable();
    able.into_iter().map(|(rank, id)| (id, may[rank])).collect()
}

/// Our own instrument, as the tenant has it.
fn our_instrument(instruments: &[Instrument]) -> Option<&Instrument> {
    let ours = InstrumentDraft::default_instrument();
    let is_ours = |instrument: &&Instrument| {
        instrument.active && instrument.code.as_str() == ours.code && instrument.edition.as_str() == ours.edition
    };
    instruments.iter().find(is_ours)
}

/// The problem of a row whose family is not there.
fn without_family(told: Told<'_>) -> ImportProblem {
    told.depends(Column::Family)
}

/// The row of a family, to be told.
fn told_family(place: &Place) -> Told<'_> {
    Told {
        place,
        kind: RecordKind::Families,
    }
}
