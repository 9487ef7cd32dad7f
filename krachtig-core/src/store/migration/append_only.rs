//! Has SQLite itself refuse to change or delete rows of a table. In PostgreSQL the tenant's role lacks the right
//! instead, and giving rights does not belong here.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::SchemaManager;

/// Makes the table append-only. For migrations, once per table, after the table was made.
pub(crate) async fn append_only(manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    for verb in ["UPDATE", "DELETE"] {
        let name = format!("{table}_no_{}", verb.to_ascii_lowercase());
        let trigger = format!(
            "CREATE TRIGGER {name} BEFORE {verb} ON {table} \
             BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        );
        manager.get_connection().execute_unprepared(&trigger).await?;
    }
    Ok(())
}
