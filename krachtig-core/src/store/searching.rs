//! Looking words up: the conditions that a search puts on a list of trajectories, and what was found in each of them.
//!
//! Which words there are does not belong here: see [`crate::domain::word_form`]. Nor which columns are searched, and how
//! the index is kept: see [`super::searched`] and [`super::indexing`].

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Statement, Value};
use time::Date;
use uuid::Uuid;

use super::list::tied;
use super::migration::m0021_search_words::WORDS;
use super::searched::{MOST_COLUMNS, Owner, owner, selected, texts_at};
use super::{ASSIGNMENT_HOLDS, Condition, Doing, Store, Unlogged};
use crate::access::Scope;
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;
use crate::domain::word_form::Asked;
use crate::error::Fault;

/// How many records of a kind are shown of each trajectory.
const MOST_OF_A_KIND: u32 = 3;

/// In which of the trajectories somebody may search the records of these kinds.
#[derive(Clone, Debug)]
pub(crate) struct Searchable {
    /// The trajectories.
    pub(crate) scope: Scope,
    /// The kinds.
    pub(crate) kinds: Vec<RecordKind>,
}

/// A record in which a word was found.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    /// Its kind.
    pub(crate) kind: RecordKind,
    /// Its id.
    pub(crate) id: Uuid,
    /// The trajectory or the family whose it is.
    pub(crate) owner: Uuid,
}

/// SQL with the values to which it refers as `{}`.
#[derive(Default)]
struct Said {
    sql: String,
    values: Vec<Value>,
}

impl Said {
    fn add(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    /// What each way to a word selects of the index, one after the other. A way is one stretch of the index: both at once
    /// took more than ten times as long where the word stands in many dossiers.
    fn add_ways(&mut self, word: &Asked, (selects, and): (&str, &str), owners: &[Uuid]) {
        let owned = || owners.iter().map(|owner| Value::from(*owner));
        for (place, (way, values)) in ways(word).into_iter().enumerate() {
            let union = if place == 0 { "" } else { " UNION ALL " };
            self.add(
                &format!("{union}SELECT {selects} FROM {WORDS} w WHERE {way} AND {and}"),
                values,
            );
            self.values.extend(owned());
        }
    }

    /// Whether trajectory `x` has the word in a record of one of these kinds, within their scope.
    fn add_trajectories(&mut self, word: &Asked, open: &Searchable, today: Date) {
        let (of_family, of_trajectory): (Vec<_>, Vec<_>) =
            open.kinds.iter().partition(|kind| owner(**kind) == Owner::Family);
        let among = |kinds: &[&RecordKind]| format!("w.record_kind IN ({})", quoted(kinds));
        self.add("((x.id IN (", []);
        self.add_ways(word, ("w.owner_id", &among(&of_trajectory)), &[]);
        self.add(") OR x.family_id IN (", []);
        self.add_ways(word, ("w.owner_id", &among(&of_family)), &[]);
        self.add("))", []);
        if let Scope::AssignedTo(member, ties) = open.scope {
            let assigned = format!(
                " AND x.id IN (SELECT a.trajectory_id FROM assignment a WHERE a.member_id = {{}} AND {ASSIGNMENT_HOLDS} AND {})",
                tied(ties)
            );
            self.add(&assigned, [member.uuid().into(), today.into(), today.into()]);
        }
        self.add(")", []);
    }
}

/// The ways to a word in row `w` of the index, each with its values: by its stems, and by how it begins.
fn ways(word: &Asked) -> Vec<(String, Vec<Value>)> {
    let begins = word.begins.as_deref();
    let apart = word.stems.iter();
    let apart = apart.filter(|stem| !begins.is_some_and(|begins| stem.starts_with(begins)));
    let apart: Vec<Value> = apart.map(|stem| stem.as_str().into()).collect();
    let mut ways = Vec::new();
    if !apart.is_empty() {
        let places = vec!["{}"; apart.len()].join(", ");
        ways.push((format!("w.stem IN ({places})"), apart));
    }
    if let Some(begins) = begins {
        // Behind every stem that begins so, and before all that come after those.
        let end = format!("{begins}\u{10ffff}");
        ways.push((
            "w.stem >= {} AND w.stem < {}".to_owned(),
            vec![begins.into(), end.into()],
        ));
    }
    ways
}

fn quoted(kinds: &[&RecordKind]) -> String {
    if kinds.is_empty() {
        return "NULL".to_owned();
    }
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.code())).collect();
    kinds.join(", ")
}

/// The conditions under which a trajectory has all of these words, each somewhere in what may be searched of it.
pub(crate) fn having(words: &[Asked], searchable: &[Searchable], today: Date) -> Vec<Condition> {
    let condition = |word: &Asked| {
        let mut said = Said::default();
        for (place, open) in searchable.iter().enumerate() {
            said.add(if place == 0 { "(" } else { " OR " }, []);
            said.add_trajectories(word, open, today);
        }
        said.add(if searchable.is_empty() { "1 = 0" } else { ")" }, []);
        Condition::SqlWith(said.sql, said.values)
    };
    words.iter().map(condition).collect()
}

/// The conditions under which a record that is in no dossier has all of these words.
pub(crate) fn having_itself(words: &[Asked], kind: RecordKind) -> Vec<Condition> {
    let condition = |word: &Asked| {
        let mut said = Said::default();
        said.add("x.id IN (", []);
        said.add_ways(word, ("w.record_id", &format!("w.record_kind = '{kind}'")), &[]);
        said.add(")", []);
        Condition::SqlWith(said.sql, said.values)
    };
    words.iter().map(condition).collect()
}

impl Store {
    /// The newest records of each kind in which one of these words stands, of these trajectories or families: one
    /// statement.
    pub(crate) async fn hits(&self, words: &[Asked], owners: &[Uuid]) -> Result<Unlogged<Vec<Hit>>, Fault> {
        if words.is_empty() || owners.is_empty() {
            return Ok(Unlogged::new(Vec::new()));
        }
        let doing = "reading what was found";
        let mut said = Said::default();
        let places = vec!["{}"; owners.len()].join(", ");
        // Each record once, whatever number of words and ways lead to it.
        let found = "SELECT r.record_kind, r.record_id, r.owner_id FROM (SELECT f.*, row_number() OVER (PARTITION BY \
                     f.owner_id, f.record_kind ORDER BY f.record_id DESC) AS place FROM (SELECT DISTINCT a.* FROM (";
        said.add(found, []);
        let of_these = format!("w.owner_id IN ({places})");
        for (place, word) in words.iter().enumerate() {
            said.add(if place == 0 { "" } else { " UNION ALL " }, []);
            said.add_ways(word, ("w.record_kind, w.record_id, w.owner_id", &of_these), owners);
        }
        said.add(
            &format!(") a) f) r WHERE r.place <= {MOST_OF_A_KIND} ORDER BY r.record_id DESC"),
            [],
        );
        let mut hits = Vec::new();
        for row in self.ask(said, doing).await? {
            let kind: String = row.try_get_by_index(0).doing(doing)?;
            let id = row.try_get_by_index(1).doing(doing)?;
            let kind = RecordKind::from_code(&kind).ok_or(Fault::Corrupt {
                table: WORDS,
                column: "record_kind",
                id,
            })?;
            let owner = row.try_get_by_index(2).doing(doing)?;
            hits.push(Hit { kind, id, owner });
        }
        Ok(Unlogged::new(hits))
    }

    /// The searched texts of these records, the telling ones first: one statement.
    pub(crate) async fn texts_of(&self, hits: &[Hit]) -> Result<Unlogged<HashMap<Uuid, Vec<String>>>, Fault> {
        let doing = "reading what was found";
        let mut said = Said::default();
        let mut kinds: Vec<RecordKind> = hits.iter().map(|hit| hit.kind).collect();
        kinds.sort_unstable_by_key(|kind| kind.code());
        kinds.dedup();
        for kind in kinds {
            let ids: Vec<Value> = hits
                .iter()
                .filter(|hit| hit.kind == kind)
                .map(|hit| hit.id.into())
                .collect();
            let union = if said.sql.is_empty() { "" } else { " UNION ALL " };
            let places = vec!["{}"; ids.len()].join(", ");
            let columns = selected(kind);
            said.add(
                &format!("{union}SELECT x.id, '{kind}', {columns} FROM \"{kind}\" x WHERE x.id IN ({places})"),
                ids,
            );
        }
        let mut all = HashMap::new();
        if said.sql.is_empty() {
            return Ok(Unlogged::new(all));
        }
        for row in self.ask(said, doing).await? {
            let kind: String = row.try_get_by_index(1).doing(doing)?;
            let Some(kind) = RecordKind::from_code(&kind) else {
                continue;
            };
            let mut of_record = Vec::new();
            for place in 0..MOST_COLUMNS {
                of_record.extend(texts_at(kind, place, row.try_get_by_index(place + 2).doing(doing)?));
            }
            all.insert(row.try_get_by_index(0).doing(doing)?, of_record);
        }
        Ok(Unlogged::new(all))
    }

    async fn ask(&self, said: Said, doing: &'static str) -> Result<Vec<sea_orm::QueryResult>, Fault> {
        let db = self.reader();
        let mut parts = said.sql.split("{}");
        let mut sql = parts.next().unwrap_or_default().to_owned();
        for (place, part) in parts.enumerate() {
            sql.push_str(&format!("${}{part}", place + 1));
        }
        let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, said.values);
        db.query_all_raw(ask).await.doing(doing)
    }
}
