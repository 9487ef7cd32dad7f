//! Records as rows: the one place that turns a record into columns and back.
//!
//! A record serialises under its field names and a table's columns carry the same names, so a table is described by
//! the kind of each column and nothing is said twice. Rows are read as one JSON object each, put together by the
//! database: a whole dossier is then one statement. Which tables there are does not belong here: see [`super::rows`].

use std::fmt::Write;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, SqlErr, Statement, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::Doing;
use crate::domain::id::Id;
use crate::domain::record::{Change, Record, Version};
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;

/// What a column keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A UUID: 16 bytes in SQLite, `uuid` in PostgreSQL.
    Id,
    /// Text, words of a vocabulary included.
    Text,
    /// A whole number of 64 bits.
    Int,
    /// Yes or no.
    Bool,
    /// A day.
    Date,
    /// A value that belongs to the record alone, as JSON.
    Json,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

/// A record that has a table. The table is called as the record's kind.
pub(crate) trait Row: Record {
    /// Its columns, in the order of the record's fields.
    const COLUMNS: &'static [Column];
}

/// The records whose column holds one of these ids, in the order of their own.
pub(crate) async fn get_where_in<R: Row, I: Id>(
    db: &impl ConnectionTrait,
    column: &'static str,
    ids: &[I],
) -> Result<Vec<R>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let backend = db.get_database_backend();
    let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT CAST({} AS text) FROM \"{}\" x WHERE x.\"{column}\" IN ({}) ORDER BY x.id",
        json_of(R::COLUMNS, "x", backend),
        table::<R>(),
        places.join(", ")
    );
    let values = ids.iter().map(|id| Value::from(id.uuid()));
    let doing = "reading records";
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
        .await
        .doing(doing)?;
    rows.iter().map(|row| from_json(&text_of(row, doing)?)).collect()
}

/// Whether a change found the record as the change expects it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is written.
    Yes,
    /// Somebody else changed the record meanwhile.
    Stale,
    /// Another record has the value of this column, which each may have but once. The transaction is spoiled.
    Taken(&'static str),
}

/// The SQL expression that gives one row of `alias` as a JSON object.
pub(crate) fn json_of(columns: &[Column], alias: &str, backend: DbBackend) -> String {
    let function = if backend == DbBackend::Sqlite {
        "json_object"
    } else {
        "json_build_object"
    };
    let mut sql = format!("{function}(");
    for (position, Column { name, kind }) in columns.iter().enumerate() {
        let comma = if position == 0 { "" } else { ", " };
        let column = format!("{alias}.\"{name}\"");
        let value = match (backend, kind) {
            (DbBackend::Sqlite, Kind::Id) => format!("nullif(hex({column}), '')"),
            // What is neither true nor false, and what is no JSON, is passed on as it is, so that reading the record
            // tells that it is corrupt: a failing statement could not say where.
            (DbBackend::Sqlite, Kind::Bool) => {
                format!("json(CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE json_quote({column}) END)")
            }
            (DbBackend::Sqlite, Kind::Json) => {
                format!("json(iif(json_valid({column}), {column}, json_quote({column})))")
            }
            _ => column,
        };
        // Writing to a String never fails.
        let _ = write!(sql, "{comma}'{name}', {value}");
    }
    sql.push(')');
    sql
}

/// Reads a record from a JSON text that the database put together.
pub(crate) fn from_json<R: Row>(text: &str) -> Result<R, Fault> {
    serde_json::from_str(text).map_err(|_| corrupt::<R>(text))
}

/// Finds out which column of a row cannot be read.
fn corrupt<R: Row>(text: &str) -> Fault {
    let row: Json = serde_json::from_str(text).unwrap_or_default();
    let id = row
        .get("id")
        .and_then(|id| serde_json::from_value(id.clone()).ok())
        .unwrap_or_default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let path = serde_path_to_error::deserialize::<_, R>(&mut deserializer).err();
    let at = path.map(|error| error.path().to_string()).unwrap_or_default();
    let column = R::COLUMNS
        .iter()
        .find(|column| at.split(['.', '[']).next() == Some(column.name));
    Fault::Corrupt {
        table: R::KIND.code(),
        column: column.map_or("?", |column| column.name),
        id,
    }
}

/// The first column of a row as text.
pub(crate) fn text_of(row: &QueryResult, doing: &'static str) -> Result<String, Fault> {
    row.try_get_by_index(0).doing(doing)
}

/// The record with this id, if there is one.
pub(crate) async fn get<R: Row>(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<R>, Fault> {
    get_by(db, "id", id.into()).await
}

/// The record with this value in a column that holds each value once.
pub(crate) async fn get_by<R: Row>(
    db: &impl ConnectionTrait,
    column: &'static str,
    value: Value,
) -> Result<Option<R>, Fault> {
    let backend = db.get_database_backend();
    let json = json_of(R::COLUMNS, "x", backend);
    let sql = format!(
        "SELECT CAST({json} AS text) FROM \"{}\" x WHERE x.\"{column}\" = $1",
        table::<R>()
    );
    let row = db
        .query_one_raw(Statement::from_sql_and_values(backend, sql, [value]))
        .await
        .doing("reading a record")?;
    row.map(|row| from_json(&text_of(&row, "reading a record")?))
        .transpose()
}

/// Writes a change: a new record is inserted, an edit replaces the version that it was made from.
pub(crate) async fn write<R: Row>(db: &impl ConnectionTrait, change: &Change<R>) -> Result<Written, Fault> {
    match &change.before {
        None => insert(db, std::slice::from_ref(&change.after)).await,
        Some(before) => update(db, before.version(), &change.after).await,
    }
}

/// The most values that one statement may carry, with room to spare: SQLite takes 32,766, PostgreSQL 65,535.
const VALUES: usize = 16_000;

/// Inserts new records, many in one statement.
pub(crate) async fn insert<R: Row>(db: &impl ConnectionTrait, records: &[R]) -> Result<Written, Fault> {
    let backend = db.get_database_backend();
    for batch in records.chunks(VALUES / R::COLUMNS.len()) {
        let mut values = Vec::with_capacity(batch.len() * R::COLUMNS.len());
        for record in batch {
            values.extend(values_of(record)?);
        }
        let sql = insert_sql(table::<R>(), R::COLUMNS, (batch.len(), backend));
        let statement = Statement::from_sql_and_values(backend, sql, values);
        if let Err(error) = db.execute_raw(statement).await {
            return taken::<R>(error).map(Written::Taken).doing("recording");
        }
    }
    Ok(Written::Yes)
}

/// The column whose value another record has, if that is what the database complains about.
fn taken<R: Row>(error: DbErr) -> Result<&'static str, DbErr> {
    let Some(SqlErr::UniqueConstraintViolation(said)) = error.sql_err() else {
        return Err(error);
    };
    // SQLite names `table.column`, PostgreSQL the index, which is called `table_column`; the last column tells where
    // several make a key.
    let names = |column: &&Column| {
        let (table, name) = (table::<R>(), column.name);
        said.contains(&format!("{table}.{name}")) || said.contains(&format!("_{name}\""))
    };
    let of_key = R::COLUMNS.iter().rev().filter(|column| column.name != "id");
    of_key.clone().find(names).map(|column| column.name).ok_or(error)
}

/// The statement that inserts so many rows.
///
/// SQLite looks each numbered place up among all those before it, so that a batch's thousands took seconds; places
/// without a number are just counted.
fn insert_sql(table: &str, columns: &[Column], (rows, backend): (usize, DbBackend)) -> String {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let mut sql = format!("INSERT INTO \"{table}\" ({}) VALUES ", names.join(", "));
    let mut next = 1;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for position in 0..columns.len() {
            let comma = if position == 0 { "" } else { ", " };
            let _ = match backend {
                DbBackend::Sqlite => write!(sql, "{comma}?"),
                _ => write!(sql, "{comma}${next}"),
            };
            next += 1;
        }
        sql.push(')');
    }
    sql
}

async fn update<R: Row>(db: &impl ConnectionTrait, expected: Version, record: &R) -> Result<Written, Fault> {
    let sets: Vec<String> = R::COLUMNS
        .iter()
        .enumerate()
        .map(|(n, column)| format!("\"{}\" = ${}", column.name, n + 1))
        .collect();
    let next = R::COLUMNS.len() + 1;
    let sql = format!(
        "UPDATE \"{}\" SET {} WHERE \"id\" = $1 AND \"version\" = ${next}",
        table::<R>(),
        sets.join(", ")
    );
    let mut values = values_of(record)?;
    values.push(i64::from(expected.get()).into());
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let done = match db.execute_raw(statement).await {
        Err(error) => return taken::<R>(error).map(Written::Taken).doing("revising a record"),
        Ok(done) => done,
    };
    Ok(if done.rows_affected() == 1 {
        Written::Yes
    } else {
        Written::Stale
    })
}

/// The name of the record's table.
pub(crate) fn table<R: Row>() -> &'static str {
    R::KIND.code()
}

/// A record's values, column by column.
fn values_of<R: Row>(record: &R) -> Result<Vec<Value>, Fault> {
    let corrupt = |column| Fault::Corrupt {
        table: R::KIND.code(),
        column,
        id: record.id().uuid(),
    };
    let Ok(Json::Object(mut fields)) = serde_json::to_value(record) else {
        return Err(corrupt("?"));
    };
    let value = |column: &Column| {
        let field = fields.remove(column.name).unwrap_or(Json::Null);
        value_of(column.kind, field).ok_or_else(|| corrupt(column.name))
    };
    R::COLUMNS.iter().map(value).collect()
}

/// A JSON value as a value for a column; nothing when it is of another kind.
pub(crate) fn value_of(kind: Kind, field: Json) -> Option<Value> {
    let absent = field.is_null();
    Some(match kind {
        Kind::Id => Value::Uuid(if absent {
            None
        } else {
            Some(serde_json::from_value(field).ok()?)
        }),
        Kind::Text => Value::String(if absent { None } else { Some(field.as_str()?.to_owned()) }),
        Kind::Int => Value::BigInt(if absent { None } else { Some(field.as_i64()?) }),
        Kind::Bool => Value::Bool(if absent { None } else { Some(field.as_bool()?) }),
        Kind::Date => Value::TimeDate(if absent {
            None
        } else {
            Some(serde_json::from_value(field).ok()?)
        }),
        Kind::Json => Value::Json(Some(Box::new(field))),
    })
}
