//! The audit log, which every later change writes to.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("audit")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("actor").text().not_null())
                    .col(ColumnDef::new("role").text().not_null())
                    .col(ColumnDef::new("action").text().not_null())
                    .col(ColumnDef::new("record_kind").text().not_null())
                    .col(ColumnDef::new("record_id").uuid().not_null())
                    .col(ColumnDef::new("trajectory_id").uuid())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("fields").json().not_null())
                    .col(ColumnDef::new("request_id").text().not_null())
                    .take(),
            )
            .await?;
        // What changed in a record since a version, and what happened on a trajectory.
        let record = Index::create()
            .name("audit_record")
            .table("audit")
            .col("record_id")
            .col("version")
            .take();
        manager.create_index(record).await?;
        let trajectory = Index::create()
            .name("audit_trajectory")
            .table("audit")
            .col("trajectory_id")
            .col("id")
            .take();
        manager.create_index(trajectory).await?;
        super::append_only(manager, "audit").await
    }
}
