//! The hand-written handlers on PostgreSQL, in the tenant's schema.

use std::sync::LazyLock;

use anyhow::Result;
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};

use super::sql::{Dialect, look};

#[expect(
    clippy::duplicate_mod,
    reason = "the same handlers, compiled for this database's types"
)]
#[path = "read.rs"]
pub(crate) mod read;
#[expect(
    clippy::duplicate_mod,
    reason = "the same handlers, compiled for this database's types"
)]
#[path = "write.rs"]
pub(crate) mod write;

type Connection = PgConnection;
type Row = sqlx::postgres::PgRow;

/// Connections to one tenant.
pub(crate) type Pool = sqlx::PgPool;

/// How a writing transaction begins.
const BEGIN: &str = "BEGIN";

/// Keeps others from the trajectory's budget until the commit. A statement of its own: what waits for a lock and reads
/// at once would read what was there before it waited.
const LOCK: Option<&str> = Some("SELECT id FROM trajectory WHERE id = $1 FOR UPDATE");

/// What is looked at before a request is written: see [`look`].
static LOOK: LazyLock<String> = LazyLock::new(|| look(Dialect::Postgres));

/// Connections to the tenant's schema: as many as our own store has.
///
/// # Errors
/// The address is none.
pub(crate) fn connections(admin_url: &str, slug: &str) -> Result<Pool> {
    let schema = format!("t_{}", slug.replace('-', "_"));
    let options: PgConnectOptions = admin_url.parse()?;
    let options = options
        .options([("search_path", schema.as_str())])
        .disable_statement_logging();
    Ok(PgPoolOptions::new()
        .max_connections(4)
        .test_before_acquire(false)
        .connect_lazy_with(options))
}
