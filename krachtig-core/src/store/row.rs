//! Records as rows: the one place that turns a record into columns and back.
//!
//! A record serialises under its field names and a table's columns carry the same names, so a table is described by
//! the kind of each column and nothing is said twice. Rows are read as one JSON array each, put together by the
//! database in the order of the record's fields: a whole dossier is then one statement. Which tables there are does not belong here: see [`super::rows`].

use sea_orm::{DbBackend, DbErr, QueryResult, SqlErr, Statement, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::Doing;
use super::batch::{Batch, VALUES, Written};
use super::seal::{Cell, Keyed, Keys};
use crate::domain::id::Id;
use crate::domain::record::{Change, Record};
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
    /// A value of any of these kinds but an id, sealed: see [`super::seal`]. It is kept as text.
    Sealed,
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
    db: &impl Keyed,
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
    let texts = rows
        .iter()
        .map(|row| text_of(row, doing))
        .collect::<Result<Vec<_>, _>>()?;
    let read = |keys: &Keys| texts.iter().map(|text| from_json(text, keys)).collect();
    db.keyring().opening(read).await
}

/// The SQL expression that gives one row of `alias` as a JSON array, in the order of the columns.
pub(crate) fn json_of(columns: &[Column], alias: &str, backend: DbBackend) -> String {
    let function = if backend == DbBackend::Sqlite {
        "json_array"
    } else {
        "json_build_array"
    };
    let values: Vec<String> = columns.iter().map(|column| column.json_value(alias, backend)).collect();
    format!("{function}({})", values.join(", "))
}

impl Column {
    /// The SQL expression that gives this column of `alias` as a value within JSON.
    pub(crate) fn json_value(self, alias: &str, backend: DbBackend) -> String {
        let column = format!("{alias}.\"{}\"", self.name);
        match (backend, self.kind) {
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
        }
    }
}

/// Reads a record from a JSON text that the database put together.
pub(crate) fn from_json<R: Row>(text: &str, keys: &Keys) -> Result<R, Fault> {
    if has_sealed(R::COLUMNS) {
        let row = serde_json::from_str(text).map_err(|_| corrupt::<R>(text))?;
        return from_row(row, keys);
    }
    serde_json::from_str(text).map_err(|_| corrupt::<R>(text))
}

/// Reads a record from a row with sealed values.
pub(crate) fn from_row<R: Row>(mut row: Json, keys: &Keys) -> Result<R, Fault> {
    let id = serde_json::from_value(row[0].clone()).unwrap_or_default();
    for (place, column) in R::COLUMNS.iter().enumerate() {
        if column.kind == Kind::Sealed && !row[place].is_null() {
            let cell = Cell {
                table: table::<R>(),
                column: column.name,
                id,
            };
            row[place] = opened(cell, &row[place], keys)?;
        }
    }
    R::deserialize(&row).map_err(|_| corrupt::<R>(&row.to_string()))
}

/// Whether any of these columns is sealed.
pub(crate) fn has_sealed(columns: &[Column]) -> bool {
    columns.iter().any(|column| column.kind == Kind::Sealed)
}

/// What an empty list is kept as: there is nothing in it to seal, and SQL looks whether it is one.
pub(crate) const EMPTY_LIST: &str = "[]";

fn opened(cell: Cell, kept: &Json, keys: &Keys) -> Result<Json, Fault> {
    match kept.as_str() {
        Some(EMPTY_LIST) => Ok(Json::Array(Vec::new())),
        Some(sealed) => keys.open(cell, sealed),
        None => Err(Fault::Corrupt {
            table: cell.table,
            column: cell.column,
            id: cell.id,
        }),
    }
}

/// What is kept of a value in a sealed column: nothing of what is absent.
pub(crate) fn sealed(cell: Cell, field: &Json, keys: &Keys) -> Result<Value, Fault> {
    Ok(Value::String(match field {
        Json::Null => None,
        Json::Array(list) if list.is_empty() => Some(EMPTY_LIST.to_owned()),
        _ => Some(keys.seal(cell, field)?),
    }))
}

/// Finds out which column of a row cannot be read.
pub(crate) fn corrupt<R: Row>(text: &str) -> Fault {
    let row: Json = serde_json::from_str(text).unwrap_or_default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let path = serde_path_to_error::deserialize::<_, R>(&mut deserializer).err();
    // `[3]`, or `[3].approvals[0]` within a column of JSON.
    let at = path.map(|error| error.path().to_string()).unwrap_or_default();
    let place = at.split(['.', '[', ']']).find(|part| !part.is_empty());
    let column = place.and_then(|place| R::COLUMNS.get(place.parse::<usize>().ok()?));
    Fault::Corrupt {
        table: R::KIND.code(),
        column: column.map_or("?", |column| column.name),
        id: serde_json::from_value(row[0].clone()).unwrap_or_default(),
    }
}

/// The first column of a row as text.
pub(crate) fn text_of(row: &QueryResult, doing: &'static str) -> Result<String, Fault> {
    row.try_get_by_index(0).doing(doing)
}

/// The record with this id, if there is one.
pub(crate) async fn get<R: Row>(db: &impl Keyed, id: Uuid) -> Result<Option<R>, Fault> {
    get_by(db, "id", id.into()).await
}

/// The record with this value in a column that holds each value once.
pub(crate) async fn get_by<R: Row>(db: &impl Keyed, column: &'static str, value: Value) -> Result<Option<R>, Fault> {
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
    let Some(row) = row else { return Ok(None) };
    let text = text_of(&row, "reading a record")?;
    db.keyring().opening(|keys| from_json(&text, keys)).await.map(Some)
}

/// Writes a change: a new record is inserted, an edit replaces the version that it was made from.
pub(crate) async fn write<R: Row>(db: &impl Keyed, change: &Change<R>) -> Result<Written, Fault> {
    let mut batch = Batch::new(db);
    batch.change(change)?;
    batch.send(db, "writing a record").await
}

/// Inserts new records, many in one statement.
pub(crate) async fn insert<R: Row>(db: &impl Keyed, records: &[R]) -> Result<Written, Fault> {
    for some in records.chunks(VALUES / R::COLUMNS.len()) {
        let mut batch = Batch::new(db);
        batch.insert(some)?;
        match batch.send(db, "recording").await? {
            Written::Yes => {}
            other => return Ok(other),
        }
    }
    Ok(Written::Yes)
}

/// The column whose value another record has, if that is what the database complains about.
pub(crate) fn taken<R: Row>(error: DbErr) -> Result<&'static str, DbErr> {
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

/// The name of the record's table.
pub(crate) fn table<R: Row>() -> &'static str {
    R::KIND.code()
}

/// A record's values, column by column.
pub(crate) fn values_of<R: Row>(record: &R, keys: &Keys) -> Result<Vec<Value>, Fault> {
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
        if column.kind == Kind::Sealed {
            let cell = Cell {
                table: table::<R>(),
                column: column.name,
                id: record.id().uuid(),
            };
            return sealed(cell, &field, keys);
        }
        value_of(column.kind, field).ok_or_else(|| corrupt(column.name))
    };
    R::COLUMNS.iter().map(value).collect()
}

/// A JSON value as a value for a column; nothing when it is of another kind, or only its cell tells how it is kept.
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
        Kind::Sealed => return None,
    })
}
