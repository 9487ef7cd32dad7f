//! Of what members are told, what they chose about that, and mails that wait to be sent.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::tables::Part::{Bool, Id, Int, Json, Key, MayRef, Ref, Text};
use super::m0002_casework::{create, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let notice = [
            Key,
            Ref("member_id", "member"),
            Text("kind"),
            Id("about"),
            MayRef("trajectory_id", "trajectory"),
            Bool("seen"),
            Bool("mailed"),
        ];
        let mail = [
            Key,
            Ref("member_id", "member"),
            Json("counts"),
            Int("tries"),
            Int("due_at"),
        ];
        let choices = [Key, Json("channels"), Text("language")];
        manager.create_table(create("notice", &notice)).await?;
        manager.create_table(create("notice_choices", &choices)).await?;
        manager.create_table(create("notice_mail", &mail)).await?;
        // Two programs that look at the same time tell nobody twice.
        let once = index("notice", &["member_id", "kind", "about"], true);
        manager.create_index(once).await
    }
}
