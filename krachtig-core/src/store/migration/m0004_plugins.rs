//! Plugins with the keys that sign them, the sets of rules that use them, their replays, and what rules weighed.
//!
//! A set of rules used to be installed by one step and without a signature. Such sets stay in force, as confirmed by
//! whoever installed them, and their plugins stand in the list without a key or a description.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::prelude::*;

use super::m0002_casework::tables::Part::{Date, Id, Int, Json, Key, MayDate, MayRef, MayText, Ref, Text, Trajectory};
use super::m0002_casework::{create, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// Indexes beside the keys and dossiers: table, columns, whether unique.
const INDEXES: &[(&str, &[&str], bool)] = &[
    ("trusted_key", &["public_key"], true),
    ("plugin", &["hash"], true),
    ("plugin", &["name", "edition"], true),
    ("plugin_component", &["hash"], true),
    ("rule_set", &["number"], true),
    ("replay_difference", &["replay_id", "id"], false),
    ("replay_difference", &["request_id"], false),
    ("shadow_decision", &["rule_set_id", "id"], false),
    ("shadow_decision", &["request_id"], false),
    ("shadow_decision", &["trajectory_id"], false),
    ("weighed_facts", &["trajectory_id"], false),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let moved = Table::alter()
            .table("trajectory")
            .add_column(ColumnDef::new("rules_hash").text())
            .take();
        manager.alter_table(moved).await?;
        let db = manager.get_connection();
        db.execute_unprepared("ALTER TABLE rule_set RENAME TO rule_set_before")
            .await?;
        for (name, parts) in tables() {
            manager.create_table(create(name, &parts)).await?;
        }
        for (table, columns, unique) in INDEXES {
            manager.create_index(index(table, columns, *unique)).await?;
        }
        for sql in CARRY_OVER {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

/// Takes the sets of rules along that were installed before.
const CARRY_OVER: [&str; 3] = [
    "INSERT INTO plugin (id, name, edition, hash, settings_schema, description, uploaded_on, uploaded_by, version) \
     SELECT r.id, r.name, r.edition, r.hash, '{}', '{\"languages\": [], \"summary\": [], \"findings\": []}', \
     r.installed_on, r.installed_by, 1 FROM rule_set_before r \
     WHERE NOT EXISTS (SELECT 1 FROM rule_set_before o WHERE o.version < r.version AND \
     (o.hash = r.hash OR (o.name = r.name AND o.edition = r.edition)))",
    "INSERT INTO rule_set (id, name, edition, hash, settings, usage, valid_from, proposed_on, proposed_by, \
     confirmed_on, confirmed_by, number, version) SELECT r.id, r.name, r.edition, r.hash, r.settings, 'active', \
     r.installed_on, r.installed_on, r.installed_by, r.installed_on, r.installed_by, r.version, 1 \
     FROM rule_set_before r",
    "DROP TABLE rule_set_before",
];

/// Tables in the order in which they refer to each other.
fn tables() -> Vec<(&'static str, Vec<super::m0002_casework::tables::Part>)> {
    vec![
        (
            "trusted_key",
            vec![
                Key,
                Text("label"),
                Text("public_key"),
                Date("trusted_on"),
                Text("trusted_by"),
                MayDate("withdrawn_on"),
            ],
        ),
        (
            "plugin",
            vec![
                Key,
                Text("name"),
                Text("edition"),
                Text("hash"),
                Json("settings_schema"),
                Json("description"),
                MayRef("signed_by", "trusted_key"),
                Date("uploaded_on"),
                Text("uploaded_by"),
            ],
        ),
        ("plugin_component", vec![Key, Text("hash"), Text("bytes")]),
        (
            "rule_set",
            vec![
                Key,
                Text("name"),
                Text("edition"),
                Text("hash"),
                Json("settings"),
                Text("usage"),
                Date("valid_from"),
                Date("proposed_on"),
                Text("proposed_by"),
                MayDate("confirmed_on"),
                MayText("confirmed_by"),
                MayDate("rolled_back_on"),
                MayText("rolled_back_by"),
                Int("number"),
            ],
        ),
        (
            "replay",
            vec![
                Key,
                Text("name"),
                Text("edition"),
                Text("hash"),
                Json("settings"),
                Date("asked_on"),
                Text("asked_by"),
                Text("state"),
                Json("summary"),
            ],
        ),
        (
            "replay_difference",
            vec![
                Key,
                Ref("replay_id", "replay"),
                Ref("request_id", "budget_request"),
                Text("kind"),
                Json("verdict"),
            ],
        ),
        (
            "shadow_decision",
            vec![
                Key,
                Ref("request_id", "budget_request"),
                Id("trajectory_id"),
                Ref("rule_set_id", "rule_set"),
                MayText("kind"),
                Json("verdict"),
            ],
        ),
        ("weighed_facts", vec![Key, Trajectory, Json("facts")]),
    ]
}
