//! Reading the log: who looked at or changed what, a page at a time.
//!
//! Who may read it does not belong here.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{DbBackend, QueryOrder, QuerySelect};
use time::OffsetDateTime;

use super::canonical::of_stored;
use super::entity::{leaf, line};
use super::tree::leaves;
use crate::domain::access_log::{AccessPurpose, LogEvent};
use crate::domain::id::{AuditId, FamilyId, TrajectoryId};
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;
use crate::store::{Cursor, Doing, Page, Store, Unlogged, Window};

/// Which lines.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    /// Those about this trajectory.
    pub trajectory_id: Option<TrajectoryId>,
    /// Of this actor: the id of a member or an operator, as text.
    pub actor: Option<String>,
    /// By anybody but this one.
    pub but_actor: Option<String>,
    /// Of this event.
    pub event: Option<LogEvent>,
    /// From this moment on.
    pub from: Option<OffsetDateTime>,
    /// Before this moment.
    pub before: Option<OffsetDateTime>,
}

/// A line as it was read from the log. Whom else it shows is not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedLine {
    /// The line's own id.
    pub id: AuditId,
    /// The moment.
    pub at: OffsetDateTime,
    /// Who: the id of a member or an operator, as text.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// Which event it was.
    pub event: LogEvent,
    /// What was done: the operation's name.
    pub action: String,
    /// Why; none in lines from before the log told it.
    pub purpose: Option<AccessPurpose>,
    /// With which program.
    pub program: Option<String>,
    /// From where: a code for the network address.
    pub peer: Option<String>,
    /// The kind of record, by its code name.
    pub record_kind: String,
    /// The record, where it is about one.
    pub record_id: Option<Uuid>,
    /// The trajectory to which the record belongs.
    pub trajectory_id: Option<TrajectoryId>,
    /// The names of the fields that changed, or of the parts that were read.
    pub fields: Vec<String>,
    /// How many rows were shown, or counted.
    pub rows: Option<i32>,
    /// The request in which it happened.
    pub request_id: String,
}

impl LoggedLine {
    /// The record's id as it is told on the wire.
    #[must_use]
    pub fn record_text(&self) -> Option<String> {
        Some(RecordKind::from_code(&self.record_kind)?.id_text(self.record_id?))
    }
}

impl TryFrom<line::Model> for LoggedLine {
    type Error = Fault;

    fn try_from(row: line::Model) -> Result<Self, Fault> {
        let corrupt = |column| Fault::Corrupt {
            table: "audit",
            column,
            id: row.id,
        };
        let event = match &row.event {
            Some(code) => LogEvent::from_code(code).ok_or(corrupt("event"))?,
            None if row.action == "export" => LogEvent::Export,
            None if row.version == 1 => LogEvent::Create,
            None => LogEvent::Change,
        };
        let purpose = row.purpose.as_deref();
        let purpose = purpose.map(|code| AccessPurpose::from_code(code).ok_or(corrupt("purpose")));
        Ok(Self {
            id: AuditId::from_uuid(row.id),
            at: row.at,
            event,
            purpose: purpose.transpose()?,
            fields: serde_json::from_value(row.fields).map_err(|_| corrupt("fields"))?,
            actor: row.actor,
            role: row.role,
            action: row.action,
            program: row.program,
            peer: row.peer,
            record_kind: row.record_kind,
            record_id: (!row.record_id.is_nil()).then_some(row.record_id),
            trajectory_id: row.trajectory_id.map(TrajectoryId::from_uuid),
            rows: row.rows_shown,
            request_id: row.request_id,
        })
    }
}

/// The event of a line, those from before lines told it included.
const EVENT: &str =
    "coalesce(event, CASE WHEN action = 'export' THEN 'export' WHEN version = 1 THEN 'create' ELSE 'change' END)";

/// The conditions of a filter; `family` is that of its trajectory.
fn conditions(filter: &LogFilter, family: Option<FamilyId>, backend: DbBackend) -> Condition {
    let id = |id: Uuid| match backend {
        DbBackend::Sqlite => format!("X'{}'", id.simple()),
        _ => format!("'{id}'"),
    };
    let about = filter.trajectory_id.map(|trajectory| {
        let mut whom = id(trajectory.uuid());
        if let Some(family) = family {
            whom = format!("{whom}, {}", id(family.uuid()));
        }
        Expr::cust(format!(
            "id IN (SELECT t.id FROM audit t WHERE t.trajectory_id = {} UNION \
             SELECT s.line_id FROM audit_shown s WHERE s.about IN ({whom}))",
            id(trajectory.uuid())
        ))
    });
    let event = filter
        .event
        .map(|event| Expr::cust(format!("{EVENT} = '{}'", event.code())));
    Condition::all()
        .add_option(about)
        .add_option(event)
        .add_option(
            filter
                .actor
                .as_ref()
                .map(|actor| line::Column::Actor.eq(actor.as_str())),
        )
        .add_option(
            filter
                .but_actor
                .as_ref()
                .map(|actor| line::Column::Actor.ne(actor.as_str())),
        )
        .add_option(filter.from.map(|from| line::Column::At.gte(from)))
        .add_option(filter.before.map(|before| line::Column::At.lt(before)))
}

impl Store {
    /// A page of the log, in the order of its lines.
    pub(crate) async fn log_page(
        &self,
        (filter, family): (&LogFilter, Option<FamilyId>),
        window: &Window,
    ) -> Result<Unlogged<Page<LoggedLine, ()>>, Fault> {
        let after = window.after.as_ref().map(Cursor::id);
        let after = after.map(|id| match window.descending {
            true => line::Column::Id.lt(id),
            false => line::Column::Id.gt(id),
        });
        let order = if window.descending {
            sea_orm::Order::Desc
        } else {
            sea_orm::Order::Asc
        };
        let rows = line::Entity::find()
            .filter(conditions(filter, family, self.reader().get_database_backend()).add_option(after))
            .order_by(line::Column::Id, order)
            .limit(u64::from(window.first) + 1)
            .all(self.reader())
            .await
            .doing("reading the log")?;
        let wanted = usize::try_from(window.first).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        let read = |row: line::Model| Ok((Cursor::of_id(row.id), LoggedLine::try_from(row)?));
        let rows: Result<Vec<_>, Fault> = rows.into_iter().take(wanted).map(read).collect();
        Ok(Unlogged::new(Page {
            rows: rows?,
            more,
            logged: (),
        }))
    }

    /// How many lines there are.
    pub(crate) async fn log_count(
        &self,
        (filter, family): (&LogFilter, Option<FamilyId>),
    ) -> Result<Unlogged<u64>, Fault> {
        let backend = self.reader().get_database_backend();
        let lines = line::Entity::find().filter(conditions(filter, family, backend));
        let count = sea_orm::PaginatorTrait::count(lines, self.reader()).await;
        count.map(Unlogged::new).doing("counting the log")
    }

    /// The lines from a place of the tree on, as the texts that the leaves are hashes of: in their order, so many at
    /// most.
    pub(crate) async fn log_texts(&self, from: u64, most: u64) -> Result<Unlogged<Vec<String>>, Fault> {
        let places: Vec<leaf::Model> = leaves(self.reader().connection(), from, most).await?;
        let ids = places.iter().map(|leaf| leaf.line_id);
        let lines = line::Entity::find()
            .filter(line::Column::Id.is_in(ids))
            .all(self.reader())
            .await
            .doing("exporting the log")?;
        let mut texts: std::collections::HashMap<Uuid, String> =
            lines.iter().map(|line| (line.id, of_stored(line))).collect();
        let lost = |leaf: &leaf::Model| Fault::Corrupt {
            table: "audit",
            column: "id",
            id: leaf.line_id,
        };
        let texts: Result<Vec<String>, Fault> = places
            .iter()
            .map(|leaf| texts.remove(&leaf.line_id).ok_or_else(|| lost(leaf)))
            .collect();
        texts.map(Unlogged::new)
    }
}
