//! A migration that breaks off, after each of its steps and by `kill -9` at moments spread over all of it, leaves the
//! store in its old version, whole, or in the new one; and whoever opens it next finds it up to date.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DbErr, Statement};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::migrating::write_lines_before_the_tree;
use super::support::{Setting, connect, fresh, on_both, region, slug};
use super::{Schema, migration};
use crate::error::Fault;
use crate::store::{MasterKey, MasterSource, Options, Place, Tenants};

/// The migrations of before plugins and the tree of the log.
const OLD: usize = 3;

/// How often the program is killed on its way.
const KILLS: u32 = 16;

/// The migrations that a program knows.
type Migrations = fn() -> Vec<Box<dyn MigrationTrait>>;

fn until<const N: usize>() -> Vec<Box<dyn MigrationTrait>> {
    let mut steps = migration::of_tenants();
    steps.truncate(N);
    steps
}

/// The first migrations, and then one that fails in its middle.
fn broken_after<const N: usize>() -> Vec<Box<dyn MigrationTrait>> {
    let mut steps = until::<N>();
    steps.push(Box::new(Broken));
    steps
}

/// Makes a table, and fails.
struct Broken;

impl MigrationName for Broken {
    fn name(&self) -> &'static str {
        "m9003_broken_off"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Broken {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("CREATE TABLE half (id INTEGER)").await?;
        db.execute_unprepared("INSERT INTO no_such_table VALUES (1)")
            .await
            .map(|_| ())
    }
}

const fn schema(migrations: Migrations) -> Schema {
    Schema {
        migrations,
        tables: Vec::new,
    }
}

/// A tenant's database past the store.
async fn past(setting: &Setting, tenant: &str) -> sea_orm::DatabaseConnection {
    match &setting.admin_url {
        Some(url) => connect(&format!("{url}?options=-csearch_path%3Dt_{tenant}")).await,
        None => {
            let file = setting.dir.join(format!("home/tenants/{tenant}.db"));
            connect(&format!("sqlite:{}", file.display())).await
        }
    }
}

/// How many migrations the tenant's store has.
async fn version(setting: &Setting, tenant: &str) -> usize {
    let db = past(setting, tenant).await;
    let ask = Statement::from_string(db.get_database_backend(), "SELECT count(*) FROM migration");
    let row = db.query_one_raw(ask).await.expect("asked").expect("a row");
    let count: i64 = row.try_get_by_index(0).expect("a number");
    db.close().await.expect("closed");
    usize::try_from(count).expect("a count")
}

/// Makes a tenant with a store as it was long ago, and a few lines in its log.
async fn make_old(setting: &mut Setting, tenant: &str, record: uuid::Uuid) {
    let today = std::mem::replace(&mut setting.options.schema, schema(until::<OLD>));
    let tenants = setting.open().await;
    tenants.create(region(tenant)).await.expect("made");
    tenants.close().await;
    setting.options.schema = today;
    let db = past(setting, tenant).await;
    write_lines_before_the_tree(&db, record).await;
    db.close().await.expect("closed");
}

/// Opens the store as the program does today, and holds it against what was written long ago.
async fn check(setting: &Setting, tenant: &str, record: uuid::Uuid) {
    let tenants = setting.open().await;
    let store = tenants.store(&slug(tenant)).await.expect("it opens, and is up to date");
    assert_eq!(store.audit_since(record, 0).await.expect("read").len(), 3);
    store.place_lines().await.expect("placed");
    let check = store.check_log(Vec::new()).await.expect("looked at");
    assert!(check.is_good() && check.size == 3, "{check:?}");
    drop(store);
    tenants.close().await;
    assert_eq!(version(setting, tenant).await, migration::of_tenants().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_that_breaks_off_after_any_step_leaves_the_old_version() {
    on_both(|mut setting| async move {
        let (today, record) = (setting.options.schema, fresh());
        make_old(&mut setting, "alfa", record).await;
        let broken: [Migrations; 24] = [
            broken_after::<3>,
            broken_after::<4>,
            broken_after::<5>,
            broken_after::<6>,
            broken_after::<7>,
            broken_after::<8>,
            broken_after::<9>,
            broken_after::<10>,
            broken_after::<11>,
            broken_after::<12>,
            broken_after::<13>,
            broken_after::<14>,
            broken_after::<15>,
            broken_after::<16>,
            broken_after::<17>,
            broken_after::<18>,
            broken_after::<19>,
            broken_after::<20>,
            broken_after::<21>,
            broken_after::<22>,
            broken_after::<23>,
            broken_after::<24>,
            broken_after::<25>,
            broken_after::<26>,
        ];
        assert!(
            OLD + broken.len() > migration::of_tenants().len(),
            "a migration is not broken off after"
        );
        for migrations in broken {
            setting.options.schema = schema(migrations);
            let tenants = setting.open().await;
            let failed = tenants.store(&slug("alfa")).await;
            assert!(matches!(&failed, Err(Fault::Migration { .. })), "{failed:?}");
            tenants.close().await;
            assert_eq!(version(&setting, "alfa").await, OLD);
        }
        setting.options.schema = today;
        check(&setting, "alfa", record).await;
    })
    .await;
}

/// What the program that is to be killed is told: where, which tenant, and the master key.
const WHERE: &str = "KRACHTIG_TEST_MIGRATE_WHERE";
const TENANT: &str = "KRACHTIG_TEST_MIGRATE_TENANT";
const KEY: &str = "KRACHTIG_TEST_MIGRATE_KEY";

const READY: &str = "ready to migrate";

/// Begins this test again as a program of its own, which brings one tenant up to date, and waits until it begins. It needs
/// somebody to tell things to for as long as it runs.
fn upgrade_apart(setting: &Setting, tenant: &str) -> (Child, BufReader<ChildStdout>) {
    let place = match &setting.home {
        Place::Sqlite { dir } => dir.display().to_string(),
        Place::Postgres { admin_url } => admin_url.clone(),
    };
    let MasterSource::Key(key) = &setting.options.master else {
        panic!("the test's key is given");
    };
    let name = "store::tests::killed::an_upgrade_that_is_killed_at_any_moment_is_taken_up_again";
    let mut child = Command::new(std::env::current_exe().expect("it has a name"))
        .args(["--exact", name, "--nocapture"])
        .env(WHERE, place)
        .env(TENANT, tenant)
        .env(KEY, key.to_text().as_str())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut said = BufReader::new(child.stdout.take().expect("it says something"));
    let ready = said
        .by_ref()
        .lines()
        .any(|line| line.is_ok_and(|line| line.contains(READY)));
    assert!(ready, "it never begins");
    (child, said)
}

/// What the program does that is killed.
async fn upgrade(place: String) {
    let place = if place.starts_with("postgres") {
        Place::Postgres { admin_url: place }
    } else {
        let dir = PathBuf::from(place);
        Place::Sqlite { dir }
    };
    let key = std::env::var(KEY).expect("a key");
    let options = Options {
        master: MasterSource::Key(MasterKey::from_text(&key).expect("a key")),
        ..Options::default()
    };
    let tenants = Tenants::open(place, options).await.expect("the installation opens");
    writeln!(std::io::stdout(), "{READY}").expect("somebody listens");
    let tenant = std::env::var(TENANT).expect("a tenant");
    tenants.store(&slug(&tenant)).await.expect("it opens");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_that_is_killed_at_any_moment_is_taken_up_again() {
    if let Ok(place) = std::env::var(WHERE) {
        return upgrade(place).await;
    }
    on_both(|mut setting| async move {
        let record = fresh();
        make_old(&mut setting, "heel", record).await;
        let begun = Instant::now();
        let (mut child, _said) = upgrade_apart(&setting, "heel");
        assert!(child.wait().expect("it ends").success());
        let whole = begun.elapsed();
        check(&setting, "heel", record).await;

        let mut broken_off = 0;
        for kill in 0..KILLS {
            let (tenant, record) = (format!("half{kill}"), fresh());
            make_old(&mut setting, &tenant, record).await;
            let (mut child, _said) = upgrade_apart(&setting, &tenant);
            tokio::time::sleep(whole * kill / KILLS / 2 + Duration::from_millis(1)).await;
            // On Unix this is SIGKILL.
            child.kill().expect("killed");
            child.wait().expect("it ends");
            let found = version(&setting, &tenant).await;
            let all = migration::of_tenants().len();
            assert!(found == OLD || found == all, "it stands at {found}");
            broken_off += u32::from(found == OLD);
            check(&setting, &tenant, record).await;
        }
        assert!(broken_off >= 2, "{broken_off} kills came in time");
    })
    .await;
}
