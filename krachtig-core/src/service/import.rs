//! Importing dossiers that were put together elsewhere: from an office's spreadsheets, or by the generator of
//! fictional ones.
//!
//! Reading files and making dossiers of their rows do not belong here. Whoever makes them asks the same decisions as
//! everybody else; here they are written, all or none.

use std::collections::{HashMap, HashSet};

use super::logging::{Read, of_rows, reading};
use super::work::{insert, line, lines, not_found, tenant_permit, write};
use super::{Ctx, Outcome, Services};
use crate::access::{Action, Permit};
use crate::domain::access_log::LogEvent;
use crate::domain::dossier::{Dossier, Parts, lists_of_dossier};
use crate::domain::id::{DetaineeId, FamilyId, Id, PersonId, TrajectoryId};
use crate::domain::import_ref::ImportRef;
use crate::domain::instrument::Instrument;
use crate::domain::member::Member;
use crate::domain::partner::Partner;
use crate::domain::record::{Change, InDossier, RecordKind};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::vocabulary::Vocabulary;
use crate::store::{AuditLine, Condition, Find, Row, Window, Writing};

/// Somebody whom files may refer to: a family, a person or a detainee that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRecord<I> {
    /// The record.
    pub id: I,
    /// The family: the record itself where it is one.
    pub family_id: FamilyId,
    /// The office's key, where it has one.
    pub external_ref: Option<String>,
}

/// Whom and what a tenant has already, so that files can be read that refer to it. It takes four statements, whatever
/// the number of families.
#[derive(Clone, Debug, Default)]
pub struct ImportIndex {
    /// The keys of rows that were imported before.
    pub keys: HashSet<String>,
    /// The families.
    pub families: Vec<KnownRecord<FamilyId>>,
    /// The people on the family's side.
    pub persons: Vec<KnownRecord<PersonId>>,
    /// The detainees.
    pub detainees: Vec<KnownRecord<DetaineeId>>,
}

/// What an import finds in the tenant.
#[derive(Clone, Debug, Default)]
pub struct ImportGround {
    /// The dossiers of the families asked for, each with the family's newest trajectory.
    pub dossiers: HashMap<FamilyId, Dossier>,
    /// The instruments.
    pub instruments: Vec<Instrument>,
    /// The partner directory.
    pub partners: Vec<Partner>,
    /// The members, those of families left out.
    pub members: Vec<Member>,
}

/// A dossier to import.
#[derive(Clone, Debug)]
pub struct ImportedDossier {
    /// What was there.
    pub before: Option<Dossier>,
    /// What it becomes.
    pub after: Dossier,
}

/// What to import.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// New parties.
    pub partners: Vec<Partner>,
    /// The dossiers.
    pub dossiers: Vec<ImportedDossier>,
    /// The keys of the rows that they were made of.
    pub keys: Vec<ImportRef>,
}

/// How many records were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportTally {
    /// New records, those of all kinds together.
    pub recorded: usize,
    /// Records that were there and became different.
    pub revised: usize,
}

impl Services {
    /// Whom and what the tenant has already.
    ///
    /// # Errors
    /// `not_found` for whoever may not import.
    pub async fn import_index(&self, ctx: &Ctx) -> Outcome<ImportIndex> {
        let permit = tenant_permit(ctx, Action::Import)?;
        let tx = ctx.store.begin().await?;
        let index = ImportIndex {
            keys: tx.imported_keys().await?,
            families: known(&tx).await?,
            persons: known(&tx).await?,
            detainees: known(&tx).await?,
        };
        // The log's lines wait for the writer.
        drop(tx);
        let read = Read {
            kind: RecordKind::Family.code(),
            rows: Some(index.families.len() + index.persons.len() + index.detainees.len()),
            event: Some(LogEvent::Search),
            ..Read::default()
        };
        ctx.store.log(reading(ctx, &permit, read)).await?;
        Ok(index)
    }

    /// What an import needs to know of the tenant before it makes dossiers of rows: only the families asked for are
    /// read in full.
    ///
    /// # Errors
    /// `not_found` for whoever may not import.
    pub async fn import_ground(&self, ctx: &Ctx, families: &HashSet<FamilyId>) -> Outcome<ImportGround> {
        let permit = tenant_permit(ctx, Action::Import)?;
        let tx = ctx.store.begin().await?;
        let mut dossiers = HashMap::new();
        if !families.is_empty() {
            for (family, trajectory) in tx.newest_trajectories(families).await? {
                let who = (&ctx.actor, ctx.stamp().today);
                let whole = (Find::Trajectory(trajectory), Parts::ALL);
                if let Some(loaded) = tx.dossier(whole, who).await? {
                    dossiers.insert(family, loaded.dossier);
                }
            }
        }
        let mut members: Vec<Member> = all(&tx, "email").await?;
        members.retain(|member| !member.is_of_family());
        let ground = ImportGround {
            dossiers,
            instruments: all(&tx, "code").await?,
            partners: all(&tx, "name").await?,
            members,
        };
        drop(tx);
        if !ground.dossiers.is_empty() {
            let read = Read {
                event: Some(LogEvent::Read),
                ..of_rows(ground.dossiers.values().map(|dossier| &dossier.trajectory))
            };
            ctx.store.log(reading(ctx, &permit, read)).await?;
        }
        Ok(ground)
    }

    /// Writes imported dossiers, all or none.
    ///
    /// # Errors
    /// `not_found` for whoever may not import; `stale` where a record changed since it was read; `dossier_destroyed` where
    /// its dossier was; `processing_restricted` for people who restricted the use of their data; `already_exists` for a
    /// key that another record has; `required` when there is nothing to import.
    pub async fn import(&self, ctx: &Ctx, import: Import) -> Outcome<ImportTally> {
        let permit = tenant_permit(ctx, Action::Import)?;
        let tx = ctx.store.begin().await?;
        let mut work = Work {
            ctx,
            tx: &tx,
            permit: &permit,
            tally: ImportTally::default(),
            revised: Vec::new(),
            standing: HashMap::new(),
        };
        work.look_again(&import.dossiers).await?;
        work.insert(&import.partners).await?;
        work.write(&import.dossiers).await?;
        work.insert_keys(&import.keys).await?;
        let (tally, revised) = (work.tally, work.revised);
        let mut audit = import
            .dossiers
            .iter()
            .map(|imported| audit_line(ctx, &permit, imported));
        let Some(first) = audit.next() else {
            return Err(Refusal::new(RefusalCode::Required, "").into());
        };
        let of_records = revised
            .into_iter()
            .filter(|line| line.record_kind != RecordKind::Trajectory.code());
        let rest = audit.chain(of_records).collect();
        tx.commit(lines(first, rest)).await?;
        Ok(tally)
    }
}

/// One line for each dossier: an import is one act on it, whatever the number of its new rows. Records that were there
/// and became different have lines of their own, as somebody may have them open.
fn audit_line(ctx: &Ctx, permit: &Permit, imported: &ImportedDossier) -> AuditLine {
    let trajectory = &imported.after.trajectory;
    let before = imported.before.as_ref().map(|dossier| dossier.trajectory.clone());
    line(
        ctx,
        (permit, Some(trajectory.id)),
        &Change {
            before,
            after: trajectory.clone(),
        },
    )
}

/// All records of a kind that files may refer to.
async fn known<R>(tx: &Writing) -> Outcome<Vec<KnownRecord<R>>>
where
    R: Refer,
{
    let rows = tx.office_keys(R::KIND).await?;
    let known = rows.into_iter().map(|(id, family, external_ref)| KnownRecord {
        id: R::from_uuid(id),
        family_id: FamilyId::from_uuid(family),
        external_ref,
    });
    Ok(known.collect())
}

/// An id that files may refer to by an office's key.
trait Refer: Id {
    /// The kind of its records.
    const KIND: RecordKind;
}

impl Refer for FamilyId {
    const KIND: RecordKind = RecordKind::Family;
}

impl Refer for PersonId {
    const KIND: RecordKind = RecordKind::Person;
}

impl Refer for DetaineeId {
    const KIND: RecordKind = RecordKind::Detainee;
}

/// A whole list of the tenant.
async fn all<R: Row>(tx: &Writing, sort: &'static str) -> Outcome<Vec<R>> {
    let mut window = Window {
        first: 500,
        after: None,
        sort,
        descending: false,
    };
    let mut records = Vec::new();
    loop {
        let page = tx.page::<R>(Vec::<Condition>::new(), &window).await?;
        window.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        records.extend(page.rows.into_iter().map(|(_, record)| record));
        if !page.more {
            return Ok(records);
        }
    }
}

/// One import under way.
struct Work<'a> {
    ctx: &'a Ctx,
    tx: &'a Writing,
    permit: &'a Permit,
    tally: ImportTally,
    /// The lines of records that were there and became different.
    revised: Vec<AuditLine>,
    /// The dossiers that were there, as they stand now: they were read before the transaction.
    standing: HashMap<TrajectoryId, Dossier>,
}

impl Work<'_> {
    /// Reads the dossiers that were there again, and holds them until the end: one may have been destroyed meanwhile, or
    /// somebody in it may have restricted the use of his or her data.
    async fn look_again(&mut self, dossiers: &[ImportedDossier]) -> Outcome<()> {
        for before in dossiers.iter().filter_map(|imported| imported.before.as_ref()) {
            let (id, field) = (before.trajectory.id, "trajectory_id");
            let who = (&self.ctx.actor, self.ctx.stamp().today);
            let whole = (Find::Trajectory(id), Parts::ALL);
            let loaded = self.tx.dossier(whole, who).await?;
            let dossier = loaded.ok_or_else(|| not_found(field))?.dossier;
            dossier.demand_not_destroyed(field)?;
            self.standing.insert(id, dossier);
        }
        Ok(())
    }

    /// Refuses what is about somebody who restricted the use of his or her data.
    fn demand_unrestricted<R: Row>(&self, trajectory: TrajectoryId, change: &Change<R>) -> Outcome<()> {
        match self.standing.get(&trajectory) {
            Some(dossier) => Ok(dossier.demand_unrestricted(change, self.ctx.stamp().today)?),
            None => Ok(()),
        }
    }

    async fn write(&mut self, dossiers: &[ImportedDossier]) -> Outcome<()> {
        let fresh = || dossiers.iter().filter(|imported| imported.before.is_none());
        self.insert(
            &fresh()
                .map(|imported| imported.after.family.clone())
                .collect::<Vec<_>>(),
        )
        .await?;
        self.insert(
            &fresh()
                .map(|imported| imported.after.trajectory.clone())
                .collect::<Vec<_>>(),
        )
        .await?;
        for imported in dossiers {
            if let Some(before) = &imported.before {
                let of = before.trajectory.id;
                self.revise(of, &before.family, &imported.after.family).await?;
                self.revise(of, &before.trajectory, &imported.after.trajectory).await?;
            }
        }
        macro_rules! write {
            (own { $($(#[$about:meta])* $list:ident: $record:ty,)+ } $($shared:tt)+) => {
                $(self.list(dossiers, |dossier| &dossier.$list).await?;)+
            };
        }
        lists_of_dossier!(write);
        Ok(())
    }

    /// Writes one list of all dossiers: new records in few statements, those that changed one by one.
    async fn list<R: Row + InDossier + PartialEq>(
        &mut self,
        dossiers: &[ImportedDossier],
        list: impl Fn(&Dossier) -> &Vec<R>,
    ) -> Outcome<()> {
        let mut fresh = Vec::new();
        for imported in dossiers {
            let before: HashMap<_, &R> = imported
                .before
                .iter()
                .flat_map(|dossier| list(dossier).iter().map(|record| (Id::uuid(record.id()), record)))
                .collect();
            for record in list(&imported.after) {
                let of = imported.after.trajectory.id;
                if let Some(before) = before.get(&Id::uuid(record.id())) {
                    self.revise(of, *before, record).await?;
                } else {
                    self.demand_unrestricted(of, &Change::recorded(record.clone()))?;
                    fresh.push(record.clone());
                }
            }
        }
        self.insert(&fresh).await
    }

    async fn insert<R: Row>(&mut self, records: &[R]) -> Outcome<()> {
        self.tally.recorded += records.len();
        insert(self.tx, self.permit, records).await
    }

    async fn insert_keys(&self, keys: &[ImportRef]) -> Outcome<()> {
        insert(self.tx, self.permit, keys).await
    }

    /// Edits a record of a dossier, unless somebody whom it is about restricted the use of his or her data.
    async fn revise<R: Row + PartialEq>(&mut self, of: TrajectoryId, before: &R, after: &R) -> Outcome<()> {
        if before == after {
            return Ok(());
        }
        self.tally.revised += 1;
        let change = Change::revised(before, after.clone());
        self.demand_unrestricted(of, &change)?;
        let line = write(self.ctx, self.tx, (self.permit, after.trajectory()), &change).await?;
        self.revised.push(line);
        Ok(())
    }
}
