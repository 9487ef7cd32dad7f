//! The access log of a tenant: who read or changed which record, when, in which role, why and with what (NEN 7513). It
//! is append-only in the database itself, nothing deletes from it (logs are kept for five years at least), and no
//! content of a record ever enters it: only the names of the fields that changed, or of the parts that were read.
//! What is worth a line is the services' business and does not belong here.

mod append;
mod canonical;
pub(crate) mod entity;
mod reading;
mod sequence;
mod tree;
mod unlogged;
mod verify;

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, QueryOrder, Value};
use time::OffsetDateTime;

use self::entity::line::{Column, Entity, Model};
use super::Doing;
use super::batch::Batch;
use crate::domain::access_log::{AccessPurpose, Client, LogEvent};
use crate::domain::id::AuditId;
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;

pub(crate) use self::append::{Appender, Way};
pub use self::reading::{LogFilter, LoggedLine};
pub(crate) use self::tree::StoredCheckpoint;
pub use self::unlogged::Logged;
pub(crate) use self::unlogged::Unlogged;
pub use self::verify::{LogCheck, LogDamage, LogDamageKind};

/// One reading or change, as it enters the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// The line's own id.
    pub id: AuditId,
    /// The moment; kept to the microsecond.
    pub at: OffsetDateTime,
    /// Who: the id of a member or an operator, as text.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// What was done: the operation's name.
    pub action: &'static str,
    /// The kind of record, by its code name.
    pub record_kind: &'static str,
    /// The record; the nil UUID for what is about several, or about none in particular.
    pub record_id: Uuid,
    /// The trajectory to which the record belongs, if it belongs to one.
    pub trajectory_id: Option<Uuid>,
    /// The record's version after the change; 0 where nothing changed.
    pub version: i32,
    /// The names of the fields that changed, or of the parts of a dossier that were read; never what stands in them.
    pub fields: Vec<String>,
    /// The request in which it happened.
    pub request_id: String,
    /// Which event it is.
    pub event: LogEvent,
    /// Why it was done.
    pub purpose: AccessPurpose,
    /// With what.
    pub client: Client,
    /// How many rows were shown, or counted.
    pub rows: Option<i32>,
    /// The trajectories of which rows were shown, or the families where the rows are families.
    pub shown: Vec<Uuid>,
}

/// The audit lines of one commit: never none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLines {
    first: AuditLine,
    rest: Vec<AuditLine>,
}

impl AuditLines {
    /// The same with one more line.
    #[must_use]
    pub fn and(mut self, line: AuditLine) -> Self {
        self.rest.push(line);
        self
    }

    /// All lines, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &AuditLine> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

impl From<AuditLine> for AuditLines {
    fn from(first: AuditLine) -> Self {
        Self {
            first,
            rest: Vec::new(),
        }
    }
}

impl Extend<AuditLine> for AuditLines {
    fn extend<I: IntoIterator<Item = AuditLine>>(&mut self, lines: I) {
        self.rest.extend(lines);
    }
}

/// Says to whoever listens that a record changed, once the change is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The trajectory to which the record belongs, if it belongs to one.
    pub trajectory_id: Option<Uuid>,
    /// The kind of record, by its code name.
    pub record_kind: &'static str,
    /// The record.
    pub record_id: Uuid,
    /// The record's version after the change.
    pub version: i32,
    /// What was done.
    pub action: &'static str,
    /// The moment of the change.
    pub at: OffsetDateTime,
}

impl From<&AuditLine> for Announcement {
    fn from(line: &AuditLine) -> Self {
        Self {
            trajectory_id: line.trajectory_id,
            record_kind: line.record_kind,
            record_id: line.record_id,
            version: line.version,
            action: line.action,
            at: line.at,
        }
    }
}

/// One change of one record, as it was read from the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedChange {
    /// The line's own id.
    pub id: AuditId,
    /// The moment of the change.
    pub at: OffsetDateTime,
    /// Who: the id of a member or an operator, as text.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// What was done.
    pub action: String,
    /// The kind of record.
    pub record_kind: String,
    /// The record.
    pub record_id: Uuid,
    /// The trajectory to which the record belongs, if it belongs to one.
    pub trajectory_id: Option<Uuid>,
    /// The record's version after the change.
    pub version: i32,
    /// The names of the fields that changed.
    pub fields: Vec<String>,
    /// The request in which it happened.
    pub request_id: String,
}

/// Lines at once: eighteen values each, within what a statement takes.
const LINES_AT_ONCE: usize = 800;

/// The columns, in the order in which [`values_of`] gives their values.
const COLUMNS: [&str; 18] = [
    "id",
    "at",
    "actor",
    "role",
    "action",
    "record_kind",
    "record_id",
    "trajectory_id",
    "version",
    "fields",
    "request_id",
    "event",
    "purpose",
    "program",
    "peer",
    "rows_shown",
    "shown",
    "hash",
];

/// Adds the lines to what is written.
pub(crate) fn insert(batch: &mut Batch, lines: &AuditLines) {
    let lines: Vec<&AuditLine> = lines.iter().collect();
    for some in lines.chunks(LINES_AT_ONCE) {
        let values = some.iter().flat_map(|line| values_of(line)).collect();
        batch.insert_into("audit", &COLUMNS, values);
    }
}

/// The lines as the statement that adds them and its values, for SQLite.
pub(super) fn insert_alone(lines: &[AuditLine]) -> (String, Vec<Value>) {
    let row = format!("({})", vec!["?"; COLUMNS.len()].join(", "));
    let rows = vec![row; lines.len()].join(", ");
    let sql = format!("INSERT INTO audit (\"{}\") VALUES {rows}", COLUMNS.join("\", \""));
    (sql, lines.iter().flat_map(values_of).collect())
}

fn values_of(line: &AuditLine) -> [Value; 18] {
    let shown = line.shown.iter().map(|id| Json::from(id.simple().to_string()));
    let shown = (!line.shown.is_empty()).then(|| Json::Array(shown.collect()));
    [
        line.id.uuid().into(),
        to_the_microsecond(line.at).into(),
        line.actor.as_str().into(),
        line.role.as_str().into(),
        line.action.into(),
        line.record_kind.into(),
        line.record_id.into(),
        line.trajectory_id.into(),
        line.version.into(),
        Json::from(line.fields.clone()).into(),
        line.request_id.as_str().into(),
        line.event.code().into(),
        line.purpose.code().into(),
        line.client.program.clone().into(),
        line.client.peer.clone().into(),
        line.rows.into(),
        shown.into(),
        canonical::leaf_of_new(line).to_vec().into(),
    ]
}

/// What happened to a record after it had this version, oldest first.
pub(crate) async fn since(
    db: &impl ConnectionTrait,
    record_id: Uuid,
    version: i32,
) -> Result<Vec<RecordedChange>, Fault> {
    let rows = Entity::find()
        .filter(Column::RecordId.eq(record_id))
        // Readings have no version, and are not in the index of changes.
        .filter(sea_orm::sea_query::Expr::cust("version > 0"))
        .filter(Column::Version.gt(version))
        .order_by_asc(Column::Version)
        .order_by_asc(Column::Id)
        .all(db)
        .await
        .doing("reading the audit log")?;
    rows.into_iter().map(RecordedChange::try_from).collect()
}

impl TryFrom<Model> for RecordedChange {
    type Error = Fault;

    fn try_from(row: Model) -> Result<Self, Fault> {
        let fields = serde_json::from_value(row.fields).map_err(|_| Fault::Corrupt {
            table: "audit",
            column: "fields",
            id: row.id,
        })?;
        Ok(Self {
            id: AuditId::from_uuid(row.id),
            at: row.at,
            actor: row.actor,
            role: row.role,
            action: row.action,
            record_kind: row.record_kind,
            record_id: row.record_id,
            trajectory_id: row.trajectory_id,
            version: row.version,
            fields,
            request_id: row.request_id,
        })
    }
}

/// PostgreSQL keeps no finer time, and a store must read the same wherever it is kept.
fn to_the_microsecond(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.microsecond() * 1000).unwrap_or(at)
}
