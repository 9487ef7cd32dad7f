//! Runs one test body on both databases. What a test checks does not belong here.
//!
//! `KRACHTIG_TEST_POSTGRES` is the address of a superuser of a throw-away PostgreSQL server; `cargo xtask test`
//! provides one. Every run of a body gets a database of its own there, which goes with the server.

use std::future::Future;
use std::io::Write;
use std::path::PathBuf;

use krachtig_core::domain::access_log::{AccessPurpose, Client, LogEvent};
use krachtig_core::domain::id::{AuditId, TenantId};
use krachtig_core::store::{
    AuditLine, CreateTenant, MasterKey, MasterSource, ObjectPlace, Options, Place, Slug, TenantKind, Tenants,
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use time::OffsetDateTime;
use uuid::Uuid;

/// An empty installation on one of the databases.
pub(crate) struct Setting {
    /// Where the directory goes.
    pub(crate) home: Place,
    /// Options with the places `files` and, where there is a server, `server` to move to.
    pub(crate) options: Options,
    /// A directory for the test alone.
    pub(crate) dir: PathBuf,
    /// The address of the home database as its superuser, where it is PostgreSQL.
    pub(crate) admin_url: Option<String>,
    _dir: tempfile::TempDir,
}

impl Setting {
    /// Opens the installation.
    pub(crate) async fn open(&self) -> Tenants {
        Tenants::open(self.home.clone(), self.options.clone())
            .await
            .expect("the installation opens")
    }

    async fn new(postgres: bool) -> Option<Self> {
        let temporary = tempfile::tempdir().expect("a temporary directory can be made");
        let dir = temporary.path().to_owned();
        let mut options = Options::default();
        options
            .places
            .insert("files".to_owned(), Place::Sqlite { dir: dir.join("files") });
        options.master = MasterSource::Key(MasterKey::random().expect("random numbers"));
        options.objects = ObjectPlace::Folder(dir.join("objects"));
        if let Some(admin_url) = fresh_database().await {
            options
                .places
                .insert("server".to_owned(), Place::Postgres { admin_url });
        }
        let admin_url = if postgres { Some(fresh_database().await?) } else { None };
        let home = match &admin_url {
            Some(admin_url) => Place::Postgres {
                admin_url: admin_url.clone(),
            },
            None => Place::Sqlite { dir: dir.join("home") },
        };
        Some(Self {
            home,
            options,
            dir,
            admin_url,
            _dir: temporary,
        })
    }
}

/// Runs the body on SQLite and, where there is a server, on PostgreSQL.
pub(crate) async fn on_both<F: Future<Output = ()>>(body: impl Fn(Setting) -> F) {
    let setting = Setting::new(false).await.expect("SQLite is always there");
    body(setting).await;
    match Setting::new(true).await {
        Some(setting) => body(setting).await,
        None => note_missing_server(),
    }
}

/// Says loudly that half of a test did not run: whoever runs the tests must see it.
pub(crate) fn note_missing_server() {
    let note = "NOTE: KRACHTIG_TEST_POSTGRES is not set, so nothing was tried on PostgreSQL";
    writeln!(std::io::stderr(), "{note}").expect("somebody listens");
}

/// Makes a database on the throw-away server; none where there is no server.
async fn fresh_database() -> Option<String> {
    let url = std::env::var("KRACHTIG_TEST_POSTGRES").ok()?;
    let (server, _) = url.rsplit_once('/').expect("the address ends in a database");
    let name = format!("krachtig_test_{}", fresh().simple());
    let admin = connect(&url).await;
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("a database can be made");
    admin.close().await.expect("the connection closes");
    Some(format!("{server}/{name}"))
}

/// Connects past the store, as somebody else would.
pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    Database::connect(url).await.expect("the database can be reached")
}

/// A slug.
pub(crate) fn slug(text: &str) -> Slug {
    text.parse().expect("a slug")
}

/// An order for a fictional region of this slug.
pub(crate) fn region(text: &str) -> CreateTenant {
    CreateTenant {
        id: TenantId::from_uuid(fresh()),
        slug: slug(text),
        name: format!("Regio {text}"),
        kind: TenantKind::Region,
        controller: "Stichting Voorbeeld".to_owned(),
        fictional: true,
    }
}

/// A line that says that this record got this version.
pub(crate) fn line(record_id: Uuid, version: i32) -> AuditLine {
    AuditLine {
        id: AuditId::from_uuid(fresh()),
        at: now(),
        actor: "mem_00000000000070008000000000000001".to_owned(),
        role: "coordinator".to_owned(),
        action: "note_change",
        record_kind: "note",
        record_id,
        trajectory_id: None,
        version,
        fields: vec!["text".to_owned()],
        request_id: "rid_00000000000070008000000000000001".to_owned(),
        event: LogEvent::Change,
        purpose: AccessPurpose::Support,
        client: Client::named("test"),
        rows: None,
        shown: Vec::new(),
    }
}

/// An id that nobody has.
#[expect(
    clippy::disallowed_methods,
    reason = "these tests try the store, to which ids are but given"
)]
pub(crate) fn fresh() -> Uuid {
    Uuid::now_v7()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the moment of a line that a test writes does not matter"
)]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
