//! Consents are found by the day on which they end: an office looks every day whose end is near, and without an index each
//! look read the consents of all families.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::index;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index("consent", &["valid_until"], false)).await
    }
}
