//! Runs one test body on both databases, each in a store of its own. What a test checks does not belong here.
//!
//! `KRACHTIG_TEST_POSTGRES` is the address of a superuser of a throw-away PostgreSQL server; `cargo xtask test` provides
//! one.

use std::collections::BTreeSet;
use std::future::Future;
use std::io::Write;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use sea_orm_migration::SchemaManager;
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use crate::budget::Limits;
use crate::catalogue::catalogue;
use crate::id::{DefinitionId, ReaderTokenId, ReleaseId};
use crate::signing::ReleaseKey;
use crate::store::{By, Computing, Logins, NationalStore, NewToken, Published, ReaderScope, rights, steps};
use crate::test_support::{definition, hand_in};

/// When everything happens.
pub(crate) const AT: OffsetDateTime = datetime!(2027-02-01 12:00 UTC);

/// The schema of the tests in PostgreSQL.
const SCHEMA: &str = "krachtig_national";

/// A store without anything in it.
pub(crate) struct Setting {
    /// The address for who makes releases.
    pub(crate) maker: String,
    /// The address for who reads them.
    pub(crate) reader: String,
    _dir: tempfile::TempDir,
}

impl Setting {
    pub(crate) async fn store(&self) -> NationalStore {
        NationalStore::new(connect(&self.maker).await)
    }

    pub(crate) async fn published(&self) -> Published {
        let reads = connect(&self.reader).await;
        // In SQLite one file has one writer, and readers that can't be it.
        let logs = if self.is_postgres() {
            reads.clone()
        } else {
            connect(&self.maker).await
        };
        Published::new(reads, logs)
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.maker.starts_with("postgres")
    }

    /// Has the three regions of the definition hand in, and accepts it.
    pub(crate) async fn hand_in_all(&self, store: &NationalStore) {
        for (region, families) in [("noord", 160), ("oost", 80), ("zuid", 90)] {
            let figures = hand_in(region, families);
            let revision = store.hand_in(&figures, &catalogue(), AT).await.expect("taken");
            store
                .accept(region, figures.period, revision, by())
                .await
                .expect("accepted");
        }
    }

    pub(crate) async fn define(&self, store: &NationalStore, name: &str) -> DefinitionId {
        self.define_at(store, name, &["0.8", "0.6"]).await
    }

    /// Defines a release whose tables of attributes have these epsilons.
    pub(crate) async fn define_at(&self, store: &NationalStore, name: &str, epsilons: &[&str]) -> DefinitionId {
        let (id, mut definition) = (DefinitionId::from_uuid(fresh()), definition(name));
        definition.attributes.truncate(epsilons.len());
        for (table, epsilon) in definition.attributes.iter_mut().zip(epsilons) {
            table.epsilon = epsilon.parse().expect("an epsilon");
        }
        store
            .define(id, &definition, &catalogue(), by())
            .await
            .expect("defined");
        id
    }

    async fn in_sqlite() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let file = dir.path().join("national.db");
        let setting = Self {
            maker: format!("sqlite:{}?mode=rwc", file.display()),
            reader: format!("sqlite:{}?mode=ro", file.display()),
            _dir: dir,
        };
        let db = connect(&setting.maker).await;
        db.execute_unprepared("PRAGMA journal_mode = WAL").await.expect("set");
        migrate(&db).await;
        db.close().await.expect("closed");
        setting
    }

    async fn in_postgres() -> Option<Self> {
        let url = std::env::var("KRACHTIG_TEST_POSTGRES").ok()?;
        let (server, _) = url.rsplit_once('/').expect("the address ends in a database");
        let (_, host) = server.rsplit_once('@').expect("the address has a user");
        let name = format!("krachtig_national_{}", fresh().simple());
        let admin = connect(&url).await;
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .expect("made");
        let (maker, reader) = (format!("{name}_m"), format!("{name}_r"));
        let of_database = connect(&format!("{server}/{name}")).await;
        // A table of somebody's casework, which neither login may have a right on.
        let mut sql = format!(
            "CREATE SCHEMA {SCHEMA}; CREATE SCHEMA t_noord; CREATE TABLE t_noord.family (id uuid); \
            REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON DATABASE {name} FROM PUBLIC"
        );
        for role in [&maker, &reader] {
            sql.push_str(&format!(
                "; CREATE ROLE {role} LOGIN NOINHERIT PASSWORD 'x'; ALTER ROLE {role} SET search_path = {SCHEMA}; \
                 GRANT CONNECT ON DATABASE {name} TO {role}"
            ));
        }
        of_database.execute_unprepared(&sql).await.expect("made");
        let in_schema = connect(&format!("{server}/{name}?options=-csearch_path%3D{SCHEMA}")).await;
        migrate(&in_schema).await;
        let logins = Logins {
            schema: SCHEMA,
            maker: &maker,
            reader: &reader,
        };
        in_schema.execute_unprepared(&rights(logins)).await.expect("given");
        for db in [admin, of_database, in_schema] {
            db.close().await.expect("closed");
        }
        Some(Self {
            maker: format!("postgres://{maker}:x@{host}/{name}"),
            reader: format!("postgres://{reader}:x@{host}/{name}"),
            _dir: tempfile::tempdir().expect("a temporary directory"),
        })
    }
}

/// Runs the migrations, as whoever opens a store does.
async fn migrate(db: &DatabaseConnection) {
    db.execute_unprepared("CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        .await
        .expect("made");
    let manager = SchemaManager::new(db);
    for step in steps() {
        step.up(&manager).await.expect("migrated");
    }
}

/// Connects as whoever is in the address; in SQLite by one connection, as there is one writer.
pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(if url.starts_with("sqlite") { 1 } else { 4 });
    options.acquire_timeout(Duration::from_secs(30)).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.busy_timeout(Duration::from_secs(30)).foreign_keys(true));
    Database::connect(options).await.expect("the database can be reached")
}

/// Runs the body on SQLite and, where there is a server, on PostgreSQL.
pub(crate) async fn on_both<F: Future<Output = ()>>(body: impl Fn(Setting) -> F) {
    body(Setting::in_sqlite().await).await;
    match Setting::in_postgres().await {
        Some(setting) => body(setting).await,
        None => {
            let note = "NOTE: KRACHTIG_TEST_POSTGRES is not set, so nothing was tried on PostgreSQL";
            writeln!(std::io::stderr(), "{note}").expect("somebody listens");
        }
    }
}

pub(crate) fn by() -> By<'static> {
    By {
        who: "statisticus",
        at: AT,
    }
}

/// The key that signs the tests' releases.
pub(crate) fn key() -> &'static ReleaseKey {
    static KEY: std::sync::LazyLock<ReleaseKey> = std::sync::LazyLock::new(|| ReleaseKey::from_bytes(&[7; 32]));
    &KEY
}

/// The order to compute the release of a definition.
pub(crate) fn order(definition: DefinitionId) -> Computing<'static> {
    static CATALOGUE: std::sync::LazyLock<Vec<crate::indicator::Indicator>> = std::sync::LazyLock::new(catalogue);
    Computing {
        definition,
        id: ReleaseId::from_uuid(fresh()),
        catalogue: &CATALOGUE,
        limits: Limits::default(),
        software: "0.1.0",
        key: key(),
        by: by(),
    }
}

/// A token for figures.
pub(crate) fn token(hash: &str, expires_at: OffsetDateTime) -> NewToken {
    NewToken {
        id: ReaderTokenId::from_uuid(fresh()),
        hash: hash.to_owned(),
        scopes: BTreeSet::from([ReaderScope::Figures]),
        expires_at,
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
