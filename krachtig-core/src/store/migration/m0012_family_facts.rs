//! What each family tells in the figures of the open quarters, and the outbox that says whose facts have to be computed
//! anew. The database itself marks a family in the commit that changes its dossier, whoever writes it, so none is forgotten.
//!
//! Neither is a record: facts follow from the dossiers, so nothing moves them, and a store that has none computes them.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

use super::m0010_log_together::quoted_schema;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// The table of facts.
pub(super) const FACTS: &str = "family_fact";

/// The table of families whose facts wait.
pub(super) const OUTBOX: &str = "fact_outbox";

/// The tables of a dossier that facts are made of, and whether a row tells its family itself.
const SOURCES: [(&str, bool); 20] = [
    ("trajectory", true),
    ("person", true),
    ("consent", true),
    ("processing_limit", true),
    ("step_skip", false),
    ("detainee_talk", false),
    ("role_check", false),
    ("introduction", false),
    ("mapping", false),
    ("goal", false),
    ("time_entry", false),
    ("connection", false),
    ("budget_request", false),
    ("referral", false),
    ("problem", false),
    ("silo_obstacle", false),
    ("suggestion", false),
    ("learning_entry", false),
    ("story_version", false),
    ("story_approval", false),
];

/// Lines are only added to it.
const LEDGER: &str = "ledger_line";

/// What its areas of life are called is told of every family that was mapped with it.
const INSTRUMENT: &str = "instrument";

/// What is observed by other rules is told anew of every family.
const RULES: &str = "rule_set";

/// Of what belongs to no family: by which table of a dossier, and by which of its columns, families come to it.
fn link_to(table: &str) -> Option<(&'static str, &'static str)> {
    match table {
        INSTRUMENT => Some(("mapping", "instrument_id")),
        "partner" => Some(("referral", "partner_id")),
        _ => None,
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        let db = manager.get_connection();
        let mut family = ForeignKey::create();
        family
            .from(FACTS, "family_id")
            .to("family", "id")
            .on_delete(ForeignKeyAction::Cascade);
        let facts = Table::create()
            .table(FACTS)
            .col(ColumnDef::new("quarter").text().not_null())
            .col(ColumnDef::new("family_id").uuid().not_null())
            .col(ColumnDef::new("formula").big_integer().not_null())
            .col(ColumnDef::new("began").big_integer().not_null())
            .col(ColumnDef::new("counts").boolean().not_null())
            .col(ColumnDef::new("attributes").json_binary().not_null())
            .col(ColumnDef::new("totals").json_binary().not_null())
            .primary_key(Index::create().col("quarter").col("family_id"))
            .foreign_key(&mut family)
            .take();
        manager.create_table(facts).await?;
        // A number is never used twice, so whoever takes marks away takes away those that were seen, and no later one.
        let outbox = if postgres {
            format!(
                "CREATE TABLE {OUTBOX} (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, family_id uuid NOT NULL)"
            )
        } else {
            format!("CREATE TABLE {OUTBOX} (number INTEGER PRIMARY KEY AUTOINCREMENT, family_id blob NOT NULL)")
        };
        db.execute_unprepared(&outbox).await?;
        let index = format!("CREATE INDEX {OUTBOX}_family_id ON {OUTBOX} (family_id)");
        db.execute_unprepared(&index).await?;
        let schema = if postgres {
            quoted_schema(db).await?
        } else {
            String::new()
        };
        for sql in triggers(postgres.then_some(&*schema)) {
            db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

/// The statements that make the triggers; in PostgreSQL for the tables of this schema.
fn triggers(schema: Option<&str>) -> Vec<String> {
    let mut all: Vec<String> = SOURCES
        .iter()
        .flat_map(|source| marking(schema, *source, &[Event::Recorded, Event::Revised]))
        .collect();
    all.extend(marking(schema, (LEDGER, false), &[Event::Recorded]));
    all.extend(marking(schema, (INSTRUMENT, false), &[Event::Revised]));
    all
}

/// The statements that make the triggers of a table, of which is said whether a row tells its family itself.
pub(super) fn marking(schema: Option<&str>, source: (&str, bool), events: &[Event]) -> Vec<String> {
    let one = |event: &Event| match schema {
        Some(schema) => in_postgres(schema, source, *event),
        None => in_sqlite(source, *event),
    };
    events.iter().map(one).collect()
}

/// What happened to a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Recorded,
    /// It has another version: sealing a value anew is no change.
    Revised,
}

fn in_sqlite((table, own): (&str, bool), event: Event) -> String {
    let families = if table == RULES {
        "SELECT id FROM family".to_owned()
    } else if let Some((through, column)) = link_to(table) {
        format!(
            "SELECT DISTINCT t.family_id FROM {through} m JOIN trajectory t ON t.id = m.trajectory_id \
             WHERE m.{column} = NEW.id"
        )
    } else if own {
        "SELECT NEW.family_id".to_owned()
    } else {
        "SELECT t.family_id FROM trajectory t WHERE t.id = NEW.trajectory_id".to_owned()
    };
    let (name, when) = match event {
        Event::Recorded => ("recorded", "INSERT"),
        Event::Revised => ("revised", "UPDATE OF version"),
    };
    // An earlier mark goes: there is one writer, so each family has one at most.
    format!(
        "CREATE TRIGGER fact_{table}_{name} AFTER {when} ON {table} FOR EACH ROW BEGIN \
         DELETE FROM {OUTBOX} WHERE family_id IN ({families}); \
         INSERT INTO {OUTBOX} (family_id) {families}; END"
    )
}

fn in_postgres(schema: &str, (table, own): (&str, bool), event: Event) -> String {
    let (name, when, tables, rows) = match event {
        Event::Recorded => ("recorded", "INSERT", "NEW TABLE AS fresh", "fresh f".to_owned()),
        Event::Revised => (
            "revised",
            "UPDATE",
            "OLD TABLE AS former NEW TABLE AS fresh",
            "fresh f JOIN former o ON o.id = f.id AND o.version <> f.version".to_owned(),
        ),
    };
    let families = if table == RULES {
        format!("SELECT x.id FROM {schema}.family x WHERE EXISTS (SELECT 1 FROM {rows})")
    } else if let Some((through, column)) = link_to(table) {
        format!(
            "SELECT DISTINCT t.family_id FROM {rows} JOIN {schema}.{through} m ON m.{column} = f.id \
             JOIN {schema}.trajectory t ON t.id = m.trajectory_id"
        )
    } else if own {
        format!("SELECT DISTINCT f.family_id FROM {rows}")
    } else {
        format!("SELECT DISTINCT t.family_id FROM {rows} JOIN {schema}.trajectory t ON t.id = f.trajectory_id")
    };
    let name = format!("fact_{table}_{name}");
    // Marks are never taken together here: one that is being taken away must not swallow the one that comes meanwhile.
    format!(
        "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN INSERT INTO {schema}.{OUTBOX} (family_id) {families}; RETURN NULL; END $$; \
         CREATE TRIGGER {name} AFTER {when} ON {table} REFERENCING {tables} \
         FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
}
