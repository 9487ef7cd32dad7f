//! The hand-written handlers on SQLite, with the settings of our own store: WAL, and every commit flushed.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

#[path = "read.rs"]
pub(crate) mod read;
#[path = "write.rs"]
pub(crate) mod write;

type Connection = SqliteConnection;
type Row = sqlx::sqlite::SqliteRow;

/// Connections to one tenant.
pub(crate) type Pool = sqlx::SqlitePool;

/// How a writing transaction begins: a reading one could not become it once another has committed.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// Whether a family may ask, and whether rules are installed.
const LOOK: &str = "SELECT (t.closed_on IS NULL AND EXISTS (SELECT 1 FROM consent c JOIN person p ON p.id = c.person_id \
    WHERE c.family_id = t.family_id AND c.given_by IS NULL AND c.purpose = 'perspective_budget' \
    AND (CASE WHEN p.born_on IS NULL THEN p.relation <> 'child' ELSE p.born_on <= $3 END) \
    AND c.given_on <= $2 AND (c.valid_until IS NULL OR c.valid_until >= $2) \
    AND (c.withdrawn_on IS NULL OR c.withdrawn_on > $2))) AS may_ask, \
    EXISTS (SELECT 1 FROM rule_set) AS has_rules FROM trajectory t WHERE t.id = $1";

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging()
}

/// Connections that read: as many as our own store has.
pub(crate) fn readers(file: &Path) -> Pool {
    let options = options(file).pragma("query_only", "ON");
    SqlitePoolOptions::new()
        .max_connections(2)
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// The one connection that writes.
pub(crate) fn writer(file: &Path) -> Pool {
    SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .connect_lazy_with(options(file))
}
