//! What is worth a look before a period is closed, kept with the facts of families: written with them, and read in the order
//! in which it is told.
//!
//! What each check means does not belong here: see [`crate::domain::period_check`].

use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use uuid::Uuid;

use super::batch::VALUES;
use super::{Doing, Store, Unlogged, Writing};
use crate::domain::id::{FamilyId, TrajectoryId};
use crate::domain::period::Period;
use crate::domain::period_check::{CheckCode, PeriodCheck};
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;

/// The columns, those of the order first.
const COLUMNS: [&str; 7] = [
    "period",
    "code",
    "trajectory_id",
    "record_kind",
    "record_id",
    "day",
    "family_id",
];

impl Store {
    /// The first of what is worth a look in a period, by what it is and by trajectory.
    pub(crate) async fn period_checks(&self, period: Period, most: usize) -> Result<Unlogged<Vec<PeriodCheck>>, Fault> {
        let (db, doing) = (self.reader(), "checking a period");
        let sql = format!(
            "SELECT code, trajectory_id, record_kind, record_id, day FROM period_check WHERE period = $1 \
             ORDER BY code, trajectory_id, record_kind, record_id LIMIT {most}"
        );
        let values: [Value; 1] = [period.to_string().into()];
        let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        let rows = db.query_all_raw(ask).await.doing(doing)?;
        let checks: Result<Vec<PeriodCheck>, Fault> = rows.iter().map(read).collect();
        Ok(Unlogged::new(checks?))
    }
}

impl Writing {
    /// Keeps what is worth a look in the dossiers of a family.
    pub(super) async fn insert_checks(&self, family: FamilyId, checks: &[(Period, PeriodCheck)]) -> Result<(), Fault> {
        let db = self.connection();
        for some in checks.chunks(VALUES / COLUMNS.len()) {
            let (mut places, mut values) = (Vec::new(), Vec::new());
            for (period, check) in some {
                let columns: Vec<String> = (1..=COLUMNS.len()).map(|n| format!("${}", values.len() + n)).collect();
                places.push(format!("({})", columns.join(", ")));
                let row: [Value; COLUMNS.len()] = [
                    period.to_string().into(),
                    check.code.code().into(),
                    check.trajectory_id.uuid().into(),
                    check.record_kind.code().into(),
                    check.record_id.into(),
                    check.day.into(),
                    family.uuid().into(),
                ];
                values.extend(row);
            }
            let (names, rows) = (COLUMNS.join(", "), places.join(", "));
            let sql = format!("INSERT INTO period_check ({names}) VALUES {rows}");
            let insert = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
            db.execute_raw(insert).await.doing("keeping what is worth a look")?;
        }
        Ok(())
    }
}

fn read(row: &QueryResult) -> Result<PeriodCheck, Fault> {
    let doing = "checking a period";
    let trajectory: Uuid = row.try_get_by_index(1).doing(doing)?;
    let code: String = row.try_get_by_index(0).doing(doing)?;
    let kind: String = row.try_get_by_index(2).doing(doing)?;
    let unknown = |column| Fault::Corrupt {
        table: "period_check",
        column,
        id: trajectory,
    };
    Ok(PeriodCheck {
        code: CheckCode::from_code(&code).ok_or_else(|| unknown("code"))?,
        trajectory_id: TrajectoryId::from_uuid(trajectory),
        record_kind: RecordKind::from_code(&kind).ok_or_else(|| unknown("record_kind"))?,
        record_id: row.try_get_by_index(3).doing(doing)?,
        day: row.try_get_by_index(4).doing(doing)?,
    })
}
