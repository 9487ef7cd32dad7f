//! What is searched: the one table of the columns whose words are looked up, and the index of their stems.
//!
//! The index follows from the records. It is written where they are written (see [`super::batch`]), so it is never behind
//! them, and what is erased or taken out of a text goes from it in the same commit. Nothing of a sealed column is in it:
//! what tells of a detention lies open nowhere. Who may find what does not belong here.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::batch::Batch;
use super::row::{Kind, Row};
use crate::domain::erasure::MARK;
use crate::domain::id::Id;
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;
use crate::domain::word_form::forms;

/// The table of stems.
pub(super) const TABLE: &str = "search_word";

/// Its columns.
const COLUMNS: [&str; 4] = ["record_id", "record_kind", "owner_id", "stem"];

/// How many rows go in one statement.
const ROWS: usize = 2_000;

/// The columns of a kind of record that are searched, the telling one first: text, or a list whose entries say `about`.
pub(super) const fn searched(kind: RecordKind) -> &'static [&'static str] {
    use RecordKind as K;
    match kind {
        K::Family => &["name", "note"],
        K::Person => &["name"],
        K::Mapping => &["findings", "note"],
        K::Goal => &["title", "outcome_note"],
        K::Action => &["about", "who"],
        K::TimeEntry => &["note"],
        K::Connection => &["who", "with_whom", "result"],
        K::BudgetPlan => &["about"],
        K::BudgetRequest => &["purpose"],
        K::Referral => &["need", "answer_note", "outcome_note"],
        K::ReferralMessage => &["text"],
        K::Problem => &["note", "what_helped"],
        K::SiloObstacle => &["need", "note"],
        K::Suggestion => &["about", "result"],
        K::LearningEntry => &["tried", "brought", "learned"],
        K::StoryVersion => &["title", "body", "effects"],
        _ => &[],
    }
}

/// The kinds of record that are searched.
pub(crate) fn searched_kinds() -> impl Iterator<Item = RecordKind> {
    let kinds = RecordKind::ALL.iter().copied();
    kinds.filter(|kind| !searched(*kind).is_empty())
}

/// The column that says whose a record is: its trajectory's, or its family's.
pub(super) const fn owner(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Family => "id",
        RecordKind::Person => "family_id",
        _ => "trajectory_id",
    }
}

/// Whether its owner is a family.
pub(super) fn is_of_family(kind: RecordKind) -> bool {
    matches!(kind, RecordKind::Family | RecordKind::Person)
}

/// The texts in a searched column. What stands in the place of one that was erased is none.
pub(super) fn texts(value: &Json) -> Vec<&str> {
    let mut texts = match value {
        Json::String(text) => vec![text.as_str()],
        Json::Array(entries) => entries.iter().filter_map(|entry| entry["about"].as_str()).collect(),
        _ => Vec::new(),
    };
    texts.retain(|text| !text.starts_with(MARK));
    texts
}

/// The stems of a record, and whose it is; nothing where its kind is not searched.
fn stems_of<R: Row>(record: &R) -> Option<(Uuid, BTreeSet<String>)> {
    let columns = searched(R::KIND);
    if columns.is_empty() {
        return None;
    }
    let sealed = |name: &&str| {
        let of = R::COLUMNS.iter().find(|column| column.name == *name);
        of.is_none_or(|column| column.kind == Kind::Sealed)
    };
    debug_assert!(
        !columns.iter().any(|name| sealed(&name)),
        "what is sealed is not searched"
    );
    let fields = serde_json::to_value(record).ok()?;
    let owner = serde_json::from_value(fields[owner(R::KIND)].clone()).ok()?;
    let open = columns.iter().filter(|name| !sealed(name));
    let stems = open.flat_map(|name| texts(&fields[*name])).flat_map(forms);
    Some((owner, stems.collect()))
}

impl Batch {
    /// Adds the stems of new records.
    pub(super) fn index<R: Row>(&mut self, records: &[R]) {
        let mut values = Vec::new();
        for record in records {
            let Some((owner, stems)) = stems_of(record) else { return };
            if let [_] = records {
                return self.index_one::<R>((record.id().uuid(), owner), stems);
            }
            values.extend(stems.into_iter().flat_map(|stem| {
                let [id, owner] = [record.id().uuid(), owner].map(Value::from);
                [id, R::KIND.code().into(), owner, stem.into()]
            }));
        }
        for some in values.chunks(ROWS * COLUMNS.len()) {
            self.insert_into(TABLE, &COLUMNS, some.to_vec());
        }
    }

    /// One record's, in a statement that is the same however many there are.
    fn index_one<R: Row>(&mut self, (id, owner): (Uuid, Uuid), stems: BTreeSet<String>) {
        let rows = stems.len() as u64;
        if rows == 0 {
            return;
        }
        let each = if self.backend() == DbBackend::Sqlite {
            "json_each({}) j"
        } else {
            "jsonb_array_elements_text({}) j(value)"
        };
        let sql = format!(
            "INSERT INTO {TABLE} ({}) SELECT {{}}, {{}}, {{}}, j.value FROM {each}",
            COLUMNS.join(", ")
        );
        let stems = Json::Array(stems.into_iter().map(Json::String).collect());
        let values = vec![id.into(), R::KIND.code().into(), owner.into(), stems.into()];
        self.say(&sql, values, Some(rows));
    }

    /// Puts the stems of a record as it became in the place of those that it had.
    pub(super) fn index_anew<R: Row>(&mut self, before: &R, after: &R) {
        let (was, is) = (stems_of(before), stems_of(after));
        if was == is {
            return;
        }
        let sql = format!("DELETE FROM {TABLE} WHERE record_id = {{}}");
        self.say(&sql, vec![after.id().uuid().into()], None);
        self.index(std::slice::from_ref(after));
    }
}

/// Fills the index from the records that a store has already.
pub(super) async fn fill(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let any = Statement::from_string(backend, "SELECT 1 FROM family LIMIT 1");
    if db.query_one_raw(any).await?.is_none() {
        return Ok(());
    }
    for kind in searched_kinds() {
        fill_of(db, kind).await?;
    }
    Ok(())
}

async fn fill_of(db: &impl ConnectionTrait, kind: RecordKind) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let columns: Vec<String> = searched(kind)
        .iter()
        .map(|name| format!("CAST(x.\"{name}\" AS text)"))
        .collect();
    let sql = format!(
        "SELECT x.id, x.{}, {} FROM \"{kind}\" x WHERE x.id > $1 ORDER BY x.id LIMIT 500",
        owner(kind),
        columns.join(", ")
    );
    let mut after = Uuid::nil();
    loop {
        let page = db
            .query_all_raw(Statement::from_sql_and_values(backend, &*sql, [after.into()]))
            .await?;
        let mut words: Vec<(Uuid, Uuid, String)> = Vec::new();
        for row in &page {
            let (id, owner): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let mut stems = BTreeSet::new();
            for place in 0..columns.len() {
                let text: Option<String> = row.try_get_by_index(place + 2)?;
                for text in texts(&from_column(text)) {
                    stems.extend(forms(text));
                }
            }
            words.extend(stems.into_iter().map(|stem| (id, owner, stem)));
            after = id;
        }
        for some in words.chunks(ROWS) {
            let places: Vec<String> = (0..some.len())
                .map(|row| format!("(${}, '{kind}', ${}, ${})", row * 3 + 1, row * 3 + 2, row * 3 + 3))
                .collect();
            let sql = format!(
                "INSERT INTO {TABLE} ({}) VALUES {}",
                COLUMNS.join(", "),
                places.join(", ")
            );
            let values = some
                .iter()
                .flat_map(|(id, owner, stem)| [Value::from(*id), Value::from(*owner), Value::from(stem.clone())]);
            db.execute_raw(Statement::from_sql_and_values(backend, sql, values))
                .await?;
        }
        if page.len() < 500 {
            return Ok(());
        }
    }
}

/// A column as the database gives it as text: a list where it is one of entries, the text itself otherwise.
pub(super) fn from_column(text: Option<String>) -> Json {
    let Some(text) = text else { return Json::Null };
    match serde_json::from_str(&text) {
        Ok(Json::Array(entries)) if entries.iter().all(Json::is_object) => Json::Array(entries),
        _ => Json::String(text),
    }
}
