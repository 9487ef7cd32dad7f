//! A line as the bytes that its leaf is the hash of: JSON without spaces, every value in its place.
//!
//! Any program can make the same bytes of an exported line. They never change for a line that is there: a line that will
//! hold more gets another first number.

use serde::Serialize;
use serde_json::Value as Json;
use uuid::Uuid;

use super::entity::line::Model;
use super::{AuditLine, to_the_microsecond};
use crate::domain::vocabulary::Vocabulary;
use crate::evidence::{Hash, leaf_hash};

/// Which way of writing this is.
const FORM: u8 = 1;

type Beginning<'l, T> = (
    String,
    i64,
    &'l str,
    &'l str,
    &'l str,
    &'l str,
    String,
    Option<String>,
    i32,
    &'l T,
    &'l str,
);
type Rest<'l, S> = (
    Option<&'l str>,
    Option<&'l str>,
    Option<&'l str>,
    Option<&'l str>,
    Option<i32>,
    Option<S>,
);

fn text<T: Serialize, S: Serialize>(beginning: &Beginning<'_, T>, rest: &Rest<'_, S>) -> String {
    // Texts, numbers and lists of texts can always be written.
    serde_json::to_string(&(FORM, beginning, rest)).unwrap_or_default()
}

fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

/// The moment in microseconds since 1970, as finely as it is stored.
fn micros(at: time::OffsetDateTime) -> i64 {
    i64::try_from(to_the_microsecond(at).unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

/// The text of a line that is to be written.
fn of_new(line: &AuditLine) -> String {
    text(
        &(
            hex(line.id.uuid()),
            micros(line.at),
            line.actor.as_str(),
            line.role.as_str(),
            line.action,
            line.record_kind,
            hex(line.record_id),
            line.trajectory_id.map(hex),
            line.version,
            &line.fields,
            line.request_id.as_str(),
        ),
        &(
            Some(line.event.code()),
            Some(line.purpose.code()),
            line.client.program.as_deref(),
            line.client.peer.as_deref(),
            line.rows,
            (!line.shown.is_empty()).then(|| line.shown.iter().map(|id| hex(*id)).collect::<Vec<_>>()),
        ),
    )
}

/// The text of a line as it is stored.
pub(crate) fn of_stored(line: &Model) -> String {
    text::<Json, &Json>(
        &(
            hex(line.id),
            micros(line.at),
            line.actor.as_str(),
            line.role.as_str(),
            line.action.as_str(),
            line.record_kind.as_str(),
            hex(line.record_id),
            line.trajectory_id.map(hex),
            line.version,
            &line.fields,
            line.request_id.as_str(),
        ),
        &(
            line.event.as_deref(),
            line.purpose.as_deref(),
            line.program.as_deref(),
            line.peer.as_deref(),
            line.rows_shown,
            line.shown.as_ref(),
        ),
    )
}

/// The leaf of a line that is to be written.
pub(super) fn leaf_of_new(line: &AuditLine) -> Hash {
    leaf_hash(of_new(line).as_bytes())
}

/// The leaf of a line as it is stored now.
pub(crate) fn leaf_of_stored(line: &Model) -> Hash {
    leaf_hash(of_stored(line).as_bytes())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::domain::access_log::{AccessPurpose, Client, LogEvent};
    use crate::domain::id::AuditId;

    #[test]
    fn the_text_of_a_line_stays_as_it_was_released() {
        let line = AuditLine {
            id: AuditId::from_uuid(Uuid::from_u128(1)),
            at: datetime!(2026-11-28 10:00:00.123456789 UTC),
            actor: "mem_1".to_owned(),
            role: "coordinator".to_owned(),
            action: "list_goals",
            record_kind: "goal",
            record_id: Uuid::nil(),
            trajectory_id: None,
            version: 0,
            fields: vec!["title".to_owned()],
            request_id: "r".to_owned(),
            event: LogEvent::Search,
            purpose: AccessPurpose::Support,
            client: Client::named("browser"),
            rows: Some(2),
            shown: vec![Uuid::from_u128(2)],
        };
        assert_eq!(
            of_new(&line),
            "[1,[\"00000000000000000000000000000001\",1795860000123456,\"mem_1\",\"coordinator\",\"list_goals\",\"goal\",\
             \"00000000000000000000000000000000\",null,0,[\"title\"],\"r\"],[\"search\",\"support\",\"browser\",null,2,\
             [\"00000000000000000000000000000002\"]]]"
        );
    }
}
