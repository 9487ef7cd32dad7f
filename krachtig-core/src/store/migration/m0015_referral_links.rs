//! Links by which a party deals with one referral without an account, and what is said about referrals.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::tables::Part::{Date, Int, Key, MayDate, MayRef, Ref, Text, Trajectory};
use super::m0002_casework::{create, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let link = [
            Key,
            Trajectory,
            Ref("referral_id", "referral"),
            Text("hash"),
            Ref("made_by", "member"),
            Int("expires_at"),
            MayDate("ended_on"),
        ];
        let message = [
            Key,
            Trajectory,
            Ref("referral_id", "referral"),
            MayRef("said_by", "member"),
            Date("said_on"),
            Text("text"),
        ];
        manager.create_table(create("referral_link", &link)).await?;
        manager.create_table(create("referral_message", &message)).await?;
        manager.create_index(index("referral_link", &["hash"], true)).await?;
        for table in ["referral_link", "referral_message"] {
            manager
                .create_index(index(table, &["trajectory_id", "id"], false))
                .await?;
        }
        Ok(())
    }
}
