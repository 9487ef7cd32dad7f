//! What services ask of a tenant's store: dossiers, records and lists to read; changes to write.
//!
//! Every write takes the permit that allows it. Deciding does not belong here.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use time::Date;
use uuid::Uuid;

use super::row::{self, Row, text_of};
use super::{
    ASSIGNMENT_HOLDS, Batch, Condition, Doing, Loaded, Page, RecordedChange, Store, Unlogged, Window, Within, Writing,
    Written, audit, dossier, facts, list,
};
use crate::access::{Actor, Permit};
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::id::{FamilyId, Id, TrajectoryId};
use crate::domain::period::{CaseSummary, Period};
use crate::domain::progress::Facts;
use crate::domain::record::{Change, Record, RecordKind};
use crate::domain::trajectory::{Trajectory, Workload};
use crate::error::Fault;

/// How a use case names the trajectory that it is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Find {
    /// By its own id.
    Trajectory(TrajectoryId),
    /// By a record that belongs to it, or to its family.
    Of(RecordKind, Uuid),
}

impl Find {
    /// By a record.
    pub(crate) fn of<R: Record>(id: R::Id) -> Self {
        Self::Of(R::KIND, id.uuid())
    }
}

impl Store {
    /// The wanted parts of the dossier of a trajectory.
    pub(crate) async fn dossier(&self, id: TrajectoryId, parts: Parts) -> Result<Unlogged<Option<Dossier>>, Fault> {
        let loaded = dossier::load(self.reader(), id, parts).await?;
        Ok(Unlogged::new(loaded.map(|loaded| loaded.dossier)))
    }

    /// The record with this id.
    pub(crate) async fn get<R: Row>(&self, id: R::Id) -> Result<Option<R>, Fault> {
        row::get(self.reader(), id.uuid()).await
    }

    /// The record with this value in a column that holds each value once.
    pub(crate) async fn get_by<R: Row>(&self, column: &'static str, value: Value) -> Result<Option<R>, Fault> {
        row::get_by(self.reader(), column, value).await
    }

    /// The records with these ids, in no order: one statement.
    pub(crate) async fn get_all<R: Row>(&self, ids: &[R::Id]) -> Result<Unlogged<Vec<R>>, Fault> {
        row::get_where_in(self.reader(), "id", ids).await.map(Unlogged::new)
    }

    /// The records of these trajectories, in the order of their ids: one statement.
    pub(crate) async fn of_trajectories<R: Row>(&self, ids: &[TrajectoryId]) -> Result<Unlogged<Vec<R>>, Fault> {
        let found = row::get_where_in(self.reader(), "trajectory_id", ids).await;
        found.map(Unlogged::new)
    }

    /// The records of these families, in the order of their ids: one statement.
    pub(crate) async fn of_families<R: Row>(&self, ids: &[FamilyId]) -> Result<Unlogged<Vec<R>>, Fault> {
        let found = row::get_where_in(self.reader(), "family_id", ids).await;
        found.map(Unlogged::new)
    }

    /// A page of a list.
    pub(crate) async fn page<R: Row>(
        &self,
        within: Within,
        conditions: Vec<Condition>,
        window: &Window,
    ) -> Result<Unlogged<Page<R, ()>>, Fault> {
        list::page(self.reader(), within, conditions, window)
            .await
            .map(Unlogged::new)
    }

    /// How many rows a list has in all.
    pub(crate) async fn count<R: Row>(
        &self,
        within: Within,
        conditions: Vec<Condition>,
    ) -> Result<Unlogged<u64>, Fault> {
        list::count::<R>(self.reader(), within, conditions)
            .await
            .map(Unlogged::new)
    }

    /// The trajectories of a list by whose consents end first, until this day: a row for each, so many at most.
    pub(crate) async fn by_ending_consent(
        &self,
        within: Within,
        conditions: Vec<Condition>,
        ending: (Date, u32),
    ) -> Result<Unlogged<Page<Trajectory, ()>>, Fault> {
        list::by_ending_consent(self.reader(), within, conditions, ending)
            .await
            .map(Unlogged::new)
    }

    /// How much of the trajectories of a list each member works with.
    pub(crate) async fn workloads(
        &self,
        within: Within,
        conditions: Vec<Condition>,
    ) -> Result<Unlogged<Vec<Workload>>, Fault> {
        list::workloads(self.reader(), within, conditions)
            .await
            .map(Unlogged::new)
    }

    /// The facts of these trajectories.
    pub(crate) async fn facts(
        &self,
        ids: &[TrajectoryId],
        today: Date,
    ) -> Result<Unlogged<HashMap<TrajectoryId, Facts>>, Fault> {
        facts::of(self.reader(), ids, today).await.map(Unlogged::new)
    }
}

impl Writing {
    /// The wanted parts of the dossier of the trajectory that a use case is about, kept from others until the end of
    /// the transaction, so that what is decided on it still holds when it is committed.
    pub(crate) async fn dossier(
        &self,
        (find, parts): (Find, Parts),
        (actor, today): (&Actor, Date),
    ) -> Result<Option<Loaded>, Fault> {
        let db = self.connection();
        let id = match find {
            Find::Trajectory(id) => Some(id),
            Find::Of(kind, id) => trajectory_of(db, (kind, id), (actor, today)).await?,
        };
        let Some(id) = id else { return Ok(None) };
        // SQLite has one writer at a time, so the dossier is its own already.
        if db.get_database_backend() == DbBackend::Postgres {
            let sql = "SELECT id FROM trajectory WHERE id = $1 FOR UPDATE";
            let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, [id.uuid().into()]);
            db.query_one_raw(lock).await.doing("locking a dossier")?;
        }
        dossier::load(db, id, parts).await
    }

    /// The record with this id.
    pub(crate) async fn get<R: Row>(&self, id: R::Id) -> Result<Option<R>, Fault> {
        row::get(self.connection(), id.uuid()).await
    }

    /// The record with this value in a column that holds each value once.
    pub(crate) async fn get_by<R: Row>(&self, column: &'static str, value: Value) -> Result<Option<R>, Fault> {
        row::get_by(self.connection(), column, value).await
    }

    /// The keys of all rows that were ever imported.
    pub(crate) async fn imported_keys(&self) -> Result<HashSet<String>, Fault> {
        let db = self.connection();
        let all = Statement::from_string(db.get_database_backend(), "SELECT key FROM import_ref");
        let doing = "reading what was imported";
        let rows = db.query_all_raw(all).await.doing(doing)?;
        rows.iter().map(|row| text_of(row, doing)).collect()
    }

    /// Every record of a kind that carries an office's key: its own id, its family's, and the key where it has one.
    pub(crate) async fn office_keys(&self, kind: RecordKind) -> Result<Vec<(Uuid, Uuid, Option<String>)>, Fault> {
        let db = self.connection();
        let family = if kind == RecordKind::Family {
            "x.id"
        } else {
            "x.family_id"
        };
        let sql = format!("SELECT x.id, {family}, x.external_ref FROM \"{kind}\" x");
        let doing = "reading the office's keys";
        let all = Statement::from_string(db.get_database_backend(), sql);
        let read = |row: sea_orm::QueryResult| {
            let read = (
                row.try_get_by_index(0),
                row.try_get_by_index(1),
                row.try_get_by_index(2),
            );
            Ok((read.0.doing(doing)?, read.1.doing(doing)?, read.2.doing(doing)?))
        };
        db.query_all_raw(all)
            .await
            .doing(doing)?
            .into_iter()
            .map(read)
            .collect()
    }

    /// The newest trajectory of each of these families.
    pub(crate) async fn newest_trajectories(
        &self,
        families: &HashSet<FamilyId>,
    ) -> Result<HashMap<FamilyId, TrajectoryId>, Fault> {
        let db = self.connection();
        let doing = "finding trajectories of families";
        let sql = "SELECT t.family_id, t.id FROM trajectory t ORDER BY t.id";
        let all = Statement::from_string(db.get_database_backend(), sql);
        let mut newest = HashMap::new();
        for row in db.query_all_raw(all).await.doing(doing)? {
            let family = FamilyId::from_uuid(row.try_get_by_index(0).doing(doing)?);
            if families.contains(&family) {
                newest.insert(family, TrajectoryId::from_uuid(row.try_get_by_index(1).doing(doing)?));
            }
        }
        Ok(newest)
    }

    /// Trajectories after this one, in the order of their ids.
    pub(crate) async fn trajectories_after(
        &self,
        after: Option<TrajectoryId>,
        most: u32,
    ) -> Result<Vec<TrajectoryId>, Fault> {
        let db = self.connection();
        let doing = "listing trajectories";
        let sql = format!("SELECT t.id FROM trajectory t WHERE t.id > $1 ORDER BY t.id LIMIT {most}");
        let after = after.map_or(Uuid::nil(), TrajectoryId::uuid);
        let page = Statement::from_sql_and_values(db.get_database_backend(), sql, [after.into()]);
        let rows = db.query_all_raw(page).await.doing(doing)?;
        rows.iter()
            .map(|row| row.try_get_by_index(0).map(TrajectoryId::from_uuid).doing(doing))
            .collect()
    }

    /// What happened to a record after it had this version, oldest first, as this transaction sees it: with what the
    /// writers before it in its group changed. It takes no other connection, of which there may be none left.
    pub(crate) async fn audit_since(&self, record_id: Uuid, version: i32) -> Result<Vec<RecordedChange>, Fault> {
        audit::since(self.connection(), record_id, version).await
    }

    /// Keeps others from changing any record of this kind until the end of the transaction, for a decision that
    /// depends on all of them.
    pub(crate) async fn hold_all<R: Row>(&self) -> Result<(), Fault> {
        // SQLite has one writer at a time.
        if self.connection().get_database_backend() == DbBackend::Postgres {
            let lock = format!("LOCK TABLE \"{}\" IN SHARE ROW EXCLUSIVE MODE", row::table::<R>());
            let held = self.connection().execute_unprepared(&lock).await;
            held.doing("holding up writers")?;
        }
        Ok(())
    }

    /// A page of a list, inside the transaction.
    pub(crate) async fn page<R: Row>(&self, conditions: Vec<Condition>, window: &Window) -> Result<Page<R, ()>, Fault> {
        list::page(self.connection(), list::EVERYTHING, conditions, window).await
    }

    /// Puts off a change that the permit allows to [`Writing::commit_with`].
    pub(crate) fn put_off<R: Row>(&self, batch: &mut Batch, _permit: &Permit, change: &Change<R>) -> Result<(), Fault> {
        batch.change(change)
    }

    /// Writes a change that the permit allows.
    pub(crate) async fn write<R: Row>(&self, _permit: &Permit, change: &Change<R>) -> Result<Written, Fault> {
        row::write(self.connection(), change).await
    }

    /// Inserts many new records that the permit allows.
    pub(crate) async fn insert<R: Row>(&self, _permit: &Permit, records: &[R]) -> Result<Written, Fault> {
        row::insert(self.connection(), records).await
    }

    /// Hands over a summary of every trajectory that was open at some time in a period.
    pub(crate) async fn summaries(&self, period: Period, take: impl FnMut(&CaseSummary)) -> Result<(), Fault> {
        facts::summaries(self.connection(), period, take).await
    }
}

/// The trajectory of a record. A family's record leads to the newest trajectory that the actor is assigned to, or
/// else to the newest.
async fn trajectory_of(
    db: &impl ConnectionTrait,
    (kind, id): (RecordKind, Uuid),
    (actor, today): (&Actor, Date),
) -> Result<Option<TrajectoryId>, Fault> {
    let holds = ASSIGNMENT_HOLDS.replace("{}", "$3");
    let newest = |family: &str| {
        format!(
            "SELECT t.id FROM trajectory t WHERE t.family_id = {family} ORDER BY (CASE WHEN EXISTS (SELECT 1 \
             FROM assignment a WHERE a.trajectory_id = t.id AND a.member_id = $2 AND {holds}) \
             THEN 0 ELSE 1 END), t.id DESC LIMIT 1"
        )
    };
    let member = actor.as_member().map(Id::uuid);
    let (sql, values) = match kind {
        RecordKind::Family => (newest("$1"), vec![id.into(), member.into(), today.into()]),
        RecordKind::Person
        | RecordKind::Detainee
        | RecordKind::Consent
        | RecordKind::RightsRequest
        | RecordKind::ProcessingLimit
        | RecordKind::OwnWords
        | RecordKind::LegalHold => {
            let family = format!("(SELECT x.family_id FROM \"{kind}\" x WHERE x.id = $1)");
            (newest(&family), vec![id.into(), member.into(), today.into()])
        }
        _ => (
            format!("SELECT x.trajectory_id FROM \"{kind}\" x WHERE x.id = $1"),
            vec![id.into()],
        ),
    };
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let doing = "finding a dossier";
    let row = db.query_one_raw(statement).await.doing(doing)?;
    row.map(|row| {
        row.try_get_by_index::<Uuid>(0)
            .map(TrajectoryId::from_uuid)
            .doing(doing)
    })
    .transpose()
}
