//! Years are closed as quarters are, so the columns that held quarters hold periods; and what a region's own indicators look
//! at marks families too.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

use super::m0010_log_together::quoted_schema;
use super::m0012_family_facts::{Event, marking};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["closed_period", "period_count", "family_fact"] {
            let renamed = Table::alter().table(table).rename_column("quarter", "period").take();
            manager.alter_table(renamed).await?;
        }
        let mut unobserved = ColumnDef::new("unobserved").big_integer().not_null().default(0).take();
        let added = Table::alter().table("family_fact").add_column(&mut unobserved).take();
        manager.alter_table(added).await?;
        let db = manager.get_connection();
        let schema = match manager.get_database_backend() {
            DbBackend::Postgres => Some(quoted_schema(db).await?),
            _ => None,
        };
        let always: &[Event] = &[Event::Recorded, Event::Revised];
        for (table, events) in [
            ("assignment", always),
            ("budget_plan", always),
            ("partner", &[Event::Revised]),
            // Other rules observe every family anew.
            ("rule_set", &[Event::Revised]),
        ] {
            for sql in marking(schema.as_deref(), (table, false), events) {
                db.execute_unprepared(&sql).await?;
            }
        }
        Ok(())
    }
}
