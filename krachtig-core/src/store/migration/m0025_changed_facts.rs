//! Of a family whose facts wait, whether its dossier changed or they are only looked at again: who changed something waits
//! for none of the others, however many these are and whenever they were marked.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::index;
use super::m0012_family_facts::OUTBOX;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut changed = ColumnDef::new("changed");
        changed.boolean().not_null().default(true);
        let table = Table::alter().table(OUTBOX).add_column(changed).take();
        manager.alter_table(table).await?;
        manager.create_index(index(OUTBOX, &["changed", "number"], false)).await
    }
}
