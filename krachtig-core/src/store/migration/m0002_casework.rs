//! The tables of the casework, as they were when they first came. Never edited: a change is a new migration.

use sea_orm_migration::prelude::*;

use super::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A column, or a set of columns, of a table.
enum Part {
    /// `id`: the primary key.
    Key,
    /// A reference that must be there: column, table.
    Ref(&'static str, &'static str),
    /// A reference that may be absent: column, table.
    MayRef(&'static str, &'static str),
    /// The id of a record of any kind.
    Id(&'static str),
    Text(&'static str),
    MayText(&'static str),
    Int(&'static str),
    Bool(&'static str),
    MayBool(&'static str),
    Date(&'static str),
    MayDate(&'static str),
    Json(&'static str),
    /// `external_ref`: absent, or unique in the table.
    External,
    /// `trajectory_id`, with the index by which a dossier finds its rows.
    Trajectory,
    /// `family_id`, likewise.
    Family,
}
use Part::{Bool, Date, External, Id, Int, Json, Key, MayBool, MayDate, MayRef, MayText, Ref, Text, Trajectory};

/// Tables in the order in which they refer to each other.
#[expect(clippy::too_many_lines, reason = "a list, as long as there are columns")]
fn tables() -> Vec<(&'static str, Vec<Part>)> {
    vec![
        (
            "member",
            vec![Key, Text("name"), Text("email"), Json("roles"), Text("state")],
        ),
        (
            "family",
            vec![Key, Text("name"), MayText("municipality"), External, MayText("note")],
        ),
        (
            "person",
            vec![
                Key,
                Part::Family,
                Text("name"),
                Text("relation"),
                MayDate("born_on"),
                Bool("contact_person"),
                MayText("phone"),
                MayText("email"),
                External,
            ],
        ),
        (
            "detainee",
            vec![
                Key,
                Part::Family,
                Text("name"),
                MayText("institution"),
                MayDate("detained_since"),
                MayDate("expected_home_on"),
                External,
            ],
        ),
        (
            "consent",
            vec![
                Key,
                Part::Family,
                MayRef("person_id", "person"),
                MayRef("detainee_id", "detainee"),
                MayRef("given_by", "person"),
                Text("purpose"),
                MayText("recipient"),
                Text("form"),
                MayText("notice"),
                Date("given_on"),
                MayDate("valid_until"),
                MayDate("withdrawn_on"),
                MayText("withdrawal_note"),
            ],
        ),
        (
            "trajectory",
            vec![
                Key,
                Part::Family,
                Date("opened_on"),
                MayDate("no_story_on"),
                MayDate("closed_on"),
                MayText("closing_reason"),
                MayText("closing_note"),
                External,
            ],
        ),
        (
            "assignment",
            vec![
                Key,
                Trajectory,
                Ref("member_id", "member"),
                Text("role"),
                Bool("lead"),
                Date("from_on"),
                MayDate("ended_on"),
            ],
        ),
        (
            "step_skip",
            vec![
                Key,
                Trajectory,
                Text("step"),
                Text("reason"),
                Date("skipped_on"),
                MayDate("resumed_on"),
            ],
        ),
        (
            "detainee_talk",
            vec![
                Key,
                Trajectory,
                Date("held_on"),
                Text("setting"),
                Json("worries"),
                Json("key_factors"),
                MayText("note"),
                Ref("recorded_by", "member"),
            ],
        ),
        (
            "role_check",
            vec![
                Key,
                Trajectory,
                Date("agreed_on"),
                Json("roles"),
                MayText("none_reason"),
            ],
        ),
        (
            "introduction",
            vec![
                Key,
                Trajectory,
                Date("held_on"),
                Text("via"),
                Json("present"),
                MayText("note"),
            ],
        ),
        (
            "instrument",
            vec![
                Key,
                Text("code"),
                Text("edition"),
                Text("name"),
                Json("domains"),
                Int("min_level"),
                Int("max_level"),
                Bool("split"),
                Bool("active"),
            ],
        ),
        (
            "mapping",
            vec![
                Key,
                Trajectory,
                Ref("instrument_id", "instrument"),
                Date("held_on"),
                Json("present"),
                Json("scores"),
                Json("findings"),
                MayText("note"),
                Ref("recorded_by", "member"),
            ],
        ),
        (
            "goal",
            vec![
                Key,
                Trajectory,
                Text("life_domain"),
                Text("title"),
                MayRef("person_id", "person"),
                Date("set_on"),
                MayDate("target_on"),
                MayText("outcome"),
                MayDate("concluded_on"),
                MayText("outcome_note"),
            ],
        ),
        (
            "action",
            vec![
                Key,
                Trajectory,
                Ref("goal_id", "goal"),
                Text("about"),
                Text("carrier"),
                MayText("who"),
                MayDate("due_on"),
                MayDate("done_on"),
            ],
        ),
        (
            "time_entry",
            vec![
                Key,
                Trajectory,
                Ref("member_id", "member"),
                Date("spent_on"),
                Int("minutes"),
                MayText("life_domain"),
                MayText("note"),
            ],
        ),
        (
            "connection",
            vec![
                Key,
                Trajectory,
                Text("who"),
                Text("with_whom"),
                Text("side"),
                Date("laid_on"),
                MayText("result"),
            ],
        ),
        (
            "budget_plan",
            vec![
                Key,
                Trajectory,
                Text("about"),
                Int("total"),
                MayDate("benefit_impact_checked_on"),
                MayDate("reviewed_on"),
                Json("approvals"),
                Ref("recorded_by", "member"),
            ],
        ),
        (
            "budget_request",
            vec![
                Key,
                Trajectory,
                Int("amount"),
                Text("purpose"),
                Text("life_domain"),
                Text("payee"),
                Text("silo"),
                Date("requested_on"),
                Ref("recorded_by", "member"),
                Json("decision"),
            ],
        ),
        (
            "ledger_line",
            vec![
                Key,
                Trajectory,
                MayRef("request_id", "budget_request"),
                Text("kind"),
                Int("amount"),
                MayText("silo"),
                Date("booked_on"),
                MayText("note"),
                Ref("recorded_by", "member"),
                MayText("role"),
            ],
        ),
        (
            "partner",
            vec![
                Key,
                Text("name"),
                Text("partner_type"),
                MayText("municipality"),
                MayText("phone"),
                MayText("email"),
                MayText("url"),
                MayText("description"),
                Bool("active"),
            ],
        ),
        (
            "referral",
            vec![
                Key,
                Trajectory,
                Ref("partner_id", "partner"),
                Json("persons"),
                Text("need"),
                Text("life_domain"),
                Bool("warm_handover"),
                Date("sent_on"),
                MayDate("answered_on"),
                MayBool("accepted"),
                MayText("decline_ground"),
                MayText("answer_note"),
                MayText("outcome"),
                MayDate("concluded_on"),
                MayText("outcome_note"),
                MayDate("withdrawn_on"),
            ],
        ),
        (
            "problem",
            vec![
                Key,
                Trajectory,
                Text("category"),
                MayRef("person_id", "person"),
                Text("effect"),
                Bool("preexisting"),
                Date("noted_on"),
                MayDate("solved_on"),
                MayText("what_helped"),
                MayText("note"),
            ],
        ),
        (
            "silo_obstacle",
            vec![
                Key,
                Trajectory,
                Text("need"),
                Text("life_domain"),
                Text("silo"),
                MayRef("partner_id", "partner"),
                Text("ground"),
                Date("met_on"),
                Int("days_lost"),
                Int("cost"),
                MayText("bridged_by"),
                MayDate("solved_on"),
                MayText("note"),
            ],
        ),
        (
            "suggestion",
            vec![
                Key,
                Trajectory,
                Ref("obstacle_id", "silo_obstacle"),
                Text("about"),
                Text("addressed_to"),
                Date("made_on"),
                Text("state"),
                MayText("result"),
                MayDate("agenda_on"),
            ],
        ),
        (
            "learning_entry",
            vec![
                Key,
                Trajectory,
                Text("tried"),
                MayText("brought"),
                MayText("learned"),
                Date("noted_on"),
                Ref("recorded_by", "member"),
            ],
        ),
        (
            "story_version",
            vec![
                Key,
                Trajectory,
                Int("number"),
                Text("title"),
                Text("body"),
                MayText("effects"),
                Ref("recorded_by", "member"),
            ],
        ),
        (
            "story_approval",
            vec![
                Key,
                Trajectory,
                Ref("story_version_id", "story_version"),
                Ref("person_id", "person"),
                Text("audience"),
                Date("approved_on"),
                MayDate("withdrawn_on"),
            ],
        ),
        (
            "closed_period",
            vec![
                Key,
                Text("quarter"),
                Date("closed_on"),
                Ref("closed_by", "member"),
                Json("figures"),
            ],
        ),
        // A member's access tokens: the SHA-256 of each alone is kept.
        (
            "token",
            vec![
                Key,
                Ref("member_id", "member"),
                Text("label"),
                Text("hash"),
                Date("expires_on"),
                MayDate("revoked_on"),
            ],
        ),
        // The office's keys of imported rows.
        (
            "import_ref",
            vec![Key, Text("key"), Text("record_kind"), Id("record_id")],
        ),
        // The region's rules that decide on budget requests: the newest is in force.
        (
            "rule_set",
            vec![
                Key,
                Text("name"),
                Text("edition"),
                Text("hash"),
                Json("settings"),
                Date("installed_on"),
                Text("installed_by"),
            ],
        ),
    ]
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

fn create(name: &'static str, parts: &[Part]) -> TableCreateStatement {
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

fn index(table: &'static str, columns: &[&'static str], unique: bool) -> IndexCreateStatement {
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
