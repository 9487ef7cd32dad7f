//! Lists: one statement per page whatever its size, with the viewer's scope inside it and a keyset to go on from.
//!
//! Which filters a list offers does not belong here: services put them together from [`Condition`]s.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use time::Date;
use uuid::Uuid;

use super::row::{Column, Row, from_json, json_of, table, text_of, value_of};
use super::seal::{Keyed, Keys};
use super::{Doing, Logged};
use crate::access::{Scope, Ties};
use crate::domain::consent::Consent;
use crate::domain::id::{Id, MemberId};
use crate::domain::trajectory::{Trajectory, Workload};
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;

/// The place in a list after which a page begins: the sort key and the id of the row before it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor(serde_json::Value, Uuid);

impl Cursor {
    /// The place after a row of a list that is in the order of its ids, and of nothing else.
    pub(super) fn of_id(id: Uuid) -> Self {
        Self(serde_json::Value::Null, id)
    }

    /// The id of the row.
    pub(super) fn id(&self) -> Uuid {
        self.1
    }

    /// Whether a list of these records that is sorted by this column can go on after it. A cursor comes from outside,
    /// and may be made up or of another list.
    pub(crate) fn fits<R: Row>(&self, sort: &str) -> bool {
        key_of::<R>(sort, &self.0).is_some()
    }
}

/// A cursor's key as a value of the column by which a list is sorted.
fn key_of<R: Row>(sort: &str, key: &serde_json::Value) -> Option<Value> {
    let [column] = column_of::<R>(sort) else { return None };
    let text = key.as_str().unwrap_or_default();
    if key.is_null() || text.contains('\0') {
        return None;
    }
    value_of(column.kind, key.clone())
}

/// The column by which a list is sorted, if the record has it: as a slice of one.
fn column_of<R: Row>(sort: &str) -> &'static [Column] {
    let place = R::COLUMNS.iter().position(|column| column.name == sort);
    place.map_or(&[], |place| std::slice::from_ref(&R::COLUMNS[place]))
}

/// One page of a list. Of one without the proof the log does not tell.
#[derive(Clone, Debug)]
pub struct Page<T, L = Logged> {
    /// Its rows, each with the cursor that goes on after it.
    pub rows: Vec<(Cursor, T)>,
    /// Whether more follow.
    pub more: bool,
    /// The proof that the log tells of it.
    pub logged: L,
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
    /// The name of the row's family begins with this, whatever the case.
    FamilyBegins(String),
    /// SQL that refers to the row as `x`, for what the others cannot say. Never from outside.
    Sql(String),
    /// The same with values, each of which it refers to as `{}`.
    SqlWith(String, Vec<Value>),
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

/// The rows of a table that somebody may see.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Within {
    /// Whose rows.
    pub(crate) scope: Scope,
    /// How the table's rows lead to a trajectory.
    pub(crate) reach: Reach,
    /// The day on which assignments have to hold.
    pub(crate) today: Date,
}

/// All of a tenant's rows.
pub(crate) const EVERYTHING: Within = Within {
    scope: Scope::All,
    reach: Reach::Tenant,
    today: Date::MIN,
};

/// SQL for whether assignment `a` holds, as [`crate::domain::trajectory::Assignment::holds`] says, with a place for
/// the day where it says `{}`.
pub(crate) const ASSIGNMENT_HOLDS: &str = "a.from_on <= {} AND (a.ended_on IS NULL OR a.ended_on > {})";

/// SQL for whether consent `c` is the last of its kind, as [`crate::domain::dossier::Dossier::ending_consents`] says: it was
/// not withdrawn, and none of the same person for the same use lasts longer.
pub(crate) const CONSENT_IS_LAST: &str = "c.withdrawn_on IS NULL AND NOT EXISTS (SELECT 1 FROM consent n \
    WHERE n.family_id = c.family_id AND n.purpose = c.purpose AND n.withdrawn_on IS NULL \
    AND (n.valid_until IS NULL OR n.valid_until > c.valid_until) \
    AND n.recipient IS NOT DISTINCT FROM c.recipient AND n.person_id IS NOT DISTINCT FROM c.person_id \
    AND n.detainee_id IS NOT DISTINCT FROM c.detainee_id)";

/// A page of the rows that meet all conditions and lie in the scope.
pub(crate) async fn page<R: Row>(
    db: &impl Keyed,
    within: Within,
    conditions: Vec<Condition>,
    window: &Window,
) -> Result<Page<R, ()>, Fault> {
    let backend = db.get_database_backend();
    let mut query = Query::of(backend, within, conditions);
    if let Some(Cursor(key, id)) = &window.after {
        query.go_on_after::<R>(window, key, *id)?;
    }
    let direction = if window.descending { "DESC" } else { "ASC" };
    let filter = query.filter();
    let sql = format!(
        "SELECT CAST({} AS text), CAST({} AS text) FROM \"{}\" x {filter} ORDER BY x.\"{}\" {direction}, \
         x.id {direction} LIMIT {}",
        json_of(R::COLUMNS, "x", backend),
        json_of(column_of::<R>(window.sort), "x", backend),
        table::<R>(),
        window.sort,
        u64::from(window.first) + 1
    );
    let statement = Statement::from_sql_and_values(backend, sql, query.values);
    read(db, statement, window.first).await
}

/// The rows that a statement selects, each as the JSON of its record and of its place in the order, so many at most: one
/// more tells that more follow.
async fn read<R: Row>(db: &impl Keyed, statement: Statement, first: u32) -> Result<Page<R, ()>, Fault> {
    let doing = "reading a list";
    let found = db.query_all_raw(statement).await.doing(doing)?;
    let wanted = usize::try_from(first).unwrap_or(usize::MAX);
    let texts = |row: &QueryResult| {
        let key: String = row.try_get_by_index(1).doing(doing)?;
        Ok((text_of(row, doing)?, key))
    };
    let texts = found
        .iter()
        .take(wanted)
        .map(texts)
        .collect::<Result<Vec<_>, Fault>>()?;
    let read = |(text, key): &(String, String), keys: &Keys| {
        let record: R = from_json(text, keys)?;
        let [key]: [serde_json::Value; 1] = serde_json::from_str(key).unwrap_or_default();
        Ok((Cursor(key, record.id().uuid()), record))
    };
    let read = |keys: &Keys| texts.iter().map(|row| read(row, keys)).collect();
    let rows = db.keyring().opening(read).await?;
    Ok(Page {
        rows,
        more: found.len() > wanted,
        logged: (),
    })
}

/// The trajectories that meet all conditions and lie in the scope, of whose families a consent ends from today until this
/// day and is the last of its kind. What ends first is at the top; there is a row for each such consent, so many at most.
pub(crate) async fn by_ending_consent(
    db: &impl Keyed,
    within: Within,
    conditions: Vec<Condition>,
    (until, first): (Date, u32),
) -> Result<Page<Trajectory, ()>, Fault> {
    let backend = db.get_database_backend();
    let mut query = Query::of(backend, within, conditions);
    let ends = format!("c.valid_until BETWEEN {{}} AND {{}} AND {CONSENT_IS_LAST}");
    query.add(Condition::SqlWith(ends, vec![within.today.into(), until.into()]));
    let sql = format!(
        "SELECT CAST({} AS text), CAST({} AS text) FROM consent c JOIN trajectory x ON x.family_id = c.family_id {} \
         ORDER BY c.valid_until, c.id, x.id LIMIT {}",
        json_of(Trajectory::COLUMNS, "x", backend),
        json_of(column_of::<Consent>("valid_until"), "c", backend),
        query.filter(),
        u64::from(first) + 1
    );
    read(db, Statement::from_sql_and_values(backend, sql, query.values), first).await
}

/// SQL for whether assignment `a` is one of these.
pub(super) fn tied(ties: Ties) -> String {
    let one = |(role, side)| format!("a.role = '{role}' AND a.side = '{side}'");
    let all: Vec<String> = ties.iter().map(one).collect();
    if all.is_empty() {
        return "1 = 0".to_owned();
    }
    format!("({})", all.join(" OR "))
}

struct Query {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Query {
    /// The rows in the scope that meet all conditions.
    fn of(backend: DbBackend, within: Within, conditions: Vec<Condition>) -> Self {
        let mut query = Self {
            sql: Vec::new(),
            values: Vec::new(),
        };
        query.within(backend, within);
        for condition in conditions {
            query.add(condition);
        }
        query
    }

    /// SQL that leaves these rows of a table `x`.
    fn filter(&self) -> String {
        if self.sql.is_empty() {
            return String::new();
        }
        format!("WHERE {}", self.sql.join(" AND "))
    }

    /// A place for one more value.
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn within(&mut self, backend: DbBackend, Within { scope, reach, today }: Within) {
        let Scope::AssignedTo(member, ties) = scope else { return };
        let (mut whose, mut values) = ("{}".to_owned(), vec![member.uuid().into()]);
        if backend == DbBackend::Postgres {
            // It plans a statement once for whatever fills its places, and reads a whole table in the order of the page
            // where the member has few families. Told who it is, it begins from the families of who has few.
            whose = format!("'{}'::uuid", member.uuid());
            values.clear();
        }
        values.extend([today.into(), today.into()]);
        let assigned = format!("SELECT a.trajectory_id FROM assignment a WHERE a.member_id = {whose} AND");
        let assigned = format!("({assigned} {ASSIGNMENT_HOLDS} AND {})", tied(ties));
        let sql = match reach {
            Reach::Tenant => return,
            Reach::Trajectory => format!("x.trajectory_id IN {assigned}"),
            Reach::Itself => format!("x.id IN {assigned}"),
            Reach::Family => format!("x.id IN (SELECT t.family_id FROM trajectory t WHERE t.id IN {assigned})"),
        };
        self.add(Condition::SqlWith(sql, values));
    }

    fn add(&mut self, condition: Condition) {
        let sql = match condition {
            Condition::Is(column, value) => format!("x.\"{column}\" = {}", self.bind(value)),
            Condition::AtLeast(column, value) => format!("x.\"{column}\" >= {}", self.bind(value)),
            Condition::AtMost(column, value) => format!("x.\"{column}\" <= {}", self.bind(value)),
            Condition::Absent(column, true) => format!("x.\"{column}\" IS NULL"),
            Condition::Absent(column, false) => format!("x.\"{column}\" IS NOT NULL"),
            Condition::Begins(column, start) => self.begins(&format!("x.\"{column}\""), &start),
            Condition::FamilyBegins(start) => {
                let begins = self.begins("f.name", &start);
                format!("x.family_id IN (SELECT f.id FROM family f WHERE {begins})")
            }
            Condition::Sql(sql) => sql,
            Condition::SqlWith(sql, values) => {
                let mut parts = sql.split("{}");
                let mut filled = parts.next().unwrap_or_default().to_owned();
                for (part, value) in parts.zip(values) {
                    filled.push_str(&self.bind(value));
                    filled.push_str(part);
                }
                filled
            }
        };
        self.sql.push(sql);
    }

    /// SQL for whether a text begins with this. No pattern: what somebody types has no meaning but itself.
    fn begins(&mut self, text: &str, start: &str) -> String {
        // No stored text has this character, and PostgreSQL takes none that has.
        if start.contains('\0') {
            return "1 = 0".to_owned();
        }
        let mut capital = start.chars();
        let capital: String = capital
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(capital)
            .collect();
        // SQLite, and PostgreSQL in some locales, know the case of no letters but those of ASCII.
        let mut starts = vec![
            start.to_lowercase(),
            start.to_ascii_lowercase(),
            capital.to_ascii_lowercase(),
        ];
        starts.sort_unstable();
        starts.dedup();
        let ways: Vec<String> = starts
            .into_iter()
            .map(|start| {
                let length = start.chars().count();
                format!("substr(lower({text}), 1, {length}) = {}", self.bind(start.into()))
            })
            .collect();
        format!("({})", ways.join(" OR "))
    }

    fn go_on_after<R: Row>(&mut self, window: &Window, key: &serde_json::Value, id: Uuid) -> Result<(), Fault> {
        let key = key_of::<R>(window.sort, key).ok_or(Fault::Corrupt {
            table: R::KIND.code(),
            column: window.sort,
            id,
        })?;
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
    within: Within,
    conditions: Vec<Condition>,
) -> Result<u64, Fault> {
    let query = Query::of(db.get_database_backend(), within, conditions);
    let filter = query.filter();
    let sql = format!("SELECT count(*) FROM \"{}\" x {filter}", table::<R>());
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, query.values);
    let row = db.query_one_raw(statement).await.doing("counting a list")?;
    let number = row
        .map(|row| row.try_get_by_index::<i64>(0))
        .transpose()
        .doing("counting a list")?;
    Ok(number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0))
}

/// How much of the trajectories that meet all conditions and lie in the scope each member works with today.
pub(crate) async fn workloads(
    db: &impl ConnectionTrait,
    within: Within,
    conditions: Vec<Condition>,
) -> Result<Vec<Workload>, Fault> {
    let mut query = Query::of(db.get_database_backend(), within, conditions);
    let today = Value::from(within.today);
    query.add(Condition::SqlWith(
        ASSIGNMENT_HOLDS.to_owned(),
        vec![today.clone(), today],
    ));
    let sql = format!(
        "SELECT a.member_id, count(DISTINCT x.id), count(DISTINCT CASE WHEN a.lead THEN x.id END) \
         FROM trajectory x JOIN assignment a ON a.trajectory_id = x.id {} GROUP BY a.member_id ORDER BY a.member_id",
        query.filter()
    );
    let doing = "counting who works with whom";
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, query.values);
    let number = |row: &QueryResult, place| {
        let number = row.try_get_by_index::<i64>(place).doing(doing)?;
        Ok::<_, Fault>(u64::try_from(number).unwrap_or(0))
    };
    let workload = |row: &QueryResult| {
        Ok(Workload {
            member_id: MemberId::from_uuid(row.try_get_by_index(0).doing(doing)?),
            trajectories: number(row, 1)?,
            led: number(row, 2)?,
        })
    };
    db.query_all_raw(ask).await.doing(doing)?.iter().map(workload).collect()
}
