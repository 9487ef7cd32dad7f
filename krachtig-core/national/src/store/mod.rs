//! The national store: what regions handed in, definitions, the ledger of the privacy budget, releases, their readers, and
//! what readers read. It is a database of its own and has no way to a tenant's.
//!
//! [`NationalStore`] is for who makes releases; [`Published`] for who reads them: it reaches published releases alone, on
//! PostgreSQL through a login that has no right on anything else. Both are given connections; which file or login is behind
//! them does not belong here. What is decided is decided in one transaction that nobody else writes beside.

mod migration;
mod plans;
mod published;
mod read_log;
mod readers;
mod releases;
mod rights;
mod stories;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, QueryResult, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait, Value,
};
use time::OffsetDateTime;

pub use self::migration::steps;
pub use self::plans::{HandedIn, Plan};
pub use self::published::{Heading, Published};
pub use self::readers::{KnownReader, NewToken, Read, ReaderAccount, ReaderScope, ReadsOf};
pub use self::releases::{Computing, FrozenRelease};
pub use self::rights::{Logins, rights};
use crate::budget::Ledger;
use crate::compute::Accepted;
use crate::definition::Definition;
use crate::error::{Failure, Fault, Outcome};
use crate::hand_in::HandIn;
use crate::id::DefinitionId;
use crate::indicator::Indicator;
use crate::period::Period;
use crate::refusal::{Refusal, RefusalCode};

/// The national store, for who makes releases.
#[derive(Clone, Debug)]
pub struct NationalStore {
    db: DatabaseConnection,
}

/// Who did something, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Who, as an id or the name of an account; never a person's name.
    pub who: &'a str,
    /// When.
    pub at: OffsetDateTime,
}

/// Where a region's figures of a period stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandInState {
    /// The region.
    pub region: String,
    /// Counts the region's hand-ins for the period, from one.
    pub revision: u16,
    /// When it was handed in, in seconds since 1970.
    pub handed_in_at: i64,
    /// Whether the statistician accepted it.
    pub accepted: bool,
}

impl NationalStore {
    /// Over connections that may write, to a store with all of [`steps`].
    #[must_use]
    pub fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }

    /// Takes a region's figures in, beside those that it handed in before for the same period, and answers which they are.
    /// The same figures again are the same hand-in, so an interrupted one can be repeated.
    ///
    /// # Errors
    /// What is wrong with the figures; `not_over` while the period is not over.
    pub async fn hand_in(&self, figures: &HandIn, catalogue: &[Indicator], at: OffsetDateTime) -> Outcome<u16> {
        figures.check(catalogue)?;
        require_over(figures.period, at)?;
        let doing = "taking figures in";
        let content = written(figures);
        let key: [Value; 2] = [figures.region.as_str().into(), figures.period.to_string().into()];
        let tx = self.begin().await?;
        let sql =
            "SELECT revision, figures FROM hand_in WHERE region = $1 AND period = $2 ORDER BY revision DESC LIMIT 1";
        let last = query(&tx, sql, key.clone(), doing).await?;
        let read = |row| Ok::<(i32, String), Fault>((get(row, 0)?, get(row, 1)?));
        let last = last.first().map(read).transpose()?;
        let revision = match last {
            Some((revision, same)) if same == content => return Ok(number(revision, "hand_in", "revision")?),
            Some((revision, _)) => revision + 1,
            None => 1,
        };
        let [region, period] = key;
        let values = [
            region,
            period,
            revision.into(),
            content.into(),
            at.unix_timestamp().into(),
        ];
        let sql = "INSERT INTO hand_in (region, period, revision, figures, handed_in_at) VALUES ($1, $2, $3, $4, $5)";
        execute(&tx, sql, values, doing).await?;
        commit(tx, doing).await?;
        Ok(number(revision, "hand_in", "revision")?)
    }

    /// Accepts a region's figures, which a release can be made of from then on.
    ///
    /// # Errors
    /// `not_found` where they were not handed in; `done_before` where they were accepted.
    pub async fn accept(&self, region: &str, period: Period, revision: u16, by: By<'_>) -> Outcome<()> {
        let doing = "accepting figures";
        let key: [Value; 3] = [region.into(), period.to_string().into(), i32::from(revision).into()];
        let tx = self.begin().await?;
        let there = "SELECT 1 FROM hand_in WHERE region = $1 AND period = $2 AND revision = $3";
        if query(&tx, there, key.clone(), doing).await?.is_empty() {
            return Err(Refusal::new(RefusalCode::NotFound, "revision").into());
        }
        let accepted = "SELECT 1 FROM acceptance WHERE region = $1 AND period = $2 AND revision = $3";
        if !query(&tx, accepted, key.clone(), doing).await?.is_empty() {
            return Err(Refusal::new(RefusalCode::DoneBefore, "revision").into());
        }
        let [region, period, revision] = key;
        let values = [region, period, revision, by.who.into(), by.at.unix_timestamp().into()];
        let sql =
            "INSERT INTO acceptance (region, period, revision, accepted_by, accepted_at) VALUES ($1, $2, $3, $4, $5)";
        execute(&tx, sql, values, doing).await?;
        Ok(commit(tx, doing).await?)
    }

    /// Where each region's figures of a period stand: every hand-in, by region and revision.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn hand_ins(&self, period: Period) -> Outcome<Vec<HandInState>> {
        let sql = "SELECT h.region, h.revision, h.handed_in_at, a.revision IS NOT NULL FROM hand_in h LEFT JOIN acceptance a \
                   ON a.region = h.region AND a.period = h.period AND a.revision = h.revision \
                   WHERE h.period = $1 ORDER BY h.region, h.revision";
        let rows = query(
            &self.db,
            sql,
            [period.to_string().into()],
            "looking at what was handed in",
        )
        .await?;
        let read = |row: &QueryResult| {
            Ok(HandInState {
                region: get(row, 0)?,
                revision: number(get::<i32>(row, 1)?, "hand_in", "revision")?,
                handed_in_at: get(row, 2)?,
                accepted: get(row, 3)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// What a release of a period can hold: the national indicators, and what regions last handed in of their own.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn indicators(&self, period: Period, catalogue: &[Indicator]) -> Outcome<Vec<Indicator>> {
        let mut last = std::collections::BTreeMap::new();
        for one in self.handed_in(period).await? {
            // They come by revision, so the last one stays.
            last.insert(one.figures.region.clone(), one.figures.own);
        }
        let own = last.into_values().flatten();
        Ok(catalogue.iter().cloned().chain(own).collect())
    }

    /// Keeps a definition. It never changes: another one has another name.
    ///
    /// # Errors
    /// What is wrong with it; `done_before` where its name is taken.
    pub async fn define(
        &self,
        id: DefinitionId,
        definition: &Definition,
        catalogue: &[Indicator],
        by: By<'_>,
    ) -> Outcome<()> {
        definition.check(&self.indicators(definition.period, catalogue).await?)?;
        let doing = "keeping a definition";
        let name: Value = definition.name.as_str().into();
        let tx = self.begin().await?;
        let taken = query(&tx, "SELECT 1 FROM definition WHERE name = $1", [name.clone()], doing).await?;
        if !taken.is_empty() {
            return Err(Refusal::new(RefusalCode::DoneBefore, "name").into());
        }
        let content = written(definition);
        let values = [
            id.uuid().into(),
            name,
            content.into(),
            by.who.into(),
            by.at.unix_timestamp().into(),
        ];
        let sql = "INSERT INTO definition (id, name, content, defined_by, defined_at) VALUES ($1, $2, $3, $4, $5)";
        execute(&tx, sql, values, doing).await?;
        Ok(commit(tx, doing).await?)
    }

    /// The definition of this name.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn definition(&self, name: &str) -> Outcome<(DefinitionId, Definition)> {
        definition_where(&self.db, "name = $1", name.into()).await
    }

    /// What releases told of families, all together.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn ledger(&self) -> Outcome<Ledger> {
        Ok(ledger(&self.db).await?)
    }

    /// Begins a transaction beside which nobody else writes.
    async fn begin(&self) -> Result<DatabaseTransaction, Fault> {
        let doing = "beginning a transaction";
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.db.begin_with_options(immediate).await;
        let tx = tx.map_err(|cause| failed(doing, cause))?;
        if tx.get_database_backend() == DbBackend::Postgres {
            // What is read after this was committed by whoever held it before.
            let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text";
            query(&tx, lock, ["krachtig national".into()], doing).await?;
        }
        Ok(tx)
    }
}

/// `not_over` where a period was not over at that moment.
fn require_over(period: Period, at: OffsetDateTime) -> Result<(), Refusal> {
    let over = period.last_day() < at.date();
    if over {
        Ok(())
    } else {
        Err(Refusal::new(RefusalCode::NotOver, "period"))
    }
}

async fn ledger(db: &impl ConnectionTrait) -> Result<Ledger, Fault> {
    let sql = "SELECT region, year, epsilon FROM budget_line";
    let mut ledger = Ledger::default();
    for row in query(db, sql, [], "reading the privacy budget").await? {
        let (region, year, epsilon): (String, i32, i64) = (get(&row, 0)?, get(&row, 1)?, get(&row, 2)?);
        let epsilon = crate::epsilon::Epsilon::of_thousandths(number(epsilon, "budget_line", "epsilon")?);
        ledger.note(&region, number(year, "budget_line", "year")?, epsilon);
    }
    Ok(ledger)
}

/// The newest accepted figures of each region for a period.
async fn accepted(db: &impl ConnectionTrait, period: Period) -> Result<Vec<Accepted>, Fault> {
    let sql = "SELECT h.revision, h.figures FROM hand_in h JOIN acceptance a ON a.region = h.region AND a.period = h.period \
               AND a.revision = h.revision WHERE h.period = $1 AND NOT EXISTS (SELECT 1 FROM acceptance later \
               WHERE later.region = h.region AND later.period = h.period AND later.revision > h.revision) ORDER BY h.region";
    let rows = query(db, sql, [period.to_string().into()], "reading accepted figures").await?;
    let read = |row: &QueryResult| {
        Ok(Accepted {
            revision: number(get::<i32>(row, 0)?, "hand_in", "revision")?,
            figures: read_json(&get::<String>(row, 1)?, "hand_in", "figures")?,
        })
    };
    rows.iter().map(read).collect()
}

async fn definition_where(
    db: &impl ConnectionTrait,
    condition: &str,
    value: Value,
) -> Outcome<(DefinitionId, Definition)> {
    let sql = format!("SELECT id, content FROM definition WHERE {condition}");
    let rows = query(db, &sql, [value], "reading a definition").await?;
    let row = rows
        .first()
        .ok_or_else(|| Refusal::new(RefusalCode::NotFound, "definition"))?;
    let id = DefinitionId::from_uuid(get(row, 0)?);
    Ok((id, read_json(&get::<String>(row, 1)?, "definition", "content")?))
}

/// A value as the text that is kept of it.
fn written(value: &impl serde::Serialize) -> String {
    // Nothing that is kept can fail to be written: keys are texts, and there are no fractions.
    serde_json::to_string(value).unwrap_or_default()
}

fn read_json<T: serde::de::DeserializeOwned>(
    text: &str,
    table: &'static str,
    column: &'static str,
) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|_| Fault::Corrupt { table, column })
}

/// A number in the type that it must fit.
fn number<T, N: TryInto<T>>(number: N, table: &'static str, column: &'static str) -> Result<T, Fault> {
    number.try_into().map_err(|_| Fault::Corrupt { table, column })
}

fn failed(doing: &'static str, cause: DbErr) -> Fault {
    let source = Box::new(cause);
    Fault::Database { doing, source }
}

fn get<T: sea_orm::TryGetable>(row: &QueryResult, column: usize) -> Result<T, Fault> {
    row.try_get_by_index(column)
        .map_err(|cause| failed("reading a row", cause))
}

async fn query(
    db: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
    doing: &'static str,
) -> Result<Vec<QueryResult>, Fault> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.query_all_raw(statement).await.map_err(|cause| failed(doing, cause))
}

async fn execute(
    db: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
    doing: &'static str,
) -> Result<u64, Fault> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let done = db.execute_raw(statement).await.map_err(|cause| failed(doing, cause))?;
    Ok(done.rows_affected())
}

async fn commit(tx: DatabaseTransaction, doing: &'static str) -> Result<(), Fault> {
    tx.commit().await.map_err(|cause| failed(doing, cause))
}

/// What is not found, for a failure that says no more than that.
fn not_found(about: &str) -> Failure {
    Refusal::new(RefusalCode::NotFound, about).into()
}

#[cfg(test)]
pub(crate) mod tests;
