//! Sealing what lies there already: plain values from before there were keys, and values of a key that another replaced.
//!
//! Both go through a table by its ids in small steps. Plain values are sealed within the migration that ends their time,
//! so that a plain value is never read as one. Values of an old key are sealed anew beside everybody's work: a row is only
//! changed where it still is what was read, and one that somebody else holds is left for the next round.

use std::fmt::Write;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Cell, Keyed, Keys, value};
use crate::error::Fault;
use crate::store::row::{self, Kind};
use crate::store::schema::Table;
use crate::store::{Doing, Store};

/// A table whose values were plain: its columns, each with whether it held JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [(&'static str, bool)],
}

/// Rows that are read at once.
const STEP: usize = 100;

/// Seals every value of these tables, which are all plain.
pub(crate) async fn seal_plain(db: &impl Keyed, tables: &[Plain]) -> Result<(), Fault> {
    let keys = db.keyring().keys();
    for plain in tables {
        let names: Vec<&'static str> = plain.columns.iter().map(|(name, _)| *name).collect();
        let mut after = Uuid::nil();
        loop {
            let rows = rows_after(db, (plain.table, &names), ("", after)).await?;
            for row in &rows {
                let sealed = plain.columns.iter().zip(&row.values).map(|((column, json), kept)| {
                    let cell = row.cell(plain.table, column);
                    let Some(text) = kept else { return Ok(None) };
                    let value = plain_value(cell, text, *json)?;
                    Ok(Some(row::sealed(cell, &value, &keys)?))
                });
                let sealed = sealed.collect::<Result<Vec<_>, Fault>>()?;
                replace(db, (plain.table, &names), (row, sealed)).await?;
            }
            match rows.last() {
                Some(last) if rows.len() == STEP => after = last.id,
                _ => break,
            }
        }
    }
    Ok(())
}

fn plain_value(cell: Cell, text: &str, json: bool) -> Result<Json, Fault> {
    if !json {
        return Ok(Json::String(text.to_owned()));
    }
    serde_json::from_str(text).map_err(|_| Fault::Corrupt {
        table: cell.table,
        column: cell.column,
        id: cell.id,
    })
}

/// How far sealing anew went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Round {
    /// Rows that were sealed anew.
    pub(crate) rows: u64,
    /// Values that cannot be opened.
    pub(crate) unreadable: u64,
}

/// Goes once through a table and seals what an older key than the current one sealed.
pub(crate) async fn round(store: &Store, table: &Table) -> Result<Round, Fault> {
    let names = sealed_columns(table);
    let (mut done, mut after) = (Round::default(), Uuid::nil());
    if names.is_empty() {
        return Ok(done);
    }
    loop {
        let tx = store.begin().await?;
        let db = tx.connection();
        let keys = db.keyring().keys();
        let condition = format!("AND ({})", any_stale(&names, keys.current()));
        let rows = rows_after(db, (table.name, &names), (&condition, after)).await?;
        for row in &rows {
            let sealed = reseal(row, (table.name, &names), &keys, &mut done)?;
            if sealed.iter().any(Option::is_some) && replace(db, (table.name, &names), (row, sealed)).await? {
                done.rows += 1;
            }
        }
        tx.commit_unseen().await?;
        match rows.last() {
            Some(last) if rows.len() == STEP => after = last.id,
            _ => return Ok(done),
        }
        tokio::task::yield_now().await;
    }
}

/// What becomes of a row's values: nothing where a value may stay, or cannot be opened.
fn reseal(
    row: &Kept,
    (table, names): (&'static str, &[&'static str]),
    keys: &Keys,
    done: &mut Round,
) -> Result<Vec<Option<Value>>, Fault> {
    let current = value::beginning(keys.current());
    let anew = names.iter().zip(&row.values).map(|(column, kept)| {
        let cell = row.cell(table, column);
        let stale = kept
            .as_deref()
            .filter(|kept| *kept != row::EMPTY_LIST && !kept.starts_with(&current));
        let Some(stale) = stale else { return Ok(None) };
        match keys.open(cell, stale) {
            Ok(value) => row::sealed(cell, &value, keys).map(Some),
            Err(fault) => {
                tracing::error!(%fault, "a value cannot be sealed anew");
                done.unreadable += 1;
                Ok(None)
            }
        }
    });
    anew.collect()
}

/// How many values of a table the key of this number sealed.
pub(crate) async fn count(db: &impl ConnectionTrait, table: &Table, number: u32) -> Result<u64, Fault> {
    let beginning = value::beginning(number);
    let length = beginning.len();
    // All columns at once: a table is read once.
    let columns = sealed_columns(table);
    let counts = columns
        .iter()
        .map(|name| format!("count(CASE WHEN substr(x.\"{name}\", 1, {length}) = '{beginning}' THEN 1 END)"));
    let counts: Vec<String> = counts.collect();
    if counts.is_empty() {
        return Ok(0);
    }
    let sql = format!("SELECT {} FROM \"{}\" x", counts.join(" + "), table.name);
    let doing = "counting sealed values";
    let ask = Statement::from_string(db.get_database_backend(), sql);
    let found = db.query_one_raw(ask).await.doing(doing)?;
    let number: i64 = found.map_or(Ok(0), |row| row.try_get_by_index(0)).doing(doing)?;
    Ok(u64::try_from(number).unwrap_or_default())
}

/// The names of a table's sealed columns.
pub(crate) fn sealed_columns(table: &Table) -> Vec<&'static str> {
    let sealed = table.columns.iter().filter(|column| column.kind == Kind::Sealed);
    sealed.map(|column| column.name).collect()
}

/// A row as it lies there.
struct Kept {
    id: Uuid,
    values: Vec<Option<String>>,
}

impl Kept {
    fn cell(&self, table: &'static str, column: &'static str) -> Cell {
        Cell {
            table,
            column,
            id: self.id,
        }
    }
}

/// SQL for whether any of these columns has a value that another key sealed than the one of this number.
fn any_stale(names: &[&str], current: u32) -> String {
    let beginning = value::beginning(current);
    let (length, empty) = (beginning.len(), row::EMPTY_LIST);
    let stale =
        |name: &&str| format!("(x.\"{name}\" <> '{empty}' AND substr(x.\"{name}\", 1, {length}) <> '{beginning}')");
    names.iter().map(stale).collect::<Vec<_>>().join(" OR ")
}

/// The next rows of a table after an id. In PostgreSQL they are held until the end of the transaction, and those that
/// somebody else holds are passed over: waiting for them while holding others could end in a deadlock.
async fn rows_after(
    db: &impl ConnectionTrait,
    (table, names): (&'static str, &[&'static str]),
    (condition, after): (&str, Uuid),
) -> Result<Vec<Kept>, Fault> {
    let backend = db.get_database_backend();
    let hold = if backend == DbBackend::Postgres {
        "FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let columns: String = names.iter().map(|name| format!(", x.\"{name}\"")).collect();
    let sql = format!(
        "SELECT x.id{columns} FROM \"{table}\" x WHERE x.id > $1 {condition} ORDER BY x.id LIMIT {STEP} {hold}"
    );
    let doing = "reading what is to be sealed";
    let found = db
        .query_all_raw(Statement::from_sql_and_values(backend, sql, [after.into()]))
        .await
        .doing(doing)?;
    let read = |row: &QueryResult| -> Result<Kept, DbErr> {
        let values = (1..=names.len()).map(|place| row.try_get_by_index(place));
        Ok(Kept {
            id: row.try_get_by_index(0)?,
            values: values.collect::<Result<_, _>>()?,
        })
    };
    found.iter().map(read).collect::<Result<_, DbErr>>().doing(doing)
}

/// Puts new values into a row, where it still is what was read. Tells whether it was.
async fn replace(
    db: &impl ConnectionTrait,
    (table, names): (&'static str, &[&'static str]),
    (row, new): (&Kept, Vec<Option<Value>>),
) -> Result<bool, Fault> {
    let changes = names.iter().zip(&row.values).zip(new);
    let changes: Vec<_> = changes
        .filter_map(|((name, old), new)| Some((name, old, new?)))
        .collect();
    if changes.is_empty() {
        return Ok(false);
    }
    let (mut set, mut unchanged, mut values) = (String::new(), String::new(), Vec::new());
    for (name, old, new) in changes {
        let comma = if set.is_empty() { "" } else { ", " };
        values.push(new);
        // Writing to a String never fails.
        let _ = write!(set, "{comma}\"{name}\" = ${}", values.len());
        values.push(old.clone().into());
        let _ = write!(unchanged, " AND \"{name}\" IS NOT DISTINCT FROM ${}", values.len());
    }
    values.push(row.id.into());
    let sql = format!("UPDATE \"{table}\" SET {set} WHERE id = ${}{unchanged}", values.len());
    let update = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let done = db.execute_raw(update).await.doing("sealing values")?;
    Ok(done.rows_affected() == 1)
}
