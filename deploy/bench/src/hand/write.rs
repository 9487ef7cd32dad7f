//! The writing handlers, compiled once for each database: `super` says which.
//!
//! They do what the service does: look whether the family may ask, let the built-in rules decide, and write the
//! request, what the rules weighed, the line in the ledger and the audit lines.

use anyhow::{Context, Result, ensure};
use krachtig_core::domain::budget::RuleDecision;
use krachtig_core::domain::clock::{Clock, dutch_date};
use krachtig_core::domain::family::adult_if_born_by;
use krachtig_core::rules::{PersonDecides, RegionRules};
use sqlx::types::Json;
use sqlx::{Connection as _, Row as _};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::super::asking::{Asking, Weighed};
use super::super::wire::{RequestPart, WireId};
use super::{BEGIN, Connection, LOCK, LOOK, Pool};
use crate::clock::MachineClock;

/// The most requests that share a transaction.
const GROUP: usize = 64;

/// Writes a request in a transaction of its own.
///
/// # Errors
/// The database fails, or the family may not ask.
pub(crate) async fn request(pool: &Pool, asking: &Asking) -> Result<Vec<u8>> {
    let db = &mut *pool.acquire().await?;
    let mut transaction = db.begin_with(BEGIN).await?;
    let id = write(&mut transaction, asking).await?;
    transaction.commit().await?;
    answer(id)
}

/// The way to the one task that writes in groups.
pub(crate) type Queue = mpsc::Sender<(Asking, oneshot::Sender<Result<Uuid>>)>;

/// Starts the task that writes what waits together in one transaction.
pub(crate) fn queue(pool: Pool) -> Queue {
    let (sender, mut waiting) = mpsc::channel::<(Asking, oneshot::Sender<Result<Uuid>>)>(1_024);
    tokio::spawn(async move {
        let mut group = Vec::new();
        while waiting.recv_many(&mut group, GROUP).await > 0 {
            let written = write_all(&pool, group.iter().map(|(asking, _)| asking)).await;
            let mut ids = written.into_iter().flatten();
            for (_, answer) in group.drain(..) {
                // Whoever asked may have gone away.
                let _ = answer.send(ids.next().context("the group was not committed"));
            }
        }
    });
    sender
}

/// Writes a request together with others that wait.
///
/// # Errors
/// As [`request`], for any of the group: what may fail is looked at before anything is written.
pub(crate) async fn request_in_group(queue: &Queue, asking: Asking) -> Result<Vec<u8>> {
    let (sender, receiver) = oneshot::channel();
    queue
        .send((asking, sender))
        .await
        .ok()
        .context("the writer has ended")?;
    answer(receiver.await??)
}

async fn write_all(pool: &Pool, group: impl Iterator<Item = &Asking>) -> Result<Vec<Uuid>> {
    let db = &mut *pool.acquire().await?;
    let mut transaction = db.begin_with(BEGIN).await?;
    let mut ids = Vec::new();
    for asking in group {
        ids.push(write(&mut transaction, asking).await?);
    }
    transaction.commit().await?;
    Ok(ids)
}

fn answer(id: Uuid) -> Result<Vec<u8>> {
    let part = RequestPart {
        id: WireId("req", id),
        state: "PENDING",
    };
    Ok(serde_json::to_vec(&part)?)
}

async fn write(db: &mut Connection, asking: &Asking) -> Result<Uuid> {
    let clock = MachineClock;
    let now = clock.now();
    let today = dutch_date(now);
    if let Some(lock) = LOCK {
        sqlx::query(lock).bind(asking.trajectory).execute(&mut *db).await?;
    }
    let found = sqlx::query(&**LOOK)
        .bind(asking.trajectory)
        .bind(today)
        .bind(adult_if_born_by(today))
        .fetch_one(&mut *db)
        .await?;
    ensure!(found.try_get::<bool, _>("may_ask")?, "the family may not ask");
    ensure!(
        !found.try_get::<bool, _>("has_rules")?,
        "the tenant has rules of its own"
    );
    let weighed: Weighed = serde_json::from_str(found.try_get("weighed")?)?;
    let facts = weighed.facts();
    let rules = PersonDecides::new();
    let decision = RuleDecision {
        answer: rules.answer(&asking.question(today)?, &facts),
        rules: rules.identity().clone(),
        failed: None,
    };
    let (request, line) = (clock.fresh(), clock.fresh());
    sqlx::query(
        "INSERT INTO budget_request (id, trajectory_id, amount, purpose, life_domain, payee, silo, requested_on, \
         recorded_by, decision, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
    )
    .bind(request)
    .bind(asking.trajectory)
    .bind(asking.amount)
    .bind(&asking.purpose)
    .bind(&asking.life_domain)
    .bind(&asking.payee)
    .bind(&asking.silo)
    .bind(today)
    .bind(asking.member)
    .bind(Json(&decision))
    .execute(&mut *db)
    .await?;
    sqlx::query("INSERT INTO weighed_facts (id, trajectory_id, facts, version) VALUES ($1, $2, $3, 1)")
        .bind(request)
        .bind(asking.trajectory)
        .bind(Json(&facts))
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO ledger_line (id, trajectory_id, request_id, kind, amount, booked_on, recorded_by, version) \
         VALUES ($1, $2, $3, 'request', $4, $5, $6, 1)",
    )
    .bind(line)
    .bind(asking.trajectory)
    .bind(request)
    .bind(asking.amount)
    .bind(today)
    .bind(asking.member)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "INSERT INTO audit (id, at, actor, role, action, record_kind, record_id, trajectory_id, version, fields, \
         request_id) VALUES ($1, $2, $3, 'coordinator', 'request_budget', 'budget_request', $4, $5, 1, $6, $7), \
         ($8, $2, $3, 'coordinator', 'request_budget', 'ledger_line', $9, $5, 1, $10, $7)",
    )
    .bind(clock.fresh())
    .bind(now)
    .bind(format!("mem_{}", asking.member.simple()))
    .bind(request)
    .bind(asking.trajectory)
    .bind(Json(REQUEST_FIELDS))
    .bind("bench")
    .bind(clock.fresh())
    .bind(line)
    .bind(Json(LINE_FIELDS))
    .execute(&mut *db)
    .await?;
    Ok(request)
}

const REQUEST_FIELDS: [&str; 9] = [
    "trajectory_id",
    "amount",
    "purpose",
    "life_domain",
    "payee",
    "silo",
    "requested_on",
    "recorded_by",
    "decision",
];
const LINE_FIELDS: [&str; 6] = [
    "trajectory_id",
    "request_id",
    "kind",
    "amount",
    "booked_on",
    "recorded_by",
];
