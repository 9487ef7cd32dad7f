//! A tenant with an office to import into, on SQLite and, where there is a server, on PostgreSQL.
//!
//! `KRACHTIG_TEST_POSTGRES` is the address of a superuser of a throw-away server. What a test checks does not belong
//! here.

#![expect(
    clippy::disallowed_methods,
    reason = "a test's tenants and databases need ids that nobody else has"
)]

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use krachtig_core::access::Actor;
use krachtig_core::domain::access_log::Client;
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::{MemberId, OperatorId, TenantId, TrajectoryId};
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::progress::{Facts, Progress, progress};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::rules::NoRules;
use krachtig_core::service::{Ask, Ctx, Failure, Services, TrajectoryFilter, TrajectorySort, set_up};
use krachtig_core::store::{CreateTenant, MasterKey, MasterSource, Options, Place, TenantKind, Tenants};
use krachtig_server::import::apply::ImportReport;
use krachtig_server::import::intake::{ImportOrder, export_all, import_files};
use serde_json::Value;
use sqlx::{Connection, Row};
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

/// A clock that stands still on the tests' day; its ids are real ones.
struct TestClock;

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-11-23 10:00 UTC)
    }

    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// An installation on one of the databases.
pub(crate) struct Setting {
    pub(crate) services: Services,
    database: Database,
    /// A directory for the test alone.
    pub(crate) dir: tempfile::TempDir,
}

#[derive(Clone)]
enum Database {
    Files(PathBuf),
    Server(String),
}

impl Setting {
    async fn new(database: Database, dir: tempfile::TempDir) -> Self {
        let home = match &database {
            Database::Files(dir) => Place::Sqlite { dir: dir.clone() },
            Database::Server(admin_url) => Place::Postgres {
                admin_url: admin_url.clone(),
            },
        };
        let mut options = Options::default();
        options.master = MasterSource::Key(MasterKey::random().expect("random numbers"));
        let tenants = Tenants::open(home, options).await.expect("it opens");
        let services = Services::new(tenants, Arc::new(NoRules));
        Self {
            services,
            database,
            dir,
        }
    }

    /// A new tenant with our instrument and nobody in it, for an operator.
    pub(crate) async fn empty_tenant(&self, slug: &str) -> Ctx {
        let order = CreateTenant {
            id: TenantId::from_uuid(Uuid::now_v7()),
            slug: slug.parse().expect("a slug"),
            name: format!("Regio {slug}"),
            kind: TenantKind::Region,
            controller: "Stichting Voorbeeld".to_owned(),
            fictional: true,
        };
        let tenant = self.services.tenants().create(order).await.expect("it is made");
        let store = self.services.tenants().store(&tenant.slug).await.expect("it opens");
        let ctx = Ctx {
            store,
            actor: Actor::Operator {
                id: OperatorId::from_uuid(Uuid::now_v7()),
            },
            clock: Arc::new(TestClock),
            request: "test".to_owned(),
            purpose: None,
            client: Client::default(),
        };
        set_up(&self.services, &ctx).await.expect("it is set up");
        ctx
    }

    /// A new tenant with a coordinator, a professional and somebody who approves.
    pub(crate) async fn tenant(&self, slug: &str) -> Ctx {
        let ctx = self.empty_tenant(slug).await;
        let posts = [
            ("coordinator", Role::Coordinator),
            ("professional", Role::Professional),
            ("budget", Role::BudgetApprover),
        ];
        for (post, role) in posts {
            let draft = MemberDraft {
                name: format!("{post} (fictief)"),
                email: format!("{post}@voorbeeld.invalid"),
                roles: vec![role],
                state: MemberState::Active,
            };
            self.services.add_member(&ctx, draft).await.expect("an account");
        }
        ctx
    }

    /// Imports files and tells what came of it.
    pub(crate) async fn import(&self, ctx: &Ctx, order: &ImportOrder) -> ImportReport {
        import_files(&self.services, ctx, order, &mut |_| {})
            .await
            .expect("the import is answered")
    }

    /// Every dossier of a tenant.
    pub(crate) async fn dossiers(&self, ctx: &Ctx) -> Vec<Dossier> {
        let mut all = Vec::new();
        let take = |dossier| {
            all.push(dossier);
            Ok::<(), Failure>(())
        };
        export_all(&self.services, ctx, take).await.expect("it exports");
        all
    }

    /// Holds where the database says that each trajectory stands against what the domain says.
    pub(crate) async fn expect_same_progress(&self, ctx: &Ctx) -> usize {
        let today = ctx.stamp().today;
        let dossiers = self.dossiers(ctx).await;
        // An operator, who may export, sees no progress.
        let coordinator = Ctx {
            actor: Actor::member(MemberId::from_uuid(Uuid::nil()), vec![Role::Coordinator]),
            ..ctx.clone()
        };
        let told = self.standings(&coordinator).await;
        for dossier in &dossiers {
            let expected = progress(&Facts::of(dossier, today));
            let name = &dossier.family.name;
            assert_eq!(told.get(&dossier.trajectory.id), Some(&expected), "{name}");
        }
        dossiers.len()
    }

    /// Where every trajectory stands, as the database tells it: page by page.
    async fn standings(&self, ctx: &Ctx) -> HashMap<TrajectoryId, Progress> {
        let mut ask = Ask {
            first: 100,
            after: None,
            filter: TrajectoryFilter::default(),
            sort: TrajectorySort::Recorded,
            descending: false,
        };
        let mut all = HashMap::new();
        loop {
            let page = self.services.trajectories(ctx, &ask).await.expect("it is listed");
            let ids: Vec<TrajectoryId> = page.rows.iter().map(|(_, row)| row.id).collect();
            let told = self.services.progress_of(ctx, &page.logged, &ids).await;
            all.extend(told.expect("it is told"));
            ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
            if !page.more {
                return all;
            }
        }
    }

    /// How many rows every table of every store has, but for the access log.
    pub(crate) async fn row_counts(&self) -> BTreeMap<String, i64> {
        let mut counts = match &self.database {
            Database::Files(dir) => file_counts(dir).await,
            Database::Server(url) => server_counts(url).await,
        };
        // Looking at what is there leaves lines in the access log.
        let of_log = |name: &String| {
            name.rsplit(['/', '.'])
                .next()
                .is_some_and(|table| table.starts_with("audit"))
        };
        counts.retain(|name, _| !of_log(name));
        counts
    }
}

async fn file_counts(dir: &std::path::Path) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for entry in std::fs::read_dir(dir.join("tenants")).expect("the stores are there") {
        let path = entry.expect("an entry").path();
        if !path
            .extension()
            .is_some_and(|ending| ending == "sqlite" || ending == "db")
        {
            continue;
        }
        let url = format!("sqlite:{}?mode=ro", path.display());
        let mut db = sqlx::SqliteConnection::connect(&url).await.expect("it opens");
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let tables = sqlx::query(sql).fetch_all(&mut db).await.expect("its tables");
        for table in tables {
            let name: String = table.get(0);
            let count = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM \"{name}\""));
            let row = sqlx::query(count).fetch_one(&mut db).await.expect("a count");
            counts.insert(format!("{}/{name}", path.display()), row.get(0));
        }
    }
    assert!(counts.len() > 20, "every table is counted: {counts:?}");
    counts
}

async fn server_counts(url: &str) -> BTreeMap<String, i64> {
    let mut db = sqlx::PgConnection::connect(url).await.expect("the server is there");
    let sql = "SELECT table_schema || '.' || quote_ident(table_name), quote_ident(table_schema) || '.' || \
               quote_ident(table_name) FROM information_schema.tables WHERE table_type = 'BASE TABLE' \
               AND table_schema NOT IN ('pg_catalog', 'information_schema')";
    let mut counts = BTreeMap::new();
    for table in sqlx::query(sql).fetch_all(&mut db).await.expect("its tables") {
        let name: String = table.get(0);
        let quoted: String = table.get(1);
        let count = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {quoted}"));
        let row = sqlx::query(count).fetch_one(&mut db).await.expect("a count");
        counts.insert(name, row.get(0));
    }
    assert!(counts.len() > 20, "every table is counted: {counts:?}");
    counts
}

/// Runs the body on SQLite and, where there is a server, on PostgreSQL.
pub(crate) async fn on_both<F: Future<Output = ()>>(body: impl Fn(Setting) -> F) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let files = Database::Files(dir.path().join("home"));
    body(Setting::new(files, dir).await).await;
    match fresh_database().await {
        Some(url) => {
            let dir = tempfile::tempdir().expect("a temporary directory");
            body(Setting::new(Database::Server(url), dir).await).await;
        }
        None => note_missing_server(),
    }
}

#[expect(
    clippy::print_stderr,
    reason = "whoever runs the tests must see that half of this one did not run"
)]
fn note_missing_server() {
    eprintln!("NOTE: KRACHTIG_TEST_POSTGRES is not set, so nothing was tried on PostgreSQL");
}

async fn fresh_database() -> Option<String> {
    let url = std::env::var("KRACHTIG_TEST_POSTGRES").ok()?;
    let (server, _) = url.rsplit_once('/').expect("the address ends in a database");
    let name = format!("krachtig_intake_{}", Uuid::now_v7().simple());
    let mut admin = sqlx::PgConnection::connect(&url).await.expect("the server is there");
    let make = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(make)
        .execute(&mut admin)
        .await
        .expect("a database can be made");
    Some(format!("{server}/{name}"))
}

/// The files of the pilot.
pub(crate) fn pilot() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../deploy/pilot");
    let names = [
        "gezinnen-en-personen.xlsx",
        "metingen.csv",
        "budgetregels.csv",
        "doorverwijzingen.csv",
        "problemen.csv",
    ];
    names.map(|name| folder.join(name)).to_vec()
}

/// A dossier as data in which ids are numbered as they come, so that dossiers of two tenants can be compared.
pub(crate) fn without_ids(dossier: &Dossier) -> Value {
    let mut dossier = dossier.clone();
    dossier.partners.sort_by(|one, other| one.name.cmp(&other.name));
    let mut value = serde_json::to_value(&dossier).expect("it serialises");
    number(&mut value, &mut HashMap::new());
    value
}

fn number(value: &mut Value, ids: &mut HashMap<Uuid, usize>) {
    match value {
        Value::String(text) => {
            if let Ok(id) = Uuid::try_parse(text) {
                let next = ids.len();
                *text = format!("#{}", ids.entry(id).or_insert(next));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| number(item, ids)),
        Value::Object(fields) => fields.values_mut().for_each(|field| number(field, ids)),
        _ => {}
    }
}
