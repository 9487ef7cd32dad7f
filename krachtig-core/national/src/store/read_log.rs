//! The log of what is read. Nothing is told before its line is kept, so lines that wait at the same time are kept together:
//! a commit takes as long for many as for one.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::{DatabaseConnection, Value};

use super::{Read, execute};
use crate::error::Fault;
use crate::id::ReadId;

/// How many lines are kept at once at most: a statement holds thirty thousand values.
const MOST: usize = 1_000;
/// The columns of a line.
const COLUMNS: usize = 7;

/// Where lines are kept.
#[derive(Debug)]
pub(super) struct ReadLog {
    db: DatabaseConnection,
    /// Lines that are not kept yet.
    waiting: Mutex<Vec<Line>>,
    /// Held by who keeps lines.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Line {
    id: ReadId,
    values: [Value; COLUMNS],
}

impl ReadLog {
    /// A log that is written over this connection.
    pub(super) fn new(db: DatabaseConnection) -> Self {
        Self {
            db,
            waiting: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Keeps what a reader reads, along with all that waits.
    pub(super) async fn keep(&self, read: &Read<'_>) -> Result<(), Fault> {
        let line = Line {
            id: read.id,
            values: [
                read.id.uuid().into(),
                read.at.unix_timestamp().into(),
                read.reader.id.uuid().into(),
                read.reader.token.uuid().into(),
                read.request.into(),
                read.asked.into(),
                read.releases.into(),
            ],
        };
        self.waiting().push(line.clone());
        // Whoever goes away or fails takes the line along.
        let _line = Withdrawn { log: self, id: line.id };
        let _turn = self.turn.lock().await;
        loop {
            if !self.waits(line.id) {
                return Ok(());
            }
            let lines: Vec<Line> = self.waiting().iter().take(MOST).cloned().collect();
            if self.write(&lines).await.is_err() {
                // It may be another's line that cannot be kept.
                return self.write(&[line]).await;
            }
            let kept = |one: &Line| lines.iter().any(|line| line.id == one.id);
            self.waiting().retain(|one| !kept(one));
        }
    }

    fn waits(&self, id: ReadId) -> bool {
        self.waiting().iter().any(|line| line.id == id)
    }

    async fn write(&self, lines: &[Line]) -> Result<(), Fault> {
        let row = |row: usize| {
            let column = |column: usize| format!("${}", row * COLUMNS + column + 1);
            format!("({})", (0..COLUMNS).map(column).collect::<Vec<_>>().join(", "))
        };
        let rows: Vec<String> = (0..lines.len()).map(row).collect();
        // Whoever went away while lines were written may have kept some.
        let sql = format!(
            "INSERT INTO read_log (id, at, reader_id, token_id, request, asked, releases) VALUES {} ON CONFLICT DO NOTHING",
            rows.join(", ")
        );
        let values = lines.iter().flat_map(|line| line.values.clone());
        let done = execute(&self.db, &sql, values, "logging what was read").await;
        done.map(|_| ())
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Line>> {
        // Lines are put in and taken out whole.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A line that waits no longer once this is gone, kept or not.
struct Withdrawn<'a> {
    log: &'a ReadLog,
    id: ReadId,
}

impl Drop for Withdrawn<'_> {
    fn drop(&mut self) {
        self.log.waiting().retain(|line| line.id != self.id);
    }
}
