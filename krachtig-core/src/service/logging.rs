//! The lines of what is read: one place makes them, and what was read is handed on through it.
//!
//! The lines of changes are made with the changes: see [`super::work`]. Which readings leave a line is said beside the
//! actions: see [`Action::is_about_people`].

use super::{Ctx, Outcome};
use crate::access::{Action, Permit};
use crate::domain::access_log::LogEvent;
use crate::domain::dossier::Parts;
use crate::domain::id::{AuditId, Id, TrajectoryId};
use crate::domain::record::{Record, RecordKind};
use crate::domain::vocabulary::Vocabulary;
use crate::store::{AuditLine, Page, Row, Unlogged};

/// What was read, as the log tells it.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The kind of record.
    pub(super) kind: &'static str,
    /// The trajectory, where it is one.
    pub(super) trajectory: Option<TrajectoryId>,
    /// The names of the parts.
    pub(super) parts: Vec<String>,
    /// How many rows.
    pub(super) rows: Option<usize>,
    /// The trajectories or families of several rows.
    pub(super) shown: Vec<uuid::Uuid>,
    /// Which event it is, where not the action's own.
    pub(super) event: Option<LogEvent>,
}

/// The line of a reading.
pub(super) fn reading(ctx: &Ctx, permit: &Permit, read: Read) -> AuditLine {
    let action = permit.action();
    AuditLine {
        id: AuditId::from_uuid(ctx.clock.fresh()),
        at: ctx.now(),
        actor: permit.actor().to_owned(),
        role: permit.role().to_owned(),
        action: action.code(),
        record_kind: read.kind,
        record_id: uuid::Uuid::nil(),
        trajectory_id: read.trajectory.map(TrajectoryId::uuid),
        version: 0,
        fields: read.parts,
        request_id: ctx.request.clone(),
        event: read.event.unwrap_or_else(|| action.event(false)),
        purpose: ctx.purpose_of(action),
        client: ctx.client.clone(),
        rows: read.rows.map(|rows| i32::try_from(rows).unwrap_or(i32::MAX)),
        shown: read.shown,
    }
}

/// What is read of one dossier. Of all its parts, none is named.
pub(super) fn of_dossier(id: TrajectoryId, parts: Parts) -> Read {
    let named = |kind: &&RecordKind| parts != Parts::ALL && parts.has(**kind);
    let parts = RecordKind::ALL.iter().filter(named);
    Read {
        kind: RecordKind::Trajectory.code(),
        trajectory: Some(id),
        parts: parts.map(|kind| kind.code().to_owned()).collect(),
        ..Read::default()
    }
}

/// Hands on a page of a list once the log tells of it.
pub(super) async fn page_shown<R: Row>(ctx: &Ctx, permit: &Permit, page: Unlogged<Page<R, ()>>) -> Outcome<Page<R>> {
    page_told(ctx, permit, (page, None)).await
}

/// The same as an event of another kind: who takes rows along does not only look at them.
pub(super) async fn page_told<R: Row>(
    ctx: &Ctx,
    permit: &Permit,
    (page, event): (Unlogged<Page<R, ()>>, Option<LogEvent>),
) -> Outcome<Page<R>> {
    let line = |page: &Page<R, ()>| {
        let rows = page.rows.iter().map(|(_, record)| record);
        let read = Read { event, ..of_rows(rows) };
        reading(ctx, permit, read)
    };
    Ok(page.log_page(&ctx.store, permit, line).await?)
}

/// What is read of several records: each is of a trajectory, or is a family.
pub(super) fn of_rows<'r, R: Record>(records: impl Iterator<Item = &'r R>) -> Read {
    let (mut rows, mut shown) = (0, Vec::new());
    for record in records {
        rows += 1;
        if R::KIND == RecordKind::Family {
            shown.push(record.id().uuid());
        } else {
            shown.extend(record.trajectory().map(TrajectoryId::uuid));
        }
    }
    shown.sort_unstable();
    shown.dedup();
    Read {
        kind: R::KIND.code(),
        rows: Some(rows),
        shown,
        ..Read::default()
    }
}

/// What is read of the work of so many members.
pub(super) fn of_members(rows: usize) -> Read {
    Read {
        kind: RecordKind::Assignment.code(),
        rows: Some(rows),
        ..Read::default()
    }
}

/// Hands on how many rows a list has once the log tells that somebody counted.
pub(super) async fn count_shown<R: Row>(ctx: &Ctx, permit: &Permit, count: Unlogged<u64>) -> Outcome<u64> {
    let line = |count: &u64| {
        let read = Read {
            kind: R::KIND.code(),
            rows: usize::try_from(*count).ok(),
            ..Read::default()
        };
        reading(ctx, permit, read)
    };
    Ok(count.log(&ctx.store, permit, line).await?)
}

impl Ctx {
    /// Why an action is done: as whoever asks says, or what it is for otherwise.
    pub(super) fn purpose_of(&self, action: Action) -> crate::domain::access_log::AccessPurpose {
        self.purpose.unwrap_or_else(|| action.purpose())
    }
}
