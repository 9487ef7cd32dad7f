//! The index of words, kept: written where records are written (see [`super::batch`]), so it is never behind them, and what
//! is erased or taken out of a text goes from it in the same commit.
//!
//! Families whose records are older than the index wait in an outbox. Their words are looked up some families at a time in
//! a transaction that takes them off the list, so an interrupted run is taken up where it was. A change of how stems are
//! made (see [`crate::domain::word_form`]) takes a migration that empties the index and has every family wait.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::batch::{Batch, Written};
use super::migration::m0021_search_words::{OUTBOX, WORDS};
use super::row::Row;
use super::searched::{
    MOST_COLUMNS, Owner, owner, owner_column, searched, searched_kinds, selected, texts_at, texts_of,
};
use super::{Doing, Store, Writing};
use crate::access::Permit;
use crate::domain::id::Id;
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;
use crate::domain::word_form::forms;
use crate::error::Fault;

/// The columns of the index.
const COLUMNS: [&str; 4] = ["record_id", "record_kind", "owner_id", "stem"];

/// How many rows go in one statement.
const ROWS: usize = 2_000;

const DOING: &str = "indexing words";

/// The words of a record.
struct Words {
    record: Uuid,
    kind: RecordKind,
    owner: Uuid,
    stems: BTreeSet<String>,
}

impl Words {
    /// Of a record; nothing where its kind is not searched.
    fn of<R: Row>(record: &R) -> Option<Self> {
        if searched(R::KIND).is_empty() {
            return None;
        }
        let fields = serde_json::to_value(record).ok()?;
        let owner = serde_json::from_value(fields[owner_column(R::KIND)].clone()).ok()?;
        Some(Self {
            record: record.id().uuid(),
            kind: R::KIND,
            owner,
            stems: texts_of::<R>(&fields).into_iter().flat_map(forms).collect(),
        })
    }

    /// Its rows, as values one after the other.
    fn values(self) -> impl Iterator<Item = Value> {
        let (record, kind, owner) = (self.record, self.kind.code(), self.owner);
        let row = move |stem: String| [record.into(), kind.into(), owner.into(), Value::from(stem)];
        self.stems.into_iter().flat_map(row)
    }
}

impl Batch {
    /// Adds the words of new records.
    pub(super) fn index<R: Row>(&mut self, records: &[R]) {
        let mut values = Vec::new();
        for record in records {
            let Some(words) = Words::of(record) else { return };
            if let [_] = records {
                return self.index_one(words, Some(()));
            }
            values.extend(words.values());
        }
        for some in values.chunks(ROWS * COLUMNS.len()) {
            self.insert_into(WORDS, &COLUMNS, some.to_vec());
        }
    }

    /// One record's, in a statement that is the same however many there are. Whether they are known to be new.
    fn index_one(&mut self, words: Words, new: Option<()>) {
        let rows = words.stems.len() as u64;
        if rows == 0 {
            return;
        }
        let each = if self.backend() == DbBackend::Sqlite {
            "json_each({}) j"
        } else {
            "jsonb_array_elements_text({}) j(value)"
        };
        let sql = format!(
            "INSERT INTO {WORDS} ({}) SELECT {{}}, {{}}, {{}}, j.value FROM {each}",
            COLUMNS.join(", ")
        );
        let stems = Json::Array(words.stems.into_iter().map(Json::String).collect());
        let kind = words.kind.code();
        let values = vec![words.record.into(), kind.into(), words.owner.into(), stems.into()];
        self.say(&sql, values, new.map(|()| rows));
    }

    /// Puts the words of a record as it became in the place of those that it had.
    pub(super) fn index_anew<R: Row>(&mut self, before: &R, after: &R) {
        let (Some(was), Some(is)) = (Words::of(before), Words::of(after)) else {
            return;
        };
        if was.stems == is.stems && was.owner == is.owner {
            return;
        }
        let sql = format!("DELETE FROM {WORDS} WHERE record_id = {{}}");
        self.say(&sql, vec![is.record.into()], None);
        // Apart from what is taken away, for PostgreSQL does all of one statement at once.
        self.index_one(is, None);
    }

    /// Adds words that may be there already, written with a record meanwhile.
    fn index_older(&mut self, words: Vec<Words>) {
        let values: Vec<Value> = words.into_iter().flat_map(Words::values).collect();
        for some in values.chunks(ROWS * COLUMNS.len()) {
            let rows = vec!["({}, {}, {}, {})"; some.len() / COLUMNS.len()].join(", ");
            let columns = COLUMNS.join(", ");
            let sql = format!("INSERT INTO {WORDS} ({columns}) VALUES {rows} ON CONFLICT DO NOTHING");
            self.say(&sql, some.to_vec(), None);
        }
    }
}

impl Store {
    /// Whether words of some families still wait to be indexed, so that a search may miss them.
    pub(crate) async fn has_unindexed(&self) -> Result<bool, Fault> {
        let db = self.reader();
        let any = Statement::from_string(db.get_database_backend(), format!("SELECT 1 FROM {OUTBOX} LIMIT 1"));
        Ok(db.query_one_raw(any).await.doing(DOING)?.is_some())
    }

    /// How many families' words wait to be indexed.
    pub(crate) async fn unindexed_families(&self) -> Result<u64, Fault> {
        let db = self.reader();
        let count = Statement::from_string(db.get_database_backend(), format!("SELECT count(*) FROM {OUTBOX}"));
        let row = db.query_one_raw(count).await.doing(DOING)?;
        let count = row.map(|row| row.try_get_by_index::<i64>(0)).transpose().doing(DOING)?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Indexes the words of so many families that wait, at most, in one transaction. Answers of how many.
    pub(crate) async fn index_waiting(&self, _permit: &Permit, most: u32) -> Result<usize, Fault> {
        if !self.has_unindexed().await? {
            return Ok(0);
        }
        let tx = self.begin().await?;
        let families = tx.unindexed(most).await?;
        if families.is_empty() {
            return Ok(0);
        }
        tx.hold_dossiers(&families).await?;
        let mut batch = tx.batch();
        batch.index_older(tx.words_of(&families).await?);
        let places = vec!["{}"; families.len()].join(", ");
        let taken = families.iter().map(|family| Value::from(*family)).collect();
        let done = format!("DELETE FROM {OUTBOX} WHERE family_id IN ({places})");
        batch.say(&done, taken, None);
        if batch.send(tx.connection(), DOING).await? != Written::Yes {
            return Ok(0);
        }
        tx.commit_unseen().await?;
        Ok(families.len())
    }
}

impl Writing {
    async fn unindexed(&self, most: u32) -> Result<Vec<Uuid>, Fault> {
        let db = self.connection();
        let sql = format!("SELECT family_id FROM {OUTBOX} ORDER BY family_id LIMIT {most}");
        let ask = Statement::from_string(db.get_database_backend(), sql);
        let rows = db.query_all_raw(ask).await.doing(DOING)?;
        rows.iter().map(|row| row.try_get_by_index(0).doing(DOING)).collect()
    }

    /// Keeps others from changing these families' records: what is read of them must not be older than what they become.
    async fn hold_dossiers(&self, families: &[Uuid]) -> Result<(), Fault> {
        let db = self.connection();
        // SQLite has one writer at a time.
        if db.get_database_backend() == DbBackend::Postgres {
            let sql = format!(
                "SELECT t.id FROM trajectory t WHERE t.family_id IN ({}) ORDER BY t.id FOR UPDATE",
                numbered(families.len())
            );
            let families = families.iter().map(|family| Value::from(*family));
            let hold = Statement::from_sql_and_values(DbBackend::Postgres, sql, families);
            db.query_all_raw(hold).await.doing(DOING)?;
        }
        Ok(())
    }

    /// The words of these families' records; of the parties, for the one without an id.
    async fn words_of(&self, families: &[Uuid]) -> Result<Vec<Words>, Fault> {
        let db = self.connection();
        let (list, column) = (numbered(families.len()), owner_column);
        let part = |kind: RecordKind| {
            let whose = match owner(kind) {
                Owner::Trajectory => {
                    format!("x.trajectory_id IN (SELECT t.id FROM trajectory t WHERE t.family_id IN ({list}))")
                }
                Owner::Family => format!("x.{} IN ({list})", column(kind)),
                Owner::Itself if families.contains(&Uuid::nil()) => "1 = 1".to_owned(),
                Owner::Itself => "1 = 0".to_owned(),
            };
            let columns = selected(kind);
            format!(
                "SELECT '{kind}', x.id, x.{}, {columns} FROM \"{kind}\" x WHERE {whose}",
                column(kind)
            )
        };
        let parts: Vec<String> = searched_kinds().map(part).collect();
        let families = families.iter().map(|family| Value::from(*family));
        let ask = Statement::from_sql_and_values(db.get_database_backend(), parts.join(" UNION ALL "), families);
        let mut all = Vec::new();
        for row in db.query_all_raw(ask).await.doing(DOING)? {
            let kind: String = row.try_get_by_index(0).doing(DOING)?;
            let Some(kind) = RecordKind::from_code(&kind) else {
                continue;
            };
            let mut stems = BTreeSet::new();
            for place in 0..MOST_COLUMNS {
                let text = row.try_get_by_index(place + 3).doing(DOING)?;
                stems.extend(texts_at(kind, place, text).iter().flat_map(|text| forms(text)));
            }
            all.push(Words {
                record: row.try_get_by_index(1).doing(DOING)?,
                kind,
                owner: row.try_get_by_index(2).doing(DOING)?,
                stems,
            });
        }
        Ok(all)
    }
}

/// So many places of a statement, by their numbers.
fn numbered(many: usize) -> String {
    let places: Vec<String> = (1..=many).map(|place| format!("${place}")).collect();
    places.join(", ")
}
