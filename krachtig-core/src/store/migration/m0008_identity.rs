//! How people prove who they are: passwords, passkeys, second factors, invitations, sessions, providers; and scopes of
//! access tokens. Tokens that were issued before keep all scopes.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::m0002_casework::tables::Part::{self, Bool, Date, Int, Json, Key, MayDate, MayRef, MayText, Ref, Text};
use super::m0002_casework::{create, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// Indexes beside the keys: table, columns, whether unique.
const INDEXES: &[(&str, &[&str], bool)] = &[
    ("password", &["member_id"], true),
    ("passkey", &["credential_id"], true),
    ("passkey", &["member_id"], false),
    ("totp", &["member_id"], true),
    ("recovery_code", &["hash"], true),
    ("recovery_code", &["member_id"], false),
    ("invitation", &["hash"], true),
    ("invitation", &["member_id"], false),
    ("session", &["hash"], true),
    ("session", &["member_id"], false),
    ("session", &["provider_session"], false),
    ("ceremony", &["hash"], true),
    ("ceremony", &["expires_at"], false),
    ("sign_in_attempt", &["hash"], true),
    ("sign_in_attempt", &["tried_at"], false),
    ("identity_provider", &["issuer"], true),
    ("provider_link", &["subject_hash"], true),
    ("provider_link", &["member_id"], false),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let all = "[\"read\", \"casework\", \"budget\", \"rules\", \"admin\"]";
        let scopes = Table::alter()
            .table("token")
            .add_column(ColumnDef::new("scopes").json_binary().not_null().default(all))
            .take();
        manager.alter_table(scopes).await?;
        for (name, parts) in tables() {
            manager.create_table(create(name, &parts)).await?;
        }
        for (table, columns, unique) in INDEXES {
            manager.create_index(index(table, columns, *unique)).await?;
        }
        Ok(())
    }
}

/// Tables in the order in which they refer to each other.
fn tables() -> Vec<(&'static str, Vec<Part>)> {
    let member = || Ref("member_id", "member");
    vec![
        ("password", vec![Key, member(), Text("hash"), Date("set_on")]),
        (
            "passkey",
            vec![
                Key,
                member(),
                Text("label"),
                Text("credential_id"),
                Json("credential"),
                Date("added_on"),
                MayDate("removed_on"),
            ],
        ),
        (
            "totp",
            vec![Key, member(), Text("sealed"), Bool("confirmed"), Int("last_step")],
        ),
        ("recovery_code", vec![Key, member(), Text("hash"), MayDate("spent_on")]),
        (
            "invitation",
            vec![
                Key,
                member(),
                Text("hash"),
                Text("invited_by"),
                Int("expires_at"),
                MayDate("spent_on"),
            ],
        ),
        (
            "session",
            vec![
                Key,
                member(),
                Text("hash"),
                Text("method"),
                MayText("provider_session"),
                Int("began_at"),
                Int("seen_at"),
                Int("expires_at"),
                MayDate("ended_on"),
            ],
        ),
        (
            "ceremony",
            vec![
                Key,
                Text("kind"),
                Text("hash"),
                MayRef("member_id", "member"),
                Json("state"),
                Int("expires_at"),
                Bool("spent"),
            ],
        ),
        (
            "sign_in_attempt",
            vec![Key, Text("hash"), Int("tries"), Int("tried_at")],
        ),
        (
            "identity_provider",
            vec![
                Key,
                Text("name"),
                Text("issuer"),
                Text("client_id"),
                Text("sealed_secret"),
                Text("groups_claim"),
                Json("roles"),
                Bool("active"),
            ],
        ),
        (
            "provider_link",
            vec![
                Key,
                member(),
                Ref("provider_id", "identity_provider"),
                Text("subject_hash"),
            ],
        ),
    ]
}
