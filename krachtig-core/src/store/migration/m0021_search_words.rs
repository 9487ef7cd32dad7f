//! The index of words by which dossiers are found, and the families whose words wait to come into it.
//!
//! Neither is a record: words follow from the records, so nothing moves them, and a store that has none looks them up. Of
//! the families that are there already that is done in small steps once the store is open, for it takes minutes where there
//! are many.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;
use uuid::Uuid;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// The table of stems.
pub(in crate::store) const WORDS: &str = "search_word";

/// The table of families whose words wait. The one without an id stands for the parties of the network.
pub(in crate::store) const OUTBOX: &str = "search_outbox";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // Beginnings of stems are found by their order, which is that of the letters' codes in both databases. A record's
        // own rows lie together, so that they go together.
        let (id, text, apart, nil) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "text COLLATE \"C\"", "", format!("'{}'::uuid", Uuid::nil())),
            _ => ("blob", "text", " WITHOUT ROWID", "zeroblob(16)".to_owned()),
        };
        for sql in [
            format!(
                "CREATE TABLE {WORDS} (record_id {id} NOT NULL, stem {text} NOT NULL, owner_id {id} NOT NULL, \
                 record_kind text NOT NULL, PRIMARY KEY (record_id, stem)){apart}"
            ),
            format!("CREATE INDEX {WORDS}_stem ON {WORDS} (stem, owner_id, record_kind)"),
            format!("CREATE TABLE {OUTBOX} (family_id {id} NOT NULL PRIMARY KEY)"),
            format!("INSERT INTO {OUTBOX} (family_id) SELECT id FROM family"),
            format!("INSERT INTO {OUTBOX} (family_id) SELECT {nil} WHERE EXISTS (SELECT 1 FROM partner)"),
        ] {
            db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
