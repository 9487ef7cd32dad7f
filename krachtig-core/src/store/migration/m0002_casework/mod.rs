//! The tables of the casework, as they were when they first came. Never edited: a change is a new migration.

use sea_orm_migration::prelude::*;

use super::append_only;
use tables::Part::{
    self, Bool, Date, External, Id, Int, Json, Key, MayBool, MayDate, MayRef, MayText, Ref, Text, Trajectory,
};
use tables::tables;

pub(super) mod tables;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0002_casework"
    }
}

/// Indexes beside the keys, references and dossiers: table, columns, whether unique.
const INDEXES: &[(&str, &[&str], bool)] = &[
    ("member", &["email"], true),
    ("token", &["hash"], true),
    ("import_ref", &["key"], true),
    ("closed_period", &["quarter"], true),
    ("instrument", &["code", "edition"], true),
    ("story_version", &["trajectory_id", "number"], true),
    ("family", &["name", "id"], false),
    ("trajectory", &["opened_on", "id"], false),
    ("partner", &["name", "id"], false),
    ("assignment", &["member_id", "trajectory_id"], false),
    ("ledger_line", &["request_id", "kind"], false),
    ("referral", &["sent_on", "id"], false),
    ("problem", &["category", "trajectory_id"], false),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, parts) in tables() {
            manager.create_table(create(name, &parts)).await?;
            for part in &parts {
                if let Some((columns, unique)) = index_of(part) {
                    manager.create_index(index(name, columns, unique)).await?;
                }
            }
        }
        for (table, columns, unique) in INDEXES {
            manager.create_index(index(table, columns, *unique)).await?;
        }
        append_only(manager, "ledger_line").await
    }
}

pub(super) fn create(name: &'static str, parts: &[Part]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    let reference = |table: &mut TableCreateStatement, column: &'static str, to: &'static str| {
        let mut key = ForeignKey::create();
        key.from(name, column).to(to, "id");
        table.foreign_key(&mut key);
    };
    for part in parts {
        match part {
            Key => table.col(ColumnDef::new("id").uuid().not_null().primary_key()),
            Ref(column, to) => {
                reference(&mut table, column, to);
                table.col(ColumnDef::new(*column).uuid().not_null())
            }
            MayRef(column, to) => {
                reference(&mut table, column, to);
                table.col(ColumnDef::new(*column).uuid())
            }
            Trajectory => {
                reference(&mut table, "trajectory_id", "trajectory");
                table.col(ColumnDef::new("trajectory_id").uuid().not_null())
            }
            Part::Family => {
                reference(&mut table, "family_id", "family");
                table.col(ColumnDef::new("family_id").uuid().not_null())
            }
            Id(column) => table.col(ColumnDef::new(*column).uuid().not_null()),
            Text(column) => table.col(ColumnDef::new(*column).text().not_null()),
            MayText(column) => table.col(ColumnDef::new(*column).text()),
            Int(column) => table.col(ColumnDef::new(*column).big_integer().not_null()),
            Bool(column) => table.col(ColumnDef::new(*column).boolean().not_null()),
            MayBool(column) => table.col(ColumnDef::new(*column).boolean()),
            Date(column) => table.col(ColumnDef::new(*column).date().not_null()),
            MayDate(column) => table.col(ColumnDef::new(*column).date()),
            Json(column) => table.col(ColumnDef::new(*column).json_binary().not_null()),
            External => table.col(ColumnDef::new("external_ref").text()),
        };
    }
    table.col(ColumnDef::new("version").big_integer().not_null());
    table.take()
}

/// The index that comes with a part of a table.
fn index_of(part: &Part) -> Option<(&'static [&'static str], bool)> {
    match part {
        Trajectory => Some((&["trajectory_id", "id"], false)),
        Part::Family => Some((&["family_id", "id"], false)),
        External => Some((&["external_ref"], true)),
        _ => None,
    }
}

pub(super) fn index(table: &'static str, columns: &[&'static str], unique: bool) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    index.take()
}
