//! Lists: one statement per page whatever its size, with the viewer's scope inside it and a keyset to go on from.
//!
//! Which filters a list offers does not belong here: services put them together from [`Condition`]s.

use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use super::Doing;
use super::row::{Column, Row, from_json, json_of, table, text_of, value_of};
use crate::access::Scope;
use crate::domain::id::Id;
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;

/// The place in a list after which a page begins: the sort key and the id of the row before it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor(serde_json::Value, Uuid);

impl Cursor {
    /// Whether this can be a place in a list of these records that is sorted by this column.
    pub(crate) fn suits<R: Row>(&self, sort: &str) -> bool {
        let column = R::COLUMNS.iter().find(|column| column.name == sort);
        column.is_some_and(|column| value_of(column.kind, self.0.clone()).is_some())
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// Its rows, each with the cursor that goes on after it.
    pub rows: Vec<(Cursor, T)>,
    /// Whether more follow.
    pub more: bool,
}

/// The rows of a page that are asked for.
#[derive(Clone, Debug)]
pub struct Window {
    /// How many, at most.
    pub first: u32,
    /// After which row.
    pub after: Option<Cursor>,
    /// The column by which the rows are sorted; rows with the same value are sorted by their ids.
    pub sort: &'static str,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// A condition on a row.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    /// The column has this value.
    Is(&'static str, Value),
    /// The column has at least this value.
    AtLeast(&'static str, Value),
    /// The column has at most this value.
    AtMost(&'static str, Value),
    /// The column holds nothing, or holds something.
    Absent(&'static str, bool),
    /// The text begins with this, whatever the case.
    Begins(&'static str, String),
    /// SQL that refers to the row as `x`, for what the others cannot say. Never from outside.
    Sql(String),
    /// The same with one value, which it refers to as `{}`.
    SqlWith(String, Value),
}

/// How a table's rows lead to the trajectory on whose assignment the scope looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The row is of no trajectory: everybody who may list sees it.
    Tenant,
    /// By its column `trajectory_id`.
    Trajectory,
    /// It is the trajectory.
    Itself,
    /// Any trajectory of its family.
    Family,
}

/// All of a tenant's rows.
pub(crate) const EVERYTHING: (Scope, Reach) = (Scope::All, Reach::Tenant);

/// A page of the rows that meet all conditions and lie in the scope.
pub(crate) async fn page<R: Row>(
    db: &impl ConnectionTrait,
    (scope, reach): (Scope, Reach),
    conditions: Vec<Condition>,
    window: &Window,
) -> Result<Page<R>, Fault> {
    let backend = db.get_database_backend();
    let mut query = Query {
        sql: Vec::new(),
        values: Vec::new(),
    };
    query.within(scope, reach);
    for condition in conditions {
        query.add(condition);
    }
    if let Some(Cursor(key, id)) = &window.after {
        query.go_on_after::<R>(window, key, *id)?;
    }
    let direction = if window.descending { "DESC" } else { "ASC" };
    let filter = if query.sql.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", query.sql.join(" AND "))
    };
    let sql = format!(
        "SELECT CAST({} AS text) FROM \"{}\" x {filter} ORDER BY x.\"{}\" {direction}, x.id {direction} LIMIT {}",
        json_of(R::COLUMNS, "x", backend),
        table::<R>(),
        window.sort,
        u64::from(window.first) + 1
    );
    let doing = "reading a list";
    let found = db
        .query_all_raw(Statement::from_sql_and_values(backend, sql, query.values))
        .await
        .doing(doing)?;
    let wanted = usize::try_from(window.first).unwrap_or(usize::MAX);
    let read = |row| {
        let text = text_of(row, doing)?;
        let record: R = from_json(&text)?;
        let key = serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default()[window.sort].take();
        Ok((Cursor(key, record.id().uuid()), record))
    };
    let rows = found.iter().take(wanted).map(read).collect::<Result<Vec<_>, Fault>>()?;
    Ok(Page {
        rows,
        more: found.len() > wanted,
    })
}

struct Query {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Query {
    /// A place for one more value.
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn within(&mut self, scope: Scope, reach: Reach) {
        let Scope::AssignedTo(member) = scope else { return };
        let assigned = "FROM assignment a WHERE a.ended_on IS NULL AND a.member_id =";
        let member = self.bind(member.uuid().into());
        self.sql.push(match reach {
            Reach::Tenant => return drop(self.values.pop()),
            Reach::Trajectory => format!("x.trajectory_id IN (SELECT a.trajectory_id {assigned} {member})"),
            Reach::Itself => format!("x.id IN (SELECT a.trajectory_id {assigned} {member})"),
            Reach::Family => format!(
                "x.id IN (SELECT t.family_id FROM trajectory t WHERE t.id IN (SELECT a.trajectory_id {assigned} {member}))"
            ),
        });
    }

    fn add(&mut self, condition: Condition) {
        let sql = match condition {
            Condition::Is(column, value) => format!("x.\"{column}\" = {}", self.bind(value)),
            Condition::AtLeast(column, value) => format!("x.\"{column}\" >= {}", self.bind(value)),
            Condition::AtMost(column, value) => format!("x.\"{column}\" <= {}", self.bind(value)),
            Condition::Absent(column, true) => format!("x.\"{column}\" IS NULL"),
            Condition::Absent(column, false) => format!("x.\"{column}\" IS NOT NULL"),
            Condition::Begins(column, start) => {
                let pattern = format!("{}%", start.to_lowercase().replace(['\\', '%', '_'], ""));
                format!("lower(x.\"{column}\") LIKE {}", self.bind(pattern.into()))
            }
            Condition::Sql(sql) => sql,
            Condition::SqlWith(sql, value) => {
                let place = self.bind(value);
                sql.replace("{}", &place)
            }
        };
        self.sql.push(sql);
    }

    fn go_on_after<R: Row>(&mut self, window: &Window, key: &serde_json::Value, id: Uuid) -> Result<(), Fault> {
        let corrupt = || Fault::Corrupt {
            table: R::KIND.code(),
            column: window.sort,
            id,
        };
        let Column { kind, .. } = R::COLUMNS
            .iter()
            .find(|column| column.name == window.sort)
            .ok_or_else(corrupt)?;
        let key = value_of(*kind, key.clone()).ok_or_else(corrupt)?;
        let (key, id) = (self.bind(key), self.bind(id.into()));
        let than = if window.descending { "<" } else { ">" };
        self.sql
            .push(format!("(x.\"{}\", x.id) {than} ({key}, {id})", window.sort));
        Ok(())
    }
}

/// How many rows meet all conditions and lie in the scope.
pub(crate) async fn count<R: Row>(
    db: &impl ConnectionTrait,
    (scope, reach): (Scope, Reach),
    conditions: Vec<Condition>,
) -> Result<u64, Fault> {
    let mut query = Query {
        sql: Vec::new(),
        values: Vec::new(),
    };
    query.within(scope, reach);
    for condition in conditions {
        query.add(condition);
    }
    let filter = if query.sql.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", query.sql.join(" AND "))
    };
    let sql = format!("SELECT count(*) FROM \"{}\" x {filter}", table::<R>());
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, query.values);
    let row = db.query_one_raw(statement).await.doing("counting a list")?;
    let number = row
        .map(|row| row.try_get_by_index::<i64>(0))
        .transpose()
        .doing("counting a list")?;
    Ok(number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0))
}
