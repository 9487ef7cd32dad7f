//! Whether a family lacks facts is answered by the index of its facts alone. Every tenant is asked so once a day, of all of
//! its families, and reading their facts for it held up whoever waited for facts of today.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0012_family_facts::FACTS;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut of_family = Index::create();
        of_family.name("family_fact_of_family").table(FACTS);
        // Whose, and of which period; then what it takes to tell whether they still stand.
        for column in ["family_id", "period", "formula", "unobserved"] {
            of_family.col(column);
        }
        manager.create_index(of_family.take()).await?;
        let mut former = Index::drop();
        former.name("family_fact_family_id").table(FACTS);
        manager.drop_index(former).await
    }
}
