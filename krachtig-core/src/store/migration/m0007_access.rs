//! What access depends on: from when until when a membership holds, on which side of the wall somebody works, and the
//! glasses that were broken. Memberships hold without an end as before, and assignments on both sides.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::tables::Part::{Id, Int, Key, MayDate, MayRef, MayText, Text, Trajectory};
use super::m0002_casework::{create, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, mut column) in [
            ("member", ColumnDef::new("from_on").date().take()),
            ("member", ColumnDef::new("until_on").date().take()),
            (
                "assignment",
                ColumnDef::new("side").text().not_null().default("both").take(),
            ),
        ] {
            let added = Table::alter().table(table).add_column(&mut column).take();
            manager.alter_table(added).await?;
        }
        // A member's id is kept as it is where the member goes, so it refers to no row.
        let glass = [
            Key,
            Trajectory,
            Id("member_id"),
            Text("reason"),
            Int("minutes"),
            MayRef("reviewed_by", "member"),
            MayDate("reviewed_on"),
            MayText("verdict"),
            MayText("review_note"),
        ];
        manager.create_table(create("break_glass", &glass)).await?;
        for columns in [&["trajectory_id", "member_id"][..], &["reviewed_on", "id"]] {
            manager.create_index(index("break_glass", columns, false)).await?;
        }
        Ok(())
    }
}
