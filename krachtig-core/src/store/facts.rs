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
use crate::domain::consent::Purpose;
use crate::domain::family::{adult_if_born_by, consents_alone_if_born_by};
use crate::domain::id::{FamilyId, TrajectoryId};
use crate::domain::period::{CaseSummary, Period};
use crate::domain::progress::Facts;
use crate::domain::trajectory::Step;
use crate::domain::vocabulary::ProblemCategory;
use crate::error::Fault;

/// One row: a trajectory with its facts, of which those of one table come together.
#[derive(Deserialize)]
struct Gathered {
    id: TrajectoryId,
    family_id: FamilyId,
    opened_on: Date,
    closed_on: Option<Date>,
    categories: Vec<ProblemCategory>,
    /// Talked, and told.
    talks: [Option<Date>; 2],
    roles_checked_on: Option<Date>,
    introduced_on: Option<Date>,
    /// Adults, those of them who consent to support, and when the last of those first did.
    people: (u32, u32, Option<Date>),
    mapped_on: Option<Date>,
    time_given_on: Option<Date>,
    connected_on: Option<Date>,
    allotted_on: Option<Date>,
    /// Sent, and closed.
    referrals: [Option<Date>; 2],
    /// Tried, and learned.
    learning: [Option<Date>; 2],
    story_written: bool,
    story_approved_on: Option<Date>,
    no_story_on: Option<Date>,
    /// Made, and on an agenda.
    suggestions: [Option<Date>; 2],
    skipped: Vec<Step>,
    may_introduce: bool,
    consents: Vec<Purpose>,
}

impl Gathered {
    fn facts(mut self, today: Date) -> Facts {
        self.skipped.sort_unstable();
        self.consents.sort_unstable();
        let (adults, consenting_adults, adults_consented_on) = self.people;
        Facts {
            talked_on: self.talks[0],
            told_on: self.talks[1],
            roles_checked_on: self.roles_checked_on,
            introduced_on: self.introduced_on,
            adults,
            consenting_adults,
            adults_consented_on,
            mapped_on: self.mapped_on,
            time_given_on: self.time_given_on,
            connected_on: self.connected_on,
            allotted_on: self.allotted_on,
            referred_on: self.referrals[0],
            referral_closed_on: self.referrals[1],
            tried_on: self.learning[0],
            learned_on: self.learning[1],
            story_written: self.story_written,
            story_approved_on: self.story_approved_on,
            no_story_on: self.no_story_on,
            suggested_on: self.suggestions[0],
            agenda_on: self.suggestions[1],
            skipped: self.skipped,
            may_introduce: self.may_introduce,
            consents: self.consents,
            today,
        }
    }
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
    let places: Vec<String> = (0..trajectories.len()).map(|n| format!("${}", n + 4)).collect();
    let ids = trajectories.iter().map(|id| Value::from(id.uuid()));
    let rows = gather(db, today, (&format!("t.id IN ({})", places.join(", ")), ids.collect())).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.facts(today))).collect())
}

/// How many trajectories are summed up in one statement.
const BATCH: u64 = 1_000;

/// A summary of every trajectory that was open at some time in a period, handed over one by one.
pub(crate) async fn summaries(
    db: &impl ConnectionTrait,
    period: Period,
    mut take: impl FnMut(&CaseSummary),
) -> Result<(), Fault> {
    let mut after = uuid::Uuid::nil();
    loop {
        let condition = format!(
            "t.id > $4 AND t.opened_on <= $1 AND (t.closed_on IS NULL OR t.closed_on >= $5) AND NOT {RESTRICTED} \
             ORDER BY t.id LIMIT {BATCH}"
        );
        let values = vec![after.into(), period.first_day().into()];
        let rows = gather(db, period.last_day(), (&condition, values)).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id.uuid();
        for mut row in rows {
            let categories = std::mem::take(&mut row.categories);
            let mut problem_groups: Vec<_> = categories.into_iter().map(ProblemCategory::group).collect();
            problem_groups.sort_unstable();
            problem_groups.dedup();
            take(&CaseSummary {
                family_id: row.family_id,
                opened_on: row.opened_on,
                closed_on: row.closed_on,
                facts: row.facts(period.last_day()),
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
    let days = [today, adult_if_born_by(today), consents_alone_if_born_by(today)];
    let values = days.map(Value::from).into_iter().chain(values);
    let sql = format!("{select} WHERE {condition}");
    let doing = "gathering facts";
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
        .await
        .doing(doing)?;
    let read = |row| {
        let text = text_of(row, doing)?;
        serde_json::from_str(&text).map_err(|_| corrupt(&text))
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

/// Whether person `p` consents alone; `$3` is the last birth date that lets somebody do so.
const ALONE: &str = "(CASE WHEN p.born_on IS NULL THEN p.relation <> 'child' ELSE p.born_on <= $3 END)";

/// Whether the use of data of somebody of trajectory `t`'s family is restricted on `$1`: then no figure is made of it.
const RESTRICTED: &str = "EXISTS (SELECT 1 FROM processing_limit l WHERE l.family_id = t.family_id \
                          AND l.kind = 'restriction' AND l.from_on <= $1 \
                          AND (l.until_on IS NULL OR l.until_on >= $1) AND (l.lifted_on IS NULL OR l.lifted_on > $1))";

/// Whether consent `c` holds on `$1`.
const HOLDS: &str = "(c.given_on <= $1 AND (c.valid_until IS NULL OR c.valid_until >= $1) \
                     AND (c.withdrawn_on IS NULL OR c.withdrawn_on > $1))";

/// Whether consent `c` is what adult `p` gave: what somebody gave for a child counts until it is sixteen. People are
/// always looked for within the family, by which they have an index: PostgreSQL read all of a tenant's otherwise.
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

/// Whether there is any of these rows. As a value and not as EXISTS, for which PostgreSQL may read all of a tenant's.
fn any(rows: &str) -> String {
    format!("(SELECT 1 FROM {rows} LIMIT 1) IS NOT NULL")
}

/// How a database writes a piece of JSON.
#[derive(Clone, Copy)]
struct Dialect {
    sqlite: bool,
}

impl Dialect {
    /// The earliest of each of these days over the trajectory's rows of a table.
    fn firsts(self, table: &str, days: [&str; 2]) -> String {
        let array = self.array();
        let [one, other] = days;
        format!("(SELECT {array}(min({one}), min({other})) FROM {table} x WHERE x.trajectory_id = t.id)")
    }

    fn array(self) -> &'static str {
        if self.sqlite { "json_array" } else { "json_build_array" }
    }

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
    let categories = dialect.words(
        "category",
        "problem x WHERE x.trajectory_id = t.id AND x.noted_on <= $1",
    );
    let of_trajectory = [
        ("id", dialect.id("id")),
        ("family_id", dialect.id("family_id")),
        ("opened_on", "t.opened_on".to_owned()),
        ("closed_on", "t.closed_on".to_owned()),
        ("categories", categories),
    ];
    let all: Vec<String> = of_trajectory
        .into_iter()
        .chain(dated_facts(dialect))
        .chain(facts_of_people(dialect))
        .map(|(name, sql)| format!("'{name}', {sql}"))
        .collect();
    format!("SELECT CAST({object}({}) AS text) FROM trajectory t", all.join(", "))
}

/// The facts that are the first day on which something was recorded.
fn dated_facts(dialect: Dialect) -> Vec<(&'static str, String)> {
    let told = "CASE WHEN NOT (x.worries = '[]' AND x.key_factors = '[]') THEN x.held_on END";
    let closed = "CASE WHEN x.withdrawn_on IS NOT NULL THEN NULL WHEN NOT x.accepted THEN x.answered_on \
                  ELSE x.concluded_on END";
    let learned = "CASE WHEN x.brought IS NOT NULL AND x.learned IS NOT NULL THEN x.noted_on END";
    vec![
        ("talks", dialect.firsts("detainee_talk", ["x.held_on", told])),
        ("roles_checked_on", first("agreed_on", "role_check", "")),
        ("introduced_on", first("held_on", "introduction", "")),
        ("mapped_on", first("held_on", "mapping", "")),
        ("time_given_on", first("spent_on", "time_entry", "")),
        ("connected_on", first("laid_on", "connection", "")),
        (
            "allotted_on",
            first("booked_on", "ledger_line", " AND x.kind = 'allot'"),
        ),
        ("referrals", dialect.firsts("referral", ["x.sent_on", closed])),
        ("learning", dialect.firsts("learning_entry", ["x.noted_on", learned])),
        ("no_story_on", "t.no_story_on".to_owned()),
        (
            "suggestions",
            dialect.firsts("suggestion", ["x.made_on", "x.agenda_on"]),
        ),
    ]
}

/// The facts that depend on who is an adult and consents, and those that are no day.
fn facts_of_people(dialect: Dialect) -> Vec<(&'static str, String)> {
    let (array, adults, consents) = (dialect.array(), adults(), consents());
    vec![
        (
            "people",
            format!(
                "(SELECT {array}(count(*), count(y.first_on), max(y.first_on)) FROM (SELECT min(c.given_on) AS first_on \
                 FROM person p LEFT JOIN consent c ON {OWN} AND c.purpose = 'support' AND {HOLDS} \
                 WHERE p.family_id = t.family_id AND {ADULT} GROUP BY p.id) y)"
            ),
        ),
        (
            "story_written",
            dialect.truth(any("story_version x WHERE x.trajectory_id = t.id")),
        ),
        (
            "story_approved_on",
            format!(
                "(SELECT min(y.whole_on) FROM (SELECT max(a.approved_on) AS whole_on FROM story_approval a \
                 JOIN person p ON p.family_id = t.family_id AND p.id = a.person_id WHERE a.trajectory_id = t.id AND a.withdrawn_on IS NULL \
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
            dialect.truth(any(&format!(
                "consent c LEFT JOIN person p ON p.family_id = c.family_id AND p.id = c.person_id \
                 WHERE c.family_id = t.family_id AND c.purpose = 'introduction' AND {HOLDS} \
                 AND (c.detainee_id IS NOT NULL OR (p.contact_person AND (c.given_by IS NULL OR NOT {ALONE})))"
            ))),
        ),
        ("consents", dialect.words("purpose", &consents)),
    ]
}
