//! A migration that fails in its middle leaves the old schema, whole and in use.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::support::{fresh, line, on_both, region, slug};
use super::{Schema, a_note, alfa, notes, with_notes, write_note};
use crate::error::Fault;
use crate::store::Tenants;

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
