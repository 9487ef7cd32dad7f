//! The secrets of one-time codes and of identity providers become sealed columns, under the tenant's keys; and
//! certificates of destruction are signed. Those from before stay as they are, unsigned. A link to a provider can be removed,
//! and a token tells when it was used last. What a correction replaced is sealed as the record is that it was in.
//!
//! What was sealed with the installation's own key for them is not carried over. Nobody comes in with less than before:
//! who had an app comes in with a recovery code, or is invited again by the coordinator, and enrols the app anew. A
//! provider is out of use until the operator records its secret again.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

use crate::store::seal::Plain;

pub(super) struct Migration;

/// The migration's name.
pub(crate) const NAME: &str = "m0011_keys";

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        NAME
    }
}

/// What a correction replaced: plain until then, JSON. Sealing it takes the tenant's keys, so whoever runs the migrations
/// does it in the same transaction.
pub(crate) const PLAIN: [Plain; 1] = [Plain {
    table: "own_words",
    columns: &[("before", true)],
}];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for sql in [
            "UPDATE identity_provider SET active = false WHERE sealed_secret <> ''",
            "ALTER TABLE totp DROP COLUMN sealed",
            "ALTER TABLE totp ADD COLUMN secret text",
            "ALTER TABLE identity_provider DROP COLUMN sealed_secret",
            "ALTER TABLE identity_provider ADD COLUMN secret text",
            "ALTER TABLE destruction ADD COLUMN certificate_note text",
        ] {
            db.execute_unprepared(sql).await?;
        }
        let before = if manager.get_database_backend() == DbBackend::Sqlite {
            vec![
                "ALTER TABLE own_words ADD COLUMN before_text text NOT NULL DEFAULT '{}'",
                "UPDATE own_words SET before_text = before",
                "ALTER TABLE own_words DROP COLUMN before",
                "ALTER TABLE own_words RENAME COLUMN before_text TO before",
            ]
        } else {
            vec!["ALTER TABLE own_words ALTER COLUMN before TYPE text USING before::text"]
        };
        for sql in before {
            db.execute_unprepared(sql).await?;
        }
        for (table, column) in [("provider_link", "removed_on"), ("token", "last_used_on")] {
            let day = Table::alter()
                .table(table)
                .add_column(ColumnDef::new(column).date())
                .take();
            manager.alter_table(day).await?;
        }
        Ok(())
    }
}
