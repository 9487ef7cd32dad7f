//! Group commit for SQLite: writers that wait together share one transaction and one flush to disk.
//!
//! A tenant's file has one writing connection, and the [`Lane`] to it is a fair lock. The first writer of a round
//! begins the transaction, each later one works under a savepoint of its own. A writer who is content leaves its
//! rows standing and waits; a task that queues on the same lock, so behind every writer already there, commits
//! for all of them and tells them. A writer who goes away, by a refusal, a panic or a cancelled request, leaves
//! its savepoint open, and whoever comes next rolls back to it before anything else.
//!
//! What is written does not belong here, nor does PostgreSQL, which groups its own commits.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, broadcast, oneshot};

use super::audit::{self, Announcement, AuditLine};
use super::connect::SqliteFile;
use super::counting::Statements;
use super::{Doing, fault};
use crate::error::Fault;

/// How far the innermost savepoint of a round has come.
#[derive(Clone, Copy, Debug)]
enum Top {
    /// Nothing is under way: all that was written so far is to be committed.
    Settled,
    /// A writer is at work, or went away, in the whole transaction: it is the round's first.
    OpenWhole,
    /// A writer is at work, or went away, under the savepoint of this number.
    Open(u64),
    /// A writer was content; its savepoint is released together with the making of the next.
    Kept(u64),
}

/// A transaction that several writers share.
struct Round {
    txn: Arc<DatabaseTransaction>,
    top: Top,
    /// Savepoints so far. A number is never used twice: whether a cancelled statement ran cannot be known.
    savepoints: u64,
    waiting: Vec<Waiting>,
}

/// A writer who waits for the commit.
struct Waiting {
    answer: oneshot::Sender<Result<(), Fault>>,
    announcements: Vec<Announcement>,
}

/// The way to the one writing connection. Whoever holds its lock is alone with the connection.
pub(crate) struct Lane {
    file: SqliteFile,
    statements: Statements,
    announce: broadcast::Sender<Announcement>,
    connection: Option<DatabaseConnection>,
    round: Option<Round>,
    flush_is_due: bool,
    /// Whether the connection was told not to wait for the disk.
    light: bool,
}

impl Lane {
    /// A lane to this file; nothing is opened yet.
    pub(crate) fn new(file: SqliteFile, statements: Statements, announce: broadcast::Sender<Announcement>) -> Self {
        Self {
            file,
            statements,
            announce,
            connection: None,
            round: None,
            flush_is_due: false,
            light: false,
        }
    }

    /// The one writing connection, opened when it is first needed.
    fn connection(&mut self) -> &DatabaseConnection {
        self.connection
            .get_or_insert_with(|| self.statements.watch(self.file.writer()))
    }

    /// Appends lines of the log in a transaction of their own that outlives the end of this process and does not wait
    /// for the disk: for when nobody is writing.
    async fn append_lightly(&mut self, lines: &[AuditLine]) -> Result<(), Fault> {
        if !self.light {
            // By itself: SQLite heeds it when it is prepared, and a statement with values is prepared once and kept.
            // Noted first: whatever becomes of it, the next writer has the connection wait again.
            self.light = true;
            let calmer = self.connection().execute_unprepared("PRAGMA synchronous = NORMAL");
            calmer.await.doing("logging what was read")?;
        }
        let (sql, values) = audit::insert_alone(lines);
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
        let appended = self.connection().execute_raw(statement).await;
        appended.map(|_| ()).doing("logging what was read")
    }

    /// Closes the connection. Rows that were not committed are lost, so this waits for its turn on the lock.
    pub(crate) async fn close(&mut self) {
        self.flush().await;
        if let Some(connection) = self.connection.take() {
            // Nothing is left to lose when closing fails.
            let _ = connection.close().await;
        }
    }

    /// Readies the connection for the next writer: it sees what the writers before it kept, and nothing else.
    async fn enter(&mut self) -> Result<Arc<DatabaseTransaction>, Fault> {
        match self.join().await {
            Ok(Some(txn)) => return Ok(txn),
            Ok(None) => {}
            // The round is beyond use, for instance because a full disk made SQLite roll back all of it.
            Err(cause) => self.fail(cause),
        }
        self.begin().await.doing("beginning a transaction")
    }

    /// Rolls a round back of which nothing was kept. Where that fails, SQLite gave the transaction up by itself, as it may
    /// when a disk fails; the driver goes on counting it, and would make each later one a part of it.
    async fn give_up(&mut self, round: Round) {
        // Taken first: cancelled in the middle, the next writer opens another.
        let connection = self.connection.take();
        let rolled_back = match Arc::into_inner(round.txn) {
            Some(txn) => txn.rollback().await.is_ok(),
            None => false,
        };
        self.connection = connection;
        if !rolled_back {
            self.reopen();
        }
    }

    /// Makes a savepoint in the round under way. None where there is no round, or one to be given up.
    async fn join(&mut self) -> Result<Option<Arc<DatabaseTransaction>>, DbErr> {
        let Some(round) = &mut self.round else { return Ok(None) };
        match round.top {
            Top::OpenWhole => {
                // Its first writer went away and there is no other.
                if let Some(round) = self.round.take() {
                    self.give_up(round).await;
                }
                return Ok(None);
            }
            Top::Open(gone) => {
                round.txn.execute_unprepared(&format!("ROLLBACK TO s{gone}")).await?;
            }
            // Settled is noted first: cancelled in the middle, the next writer makes its savepoint inside of
            // whatever there is, and that is harmless.
            top => {
                round.top = Top::Settled;
                round.savepoints += 1;
                let new = round.savepoints;
                let sql = match top {
                    Top::Kept(kept) => format!("RELEASE s{kept}; SAVEPOINT s{new}"),
                    _ => format!("SAVEPOINT s{new}"),
                };
                round.txn.execute_unprepared(&sql).await?;
                round.top = Top::Open(new);
            }
        }
        Ok(Some(Arc::clone(&round.txn)))
    }

    async fn begin(&mut self) -> Result<Arc<DatabaseTransaction>, DbErr> {
        if self.light {
            // What writers write waits for the disk.
            self.connection()
                .execute_unprepared("PRAGMA synchronous = FULL")
                .await?;
            self.light = false;
        }
        let immediate = TransactionOptions {
            // Another process, the command line for one, may write as well: a transaction that begins with reads
            // could not become a writing one once the other has committed.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let txn = Arc::new(self.connection().begin_with_options(immediate).await?);
        let shared = Arc::clone(&txn);
        self.round = Some(Round {
            txn,
            top: Top::OpenWhole,
            savepoints: 0,
            waiting: Vec::new(),
        });
        Ok(shared)
    }

    /// The writer at work is content.
    fn keep(&mut self, waiting: Waiting) {
        let Some(round) = &mut self.round else {
            // The writer then finds its answer's sender gone.
            return;
        };
        round.top = match round.top {
            Top::Open(number) => Top::Kept(number),
            Top::OpenWhole | Top::Settled => Top::Settled,
            kept @ Top::Kept(_) => kept,
        };
        round.waiting.push(waiting);
    }

    /// Commits what was kept and tells everybody who waits.
    async fn flush(&mut self) {
        self.flush_is_due = false;
        let Some(round) = self.round.take_if(|round| round.waiting.is_empty()) else {
            return self.commit().await;
        };
        self.give_up(round).await;
    }

    /// Commits the round that somebody waits for.
    async fn commit(&mut self) {
        let Some(round) = &self.round else { return };
        if let Top::Open(gone) = round.top
            && let Err(cause) = round.txn.execute_unprepared(&format!("ROLLBACK TO s{gone}")).await
        {
            return self.fail(cause);
        }
        let Some(Round { txn, waiting, .. }) = self.round.take() else {
            return;
        };
        let committed = match Arc::into_inner(txn) {
            Some(txn) => txn.commit().await,
            None => Err(DbErr::Custom("a writer still holds the transaction".to_owned())),
        };
        match committed {
            Ok(()) => self.acknowledge(waiting),
            Err(cause) => {
                self.reopen();
                refuse(waiting, cause);
            }
        }
    }

    fn acknowledge(&self, waiting: Vec<Waiting>) {
        for Waiting { answer, announcements } in waiting {
            for announcement in announcements {
                // Nobody may be listening, neither to the announcement nor, when a request was cancelled, to the
                // answer.
                let _ = self.announce.send(announcement);
            }
            let _ = answer.send(Ok(()));
        }
    }

    /// Gives the round up: all who wait in it get the fault.
    fn fail(&mut self, cause: DbErr) {
        self.reopen();
        if let Some(round) = self.round.take() {
            refuse(round.waiting, cause);
        }
    }

    /// A connection on which transaction control failed is not to be trusted with the next.
    fn reopen(&mut self) {
        self.light = false;
        if let Some(connection) = self.connection.take() {
            tokio::spawn(connection.close());
        }
    }
}

fn refuse(waiting: Vec<Waiting>, cause: DbErr) {
    let fault = fault("committing", cause);
    for Waiting { answer, .. } in waiting {
        let _ = answer.send(Err(fault.clone()));
    }
}

/// A writer's turn on the lane.
pub(crate) struct Turn {
    lane: Arc<Mutex<Lane>>,
    held: Option<OwnedMutexGuard<Lane>>,
}

impl Turn {
    /// Waits for a turn and readies the connection.
    pub(crate) async fn take(lane: &Arc<Mutex<Lane>>) -> Result<(Self, Arc<DatabaseTransaction>), Fault> {
        let held = Arc::clone(lane).lock_owned().await;
        // The turn is made before the connection is readied: cancelled in the middle, its drop cleans up.
        let mut turn = Self {
            lane: Arc::clone(lane),
            held: Some(held),
        };
        let Some(held) = &mut turn.held else {
            return Err(Fault::ShuttingDown);
        };
        let txn = held.enter().await?;
        Ok((turn, txn))
    }

    /// Waits for a turn in which lines are appended, and nothing else is done.
    pub(crate) async fn to_append(lane: &Arc<Mutex<Lane>>) -> Self {
        Self {
            lane: Arc::clone(lane),
            held: Some(Arc::clone(lane).lock_owned().await),
        }
    }

    /// Appends lines: with the writers who are under way, or else by themselves.
    pub(crate) async fn append(mut self, lines: &[AuditLine]) -> Result<(), Fault> {
        let Some(held) = &mut self.held else {
            return Err(Fault::ShuttingDown);
        };
        if held.round.is_none() {
            let appended = held.append_lightly(lines).await;
            // Nothing was left standing, so no flush need follow.
            self.held = None;
            return appended;
        }
        let txn = held.enter().await?;
        let (sql, values) = audit::insert_alone(lines);
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
        let appended = txn.execute_raw(statement).await;
        drop(txn);
        appended.doing("logging what was read")?;
        self.keep(Vec::new()).await.unwrap_or(Err(Fault::ShuttingDown))
    }

    /// Leaves what was written standing. The answer comes when it is durable, or lost.
    pub(crate) fn keep(mut self, announcements: Vec<Announcement>) -> oneshot::Receiver<Result<(), Fault>> {
        let (answer, receiver) = oneshot::channel();
        if let Some(held) = &mut self.held {
            held.keep(Waiting { answer, announcements });
        }
        receiver
    }
}

impl Drop for Turn {
    /// However a turn ends, a flush follows: an open transaction keeps other processes from writing.
    fn drop(&mut self) {
        let Some(mut held) = self.held.take() else { return };
        if held.flush_is_due {
            return;
        }
        // Without a runtime nobody else is writing either; the next turn finds what was left.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            held.flush_is_due = true;
            let lane = Arc::clone(&self.lane);
            runtime.spawn(async move { lane.lock_owned().await.flush().await });
        }
    }
}
