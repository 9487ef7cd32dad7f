//! The facts of all families of a period, counted together by the year in which families began: counted anew whenever
//! somebody asked, they took an eighth of a second for twenty thousand families.
//!
//! No record: it follows from the facts of families, which are computed anew with it.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

use super::m0012_family_facts::FACTS;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// The table.
pub(super) const TABLE: &str = "folded_fact";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let apart = match manager.get_database_backend() {
            DbBackend::Postgres => "",
            _ => " WITHOUT ROWID",
        };
        for sql in [
            format!(
                "CREATE TABLE {TABLE} (period text NOT NULL, formula bigint NOT NULL, kind text NOT NULL, \
                 name text NOT NULL, began bigint NOT NULL, amount bigint NOT NULL, \
                 PRIMARY KEY (period, formula, kind, name, began)){apart}"
            ),
            // What was not counted along may not be taken away again.
            format!("DELETE FROM {FACTS}"),
        ] {
            db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
