//! A migration that fails in its middle leaves the old schema, whole and in use; what was stored before one is kept.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::support::{fresh, line, on_both, region, slug};
use super::{Schema, a_note, alfa, notes, with_notes, write_note};
use crate::domain::plugin::Plugin;
use crate::domain::rule_set::{RuleSet, RulesInForce};
use crate::error::Fault;
use crate::store::{EVERYTHING, Row, Store, Tenants, Window};

/// Changes the schema, changes rows, and fails.
struct Broken;

impl MigrationName for Broken {
    fn name(&self) -> &'static str {
        "m9002_broken"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Broken {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("CREATE TABLE half (id INTEGER)").await?;
        db.execute_unprepared("ALTER TABLE note ADD COLUMN half INTEGER")
            .await?;
        db.execute_unprepared("UPDATE note SET text = 'half'").await?;
        db.execute_unprepared("INSERT INTO no_such_table VALUES (1)").await?;
        Ok(())
    }
}

/// The same, done right.
struct Mended;

impl MigrationName for Mended {
    fn name(&self) -> &'static str {
        "m9002_mended"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Mended {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("ALTER TABLE note ADD COLUMN half INTEGER")
            .await?;
        db.execute_unprepared("UPDATE note SET text = 'whole'")
            .await
            .map(|_| ())
    }
}

fn with_broken() -> Vec<Box<dyn MigrationTrait>> {
    let mut steps = with_notes();
    steps.push(Box::new(Broken));
    steps
}

fn with_mended() -> Vec<Box<dyn MigrationTrait>> {
    let mut steps = with_notes();
    steps.push(Box::new(Mended));
    steps
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_migration_changes_nothing_and_a_later_one_can_do_better() {
    on_both(|mut setting| async move {
        let (tenants, store) = alfa(&mut setting).await;
        let writing = store.begin().await.expect("begins");
        write_note(writing.connection(), a_note("old")).await.expect("written");
        writing.commit(line(fresh(), 1)).await.expect("commits");
        drop(store);
        tenants.close().await;

        let old = setting.options.schema;
        setting.options.schema = Schema {
            migrations: with_broken,
            ..old
        };
        let broken = setting.open().await;
        let failed = broken.store(&slug("alfa")).await;
        assert!(
            matches!(&failed, Err(Fault::Migration { name, .. }) if name == "m9002_broken"),
            "{failed:?}"
        );
        broken.close().await;

        setting.options.schema = old;
        let store = setting
            .open()
            .await
            .store(&slug("alfa"))
            .await
            .expect("opens with the old schema");
        assert_eq!(notes(&store).await[0].text, "old");
        let writing = store.begin().await.expect("begins");
        let half = writing
            .connection()
            .execute_unprepared("INSERT INTO half VALUES (1)")
            .await;
        assert!(half.is_err(), "the table of the failed migration is not there");
        drop(writing);

        setting.options.schema = Schema {
            migrations: with_mended,
            ..old
        };
        // Two programs that notice at once that the store is behind: one migrates, the other finds it done.
        let (one, other) = (setting.open().await, setting.open().await);
        let name = slug("alfa");
        let (first, second) = tokio::join!(one.store(&name), other.store(&name));
        assert_eq!(notes(&first.expect("opens")).await[0].text, "whole");
        second.expect("opens");

        setting.options.schema = old;
        let behind = setting.open().await.store(&name).await;
        assert!(
            matches!(&behind, Err(Fault::ForeignSchema { found }) if found == "m9002_mended"),
            "{behind:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn making_a_tenant_is_taken_up_again_where_it_broke_off() {
    on_both(|mut setting| async move {
        setting.options.schema = Schema {
            migrations: with_broken,
            ..super::NOTES
        };
        let order = region("alfa");
        let broken: Tenants = setting.open().await;
        broken.create(order.clone()).await.expect_err("the migration fails");
        let inside = broken.store(&slug("alfa")).await;
        assert!(matches!(inside, Err(Fault::TenantInactive { .. })), "{inside:?}");

        setting.options.schema = super::NOTES;
        let mended = setting.open().await;
        let made = mended.create(region("alfa")).await.expect("taken up again");
        assert_eq!(made.id, order.id, "the first attempt's");
        let store = mended.store(&slug("alfa")).await.expect("opens");
        store
            .begin()
            .await
            .expect("begins")
            .commit(line(fresh(), 1))
            .await
            .expect("commits");
    })
    .await;
}

/// The schema from before plugins were signed.
fn before_plugins() -> Vec<Box<dyn MigrationTrait>> {
    let mut steps = crate::store::migration::of_tenants();
    steps.truncate(3);
    steps
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_were_installed_before_plugins_were_signed_stay_in_force() {
    on_both(|mut setting| async move {
        let today = setting.options.schema;
        setting.options.schema = Schema {
            migrations: before_plugins,
            tables: || {
                let mut tables = (Schema::TENANT.tables)();
                tables.retain(|table| !table.name.starts_with("audit_"));
                tables
            },
        };
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        let writing = store.begin().await.expect("begins");
        // The same component twice, with other settings, and then another.
        for (version, (hash, edition, most)) in [("aa", "1.0.0", 1), ("aa", "1.0.0", 2), ("bb", "2.0.0", 3)]
            .into_iter()
            .enumerate()
        {
            let db = writing.connection();
            let insert = sea_orm::Statement::from_sql_and_values(
                db.get_database_backend(),
                "INSERT INTO rule_set (id, name, edition, hash, settings, installed_on, installed_by, version) \
                 VALUES ($1, 'regels', $2, $3, $4, $5, 'opr_1', $6)",
                [
                    fresh().into(),
                    edition.into(),
                    hash.repeat(32).into(),
                    serde_json::json!({ "most": most }).into(),
                    time::macros::date!(2026 - 01 - 01).into(),
                    i64::try_from(version + 1).expect("small").into(),
                ],
            );
            db.execute_raw(insert).await.expect("installed");
        }
        // Without a line: the log had other columns then.
        writing.commit_unseen().await.expect("commits");
        drop(store);
        tenants.close().await;

        setting.options.schema = today;
        let store = setting.open().await.store(&slug("alfa")).await.expect("migrates");
        let sets: Vec<RuleSet> = all(&store).await;
        let in_force = RulesInForce::on(time::macros::date!(2026 - 03 - 02), sets);
        let active = in_force.active().expect("in force");
        assert_eq!((active.edition.as_str(), active.number), ("2.0.0", 3));
        let first = in_force.deciding(Some(&"aa".repeat(32))).expect("in force");
        assert_eq!(
            first.settings,
            serde_json::json!({"most": 2}),
            "the newest settings of it"
        );
        let mut plugins: Vec<Plugin> = all(&store).await;
        plugins.sort_by(|a, b| a.edition.cmp(&b.edition));
        let editions: Vec<_> = plugins.iter().map(|plugin| plugin.edition.as_str()).collect();
        assert_eq!(editions, ["1.0.0", "2.0.0"]);
        assert!(plugins.iter().all(|plugin| plugin.signed_by.is_none()));
    })
    .await;
}

fn before_the_tree() -> Vec<Box<dyn MigrationTrait>> {
    let mut steps = crate::store::migration::of_tenants();
    steps.truncate(4);
    steps
}

/// Writes three lines of a record as they were written before there was a tree.
pub(super) async fn write_lines_before_the_tree(db: &impl ConnectionTrait, record: uuid::Uuid) {
    for version in 1..=3 {
        let insert = sea_orm::Statement::from_sql_and_values(
            db.get_database_backend(),
            "INSERT INTO audit (id, at, actor, role, action, record_kind, record_id, version, fields, request_id) \
             VALUES ($1, $2, 'mem_1', 'reader', 'note_change', 'note', $3, $4, '[\"text\"]', 'r')",
            [
                fresh().into(),
                time::macros::datetime!(2026-01-01 12:00:00.123456 UTC).into(),
                record.into(),
                version.into(),
            ],
        );
        db.execute_raw(insert).await.expect("written");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_from_before_the_tree_get_their_place_first() {
    on_both(|mut setting| async move {
        let today = setting.options.schema;
        setting.options.schema = Schema {
            migrations: before_the_tree,
            tables: || {
                let mut tables = (Schema::TENANT.tables)();
                tables.retain(|table| !table.name.starts_with("audit_"));
                tables
            },
        };
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        let writing = store.begin().await.expect("begins");
        let record = fresh();
        write_lines_before_the_tree(writing.connection(), record).await;
        writing.commit_unseen().await.expect("commits");
        drop(store);
        tenants.close().await;

        setting.options.schema = today;
        let store = setting.open().await.store(&slug("alfa")).await.expect("migrates");
        assert_eq!(store.audit_since(record, 1).await.expect("read").len(), 2);
        let writing = store.begin().await.expect("begins");
        writing.commit(line(record, 4)).await.expect("commits");
        store.place_lines().await.expect("placed");
        let check = store.check_log(Vec::new()).await.expect("looked at");
        assert!(check.is_good(), "{check:?}");
        assert_eq!(check.size, 4);
        let tree = store.tree().await.expect("read");
        assert_eq!((tree.size(), tree.root()), (4, check.root));
    })
    .await;
}

async fn all<R: Row>(store: &Store) -> Vec<R> {
    let window = Window {
        first: 100,
        after: None,
        sort: "id",
        descending: false,
    };
    let page = store.page::<R>(EVERYTHING, Vec::new(), &window).await.expect("read");
    page.unseen().rows.into_iter().map(|(_, record)| record).collect()
}
