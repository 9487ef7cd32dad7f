//! What was counted of closed quarters for national releases, and what the coordinator approved of it. What was handed in
//! before there was this is handed in; it is counted anew where somebody closes the quarter again.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::tables::Part::{Date, Id, Int, Json, Key, MayDate, Text};
use super::m0002_casework::{create, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let parts = [
            Key,
            Text("quarter"),
            Int("number"),
            Date("counted_on"),
            Id("counted_by"),
            Json("figures"),
            MayDate("approved_on"),
        ];
        manager.create_table(create("period_count", &parts)).await?;
        for mut column in [
            ColumnDef::new("approved_by").uuid().take(),
            ColumnDef::new("revision").big_integer().take(),
        ] {
            let added = Table::alter().table("period_count").add_column(&mut column).take();
            manager.alter_table(added).await?;
        }
        manager
            .create_index(index("period_count", &["quarter", "number"], true))
            .await
    }
}
