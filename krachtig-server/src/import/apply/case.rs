//! One family's dossier in the making.

use std::collections::{HashMap, HashSet};

use krachtig_core::domain::clock::Stamp;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::Id;
use krachtig_core::domain::import_ref::ImportRef;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::record::Record;
use krachtig_core::domain::refusal::{Decision, Refusal, RefusalCode};
use krachtig_core::service::ImportedDossier;
use uuid::Uuid;

use super::clock::ImportClock;
use super::events::{Event, FamilyRows, What, space};
use super::told::Told;
use super::{Office, told_family, without_family};
use crate::import::columns::Column;
use crate::import::key;
use crate::import::model::{ExternalRef, ImportProblem, Place};

/// Somebody of the family, as rows name them.
#[derive(Clone, Copy)]
pub(super) enum Somebody {
    Person(krachtig_core::domain::id::PersonId),
    Detainee(krachtig_core::domain::id::DetaineeId),
}

/// Why a row was not recorded.
pub(super) enum Failed {
    /// The domain refused it.
    Refused(krachtig_core::domain::refusal::Refusals),
    /// Some rows that are recorded together were refused, each for reasons of its own.
    Rows(Vec<ImportProblem>),
    /// What it is about is not there.
    Depends(Column),
}

impl From<krachtig_core::domain::refusal::Refusals> for Failed {
    fn from(refusals: krachtig_core::domain::refusal::Refusals) -> Self {
        Self::Refused(refusals)
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

/// One family's dossier in the making.
pub(super) struct Case<'o, 'b> {
    pub(super) office: &'o Office<'o>,
    pub(super) clock: ImportClock<'o>,
    before: Option<Dossier>,
    pub(super) dossier: Option<Dossier>,
    pub(super) people: HashMap<ExternalRef, Somebody>,
    /// The records that rows became, so that what happened to them later finds them.
    pub(super) made: HashMap<(&'static str, &'b ExternalRef), Uuid>,
    pub(super) partners: Vec<Partner>,
    keys: Vec<ImportRef>,
    pub(super) problems: Vec<ImportProblem>,
    pub(super) failed: HashSet<Place>,
    pub(super) unchanged: usize,
}

impl<'o, 'b> Case<'o, 'b> {
    /// Decides on all rows of a family but those that are left out.
    pub(super) fn decide(
        office: &'o Office<'o>,
        rows: &FamilyRows<'b>,
        (there, before): (bool, Option<&Dossier>),
        out: &HashSet<Place>,
    ) -> Self {
        let newest = before
            .into_iter()
            .flat_map(|dossier| dossier.ledger.iter().map(|line| line.id.made_at()));
        let mut case = Self {
            office,
            clock: ImportClock::after(newest.max(), office.chance),
            before: before.cloned(),
            dossier: before.cloned(),
            people: HashMap::new(),
            made: HashMap::new(),
            partners: Vec::new(),
            keys: Vec::new(),
            problems: Vec::new(),
            failed: HashSet::new(),
            unchanged: 0,
        };
        let there_already: HashSet<Uuid> = before.iter().flat_map(|dossier| dossier.own_ids()).collect();
        let known = |space: &str, key: &ExternalRef| {
            office.known.has(space, key) || key::record_of(key).is_some_and(|id| there_already.contains(&id))
        };
        let all = rows.rows();
        case.unchanged = all.iter().filter(|(space, key, _)| known(space, key)).count();
        case.unchanged += usize::from(there && rows.family.is_some());
        let fresh = |space: &str, key: &ExternalRef, place: &Place| !known(space, key) && !out.contains(place);
        if !there {
            case.open(rows, &fresh, out);
        } else {
            case.recognise();
        }
        let Some(registered) = case.dossier.as_ref().map(|dossier| dossier.trajectory.opened_on) else {
            // A family that is there and gets nothing new was not read: there is nothing to decide.
            if !there {
                case.orphan(&all, &fresh);
            }
            return case;
        };
        for event in rows.events(registered, &fresh) {
            case.happen(&event);
        }
        case
    }

    /// Whoever acts: the member who records everything, on the day that the clock is set to.
    pub(super) fn stamp(&self) -> Stamp<'_> {
        Stamp::new(self.office.order.by.id, &self.clock)
    }

    /// Notes which record a row became.
    pub(super) fn remember<R: Record>(&mut self, space: &'static str, key: &'b ExternalRef, record: &R) {
        let remembered = ImportRef::of(key::remembered(space, key), record, self.stamp());
        self.keys.push(remembered);
        self.made.insert((space, key), record.id().uuid());
    }

    /// How many records are new.
    pub(super) fn recorded(&self) -> usize {
        let count = |dossier: &Option<Dossier>| dossier.as_ref().map_or(0, |dossier| 2 + dossier.own_ids().count());
        count(&self.dossier) - count(&self.before) + self.partners.len()
    }

    /// Whether the family is new, what to write, and what to write besides.
    pub(super) fn finish(self) -> (bool, Option<ImportedDossier>, Vec<ImportRef>, Vec<Partner>) {
        let new = self.before.is_none();
        let imported = self.dossier.filter(|after| Some(after) != self.before.as_ref());
        let before = self.before;
        let imported = imported.map(|after| ImportedDossier { before, after });
        (new, imported, self.keys, self.partners)
    }

    /// Tells the problems of a row's own, or those of another that it depends on.
    pub(super) fn tell(&mut self, told: Told<'_>, failed: Failed) {
        match failed {
            Failed::Refused(refusals) => self.problems.extend(told.refused(&refusals)),
            Failed::Rows(problems) => {
                self.failed.extend(problems.iter().map(|problem| problem.place.clone()));
                self.problems.extend(problems);
                return;
            }
            Failed::Depends(on) => {
                // Without --skip-bad nothing is written anyway, and the one who reads the problems needs the causes.
                if self.office.order.skip_bad {
                    self.problems.push(told.depends(on));
                }
            }
        }
        self.failed.insert(told.place.clone());
    }

    /// Registers the family, if its row is there and is not refused.
    fn open(
        &mut self,
        rows: &FamilyRows<'b>,
        fresh: &dyn Fn(&str, &ExternalRef, &Place) -> bool,
        out: &HashSet<Place>,
    ) {
        let Some(row) = rows.family.filter(|row| !out.contains(&row.place)) else {
            return;
        };
        let kept = |person: &&&crate::import::model::Row<crate::import::model::PersonRow>| {
            fresh(space::PERSONS, &person.value.external_ref, &person.place)
        };
        let notes: Vec<String> = rows
            .persons
            .iter()
            .filter(kept)
            .filter_map(|person| person.value.told_note())
            .collect();
        if let Err(refusals) = self.register(row, &notes) {
            self.tell(told_family(&row.place), refusals.into());
        }
    }

    /// Tells the rows of a family that is not there.
    fn orphan(
        &mut self,
        all: &[(&'static str, &'b ExternalRef, Told<'b>)],
        fresh: &dyn Fn(&str, &ExternalRef, &Place) -> bool,
    ) {
        for (space, key, told) in all {
            if fresh(space, key, told.place) {
                if self.office.order.skip_bad {
                    self.problems.push(without_family(*told));
                }
                self.failed.insert(told.place.clone());
            }
        }
    }

    /// One thing that happened.
    fn happen(&mut self, event: &Event<'b>) {
        let Some(told) = event.what.told() else { return };
        if self.failed.contains(told.place) {
            return;
        }
        if event.on > self.office.order.today {
            let refusal = Refusal::new(RefusalCode::InFuture, event.what.date_field());
            return self.tell(told, refusal.into());
        }
        self.clock.set(event.on);
        let done = match &event.what {
            What::Person(row) => self.person(&row.value),
            What::Detainee(row) => self.detainee(&row.value),
            What::Consent(row) => self.consent(&row.value),
            What::Withdrawal(row) => self.withdrawal(&row.value),
            What::Talk(row) => self.talk(&row.value),
            What::Introduction(row) => self.introduction(&row.value),
            What::Mapping(rows) => self.mapping(rows),
            What::Budget(row, parts, _) => self.budget_line(&row.value, parts),
            What::Referral(row) => self.referral(&row.value),
            What::Answer(row) => self.answer(&row.value),
            What::Conclusion(row) => self.conclusion(&row.value),
            What::Problem(row) => self.problem(&row.value),
            What::Closing(row) => self.closing(&row.value),
        };
        if let Err(failed) = done {
            self.tell(told, failed);
        }
    }

    /// The dossier, which is there whenever something happens in it.
    pub(super) fn dossier(&self) -> Decision<&Dossier> {
        self.dossier
            .as_ref()
            .ok_or_else(|| Refusal::new(RefusalCode::NotFound, "").into())
    }

    /// Puts a record into the dossier.
    pub(super) fn put<R: krachtig_core::domain::record::InDossier>(&mut self, record: R) {
        if let Some(dossier) = &mut self.dossier {
            record.put(dossier);
        }
    }
}
