//! The secrets of one-time codes and of identity providers become sealed columns, under the tenant's keys; and
//! certificates of destruction are signed. Those from before stay as they are, unsigned. A link to a provider can be removed,
//! and a token tells when it was used last.
//!
//! What was sealed with the installation's own key for them is not carried over. Nobody comes in with less than before:
//! who had an app comes in with a recovery code, or is invited again by the coordinator, and enrols the app anew. A
//! provider is out of use until the operator records its secret again.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

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
