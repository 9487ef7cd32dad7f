//! Rights and retention: what is shared with parties, requests to use rights, limits on the use of data, people's own
//! words, legal holds, how long dossiers are kept, and destructions.
//!
//! The ledger stays append-only but for its notes: they are people's words, so they can be emptied, and nothing else.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

use super::m0002_casework::tables::Part::{
    self, Date, Id, Int, Json, Key, MayDate, MayRef, MayText, Ref, Text, Trajectory,
};
use super::m0002_casework::{create, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// Indexes beside the keys: table, columns, whether unique.
const INDEXES: &[(&str, &[&str], bool)] = &[
    ("share", &["trajectory_id", "id"], false),
    ("rights_request", &["family_id", "id"], false),
    ("rights_request", &["due_on", "id"], false),
    ("processing_limit", &["family_id", "id"], false),
    ("own_words", &["family_id", "id"], false),
    ("legal_hold", &["family_id", "id"], false),
    ("retention_policy", &["basis"], true),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let kept = Table::alter()
            .table("trajectory")
            .add_column(ColumnDef::new("retention_basis").text())
            .take();
        manager.alter_table(kept).await?;
        for (name, parts) in tables() {
            manager.create_table(create(name, &parts)).await?;
        }
        for (table, columns, unique) in INDEXES {
            manager.create_index(index(table, columns, *unique)).await?;
        }
        let db = manager.get_connection();
        for (label, code) in AUDIENCES {
            let sql = format!("UPDATE consent SET recipient = '{code}' WHERE lower(recipient) = '{label}'");
            db.execute_unprepared(&sql).await?;
        }
        let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
        for sql in if sqlite { &SQLITE[..] } else { &POSTGRES[..] } {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

/// An import used to write the audience of a consent by its Dutch label; it is asked by its code.
const AUDIENCES: [(&str, &str); 7] = [
    ("gezin", "family"),
    ("gedetineerde", "detainee"),
    ("team", "team"),
    ("ketenpartners", "partners"),
    ("gemeente", "municipality"),
    ("dji", "dji"),
    ("openbaar", "public"),
];

/// An update of the ledger may empty a note, and nothing else.
const SQLITE: [&str; 2] = [
    "DROP TRIGGER ledger_line_no_update",
    "CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line WHEN NEW.note IS NOT NULL \
     OR NEW.id IS NOT OLD.id OR NEW.trajectory_id IS NOT OLD.trajectory_id OR NEW.request_id IS NOT OLD.request_id \
     OR NEW.kind IS NOT OLD.kind OR NEW.amount IS NOT OLD.amount OR NEW.silo IS NOT OLD.silo \
     OR NEW.booked_on IS NOT OLD.booked_on OR NEW.recorded_by IS NOT OLD.recorded_by OR NEW.role IS NOT OLD.role \
     OR NEW.version IS NOT OLD.version BEGIN SELECT RAISE(ABORT, 'ledger_line is append-only'); END",
];

/// The same in PostgreSQL, where the tenant's role has the right on that column alone.
const POSTGRES: [&str; 2] = [
    "CREATE FUNCTION ledger_line_no_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN \
     IF NEW.note IS NOT NULL OR (to_jsonb(NEW) - 'note') IS DISTINCT FROM (to_jsonb(OLD) - 'note') THEN \
     RAISE EXCEPTION 'ledger_line is append-only'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line FOR EACH ROW \
     EXECUTE FUNCTION ledger_line_no_update()",
];

/// Tables in the order in which they refer to each other.
fn tables() -> Vec<(&'static str, Vec<Part>)> {
    let subject = || [MayRef("person_id", "person"), MayRef("detainee_id", "detainee")];
    let of_subject = |rest: Vec<Part>| {
        let mut parts = vec![Key, Part::Family];
        parts.extend(subject());
        parts.extend(rest);
        parts
    };
    vec![
        ("share", share()),
        ("rights_request", of_subject(rights_request())),
        (
            "processing_limit",
            of_subject(vec![
                Text("kind"),
                MayText("purpose"),
                MayText("reason"),
                Date("from_on"),
                MayDate("until_on"),
                MayDate("lifted_on"),
            ]),
        ),
        (
            "own_words",
            of_subject(vec![
                Text("record_kind"),
                Id("record_id"),
                Text("words"),
                Json("before"),
                Date("made_on"),
            ]),
        ),
        (
            "legal_hold",
            vec![
                Key,
                Part::Family,
                Text("reason"),
                Date("placed_on"),
                Ref("placed_by", "member"),
                MayDate("lifted_on"),
                MayRef("lifted_by", "member"),
            ],
        ),
        (
            "retention_policy",
            vec![Key, Text("basis"), Int("years"), Text("counted_from")],
        ),
        ("destruction", destruction()),
    ]
}

fn share() -> Vec<Part> {
    vec![
        Key,
        Trajectory,
        Ref("partner_id", "partner"),
        Json("persons"),
        MayRef("detainee_id", "detainee"),
        MayRef("referral_id", "referral"),
        Text("purpose"),
        Json("categories"),
        Text("legal_basis"),
        MayText("about"),
        Date("shared_on"),
        Ref("shared_by", "member"),
        MayDate("ended_on"),
        MayDate("told_on"),
    ]
}

fn rights_request() -> Vec<Part> {
    vec![
        Text("right"),
        Date("received_on"),
        MayText("about"),
        MayText("identity_check"),
        Date("due_on"),
        MayDate("extended_on"),
        MayText("extension_reason"),
        MayDate("decided_on"),
        MayText("refusal"),
        MayText("decision_note"),
        MayDate("done_on"),
        MayDate("withdrawn_on"),
    ]
}

fn destruction() -> Vec<Part> {
    vec![
        Key,
        Text("cause"),
        Json("items"),
        Date("proposed_on"),
        Text("proposed_by"),
        MayDate("confirmed_on"),
        MayText("confirmed_by"),
        MayDate("rejected_on"),
        MayText("rejected_by"),
        MayDate("completed_on"),
        Json("certificate"),
        MayText("certificate_hash"),
    ]
}
