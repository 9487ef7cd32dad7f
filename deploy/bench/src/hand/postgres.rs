//! The hand-written handlers on PostgreSQL, in the tenant's schema.

use anyhow::Result;
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};

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

/// Whether a family may ask, and whether rules are installed. The lock keeps the answer true until the commit.
const LOOK: &str = "SELECT (t.closed_on IS NULL AND EXISTS (SELECT 1 FROM consent c JOIN person p ON p.id = c.person_id \
    WHERE c.family_id = t.family_id AND c.given_by IS NULL AND c.purpose = 'perspective_budget' \
    AND (CASE WHEN p.born_on IS NULL THEN p.relation <> 'child' ELSE p.born_on <= $3 END) \
    AND c.given_on <= $2 AND (c.valid_until IS NULL OR c.valid_until >= $2) \
    AND (c.withdrawn_on IS NULL OR c.withdrawn_on > $2))) AS may_ask, \
    EXISTS (SELECT 1 FROM rule_set) AS has_rules FROM trajectory t WHERE t.id = $1 FOR UPDATE OF t";

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
