//! The facts of one family are found by it: they are replaced whenever its dossier changes, and without an index each such
//! change read the facts of all families.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::index;
use super::m0012_family_facts::FACTS;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index(FACTS, &["family_id"], false)).await
    }
}
