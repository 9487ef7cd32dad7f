//! Tests of the store from inside, where rows of a table can be written: a table of notes, made for the tests.

mod columns;
mod erasing;
pub(super) use columns::fields_of;
mod group;
mod kept_secrets;
mod killed;
mod migrating;
mod moving;
mod sealing;

#[path = "../../../tests/it/support.rs"]
mod support;

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder};
use sea_orm_migration::MigrationTrait;

use self::support::{Setting, fresh, region, slug};
use super::schema::{Schema, Table};
use super::{Store, Tenants, migration};

pub(super) mod note {
    //! A table whose rows may change.

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "note")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) answers: Option<Uuid>,
        pub(crate) text: String,
        pub(crate) at: TimeDateTimeWithTimeZone,
        pub(crate) cents: i64,
        pub(crate) done: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

struct Notes;

impl sea_orm_migration::MigrationName for Notes {
    fn name(&self) -> &'static str {
        "m9001_notes"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Notes {
    async fn up(&self, manager: &sea_orm_migration::SchemaManager) -> Result<(), DbErr> {
        use sea_orm_migration::prelude::{ColumnDef, ForeignKey, Table};
        let notes = Table::create()
            .table("note")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("answers").uuid())
            .col(ColumnDef::new("text").text().not_null())
            .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("cents").big_integer().not_null())
            .col(ColumnDef::new("done").boolean().not_null())
            .foreign_key(ForeignKey::create().from("note", "answers").to("note", "id"))
            .take();
        manager.create_table(notes).await
    }
}

fn with_notes() -> Vec<Box<dyn MigrationTrait>> {
    let mut steps = migration::of_tenants();
    steps.push(Box::new(Notes));
    steps
}

/// A tenant's store with notes in it.
const NOTES: Schema = Schema {
    migrations: with_notes,
    tables: || {
        let mut tables = (Schema::TENANT.tables)();
        tables.push(Table::of_entity::<note::Entity>("note", false));
        tables
    },
};

/// An installation with the tenant `alfa`, whose store has notes.
async fn alfa(setting: &mut Setting) -> (Tenants, std::sync::Arc<Store>) {
    setting.options.schema = NOTES;
    let tenants = setting.open().await;
    tenants.create(region("alfa")).await.expect("made");
    let store = tenants.store(&slug("alfa")).await.expect("opens");
    (tenants, store)
}

fn a_note(text: &str) -> note::Model {
    note::Model {
        id: fresh(),
        answers: None,
        text: text.to_owned(),
        at: time::OffsetDateTime::from_unix_timestamp_nanos(1_795_000_000_123_456_000).expect("a time"),
        cents: 4_200,
        done: true,
    }
}

async fn write_note(db: &impl ConnectionTrait, note: note::Model) -> Result<(), DbErr> {
    let row = note::ActiveModel {
        id: Set(note.id),
        answers: Set(note.answers),
        text: Set(note.text),
        at: Set(note.at),
        cents: Set(note.cents),
        done: Set(note.done),
    };
    note::Entity::insert(row).exec_without_returning(db).await.map(|_| ())
}

async fn notes(store: &Store) -> Vec<note::Model> {
    note::Entity::find()
        .order_by_asc(note::Column::Id)
        .all(store.reader())
        .await
        .expect("read")
}
