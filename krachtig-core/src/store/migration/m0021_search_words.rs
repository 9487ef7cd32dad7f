//! The stems of what is searched. They are no records and follow from those, so nothing moves them: they are written with
//! each record wherever it is written, and here for the records that were there before.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

use crate::store::searched;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// The table of stems.
pub(super) const TABLE: &str = searched::TABLE;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // Beginnings of stems are found by their order, which is that of the letters' codes in both databases.
        let (id, text) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "text COLLATE \"C\""),
            _ => ("blob", "text"),
        };
        for sql in [
            format!(
                "CREATE TABLE {TABLE} (record_id {id} NOT NULL, record_kind text NOT NULL, owner_id {id} NOT NULL, \
                 stem {text} NOT NULL)"
            ),
            format!("CREATE INDEX {TABLE}_stem ON {TABLE} (stem, record_kind, owner_id, record_id)"),
            format!("CREATE INDEX {TABLE}_record_id ON {TABLE} (record_id)"),
        ] {
            db.execute_unprepared(&sql).await?;
        }
        searched::fill(db).await
    }
}
