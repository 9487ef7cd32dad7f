//! The directory's own migrations, run by the same runner as the tenants'.

use sea_orm_migration::prelude::*;

/// Every migration, oldest first. One that was released never changes.
pub(crate) fn steps() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(TenantsAndOperators),
        Box::new(NationalFigures),
        Box::new(TenantKeys),
        Box::new(NationalStore),
    ]
}

struct TenantsAndOperators;

impl MigrationName for TenantsAndOperators {
    fn name(&self) -> &'static str {
        "d0001_tenants_and_operators"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for TenantsAndOperators {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tenant = Table::create()
            .table("tenant")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("slug").text().not_null().unique_key())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("kind").text().not_null())
            .col(ColumnDef::new("controller").text().not_null())
            .col(ColumnDef::new("state").text().not_null())
            .col(ColumnDef::new("place").text().not_null())
            .col(ColumnDef::new("moved_from").text())
            .col(ColumnDef::new("fictional").boolean().not_null())
            .col(ColumnDef::new("secret").text().not_null())
            .col(ColumnDef::new("version").integer().not_null())
            .take();
        manager.create_table(tenant).await?;
        let operator = Table::create()
            .table("operator")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("name").text().not_null())
            .take();
        manager.create_table(operator).await?;
        let token = Table::create()
            .table("operator_token")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("operator_id").uuid().not_null())
            .col(ColumnDef::new("hash").blob().not_null().unique_key())
            .col(ColumnDef::new("revoked").boolean().not_null())
            .foreign_key(
                ForeignKey::create()
                    .from("operator_token", "operator_id")
                    .to("operator", "id"),
            )
            .take();
        manager.create_table(token).await
    }
}

struct NationalFigures;

impl MigrationName for NationalFigures {
    fn name(&self) -> &'static str {
        "d0002_national_figures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for NationalFigures {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let figures = Table::create()
            .table("national_figures")
            .col(ColumnDef::new("tenant_id").uuid().not_null())
            .col(ColumnDef::new("quarter").text().not_null())
            .col(ColumnDef::new("figures").text().not_null())
            .primary_key(Index::create().col("tenant_id").col("quarter"))
            .foreign_key(
                ForeignKey::create()
                    .from("national_figures", "tenant_id")
                    .to("tenant", "id"),
            )
            .take();
        manager.create_table(figures).await?;
        let reader = Table::create()
            .table("national_reader")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("hash").text().not_null().unique_key())
            .col(ColumnDef::new("revoked").boolean().not_null())
            .take();
        manager.create_table(reader).await
    }
}

struct TenantKeys;

impl MigrationName for TenantKeys {
    fn name(&self) -> &'static str {
        "d0003_tenant_keys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for TenantKeys {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let key = Table::create()
            .table("tenant_key")
            .col(ColumnDef::new("tenant_id").uuid().not_null())
            .col(ColumnDef::new("number").big_integer().not_null())
            .col(ColumnDef::new("master").text().not_null())
            .col(ColumnDef::new("wrapped").text().not_null())
            .col(ColumnDef::new("retired_at").big_integer())
            .col(ColumnDef::new("swept").boolean().not_null())
            .primary_key(Index::create().col("tenant_id").col("number"))
            .foreign_key(ForeignKey::create().from("tenant_key", "tenant_id").to("tenant", "id"))
            .take();
        manager.create_table(key).await
    }
}

struct NationalStore;

impl MigrationName for NationalStore {
    fn name(&self) -> &'static str {
        "d0004_national_store"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for NationalStore {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let login = Table::create()
            .table("national_login")
            .col(ColumnDef::new("name").text().not_null().primary_key())
            .col(ColumnDef::new("secret").text().not_null())
            .take();
        manager.create_table(login).await?;
        // Figures of closed quarters lay here as they were counted. They are handed in to a store of their own now.
        for table in ["national_figures", "national_reader"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}
