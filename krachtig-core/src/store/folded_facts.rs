//! The facts of all families, counted together: with each family whose facts change, what it told before is taken away and
//! what it tells now is added, in the same transaction. So a period's figures are there at once, however many families there
//! are.
//!
//! What facts say does not belong here, see [`crate::domain::family_facts`]; nor when they are kept, see
//! [`super::family_facts`].

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Statement, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::batch::VALUES;
use super::family_facts::Told;
use super::{Doing, Store, Writing};
use crate::domain::national_count::Folded;
use crate::domain::period::Period;
use crate::error::Fault;

/// What is counted: families, those that count in a category, what adds up, and what could not be observed.
const FAMILY: &str = "family";
const WORD: &str = "word";
const AMOUNT: &str = "amount";
const UNOBSERVED: &str = "unobserved";

/// A count: of a period, in a way of making facts, what is counted, the indicator with the category, and the year in which
/// its families began.
type Counted = (String, i64, &'static str, String, i64);

/// By how much counts change.
#[derive(Clone, Debug, Default)]
pub(super) struct Folding(BTreeMap<Counted, i64>);

impl Folding {
    /// Counts along what a family tells.
    pub(super) fn add(&mut self, told: &Told) {
        self.count(told, 1);
    }

    /// Counts no more what it told.
    pub(super) fn take(&mut self, told: &Told) {
        self.count(told, -1);
    }

    fn count(&mut self, told: &Told, times: i64) {
        if !told.counts {
            return;
        }
        let mut change = |kind, name: &str, amount: i64| {
            let counted = (told.period.clone(), told.formula, kind, name.to_owned(), told.began);
            let changed = self.0.entry(counted).or_default();
            *changed = changed.saturating_add(times.saturating_mul(amount));
        };
        change(FAMILY, "", 1);
        change(UNOBSERVED, "", told.unobserved);
        for word in told.words.iter().filter_map(Json::as_str) {
            change(WORD, word, 1);
        }
        for (name, amount) in &told.amounts {
            change(AMOUNT, name, amount.as_i64().unwrap_or_default());
        }
    }
}

impl Writing {
    /// Changes the counts. The caller lets nobody else do it until the end of the transaction.
    pub(super) async fn fold(&self, folding: &Folding) -> Result<(), Fault> {
        const COLUMNS: usize = 6;
        let (db, doing) = (self.connection(), "counting facts together");
        let changed: Vec<_> = folding.0.iter().filter(|(_, amount)| **amount != 0).collect();
        for some in changed.chunks(VALUES / COLUMNS) {
            let (mut places, mut values) = (Vec::new(), Vec::new());
            for ((period, formula, kind, name, began), amount) in some {
                let columns: Vec<String> = (1..=COLUMNS).map(|n| format!("${}", values.len() + n)).collect();
                places.push(format!("({})", columns.join(", ")));
                let row: [Value; COLUMNS] = [
                    period.clone().into(),
                    (*formula).into(),
                    (*kind).into(),
                    name.clone().into(),
                    (*began).into(),
                    (**amount).into(),
                ];
                values.extend(row);
            }
            let sql = format!(
                "INSERT INTO folded_fact (period, formula, kind, name, began, amount) VALUES {} \
                 ON CONFLICT (period, formula, kind, name, began) \
                 DO UPDATE SET amount = folded_fact.amount + excluded.amount",
                places.join(", ")
            );
            let add = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
            db.execute_raw(add).await.doing(doing)?;
        }
        if changed.iter().any(|(_, amount)| **amount < 0) {
            let sql = "DELETE FROM folded_fact WHERE amount = 0";
            db.execute_unprepared(sql).await.doing(doing)?;
        }
        Ok(())
    }
}

impl Store {
    /// The facts of all families of a period, counted together. Those that began in this year or later count in what is told
    /// about families.
    pub(crate) async fn folded_facts(
        &self,
        (period, formula): (Period, i64),
        first_year: i32,
    ) -> Result<Folded, Fault> {
        let (db, doing) = (self.reader(), "reading what facts come to");
        let sql = "SELECT kind, name, began, amount FROM folded_fact WHERE period = $1 AND formula = $2";
        let values: [Value; 2] = [period.to_string().into(), formula.into()];
        let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        let mut folded = Folded::default();
        for row in db.query_all_raw(ask).await.doing(doing)? {
            let (kind, name): (String, String) = (
                row.try_get_by_index(0).doing(doing)?,
                row.try_get_by_index(1).doing(doing)?,
            );
            let (began, amount): (i64, i64) = (
                row.try_get_by_index(2).doing(doing)?,
                row.try_get_by_index(3).doing(doing)?,
            );
            let recent = began >= i64::from(first_year);
            let key = || {
                let key = name.split_once('.').ok_or(Fault::Corrupt {
                    table: "folded_fact",
                    column: "name",
                    id: Uuid::nil(),
                });
                key.map(|(indicator, category)| (indicator.to_owned(), category.to_owned()))
            };
            match kind.as_str() {
                FAMILY => {
                    folded.families += amount;
                    folded.counted_families += if recent { amount } else { 0 };
                }
                UNOBSERVED => folded.unobserved += amount,
                AMOUNT => *folded.totals.entry(key()?).or_default() += amount,
                WORD if recent => *folded.histograms.entry(key()?).or_default() += amount,
                _ => {}
            }
        }
        Ok(folded)
    }
}
