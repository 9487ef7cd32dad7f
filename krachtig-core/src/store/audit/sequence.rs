//! The sequencer: gives each committed line its place in the tree, once and for good.
//!
//! The database itself keeps the list of lines without a place (`audit_pending`): a trigger puts each new line on it,
//! and another takes it off when its leaf is written. So whatever ends a process leaves nothing lost or doubled, and
//! the sequencer has nothing to remember. One at a time works on a tenant: SQLite has one writer, PostgreSQL an
//! advisory lock. Reading back what has a place does not belong here.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryOrder, QuerySelect, Statement, TransactionTrait};

use super::super::group::Turn;
use super::append::{Appender, Way};
use super::canonical::leaf_of_stored;
use super::entity::{leaf, line};
use crate::error::Fault;
use crate::store::Doing;

/// Leaves that one transaction makes. Others wait meanwhile, so it is short.
const TOGETHER: u64 = 2_000;

const DOING: &str = "giving log lines their place";

/// Gives every line its place that is committed now. Answers how many got one.
pub(super) async fn run(appender: &Appender) -> Result<u64, Fault> {
    let mut placed = 0;
    loop {
        let some = match appender.way() {
            Way::Lane(lane) => {
                let (turn, txn) = Turn::take(lane).await?;
                let some = place(&txn).await?;
                drop(txn);
                if some > 0 {
                    turn.keep(Vec::new()).await.unwrap_or(Err(Fault::ShuttingDown))?;
                }
                some
            }
            Way::Pool(pool) => {
                let txn = pool.connection().begin().await.doing(DOING)?;
                let lock = "SELECT pg_advisory_xact_lock(hashtextextended('krachtig log ' || current_schema(), 0))";
                txn.execute_unprepared(lock).await.doing(DOING)?;
                let some = place(&txn).await?;
                txn.commit().await.doing(DOING)?;
                some
            }
        };
        placed += some;
        if some < TOGETHER {
            return Ok(placed);
        }
    }
}

/// Gives places to some lines, those first that are from before lines had a hash.
async fn place(txn: &DatabaseTransaction) -> Result<u64, Fault> {
    let backend = txn.get_database_backend();
    let old = place_old(txn).await?;
    if old >= TOGETHER {
        return Ok(old);
    }
    let most = TOGETHER - old;
    let sql = format!(
        "INSERT INTO audit_leaf (number, line_id, hash) \
         SELECT t.size + row_number() OVER (ORDER BY p.line_id) - 1, p.line_id, p.hash \
         FROM (SELECT line_id, hash FROM audit_pending WHERE hash IS NOT NULL ORDER BY line_id LIMIT {most}) p, \
         (SELECT coalesce(max(number) + 1, 0) AS size FROM audit_leaf) t ORDER BY p.line_id"
    );
    let done = txn
        .execute_raw(Statement::from_string(backend, sql))
        .await
        .doing(DOING)?;
    Ok(old + done.rows_affected())
}

/// Lines that were written before lines had a hash: theirs is made of what is stored.
async fn place_old(txn: &DatabaseTransaction) -> Result<u64, Fault> {
    let pending = "id IN (SELECT line_id FROM audit_pending WHERE hash IS NULL)";
    let lines = line::Entity::find()
        .filter(sea_orm::sea_query::Expr::cust(pending))
        .order_by_asc(line::Column::Id)
        .limit(TOGETHER)
        .all(txn)
        .await
        .doing(DOING)?;
    if lines.is_empty() {
        return Ok(0);
    }
    let size: Option<i64> = leaf::Entity::find()
        .select_only()
        .column_as(leaf::Column::Number.max(), "size")
        .into_tuple()
        .one(txn)
        .await
        .doing(DOING)?
        .flatten();
    let leaves: Vec<leaf::ActiveModel> = (size.map_or(0, |last| last + 1)..)
        .zip(&lines)
        .map(|(number, line)| leaf::ActiveModel {
            number: sea_orm::Set(number),
            line_id: sea_orm::Set(line.id),
            hash: sea_orm::Set(leaf_of_stored(line).to_vec()),
        })
        .collect();
    leaf::Entity::insert_many(leaves)
        .exec_without_returning(txn)
        .await
        .doing(DOING)?;
    Ok(lines.len() as u64)
}
