//! What rights and retention ask of a tenant's store besides records: who looked, what is kept since when, and the
//! ledger's notes, which can be emptied.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use time::Date;
use time::macros::format_description;
use uuid::Uuid;

use super::{Doing, Store, Writing};
use crate::access::Permit;
use crate::domain::erasure::MARK;
use crate::domain::id::{FamilyId, LedgerLineId, TrajectoryId};
use crate::domain::retention::RetentionBasis;
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;

/// A closed trajectory of a family that has none open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeptTrajectory {
    /// The family.
    pub(crate) family_id: FamilyId,
    /// What it is kept under, where somebody said so.
    pub(crate) basis: Option<RetentionBasis>,
    /// When it was closed.
    pub(crate) closed_on: Date,
    /// The day of the last change in it.
    pub(crate) changed_on: Date,
    /// Whether a legal hold is on the family's dossier.
    pub(crate) held: bool,
}

/// The last change of trajectory `t`, as text that begins with the day. Lines from before events were told are all of
/// changes.
const CHANGED: &str = "(SELECT CAST(max(a.at) AS text) FROM audit a WHERE a.trajectory_id = t.id \
                       AND coalesce(a.event, 'change') IN ('create', 'change', 'delete'))";

impl Store {
    /// The trajectories of all families that have none open.
    pub(crate) async fn kept_trajectories(&self) -> Result<Vec<KeptTrajectory>, Fault> {
        let doing = "reading what is kept";
        let sql = format!(
            "SELECT t.family_id, t.retention_basis, t.closed_on, {CHANGED}, \
             (SELECT count(*) FROM legal_hold h WHERE h.family_id = t.family_id AND h.lifted_on IS NULL) \
             FROM trajectory t WHERE t.closed_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM trajectory o \
             WHERE o.family_id = t.family_id AND o.closed_on IS NULL) ORDER BY t.family_id, t.id"
        );
        let db = self.reader();
        let all = Statement::from_string(db.get_database_backend(), sql);
        let mut kept = Vec::new();
        for row in db.query_all_raw(all).await.doing(doing)? {
            let family: Uuid = row.try_get_by_index(0).doing(doing)?;
            let basis: Option<String> = row.try_get_by_index(1).doing(doing)?;
            let closed_on: Date = row.try_get_by_index(2).doing(doing)?;
            let changed: Option<String> = row.try_get_by_index(3).doing(doing)?;
            let holds: i64 = row.try_get_by_index(4).doing(doing)?;
            kept.push(KeptTrajectory {
                family_id: FamilyId::from_uuid(family),
                basis: basis.as_deref().and_then(RetentionBasis::from_code),
                closed_on,
                changed_on: changed.as_deref().and_then(day_of).unwrap_or(closed_on),
                held: holds > 0,
            });
        }
        Ok(kept)
    }
}

impl Writing {
    /// The trajectories of a family, oldest first.
    pub(crate) async fn trajectories_of(&self, family: FamilyId) -> Result<Vec<TrajectoryId>, Fault> {
        let (db, doing) = (self.connection(), "finding the trajectories of a family");
        let sql = "SELECT t.id FROM trajectory t WHERE t.family_id = $1 ORDER BY t.id";
        let all = Statement::from_sql_and_values(db.get_database_backend(), sql, [family.uuid().into()]);
        let rows = db.query_all_raw(all).await.doing(doing)?;
        rows.iter()
            .map(|row| row.try_get_by_index(0).map(TrajectoryId::from_uuid).doing(doing))
            .collect()
    }

    /// The day of the last change in each of these trajectories; none in one without a line.
    pub(crate) async fn last_changes(&self, ids: &[TrajectoryId]) -> Result<HashMap<TrajectoryId, Date>, Fault> {
        let (db, doing) = (self.connection(), "finding the last change of a dossier");
        let mut changes = HashMap::new();
        for id in ids {
            let sql = format!("SELECT {CHANGED} FROM trajectory t WHERE t.id = $1");
            let one = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.uuid().into()]);
            let Some(row) = db.query_one_raw(one).await.doing(doing)? else {
                continue;
            };
            let changed: Option<String> = row.try_get_by_index(0).doing(doing)?;
            if let Some(day) = changed.as_deref().and_then(day_of) {
                changes.insert(*id, day);
            }
        }
        Ok(changes)
    }

    /// Empties the notes of lines of the ledger, which the permit allows. Nothing else of a line can change: the
    /// database itself sees to that.
    pub(crate) async fn empty_ledger_notes(&self, _permit: &Permit, lines: &[LedgerLineId]) -> Result<(), Fault> {
        let db = self.connection();
        for some in lines.chunks(500) {
            let places: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
            let sql = format!("UPDATE ledger_line SET note = NULL WHERE id IN ({})", places.join(", "));
            let ids = some.iter().map(|id| Value::from(id.uuid()));
            let empty = Statement::from_sql_and_values(db.get_database_backend(), sql, ids);
            db.execute_raw(empty).await.doing("emptying notes of the ledger")?;
        }
        Ok(())
    }

    /// Forgets by which keys of the office's files records came in. That they were imported stays known.
    pub(crate) async fn forget_import_keys(&self, _permit: &Permit, records: &[Uuid]) -> Result<(), Fault> {
        let db = self.connection();
        let own = match db.get_database_backend() {
            DbBackend::Sqlite => "lower(hex(id))",
            _ => "replace(id::text, '-', '')",
        };
        for some in records.chunks(500) {
            let places: Vec<String> = (2..=some.len() + 1).map(|n| format!("${n}")).collect();
            let sql = format!(
                "UPDATE import_ref SET key = $1 || {own} WHERE record_id IN ({})",
                places.join(", ")
            );
            let mark = std::iter::once(Value::from(format!("{MARK} ")));
            let values = mark.chain(some.iter().map(|id| Value::from(*id)));
            let forget = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
            db.execute_raw(forget).await.doing("forgetting keys of imported rows")?;
        }
        Ok(())
    }
}

/// The day with which a database's text of a moment begins.
fn day_of(moment: &str) -> Option<Date> {
    Date::parse(moment.get(..10)?, format_description!("[year]-[month]-[day]")).ok()
}
