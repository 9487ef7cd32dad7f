//! Logins of people of families, what they and the office say about the plan, and their signatures under it.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::tables::Part::{Date, Key, MayDate, MayRef, Ref, Text, Trajectory};
use super::m0002_casework::{create, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let login = [
            Key,
            Trajectory,
            Ref("person_id", "person"),
            Ref("invited_by", "member"),
            Date("invited_on"),
            MayDate("ended_on"),
        ];
        let comment = [
            Key,
            Trajectory,
            Ref("person_id", "person"),
            MayRef("goal_id", "goal"),
            MayRef("said_by", "member"),
            Date("said_on"),
            Text("text"),
        ];
        let signature = [
            Key,
            Trajectory,
            Ref("person_id", "person"),
            Text("plan"),
            Date("signed_on"),
        ];
        for (table, parts) in [
            ("family_login", &login[..]),
            ("plan_comment", &comment[..]),
            ("co_signature", &signature[..]),
        ] {
            manager.create_table(create(table, parts)).await?;
            manager
                .create_index(index(table, &["trajectory_id", "id"], false))
                .await?;
        }
        Ok(())
    }
}
