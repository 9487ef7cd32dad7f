//! Which budget requests wait for a decision, kept by the database itself from the ledger: their approvers ask for
//! them all day, and among many thousands of decided ones they could only be found by looking at all of those.
//!
//! No record: what is in the table follows from the others, so nothing else writes to it and nothing moves it.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// The table.
pub(super) const TABLE: &str = "pending_request";

/// Whether the ledger holds a decision on request `{}`.
const DECIDED: &str =
    "EXISTS (SELECT 1 FROM ledger_line l WHERE l.request_id = {} AND l.kind IN ('refuse', 'reserve'))";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut request = ForeignKey::create();
        request
            .from(TABLE, "request_id")
            .to("budget_request", "id")
            .on_delete(ForeignKeyAction::Cascade);
        let table = Table::create()
            .table(TABLE)
            .col(ColumnDef::new("request_id").uuid().not_null().primary_key())
            .foreign_key(&mut request)
            .take();
        manager.create_table(table).await?;

        let db = manager.get_connection();
        let pending = |request: &str| format!("NOT {}", DECIDED.replace("{}", request));
        let fill = format!(
            "INSERT INTO {TABLE} SELECT x.id FROM budget_request x WHERE {}",
            pending("x.id")
        );
        db.execute_unprepared(&fill).await?;
        // A request and the decision on it may come in one statement, whose parts have no order among them.
        let asked = format!("INSERT INTO {TABLE} SELECT NEW.id WHERE {};", pending("NEW.id"));
        let decided = format!("DELETE FROM {TABLE} WHERE request_id = NEW.request_id;");
        for (name, source, when, body) in [
            ("pending_request_asked", "budget_request", "", asked),
            (
                "pending_request_decided",
                "ledger_line",
                "WHEN (NEW.kind IN ('refuse', 'reserve'))",
                decided,
            ),
        ] {
            let sql = if manager.get_database_backend() == DbBackend::Sqlite {
                format!("CREATE TRIGGER {name} AFTER INSERT ON {source} FOR EACH ROW {when} BEGIN {body} END")
            } else {
                format!(
                    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS \
                     $$ BEGIN {body} RETURN NULL; END $$; \
                     CREATE TRIGGER {name} AFTER INSERT ON {source} FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
                )
            };
            db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
