//! What is worth a look in the periods whose facts are kept, computed with a family's facts: looked for in all dossiers when
//! somebody asks, it took half a second for twenty thousand families.
//!
//! No record: it follows from the dossiers, so nothing moves it, and a store that has none computes it.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// The table.
pub(super) const TABLE: &str = "period_check";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // They lie in the order in which they are told, so that the first of many are there at once.
        let (id, text, apart) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "text COLLATE \"C\"", ""),
            _ => ("blob", "text", " WITHOUT ROWID"),
        };
        for sql in [
            format!(
                "CREATE TABLE {TABLE} (period {text} NOT NULL, code {text} NOT NULL, trajectory_id {id} NOT NULL, \
                 record_kind {text} NOT NULL, record_id {id} NOT NULL, day date NOT NULL, family_id {id} NOT NULL \
                 REFERENCES family (id) ON DELETE CASCADE, \
                 PRIMARY KEY (period, code, trajectory_id, record_kind, record_id)){apart}"
            ),
            format!("CREATE INDEX {TABLE}_family_id ON {TABLE} (family_id)"),
        ] {
            db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
