//! PostgreSQL does for all lines of one statement together what it did line by line: noting that they wait for their
//! place, and whom they show. The tables stand in the functions with their schema, so that no call sets a search path.
//!
//! SQLite has no triggers but those of a row, and its own cost little.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sea_orm_migration::prelude::*;

use super::m0005_access_log::{PENDING, SHOWN};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        let db = manager.get_connection();
        let schema = quoted_schema(db).await?;
        let waits = format!(
            "INSERT INTO {schema}.{PENDING} (line_id, hash) SELECT id, hash FROM fresh; \
             INSERT INTO {schema}.{SHOWN} (about, line_id) SELECT s::uuid, f.id \
             FROM fresh f, jsonb_array_elements_text(f.shown) s ON CONFLICT DO NOTHING;"
        );
        let placed = format!("DELETE FROM {schema}.{PENDING} p USING fresh f WHERE p.line_id = f.line_id;");
        for (name, source, body) in [("audit_waits", "audit", waits), ("audit_placed", "audit_leaf", placed)] {
            let sql = format!(
                "DROP TRIGGER {name} ON {source}; DROP FUNCTION {name}(); \
                 CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN {body} RETURN NULL; END $$; \
                 CREATE TRIGGER {name} AFTER INSERT ON {source} REFERENCING NEW TABLE AS fresh \
                 FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            );
            db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

/// The schema in which the tables are made, in quotes.
pub(super) async fn quoted_schema(db: &impl ConnectionTrait) -> Result<String, DbErr> {
    let ask = Statement::from_string(DbBackend::Postgres, "SELECT quote_ident(current_schema()) AS name");
    let row = db.query_one_raw(ask).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("the schema".to_owned()))?
        .try_get("", "name")
}
