//! What a tenant's store consists of: its migrations and its tables, in one list.
//! How migrations are run and stores are moved does not belong here.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, Iterable, PaginatorTrait,
    PrimaryKeyToColumn, QueryOrder, QuerySelect,
};
use sea_orm_migration::MigrationTrait;

use super::row::{self, Column, Row};
use super::seal::{Keyring, WithKeys};
use super::{Written, list, migration, rows};
use crate::error::Fault;

/// The migrations and tables of a kind of store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema {
    /// Every migration, oldest first.
    pub(crate) migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
    /// Every table, those that others refer to first.
    pub(crate) tables: fn() -> Vec<Table>,
}

impl Schema {
    /// What a tenant's store holds.
    ///
    /// A new table gets its migration in [`migration::of_tenants`] and its line here, after the tables to which it
    /// refers. A table that is missing here would be left behind when a tenant moves, so a move compares both.
    pub(crate) const TENANT: Self = Self {
        migrations: migration::of_tenants,
        tables: rows::tables,
    };

    /// The names of the tables that nobody may update or delete from.
    pub(crate) fn append_only(&self) -> Vec<&'static str> {
        (self.tables)()
            .into_iter()
            .filter(|table| table.append_only)
            .map(|table| table.name)
            .collect()
    }
}

type Count = for<'a> fn(&'a DatabaseTransaction) -> BoxFuture<'a, Result<u64, DbErr>>;
type Clear = for<'a> fn(&'a DatabaseTransaction) -> BoxFuture<'a, Result<(), DbErr>>;
type Copy = for<'a> fn(
    (&'a DatabaseTransaction, &'a DatabaseTransaction),
    &'a Arc<Keyring>,
) -> BoxFuture<'a, Result<(), DbErr>>;

/// One table, with what moving a tenant needs to do to it.
///
/// Rows are copied through their entity, because the two databases keep the same value differently: a UUID is a
/// blob in SQLite and a `uuid` in PostgreSQL.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    /// The table's name.
    pub(crate) name: &'static str,
    /// Whether rows may only be added.
    pub(crate) append_only: bool,
    /// Counts its rows.
    pub(crate) count: Count,
    /// Deletes all its rows.
    pub(crate) clear: Clear,
    /// Copies all rows from the first database into the second; what is sealed is sealed anew, with the tenant's keys.
    pub(crate) copy: Copy,
    /// The columns of its records; none where it is no table of records.
    pub(crate) columns: &'static [Column],
}

impl Table {
    /// A table of records.
    pub(crate) fn of_records<R: Row>(append_only: bool) -> Self {
        Self {
            name: row::table::<R>(),
            append_only,
            count: count_records::<R>,
            clear: clear_records::<R>,
            copy: copy_records::<R>,
            columns: R::COLUMNS,
        }
    }

    /// A table of an entity.
    pub(crate) fn of_entity<E>(name: &'static str, append_only: bool) -> Self
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel> + Sync,
        E::ActiveModel: Send,
    {
        Self {
            name,
            append_only,
            count: count::<E>,
            clear: clear::<E>,
            copy: copy::<E>,
            columns: &[],
        }
    }
}

fn count<E>(db: &DatabaseTransaction) -> BoxFuture<'_, Result<u64, DbErr>>
where
    E: EntityTrait,
    E::Model: Sync,
{
    Box::pin(async move { E::find().count(db).await })
}

fn clear<E: EntityTrait>(db: &DatabaseTransaction) -> BoxFuture<'_, Result<(), DbErr>> {
    Box::pin(async move { E::delete_many().exec(db).await.map(|_| ()) })
}

/// SQLite takes 32,766 values in a statement; a batch stays well below for tables of up to sixty columns.
const BATCH: u64 = 500;

fn copy<'a, E>(
    (from, to): (&'a DatabaseTransaction, &'a DatabaseTransaction),
    _: &'a Arc<Keyring>,
) -> BoxFuture<'a, Result<(), DbErr>>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + Sync,
    E::ActiveModel: Send,
{
    Box::pin(async move {
        let mut done = 0;
        loop {
            // In the order of the key: ids sort by the moment they were made, so a row comes after the rows of
            // its own table to which it refers.
            let mut page = E::find().limit(BATCH).offset(done);
            for key in E::PrimaryKey::iter() {
                page = page.order_by_asc(key.into_column());
            }
            let rows = page.all(from).await?;
            let read = rows.len() as u64;
            if read > 0 {
                let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
                E::insert_many(rows).exec_without_returning(to).await?;
            }
            done += read;
            if read < BATCH {
                return Ok(());
            }
        }
    })
}

fn count_records<R: Row>(db: &DatabaseTransaction) -> BoxFuture<'_, Result<u64, DbErr>> {
    Box::pin(async move {
        list::count::<R>(db, list::EVERYTHING, Vec::new())
            .await
            .map_err(|fault| as_db_err(&fault))
    })
}

fn clear_records<R: Row>(db: &DatabaseTransaction) -> BoxFuture<'_, Result<(), DbErr>> {
    Box::pin(async move {
        let delete = format!("DELETE FROM \"{}\"", row::table::<R>());
        db.execute_unprepared(&delete).await.map(|_| ())
    })
}

fn copy_records<'a, R: Row>(
    (from, to): (&'a DatabaseTransaction, &'a DatabaseTransaction),
    keyring: &'a Arc<Keyring>,
) -> BoxFuture<'a, Result<(), DbErr>> {
    Box::pin(async move {
        let from = &WithKeys::new(from, Arc::clone(keyring));
        let to = &WithKeys::new(to, Arc::clone(keyring));
        let mut window = list::Window {
            first: u32::try_from(BATCH).unwrap_or(u32::MAX),
            after: None,
            sort: "id",
            descending: false,
        };
        loop {
            let page = list::page::<R>(from, list::EVERYTHING, Vec::new(), &window)
                .await
                .map_err(|fault| as_db_err(&fault))?;
            window.after = page.rows.last().map(|(cursor, _)| cursor.clone());
            let records: Vec<R> = page.rows.into_iter().map(|(_, record)| record).collect();
            let written = row::insert(to, &records).await.map_err(|fault| as_db_err(&fault))?;
            if written != Written::Yes {
                return Err(DbErr::Custom(format!(
                    "a row of {} stands in the way of another",
                    row::table::<R>()
                )));
            }
            if !page.more {
                return Ok(());
            }
        }
    })
}

fn as_db_err(fault: &Fault) -> DbErr {
    DbErr::Custom(std::error::Error::source(fault).map_or_else(|| fault.to_string(), ToString::to_string))
}

/// The names of all tables that the database itself has for this store, in alphabetical order.
pub(crate) async fn tables_in(db: &DatabaseTransaction) -> Result<Vec<String>, DbErr> {
    use sea_orm::{DbBackend, Statement};
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await?;
    rows.iter().map(|row| row.try_get("", "name")).collect()
}
