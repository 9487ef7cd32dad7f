//! The facts of families, kept: which wait to be computed, and what they became.
//!
//! They are kept although they follow from the dossiers: a count over all dossiers reads each of them, which for two
//! thousand families took more than fifty times as long as one over what is kept. What they say does not belong here, see
//! [`crate::domain::family_facts`]; nor how they are counted together, see [`super::folded_facts`].

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::folded_facts::Folding;
use super::{Doing, Store, Writing};
use crate::access::Permit;
use crate::domain::family_facts::FamilyFacts;
use crate::domain::id::{FamilyId, TrajectoryId};
use crate::domain::period::Period;
use crate::domain::period_check::PeriodCheck;
use crate::error::Fault;

/// What says that a family's facts wait. Greater ones have their turn first: those of dossiers that changed, the last of
/// them first, and after them those of families that are only looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    /// Whether the family's dossier changed.
    changed: bool,
    /// Never used twice in a tenant, and greater than of all that came before.
    number: i64,
}

impl Mark {
    /// No mark is greater.
    pub(crate) const GREATEST: Self = Self {
        changed: true,
        number: i64::MAX,
    };

    /// Whether the family's dossier changed: else it is only looked at again.
    pub(crate) const fn is_change(self) -> bool {
        self.changed
    }
}

/// Families whose facts wait, each with the marks that say so.
pub(crate) type Waiting = BTreeMap<FamilyId, Vec<Mark>>;

/// What was computed of a family that waited.
#[derive(Clone, Debug)]
pub(crate) struct ComputedFacts {
    /// The family.
    pub(crate) family: FamilyId,
    /// The marks that it had before its dossier was read.
    pub(crate) marks: Vec<Mark>,
    /// Whether a story of it was told or taken back on the strength of the same dossier.
    pub(crate) told: bool,
    /// Which way of making facts they were made in.
    pub(crate) formula: i64,
    /// Its facts of each period whose facts are kept.
    pub(crate) facts: Vec<(Period, FamilyFacts)>,
    /// What is worth a look in its dossiers in these periods.
    pub(crate) checks: Vec<(Period, PeriodCheck)>,
}

/// How many columns a family's facts of a period have.
const COLUMNS: usize = 8;

/// What a family tells of a period, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    pub(super) period: String,
    pub(super) formula: i64,
    pub(super) began: i64,
    pub(super) counts: bool,
    /// Where it counts: an indicator and a category each.
    pub(super) words: Vec<Json>,
    /// By indicator and category, what adds up.
    pub(super) amounts: Map<String, Json>,
    pub(super) unobserved: i64,
}

impl Told {
    /// A family's facts of a period, made in one way.
    fn of((period, formula): (Period, i64), facts: &FamilyFacts) -> Self {
        let attributes = facts.attributes.iter().flat_map(|(indicator, categories)| {
            let word = move |category: &&str| Json::String(format!("{indicator}.{category}"));
            categories.iter().map(word)
        });
        let own = &facts.own;
        let told = own.attributes.iter();
        let told = told.map(|(indicator, category)| Json::String(format!("{indicator}.{category}")));
        let totals = facts
            .totals
            .iter()
            .map(|((indicator, category), amount)| (format!("{indicator}.{category}"), json!(amount)));
        let amounts = own.totals.iter();
        let amounts = amounts.map(|((indicator, category), amount)| (format!("{indicator}.{category}"), json!(amount)));
        Self {
            period: period.to_string(),
            formula,
            began: i64::from(facts.began),
            counts: facts.counts,
            words: attributes.chain(told).collect(),
            amounts: totals.chain(amounts).collect(),
            unobserved: own.unobserved,
        }
    }

    fn read(row: &QueryResult) -> Result<Self, Fault> {
        let doing = "reading what a family told";
        let corrupt = |column| Fault::Corrupt {
            table: "family_fact",
            column,
            id: Uuid::nil(),
        };
        let (words, amounts): (Json, Json) = (
            row.try_get_by_index(4).doing(doing)?,
            row.try_get_by_index(5).doing(doing)?,
        );
        let (Json::Array(words), Json::Object(amounts)) = (words, amounts) else {
            return Err(corrupt("attributes"));
        };
        Ok(Self {
            period: row.try_get_by_index(0).doing(doing)?,
            formula: row.try_get_by_index(1).doing(doing)?,
            began: row.try_get_by_index(2).doing(doing)?,
            counts: row.try_get_by_index(3).doing(doing)?,
            words,
            amounts,
            unobserved: row.try_get_by_index(6).doing(doing)?,
        })
    }

    /// The columns of a row of it, in the order of the table.
    fn values(self, family: FamilyId) -> [Value; COLUMNS] {
        [
            self.period.into(),
            family.uuid().into(),
            self.formula.into(),
            self.began.into(),
            self.counts.into(),
            Json::Array(self.words).into(),
            Json::Object(self.amounts).into(),
            self.unobserved.into(),
        ]
    }
}

impl Store {
    /// The families whose turn is next after this mark, with every mark that each has.
    pub(crate) async fn waiting_families(&self, below: Mark, most: usize) -> Result<Waiting, Fault> {
        let doing = "looking whose facts wait";
        let db = self.reader();
        let sql = format!(
            "SELECT o.family_id, o.changed, o.number FROM fact_outbox o WHERE o.family_id IN (SELECT w.family_id \
             FROM fact_outbox w WHERE (w.changed, w.number) < ($1, $2) ORDER BY w.changed DESC, w.number DESC \
             LIMIT {most}) ORDER BY o.number"
        );
        let values: [Value; 2] = [below.changed.into(), below.number.into()];
        let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        let mut waiting = Waiting::new();
        for row in db.query_all_raw(ask).await.doing(doing)? {
            let family = FamilyId::from_uuid(row.try_get_by_index(0).doing(doing)?);
            let mark = Mark {
                changed: row.try_get_by_index(1).doing(doing)?,
                number: row.try_get_by_index(2).doing(doing)?,
            };
            waiting.entry(family).or_default().push(mark);
        }
        Ok(waiting)
    }

    /// The trajectories of a family, in the order in which they were recorded.
    pub(crate) async fn trajectories_of_family(&self, family: FamilyId) -> Result<Vec<TrajectoryId>, Fault> {
        let (db, doing) = (self.reader(), "finding the trajectories of a family");
        let sql = "SELECT t.id FROM trajectory t WHERE t.family_id = $1 ORDER BY t.id";
        let all = Statement::from_sql_and_values(db.get_database_backend(), sql, [family.uuid().into()]);
        let rows = db.query_all_raw(all).await.doing(doing)?;
        rows.iter()
            .map(|row| row.try_get_by_index(0).map(TrajectoryId::from_uuid).doing(doing))
            .collect()
    }

    /// Keeps the facts of families in the place of those that they had, and takes away the marks on the strength of which
    /// they were computed, all in one transaction. Where a mark of a family is gone, somebody else computed its facts from
    /// what the dossier became since, and nothing of it is kept. Answers of how many they were kept.
    pub(crate) async fn keep_facts(&self, _permit: &Permit, computed: &[ComputedFacts]) -> Result<usize, Fault> {
        let tx = self.begin().await?;
        tx.hold_facts().await?;
        let (mut kept, mut folding) = (0, Folding::default());
        for one in computed {
            if tx.has_marks(&one.marks).await? {
                tx.take_marks(&one.marks).await?;
                tx.take_facts(one.family, &mut folding).await?;
                tx.insert_facts(one, &mut folding).await?;
                tx.insert_checks(one.family, &one.checks).await?;
                kept += 1;
            } else if one.told {
                // Somebody else told its story from what the dossier became, perhaps before this one did: again, then.
                tx.mark(one.family).await?;
            }
        }
        tx.fold(&folding).await?;
        tx.commit_unseen().await?;
        Ok(kept)
    }

    /// Marks every family that lacks facts of one of these periods, or has them from another formula, or has a trajectory that
    /// the region's rules could not observe: perhaps they can now.
    pub(crate) async fn mark_missing_facts(
        &self,
        _permit: &Permit,
        (formula, periods): (i64, &[Period]),
    ) -> Result<u64, Fault> {
        let places: Vec<String> = (2..periods.len() + 2).map(|n| format!("${n}")).collect();
        let whose = format!(
            "SELECT f.id, false FROM family f WHERE (SELECT count(*) FROM family_fact x \
             WHERE x.family_id = f.id AND x.formula = $1 AND x.period IN ({}) AND x.unobserved = 0) < {} \
             AND NOT EXISTS (SELECT 1 FROM fact_outbox o WHERE o.family_id = f.id)",
            places.join(", "),
            periods.len(),
        );
        let values = std::iter::once(Value::from(formula));
        let values = values.chain(periods.iter().map(|period| period.to_string().into()));
        self.mark_again((&whose, values.collect()), "looking for families without facts")
            .await
    }

    /// Marks every family that ever approved a story for the prison service.
    pub(crate) async fn mark_told_stories(&self, _permit: &Permit) -> Result<u64, Fault> {
        let whose = "SELECT DISTINCT t.family_id, false FROM story_approval a \
                     JOIN trajectory t ON t.id = a.trajectory_id WHERE a.audience = 'dji' \
                     AND NOT EXISTS (SELECT 1 FROM fact_outbox o WHERE o.family_id = t.family_id)";
        self.mark_again((whose, Vec::new()), "looking for told stories").await
    }

    /// Marks the families that a statement finds, to be looked at again. Where it finds none, nobody who writes waits for it.
    async fn mark_again(&self, (whose, values): (&str, Vec<Value>), doing: &'static str) -> Result<u64, Fault> {
        let db = self.reader();
        let any = Statement::from_sql_and_values(db.get_database_backend(), format!("{whose} LIMIT 1"), values.clone());
        if db.query_one_raw(any).await.doing(doing)?.is_none() {
            return Ok(0);
        }
        let tx = self.begin().await?;
        let db = tx.connection();
        let sql = format!("INSERT INTO fact_outbox (family_id, changed) {whose}");
        let mark = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        let marked = db.execute_raw(mark).await.doing(doing)?.rows_affected();
        tx.commit_unseen().await?;
        Ok(marked)
    }

    /// How many families have facts of a period that are still to be computed, or to be computed anew.
    pub(crate) async fn count_waiting(&self, (period, formula): (Period, i64)) -> Result<i64, Fault> {
        let (db, doing) = (self.reader(), "counting whose facts wait");
        let values: [Value; 2] = [period.to_string().into(), formula.into()];
        let ask = Statement::from_sql_and_values(db.get_database_backend(), WAITING, values);
        let row = db.query_one_raw(ask).await.doing(doing)?;
        row.map_or(Ok(0), |row| row.try_get_by_index(0)).doing(doing)
    }
}

impl Writing {
    /// Takes away the facts of a family, and what is worth a look in it. They are made anew from what is left of its dossier.
    pub(crate) async fn forget_facts(&self, family: FamilyId) -> Result<(), Fault> {
        self.hold_facts().await?;
        let mut folding = Folding::default();
        self.take_facts(family, &mut folding).await?;
        self.fold(&folding).await
    }

    /// Lets nobody else change facts until the end of the transaction: who comes second has to see whose marks are gone, and
    /// what was counted.
    async fn hold_facts(&self) -> Result<(), Fault> {
        let db = self.connection();
        // SQLite has one writer at a time, and that is this one.
        if db.get_database_backend() == DbBackend::Postgres {
            let lock = db.execute_unprepared("LOCK TABLE family_fact IN SHARE ROW EXCLUSIVE MODE");
            lock.await.doing("holding up who keeps facts")?;
        }
        Ok(())
    }

    /// What a family tells as it is kept.
    async fn told(&self, family: FamilyId) -> Result<Vec<Told>, Fault> {
        let db = self.connection();
        let sql = "SELECT period, formula, began, counts, attributes, totals, unobserved FROM family_fact \
                   WHERE family_id = $1";
        let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, [family.uuid().into()]);
        let rows = db.query_all_raw(ask).await.doing("reading what a family told")?;
        rows.iter().map(Told::read).collect()
    }

    async fn take_facts(&self, family: FamilyId, folding: &mut Folding) -> Result<(), Fault> {
        for told in self.told(family).await? {
            folding.take(&told);
        }
        let db = self.connection();
        for table in ["family_fact", "period_check"] {
            let sql = format!("DELETE FROM {table} WHERE family_id = $1");
            let delete = Statement::from_sql_and_values(db.get_database_backend(), sql, [family.uuid().into()]);
            db.execute_raw(delete).await.doing("forgetting facts")?;
        }
        Ok(())
    }

    async fn mark(&self, family: FamilyId) -> Result<(), Fault> {
        let db = self.connection();
        let sql = "INSERT INTO fact_outbox (family_id) VALUES ($1)";
        let mark = Statement::from_sql_and_values(db.get_database_backend(), sql, [family.uuid().into()]);
        db.execute_raw(mark).await.doing("marking a family").map(|_| ())
    }

    /// Whether all of these marks are there.
    async fn has_marks(&self, marks: &[Mark]) -> Result<bool, Fault> {
        let (db, doing) = (self.connection(), "looking for marks");
        let sql = format!("SELECT count(*) FROM fact_outbox WHERE number IN ({})", list_of(marks));
        let count = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(count).await.doing(doing)?;
        let there: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0)).doing(doing)?;
        Ok(usize::try_from(there).is_ok_and(|there| there == marks.len()))
    }

    async fn take_marks(&self, marks: &[Mark]) -> Result<(), Fault> {
        let db = self.connection();
        let sql = format!("DELETE FROM fact_outbox WHERE number IN ({})", list_of(marks));
        db.execute_unprepared(&sql).await.doing("taking marks away").map(|_| ())
    }

    async fn insert_facts(&self, one: &ComputedFacts, folding: &mut Folding) -> Result<(), Fault> {
        let db = self.connection();
        let (mut places, mut values) = (Vec::new(), Vec::new());
        for (period, facts) in &one.facts {
            let told = Told::of((*period, one.formula), facts);
            folding.add(&told);
            let from = values.len();
            let columns: Vec<String> = (from + 1..=from + COLUMNS).map(|n| format!("${n}")).collect();
            places.push(format!("({})", columns.join(", ")));
            values.extend(told.values(one.family));
        }
        let sql = format!(
            "INSERT INTO family_fact (period, family_id, formula, began, counts, attributes, totals, unobserved) VALUES {}",
            places.join(", ")
        );
        let insert = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        db.execute_raw(insert).await.doing("keeping facts").map(|_| ())
    }
}

/// The numbers of marks as they stand in a statement.
fn list_of(marks: &[Mark]) -> String {
    let numbers: Vec<String> = marks.iter().map(|mark| mark.number.to_string()).collect();
    numbers.join(", ")
}

/// How many families have facts of period `$1` in formula `$2` that are still to be computed, or to be computed anew.
const WAITING: &str = "SELECT count(*) FROM family x WHERE EXISTS (SELECT 1 FROM fact_outbox o WHERE o.family_id = x.id) \
                       OR NOT EXISTS (SELECT 1 FROM family_fact f WHERE f.period = $1 AND f.family_id = x.id \
                       AND f.formula = $2)";
