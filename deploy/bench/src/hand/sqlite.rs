//! The hand-written handlers on SQLite, with the settings of our own store: WAL, and every commit flushed.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::sql::{Dialect, look};

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

/// A writer is alone here, so nothing is to be locked.
const LOCK: Option<&str> = None;

/// What is looked at before a request is written: see [`look`].
static LOOK: LazyLock<String> = LazyLock::new(|| look(Dialect::Sqlite));

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
