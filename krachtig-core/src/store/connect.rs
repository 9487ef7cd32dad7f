//! Opens pools on SQLite and PostgreSQL, with the settings that durability and isolation rest on.
//! Which tenant gets which does not belong here.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::sqlx::{ConnectOptions as _, Connection as _};
use sea_orm::{ConnectionTrait, DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector, Statement};

use super::Doing;
use crate::error::{Cause, Fault};

/// SQLite before this version can corrupt a database when a WAL is reset (3.7.0 to 3.51.2).
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

/// How long a statement waits for a lock or a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of a file a connection may keep in memory, in SQLite's words: 8 MiB instead of 2, so that a page of fifty
/// trajectories of a large office fits. A small office's file is never read that far.
const CACHE: &str = "-8192";

/// How old a PostgreSQL connection gets: what its server keeps for it grows.
const OLDEST_CONNECTION: Duration = Duration::from_secs(3600);

/// How long a PostgreSQL connection may rest before it is tried out again.
const TRUSTED_REST: Duration = Duration::from_secs(2);

/// One SQLite file.
#[derive(Clone, Debug)]
pub(crate) struct SqliteFile {
    /// Where it is.
    pub(crate) path: PathBuf,
}

impl SqliteFile {
    /// The file of a tenant in a place of SQLite files.
    pub(crate) fn of_tenant(dir: &Path, slug: &super::Slug) -> Self {
        Self {
            path: dir.join("tenants").join(format!("{slug}.db")),
        }
    }

    fn options(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(&self.path)
            .journal_mode(SqliteJournalMode::Wal)
            // Acknowledged means durable: NORMAL may lose the last commits when power fails.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("cache_size", CACHE)
            // What is deleted, or sealed where it lay plain, leaves no trace in the file.
            .pragma("secure_delete", "ON")
            .disable_statement_logging()
    }

    fn pool(options: SqliteConnectOptions, connections: u32) -> DatabaseConnection {
        Self::connect(Self::pooling(connections), options)
    }

    /// No pool looks after its connections by itself: sqlx 0.9.0 counts those that rest wrongly where one is taken at the
    /// moment in which it comes back, and whoever looks after them then turns round for ever, and keeps a thread of the
    /// program's for itself (<https://github.com/transact-rs/sqlx/issues/3645>). A tenant that rests is closed as a whole.
    fn pooling(connections: u32) -> SqlitePoolOptions {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
    }

    fn connect(pooling: SqlitePoolOptions, options: SqliteConnectOptions) -> DatabaseConnection {
        SqlxSqliteConnector::from_sqlx_sqlite_pool(pooling.connect_lazy_with(options))
    }

    /// The one connection that writes, opened when it is first used.
    pub(crate) fn writer(&self) -> DatabaseConnection {
        Self::pool(self.options(), 1)
    }

    /// The same, making the file where there is none. Whoever has it begins transactions on it directly and leaves those
    /// that fail to their drop: where SQLite gave one up by itself, as it may when a disk fails, that goes unnoticed, the
    /// driver goes on counting it and would make each later one a part of it. So a connection that comes back with one
    /// still counted is closed, and the next is a new one.
    pub(crate) fn creator(&self) -> DatabaseConnection {
        let pooling = Self::pooling(1).after_release(|connection, _| {
            Box::pin(async move {
                // Behind the rollback that a drop only sent on its way.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        });
        Self::connect(pooling, self.options().create_if_missing(true))
    }

    /// Connections that can only read.
    pub(crate) fn readers(&self, connections: u32) -> DatabaseConnection {
        Self::pool(self.options().pragma("query_only", "ON"), connections)
    }

    /// Removes the file and what SQLite keeps beside it. Nothing happens where there is none.
    pub(crate) fn remove(&self) -> Result<(), Fault> {
        for suffix in ["", "-wal", "-shm"] {
            let mut path = self.path.clone().into_os_string();
            path.push(suffix);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).doing("removing a store's file");
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// A pool of one PostgreSQL role. It doesn't look after its connections either.
pub(crate) fn postgres(options: PgConnectOptions, connections: u32) -> DatabaseConnection {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .min_connections(0)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        // A connection fresh from use is taken as it is; one that has rested may have lost its server meanwhile.
        .before_acquire(|connection, rested| {
            Box::pin(async move {
                let fit = rested.idle_for < TRUSTED_REST || connection.ping().await.is_ok();
                Ok(fit && rested.age < OLDEST_CONNECTION)
            })
        })
        .connect_lazy_with(options.application_name("krachtig").disable_statement_logging());
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
}

/// Reads an administrator's address; the address itself never shows in the fault, for it carries a password.
pub(crate) fn postgres_options(admin_url: &str) -> Result<PgConnectOptions, Fault> {
    admin_url.parse().map_err(|_| Fault::Unsuitable {
        what: "the address of the PostgreSQL place is none".to_owned(),
    })
}

/// Makes a directory that only we can enter.
pub(crate) fn private_directory(dir: &Path) -> Result<(), Fault> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).doing("making a directory for stores")
}

/// Refuses an SQLite library that can corrupt what it keeps.
pub(crate) async fn check_sqlite_version(db: &DatabaseConnection) -> Result<(), Fault> {
    let ask = Statement::from_string(db.get_database_backend(), "SELECT sqlite_version() AS version");
    let row = db.query_one_raw(ask).await.doing("asking SQLite for its version")?;
    let version: String = match row {
        Some(row) => row.try_get("", "version").doing("reading SQLite's version")?,
        None => String::new(),
    };
    if is_at_least(&version, OLDEST_SQLITE) {
        return Ok(());
    }
    Err(Fault::Unsuitable {
        what: format!("SQLite {version} can corrupt a database, 3.51.3 or newer is needed"),
    })
}

fn is_at_least(version: &str, oldest: [u32; 3]) -> bool {
    let parts: Result<Vec<u32>, _> = version.split('.').map(str::parse).collect();
    parts.is_ok_and(|parts| parts.len() == 3 && parts.as_slice() >= oldest.as_slice())
}

/// A connection that fails on first use is the tenant's store being out of reach.
pub(crate) fn unreachable_store(slug: &super::Slug, fault: Fault) -> Fault {
    match fault {
        Fault::Database { .. } => Fault::TenantUnavailable {
            slug: slug.to_string(),
            source: Cause::new(fault),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{OLDEST_SQLITE, is_at_least};

    #[test]
    fn versions_are_compared_by_number_not_by_text() {
        assert!(is_at_least("3.51.3", OLDEST_SQLITE));
        assert!(is_at_least("3.52.0", OLDEST_SQLITE));
        assert!(is_at_least("4.0.0", OLDEST_SQLITE));
        assert!(!is_at_least("3.51.2", OLDEST_SQLITE));
        assert!(!is_at_least("3.9.9", OLDEST_SQLITE));
        assert!(!is_at_least("", OLDEST_SQLITE));
    }
}
