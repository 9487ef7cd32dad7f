//! The audit log becomes the access log: what is read has lines too, each line tells why and with what, and each has a
//! place in a tree of which signed checkpoints are kept.
//!
//! Two tables are kept by the database itself and written by nobody: which lines have no place in the tree yet
//! (`audit_pending`), and in which lines something of a trajectory or a family was shown (`audit_shown`).

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// Lines without a place in the tree.
pub(super) const PENDING: &str = "audit_pending";
/// Which line showed something of whom.
pub(super) const SHOWN: &str = "audit_shown";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        more_columns(manager).await?;
        more_indexes(manager).await?;
        tree(manager).await?;
        derived(manager).await?;
        triggers(manager).await?;
        for table in ["audit_leaf", "audit_checkpoint", "audit_cosignature"] {
            super::append_only(manager, table).await?;
        }
        // Lines that were written before get their place like new ones; their hash is made of what is stored.
        let fill = format!("INSERT INTO {PENDING} (line_id) SELECT id FROM audit");
        manager.get_connection().execute_unprepared(&fill).await.map(|_| ())
    }
}

async fn more_columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        ColumnDef::new("event").text().take(),
        ColumnDef::new("purpose").text().take(),
        ColumnDef::new("program").text().take(),
        ColumnDef::new("peer").text().take(),
        ColumnDef::new("rows_shown").integer().take(),
        ColumnDef::new("shown").json_binary().take(),
        ColumnDef::new("hash").binary().take(),
    ] {
        let add = Table::alter().table("audit").add_column(column).take();
        manager.alter_table(add).await?;
    }
    Ok(())
}

async fn more_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Readings are no versions of a record, and there are many more of them than changes.
    let mut record = Index::drop();
    record.name("audit_record").table("audit");
    manager.drop_index(record).await?;
    let change = "CREATE INDEX audit_change ON audit (record_id, version) WHERE version > 0";
    manager.get_connection().execute_unprepared(change).await?;
    let actor = Index::create()
        .name("audit_actor")
        .table("audit")
        .col("actor")
        .col("id")
        .take();
    manager.create_index(actor).await
}

async fn tree(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    // A whole number as its key is SQLite's own row number, which needs no index besides.
    let leaf = if manager.get_database_backend() == DbBackend::Sqlite {
        "CREATE TABLE audit_leaf (number INTEGER PRIMARY KEY, line_id uuid_text NOT NULL UNIQUE, hash BLOB NOT NULL)"
    } else {
        "CREATE TABLE audit_leaf (number bigint PRIMARY KEY, line_id uuid NOT NULL UNIQUE, hash bytea NOT NULL)"
    };
    db.execute_unprepared(leaf).await?;
    let checkpoint = Table::create()
        .table("audit_checkpoint")
        .col(ColumnDef::new("size").big_integer().not_null().primary_key())
        .col(ColumnDef::new("peaks").binary().not_null())
        .col(ColumnDef::new("note").text().not_null())
        .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
        .take();
    manager.create_table(checkpoint).await?;
    let cosignature = Table::create()
        .table("audit_cosignature")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("size").big_integer().not_null())
        .col(ColumnDef::new("signer").text().not_null())
        .col(ColumnDef::new("line").text().not_null())
        .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
        .foreign_key(
            ForeignKey::create()
                .from("audit_cosignature", "size")
                .to("audit_checkpoint", "size"),
        )
        .take();
    manager.create_table(cosignature).await
}

async fn derived(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let (uuid, bytes, end) = if manager.get_database_backend() == DbBackend::Sqlite {
        ("uuid_text", "BLOB", " WITHOUT ROWID")
    } else {
        ("uuid", "bytea", "")
    };
    let pending = format!("CREATE TABLE {PENDING} (line_id {uuid} PRIMARY KEY NOT NULL, hash {bytes}){end}");
    db.execute_unprepared(&pending).await?;
    let shown = format!(
        "CREATE TABLE {SHOWN} (about {uuid} NOT NULL, line_id {uuid} NOT NULL, PRIMARY KEY (about, line_id)){end}"
    );
    db.execute_unprepared(&shown).await.map(|_| ())
}

async fn triggers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
    let waits = format!("INSERT INTO {PENDING} (line_id, hash) VALUES (NEW.id, NEW.hash);");
    let shows = if sqlite {
        format!(
            "INSERT OR IGNORE INTO {SHOWN} (about, line_id) SELECT unhex(s.value), NEW.id FROM json_each(NEW.shown) s;"
        )
    } else {
        format!(
            "IF NEW.shown IS NOT NULL THEN INSERT INTO {SHOWN} (about, line_id) \
             SELECT s::uuid, NEW.id FROM jsonb_array_elements_text(NEW.shown) s ON CONFLICT DO NOTHING; END IF;"
        )
    };
    let placed = format!("DELETE FROM {PENDING} WHERE line_id = NEW.line_id;");
    for (name, source, body) in [
        ("audit_waits", "audit", format!("{waits} {shows}")),
        ("audit_placed", "audit_leaf", placed),
    ] {
        let sql = if sqlite {
            format!("CREATE TRIGGER {name} AFTER INSERT ON {source} FOR EACH ROW BEGIN {body} END")
        } else {
            format!(
                "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS \
                 $$ BEGIN {body} RETURN NULL; END $$; \
                 CREATE TRIGGER {name} AFTER INSERT ON {source} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        };
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
