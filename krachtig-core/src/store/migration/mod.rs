//! Brings a store's schema up to date: all that is missing in one transaction, so that a failure or a killed
//! process leaves the old schema or the new one, never something between. The steps themselves are one file each.
//! Taking a schema back does not belong here: a store moves forward only.

mod append_only;
mod m0001_audit;
mod m0002_casework;
mod m0003_pending_requests;
mod m0004_plugins;
mod m0005_access_log;
pub(crate) mod m0006_sealed;
mod m0007_access;
mod m0008_identity;
mod m0009_rights;
mod m0010_log_together;
pub(crate) mod m0011_keys;
mod m0012_family_facts;
mod m0013_period_counts;
mod m0015_referral_links;
mod m0016_family_logins;
mod m0020_periods;
pub(super) mod m0021_search_words;
mod m0022_attachments;
mod m0023_notices;
mod m0024_facts_of_family;
mod m0025_changed_facts;
mod m0026_consents_by_end;
mod m0027_period_checks;
mod m0028_folded_facts;
mod m0029_assignments_of_member;
mod m0030_standing_facts;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};
use sea_orm_migration::{MigrationTrait, SchemaManager};

pub(crate) use self::append_only::append_only;
use super::Doing;
use crate::error::{Cause, Fault};

/// The migrations of a tenant's store, oldest first. One that was released never changes.
pub(crate) fn of_tenants() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0001_audit::Migration),
        Box::new(m0002_casework::Migration),
        Box::new(m0003_pending_requests::Migration),
        Box::new(m0004_plugins::Migration),
        Box::new(m0005_access_log::Migration),
        Box::new(m0006_sealed::Migration),
        Box::new(m0007_access::Migration),
        Box::new(m0008_identity::Migration),
        Box::new(m0009_rights::Migration),
        Box::new(m0010_log_together::Migration),
        Box::new(m0011_keys::Migration),
        Box::new(m0012_family_facts::Migration),
        Box::new(m0013_period_counts::Migration),
        Box::new(m0015_referral_links::Migration),
        Box::new(m0016_family_logins::Migration),
        Box::new(m0020_periods::Migration),
        Box::new(m0021_search_words::Migration),
        Box::new(m0022_attachments::Migration),
        Box::new(m0023_notices::Migration),
        Box::new(m0024_facts_of_family::Migration),
        Box::new(m0025_changed_facts::Migration),
        Box::new(m0026_consents_by_end::Migration),
        Box::new(m0027_period_checks::Migration),
        Box::new(m0028_folded_facts::Migration),
        Box::new(m0029_assignments_of_member::Migration),
        Box::new(m0030_standing_facts::Migration),
    ]
}

/// The table in which a store remembers its migrations.
pub(crate) const MIGRATION_TABLE: &str = "migration";

/// The tables that are filled from others, so that nothing moves them.
pub(crate) const DERIVED_TABLES: [&str; 9] = [
    m0003_pending_requests::TABLE,
    m0005_access_log::PENDING,
    m0005_access_log::SHOWN,
    m0012_family_facts::FACTS,
    m0012_family_facts::OUTBOX,
    m0021_search_words::WORDS,
    m0021_search_words::OUTBOX,
    m0027_period_checks::TABLE,
    m0028_folded_facts::TABLE,
];

type Steps = [Box<dyn MigrationTrait>];

/// Whether a store has exactly these migrations: one small read where it has.
///
/// # Errors
/// [`Fault::ForeignSchema`] where it has others or more, which is how a store newer than the program looks.
pub(crate) async fn is_current(db: &impl ConnectionTrait, steps: &Steps) -> Result<bool, Fault> {
    let applied = match applied(db).await {
        Ok(applied) => applied,
        // A store that was never migrated lacks the table. Asking for that first would cost every opening a query.
        Err(cause) => match has_migration_table(db).await {
            Ok(false) => Vec::new(),
            _ => return Err(cause).doing("reading the schema's version"),
        },
    };
    Ok(missing(&applied, steps)?.is_empty())
}

/// Applies what is missing. The caller begins the transaction, with the right to change the schema and a lock
/// against others who would do the same, and commits it. Answers the names of what was applied.
pub(crate) async fn upgrade(db: &DatabaseTransaction, steps: &Steps) -> Result<Vec<String>, Fault> {
    let doing = "preparing a migration";
    if db.get_database_backend() == DbBackend::Sqlite {
        // A table is rebuilt in SQLite by copying it; its references hold again at the end of the transaction.
        db.execute_unprepared("PRAGMA defer_foreign_keys = ON")
            .await
            .doing(doing)?;
    }
    db.execute_unprepared(
        "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, \
         applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    )
    .await
    .doing(doing)?;
    let applied = applied(db).await.doing(doing)?;
    let manager = SchemaManager::new(db);
    let mut done = Vec::new();
    for (number, step) in (applied.len() + 1..).zip(missing(&applied, steps)?) {
        let failed = |cause: DbErr| Fault::Migration {
            name: step.name().to_owned(),
            source: Cause::new(cause),
        };
        step.up(&manager).await.map_err(failed)?;
        remember(db, number, step.name()).await.map_err(failed)?;
        tracing::info!(migration = step.name(), "migrated");
        done.push(step.name().to_owned());
    }
    Ok(done)
}

async fn remember(db: &DatabaseTransaction, number: usize, name: &str) -> Result<(), DbErr> {
    let number = i32::try_from(number).map_err(|error| DbErr::Custom(error.to_string()))?;
    let insert = Statement::from_sql_and_values(
        db.get_database_backend(),
        "INSERT INTO migration (number, name) VALUES ($1, $2)",
        [number.into(), name.into()],
    );
    db.execute_raw(insert).await.map(|_| ())
}

async fn applied(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let ask = Statement::from_string(db.get_database_backend(), "SELECT name FROM migration ORDER BY number");
    db.query_all_raw(ask)
        .await?
        .iter()
        .map(|row| row.try_get("", "name"))
        .collect()
}

fn missing<'a>(applied: &[String], steps: &'a Steps) -> Result<&'a Steps, Fault> {
    for (place, name) in applied.iter().enumerate() {
        if steps.get(place).is_none_or(|step| step.name() != name) {
            return Err(Fault::ForeignSchema { found: name.clone() });
        }
    }
    Ok(&steps[applied.len()..])
}

/// Whether the store has a table of migrations at all.
async fn has_migration_table(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT 1 AS there FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migration'"
        }
        _ => "SELECT 1 AS there FROM sqlite_master WHERE type = 'table' AND name = 'migration'",
    };
    Ok(db.query_one_raw(Statement::from_string(backend, sql)).await?.is_some())
}
