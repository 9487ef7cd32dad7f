//! Changes that are sent to the database together: one way there and back, however many they are.
//!
//! SQLite runs them one after the other, PostgreSQL as one statement of several parts. What is worth writing does not
//! belong here, nor how a record becomes values: see [`super::row`].

use std::fmt::Write;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};

use super::Doing;
use super::row::{Row, table, taken, values_of};
use super::seal::{Keyed, Keyring};
use crate::domain::record::{Change, Version};
use crate::error::Fault;

/// The most values that one statement may carry, with room to spare: SQLite takes 32,766, PostgreSQL 65,535.
pub(super) const VALUES: usize = 16_000;

/// Whether changes found the records as they expect them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// All are written.
    Yes,
    /// Somebody else changed a record meanwhile. The transaction is to be dropped.
    Stale,
    /// Another record has the value of this column, which each may have but once. The transaction is spoiled.
    Taken(&'static str),
}

/// Inserts and edits, in the order in which they are to happen.
#[derive(Debug)]
pub(crate) struct Batch {
    backend: DbBackend,
    keyring: Arc<Keyring>,
    loads: Vec<Load>,
    /// For each kind of record in the batch.
    taken: Vec<Taken>,
}

/// Tells the column whose value another record has, if that is what the database complains about.
type Taken = fn(DbErr) -> Result<&'static str, DbErr>;

/// What goes in one statement.
#[derive(Debug, Default)]
struct Load {
    sql: Vec<String>,
    values: Vec<Value>,
    /// How many rows it writes when every edit finds its record.
    rows: u64,
    /// Whether it may write any other number: it is then one statement alone.
    any: bool,
}

impl Batch {
    /// A batch of nothing, for this connection.
    pub(super) fn new(db: &impl Keyed) -> Self {
        Self {
            backend: db.get_database_backend(),
            keyring: Arc::clone(db.keyring()),
            loads: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// Adds a change: a new record is inserted, an edit replaces the version that it was made from.
    pub(super) fn change<R: Row>(&mut self, change: &Change<R>) -> Result<(), Fault> {
        match &change.before {
            None => self.insert(std::slice::from_ref(&change.after)),
            Some(before) => {
                self.update(before.version(), &change.after)?;
                self.index_anew(before, &change.after);
                Ok(())
            }
        }
    }

    /// Adds new records.
    pub(super) fn insert<R: Row>(&mut self, records: &[R]) -> Result<(), Fault> {
        let columns: Vec<&str> = R::COLUMNS.iter().map(|column| column.name).collect();
        let keys = self.keyring.keys();
        for some in records.chunks(VALUES / columns.len()) {
            let mut values = Vec::with_capacity(some.len() * columns.len());
            for record in some {
                values.extend(values_of(record, &keys)?);
            }
            self.insert_into(table::<R>(), &columns, values);
        }
        self.taken.push(taken::<R>);
        self.index(records);
        Ok(())
    }

    /// Adds rows to a table: their values one row after the other, no more of them than [`VALUES`].
    ///
    /// SQLite looks each numbered place up among all those before it, so that a batch's thousands took seconds; places
    /// without a number are just counted.
    pub(super) fn insert_into(&mut self, table: &str, columns: &[&str], values: Vec<Value>) {
        let (backend, rows) = (self.backend, values.len() / columns.len());
        let load = self.room_for(values.len());
        let mut next = load.values.len() + 1;
        let mut sql = format!("INSERT INTO \"{table}\" (\"{}\") VALUES ", columns.join("\", \""));
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            for position in 0..columns.len() {
                let comma = if position == 0 { "" } else { ", " };
                sql.push_str(comma);
                place(&mut sql, &mut next, backend);
            }
            sql.push(')');
        }
        load.sql.push(sql);
        load.values.extend(values);
        load.rows += rows as u64;
    }

    /// The database that it is for.
    pub(super) fn backend(&self) -> DbBackend {
        self.backend
    }

    /// Adds a statement whose values stand where it says `{}`, and which writes so many rows; or any number.
    pub(super) fn say(&mut self, sql: &str, values: Vec<Value>, rows: Option<u64>) {
        let backend = self.backend;
        if rows.is_none() {
            self.loads.push(Load::default());
        }
        let load = self.room_for(values.len());
        let mut next = load.values.len() + 1;
        let mut parts = sql.split("{}");
        let mut said = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            place(&mut said, &mut next, backend);
            said.push_str(part);
        }
        load.sql.push(said);
        load.values.extend(values);
        load.rows += rows.unwrap_or_default();
        load.any = rows.is_none();
    }

    fn update<R: Row>(&mut self, expected: Version, record: &R) -> Result<(), Fault> {
        let mut values = values_of(record, &self.keyring.keys())?;
        // The id is the first column, and is looked for instead of written.
        values.rotate_left(1);
        values.push(i64::from(expected.get()).into());
        let backend = self.backend;
        let load = self.room_for(values.len());
        let mut next = load.values.len() + 1;
        let mut sql = format!("UPDATE \"{}\" SET ", table::<R>());
        for (position, column) in R::COLUMNS[1..].iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            // Writing to a String never fails.
            let _ = write!(sql, "{comma}\"{}\" = ", column.name);
            place(&mut sql, &mut next, backend);
        }
        sql.push_str(" WHERE \"id\" = ");
        place(&mut sql, &mut next, backend);
        sql.push_str(" AND \"version\" = ");
        place(&mut sql, &mut next, backend);
        load.sql.push(sql);
        load.values.extend(values);
        load.rows += 1;
        self.taken.push(taken::<R>);
        Ok(())
    }

    /// The load that has room for so many values more.
    fn room_for(&mut self, values: usize) -> &mut Load {
        let fits = |load: &Load| !load.any && load.values.len() + values <= VALUES;
        if !self.loads.last().is_some_and(fits) {
            self.loads.push(Load::default());
        }
        let last = self.loads.len() - 1;
        &mut self.loads[last]
    }

    /// Sends everything. Whatever does not answer [`Written::Yes`] leaves a transaction behind that is to be dropped.
    pub(super) async fn send(self, db: &impl ConnectionTrait, doing: &'static str) -> Result<Written, Fault> {
        for load in self.loads {
            let (expected, any) = (load.rows, load.any);
            match send(db, self.backend, load).await {
                Ok(rows) if any || rows == expected => {}
                Ok(_) => return Ok(Written::Stale),
                Err(mut error) => {
                    for taken in &self.taken {
                        match taken(error) {
                            Ok(column) => return Ok(Written::Taken(column)),
                            Err(another) => error = another,
                        }
                    }
                    return Err(error).doing(doing);
                }
            }
        }
        Ok(Written::Yes)
    }
}

/// Puts a place for a value into a statement.
fn place(sql: &mut String, next: &mut usize, backend: DbBackend) {
    if backend == DbBackend::Sqlite {
        sql.push('?');
    } else {
        // Writing to a String never fails.
        let _ = write!(sql, "${next}");
    }
    *next += 1;
}

/// Sends one load and tells how many rows it wrote.
async fn send(db: &impl ConnectionTrait, backend: DbBackend, load: Load) -> Result<u64, DbErr> {
    if backend == DbBackend::Sqlite || load.sql.len() == 1 {
        let statement = Statement::from_sql_and_values(backend, load.sql.join("; "), load.values);
        return db.execute_raw(statement).await.map(|done| done.rows_affected());
    }
    // Each part sees the tables as they were before all of them; what refers to what is checked at the end.
    let (mut parts, mut counts) = (Vec::new(), Vec::new());
    for (number, sql) in load.sql.iter().enumerate() {
        parts.push(format!("w{number} AS ({sql} RETURNING 1)"));
        counts.push(format!("(SELECT count(*) FROM w{number})"));
    }
    let sql = format!("WITH {} SELECT {}", parts.join(", "), counts.join(" + "));
    let written = db
        .query_one_raw(Statement::from_sql_and_values(backend, sql, load.values))
        .await?;
    let rows: i64 = written.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u64::try_from(rows).unwrap_or_default())
}
