//! Sealed columns: what tells of a detention, and how people at risk can be reached. Days and lists become text.
//!
//! Here the columns change their type alone: sealing what is in them takes the tenant's keys, so whoever runs the
//! migrations does it in the same transaction (see [`PLAIN`]).

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

use crate::store::seal::Plain;

pub(super) struct Migration;

/// The migration's name.
pub(crate) const NAME: &str = "m0006_sealed";

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        NAME
    }
}

/// The columns whose values are plain until then, each with whether it holds JSON.
pub(crate) const PLAIN: [Plain; 5] = [
    Plain {
        table: "person",
        columns: &[("phone", false), ("email", false)],
    },
    Plain {
        table: "detainee",
        columns: &[
            ("name", false),
            ("institution", false),
            ("detained_since", false),
            ("expected_home_on", false),
        ],
    },
    Plain {
        table: "detainee_talk",
        columns: &[
            ("setting", false),
            ("worries", true),
            ("key_factors", true),
            ("note", false),
        ],
    },
    Plain {
        table: "role_check",
        columns: &[("roles", true), ("none_reason", false)],
    },
    Plain {
        table: "introduction",
        columns: &[("note", false)],
    },
];

/// The columns that become text: table, column, what it is where nothing is said.
const NO_TEXT: [(&str, &str, &str); 5] = [
    ("detainee", "detained_since", ""),
    ("detainee", "expected_home_on", ""),
    ("detainee_talk", "worries", "NOT NULL DEFAULT '[]'"),
    ("detainee_talk", "key_factors", "NOT NULL DEFAULT '[]'"),
    ("role_check", "roles", "NOT NULL DEFAULT '[]'"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for (table, column, otherwise) in NO_TEXT {
            let steps = if manager.get_database_backend() == DbBackend::Sqlite {
                // SQLite changes no column's type, and other tables refer to these.
                vec![
                    format!("ALTER TABLE {table} ADD COLUMN {column}_text text {otherwise}"),
                    format!("UPDATE {table} SET {column}_text = {column}"),
                    format!("ALTER TABLE {table} DROP COLUMN {column}"),
                    format!("ALTER TABLE {table} RENAME COLUMN {column}_text TO {column}"),
                ]
            } else {
                vec![format!(
                    "ALTER TABLE {table} ALTER COLUMN {column} TYPE text USING {column}::text"
                )]
            };
            for sql in steps {
                db.execute_unprepared(&sql).await?;
            }
        }
        Ok(())
    }
}
