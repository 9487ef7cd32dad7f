//! The facts behind progress, gathered by the database for many trajectories in one statement, without a dossier.
//!
//! What the facts mean does not belong here: [`crate::domain::progress`] says so, and a test holds these statements
//! against [`Facts::of`] on random dossiers.

use std::collections::HashMap;
use std::sync::LazyLock;

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use serde::Deserialize;
use time::Date;

use super::Doing;
use super::row::text_of;
use crate::domain::family::adult_if_born_by;
use crate::domain::id::{FamilyId, TrajectoryId};
use crate::domain::period::{CaseSummary, Quarter};
use crate::domain::progress::Facts;
use crate::domain::vocabulary::ProblemCategory;
use crate::error::Fault;

/// One row: a trajectory with its facts.
#[derive(Deserialize)]
struct Gathered {
    id: TrajectoryId,
    family_id: FamilyId,
    opened_on: Date,
    closed_on: Option<Date>,
    categories: Vec<ProblemCategory>,
    facts: Facts,
}

/// The facts of these trajectories on a day.
pub(crate) async fn of(
    db: &impl ConnectionTrait,
    trajectories: &[TrajectoryId],
    today: Date,
) -> Result<HashMap<TrajectoryId, Facts>, Fault> {
    if trajectories.is_empty() {
        return Ok(HashMap::new());
    }
    let places: Vec<String> = (0..trajectories.len()).map(|n| format!("${}", n + 3)).collect();
    let ids = trajectories.iter().map(|id| Value::from(id.uuid()));
    let rows = gather(db, today, (&format!("t.id IN ({})", places.join(", ")), ids.collect())).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.facts)).collect())
}

/// How many trajectories are summed up in one statement.
const BATCH: u64 = 1_000;

/// A summary of every trajectory that was open at some time in a quarter, handed over one by one.
pub(crate) async fn summaries(
    db: &impl ConnectionTrait,
    quarter: Quarter,
    mut take: impl FnMut(&CaseSummary),
) -> Result<(), Fault> {
    let mut after = uuid::Uuid::nil();
    loop {
        let condition = format!(
            "t.id > $3 AND t.opened_on <= $1 AND (t.closed_on IS NULL OR t.closed_on >= $4) ORDER BY t.id LIMIT {BATCH}"
        );
        let values = vec![after.into(), quarter.first_day().into()];
        let rows = gather(db, quarter.last_day(), (&condition, values)).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id.uuid();
        for row in rows {
            let mut problem_groups: Vec<_> = row.categories.into_iter().map(ProblemCategory::group).collect();
            problem_groups.sort_unstable();
            problem_groups.dedup();
            take(&CaseSummary {
                family_id: row.family_id,
                opened_on: row.opened_on,
                closed_on: row.closed_on,
                facts: row.facts,
                problem_groups,
            });
        }
    }
}

static SQLITE: LazyLock<String> = LazyLock::new(|| select(DbBackend::Sqlite));
static POSTGRES: LazyLock<String> = LazyLock::new(|| select(DbBackend::Postgres));

async fn gather(
    db: &impl ConnectionTrait,
    today: Date,
    (condition, values): (&str, Vec<Value>),
) -> Result<Vec<Gathered>, Fault> {
    let backend = db.get_database_backend();
    let select = if backend == DbBackend::Sqlite {
        &*SQLITE
    } else {
        &*POSTGRES
    };
    let values = [today.into(), adult_if_born_by(today).into()].into_iter().chain(values);
    let sql = format!("{select} WHERE {condition}");
    let doing = "gathering facts";
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
        .await
        .doing(doing)?;
    let read = |row| {
        let text = text_of(row, doing)?;
        let mut gathered: Gathered = serde_json::from_str(&text).map_err(|_| corrupt(&text))?;
        gathered.facts.today = today;
        gathered.facts.skipped.sort_unstable();
        gathered.facts.consents.sort_unstable();
        Ok(gathered)
    };
    rows.iter().map(read).collect()
}

/// Facts are of many tables, so what can be told is whose they are.
fn corrupt(text: &str) -> Fault {
    let row: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let id = serde_json::from_value(row["id"].clone());
    Fault::Corrupt {
        table: "trajectory",
        column: "facts",
        id: id.unwrap_or_default(),
    }
}

/// Whether person `p` is an adult; `$2` is the last birth date that makes an adult.
const ADULT: &str = "(CASE WHEN p.born_on IS NULL THEN p.relation <> 'child' ELSE p.born_on <= $2 END)";

/// Whether consent `c` holds on `$1`.
const HOLDS: &str = "(c.given_on <= $1 AND (c.valid_until IS NULL OR c.valid_until >= $1) \
                     AND (c.withdrawn_on IS NULL OR c.withdrawn_on > $1))";

/// Whether consent `c` is what adult `p` gave: what somebody gave for a child counts until it comes of age.
const OWN: &str = "c.family_id = p.family_id AND c.person_id = p.id AND c.given_by IS NULL";

/// The adults of trajectory `t`'s family.
fn adults() -> String {
    format!("FROM person p WHERE p.family_id = t.family_id AND {ADULT}")
}

/// The consents of those adults that hold.
fn consents() -> String {
    format!("consent c JOIN person p ON {OWN} WHERE p.family_id = t.family_id AND {ADULT} AND {HOLDS}")
}

/// The earliest day in a column of the trajectory's rows of a table.
fn first(column: &str, table: &str, condition: &str) -> String {
    format!("(SELECT min(x.{column}) FROM {table} x WHERE x.trajectory_id = t.id{condition})")
}

/// How a database writes a piece of JSON.
#[derive(Clone, Copy)]
struct Dialect {
    sqlite: bool,
}

impl Dialect {
    fn object(self) -> &'static str {
        if self.sqlite {
            "json_object"
        } else {
            "json_build_object"
        }
    }

    fn truth(self, condition: String) -> String {
        if self.sqlite {
            format!("json(CASE WHEN {condition} THEN 'true' ELSE 'false' END)")
        } else {
            condition
        }
    }

    /// The different words in a column of these rows.
    fn words(self, column: &str, rows: &str) -> String {
        let distinct = format!("(SELECT DISTINCT {column} FROM {rows}) y");
        if self.sqlite {
            format!("(SELECT json_group_array(y.{column}) FROM {distinct})")
        } else {
            format!("(SELECT coalesce(json_agg(y.{column}), '[]') FROM {distinct})")
        }
    }

    fn id(self, column: &str) -> String {
        if self.sqlite {
            format!("hex(t.{column})")
        } else {
            format!("t.{column}")
        }
    }
}

fn select(backend: DbBackend) -> String {
    let dialect = Dialect {
        sqlite: backend == DbBackend::Sqlite,
    };
    let object = dialect.object();
    let facts: Vec<String> = dated_facts()
        .into_iter()
        .chain(facts_of_people(dialect))
        .map(|(name, sql)| format!("'{name}', {sql}"))
        .collect();
    let categories = dialect.words(
        "category",
        "problem x WHERE x.trajectory_id = t.id AND x.noted_on <= $1",
    );
    format!(
        "SELECT CAST({object}('id', {}, 'family_id', {}, 'opened_on', t.opened_on, 'closed_on', t.closed_on, \
         'categories', {categories}, 'facts', {object}({})) AS text) FROM trajectory t",
        dialect.id("id"),
        dialect.id("family_id"),
        facts.join(", ")
    )
}

/// The facts that are the first day on which something was recorded.
fn dated_facts() -> Vec<(&'static str, String)> {
    vec![
        ("talked_on", first("held_on", "detainee_talk", "")),
        (
            "told_on",
            first(
                "held_on",
                "detainee_talk",
                " AND NOT (x.worries = '[]' AND x.key_factors = '[]')",
            ),
        ),
        ("roles_checked_on", first("agreed_on", "role_check", "")),
        ("introduced_on", first("held_on", "introduction", "")),
        ("mapped_on", first("held_on", "mapping", "")),
        ("time_given_on", first("spent_on", "time_entry", "")),
        ("connected_on", first("laid_on", "connection", "")),
        (
            "allotted_on",
            first("booked_on", "ledger_line", " AND x.kind = 'allot'"),
        ),
        ("referred_on", first("sent_on", "referral", "")),
        (
            "referral_closed_on",
            "(SELECT min(CASE WHEN NOT x.accepted THEN x.answered_on ELSE x.concluded_on END) FROM referral x \
             WHERE x.trajectory_id = t.id AND x.withdrawn_on IS NULL)"
                .to_owned(),
        ),
        ("tried_on", first("noted_on", "learning_entry", "")),
        (
            "learned_on",
            first(
                "noted_on",
                "learning_entry",
                " AND x.brought IS NOT NULL AND x.learned IS NOT NULL",
            ),
        ),
        ("no_story_on", "t.no_story_on".to_owned()),
        ("suggested_on", first("made_on", "suggestion", "")),
        ("agenda_on", first("agenda_on", "suggestion", "")),
    ]
}

/// The facts that depend on who is an adult and consents, and those that are no day.
fn facts_of_people(dialect: Dialect) -> Vec<(&'static str, String)> {
    let (adults, consents) = (adults(), consents());
    vec![
        ("adults", format!("(SELECT count(*) {adults})")),
        (
            "consenting_adults",
            format!("(SELECT count(DISTINCT p.id) FROM {consents} AND c.purpose = 'support')"),
        ),
        (
            "adults_consented_on",
            format!(
                "(SELECT max(y.first_on) FROM (SELECT min(c.given_on) AS first_on FROM {consents} \
                 AND c.purpose = 'support' GROUP BY p.id) y)"
            ),
        ),
        (
            "story_written",
            dialect.truth("EXISTS (SELECT 1 FROM story_version x WHERE x.trajectory_id = t.id)".to_owned()),
        ),
        (
            "story_approved_on",
            format!(
                "(SELECT min(y.whole_on) FROM (SELECT max(a.approved_on) AS whole_on FROM story_approval a \
                 JOIN person p ON p.id = a.person_id WHERE a.trajectory_id = t.id AND a.withdrawn_on IS NULL \
                 AND {ADULT} AND EXISTS (SELECT 1 FROM consent c WHERE {OWN} AND c.purpose = 'story' AND {HOLDS}) \
                 GROUP BY a.story_version_id, a.audience \
                 HAVING count(DISTINCT a.person_id) = (SELECT count(*) {adults})) y)"
            ),
        ),
        (
            "skipped",
            dialect.words(
                "step",
                "step_skip x WHERE x.trajectory_id = t.id AND x.resumed_on IS NULL",
            ),
        ),
        (
            "may_introduce",
            dialect.truth(format!(
                "EXISTS (SELECT 1 FROM consent c LEFT JOIN person p ON p.id = c.person_id \
                 WHERE c.family_id = t.family_id AND c.purpose = 'introduction' AND {HOLDS} \
                 AND (c.detainee_id IS NOT NULL OR (p.contact_person AND (c.given_by IS NULL OR NOT {ADULT}))))"
            )),
        ),
        ("consents", dialect.words("purpose", &consents)),
        ("today", "$1".to_owned()),
    ]
}
