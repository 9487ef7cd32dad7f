//! Attachments of records, and the keys of their contents, which lie elsewhere.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::tables::Part::{Date, Id, Int, Key, MayDate, MayText, Ref, Text, Trajectory};
use super::m0002_casework::{create, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let attachment = [
            Key,
            Trajectory,
            Text("record_kind"),
            Id("record_id"),
            Text("media_type"),
            Int("size"),
            MayText("name"),
            MayText("about"),
            Ref("added_by", "member"),
            Date("added_on"),
            MayDate("removed_on"),
        ];
        let key = [Key, Trajectory, MayText("key")];
        for (table, parts) in [("attachment", &attachment[..]), ("attachment_key", &key[..])] {
            manager.create_table(create(table, parts)).await?;
            manager
                .create_index(index(table, &["trajectory_id", "id"], false))
                .await?;
        }
        Ok(())
    }
}
