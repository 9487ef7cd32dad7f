//! A write transaction as a value: services load, decide and insert through it from top to bottom and end with
//! [`Writing::commit`], which takes the audit lines. Dropped before that, it leaves nothing behind.

use std::fmt;
use std::sync::Arc;

use sea_orm::DatabaseTransaction;
use tokio::sync::broadcast;

use super::Doing;
use super::audit::{self, Announcement, Appender, AuditLines};
use super::batch::{Batch, Written};
use super::group::Turn;
use super::seal::{Keyring, WithKeys};
use crate::error::{Cause, Fault};

/// A write transaction of one tenant.
///
/// After a fault from a statement made through it, a `Writing` is to be dropped: PostgreSQL would refuse what
/// follows, and SQLite may have rolled back all of it already.
#[must_use = "a write transaction that is dropped changes nothing"]
pub struct Writing {
    // Before the turn, so that it is given back before the next writer comes.
    txn: WithKeys<Arc<DatabaseTransaction>>,
    route: Route,
    log: Appender,
}

/// How the transaction comes to its end.
pub(crate) enum Route {
    /// SQLite: together with the other writers of the group.
    Group(Turn),
    /// PostgreSQL: by itself.
    Alone(broadcast::Sender<Announcement>),
}

impl Writing {
    pub(crate) fn new(txn: Arc<DatabaseTransaction>, keyring: Arc<Keyring>, route: Route, log: Appender) -> Self {
        Self {
            txn: WithKeys::new(txn, keyring),
            route,
            log,
        }
    }

    /// What the store's own queries run on.
    pub(crate) fn connection(&self) -> &WithKeys<Arc<DatabaseTransaction>> {
        &self.txn
    }

    /// Room for changes to be written at the end.
    pub(crate) fn batch(&self) -> Batch {
        Batch::new(self.connection())
    }

    /// Writes the audit lines and makes everything durable.
    ///
    /// Once it answers `Ok`, the change survives a crash and has been announced to [`super::Store::subscribe`]rs.
    /// A caller who goes away while waiting here leaves it open whether the change was made.
    ///
    /// # Errors
    /// [`Fault::Database`]; nothing of this transaction was then kept.
    pub async fn commit(self, lines: impl Into<AuditLines>) -> Result<(), Fault> {
        let batch = self.batch();
        // An audit line is new, so nothing can be stale or taken.
        self.commit_with(batch, lines).await.map(|_| ())
    }

    /// The same with the changes that were put off until now, which are sent together with the audit lines. Nothing of
    /// the transaction is kept unless all of them were written.
    ///
    /// # Errors
    /// As [`Writing::commit`].
    pub(crate) async fn commit_with(self, mut batch: Batch, lines: impl Into<AuditLines>) -> Result<Written, Fault> {
        let lines = lines.into();
        audit::insert(&mut batch, &lines);
        let written = batch.send(self.connection(), "writing").await?;
        if written != Written::Yes {
            return Ok(written);
        }
        let announcements: Vec<Announcement> = lines.iter().map(Announcement::from).collect();
        let log = self.log.clone();
        self.end(announcements).await?;
        log.sequence_soon();
        Ok(Written::Yes)
    }

    /// Makes durable what tells nothing about anybody's data, for which the audit log has no line: how records are kept,
    /// what the log keeps of itself, and what [`super::unlogged`] writes, which sees to it that nothing else was.
    ///
    /// # Errors
    /// As [`Writing::commit`].
    pub(in crate::store) async fn commit_unseen(self) -> Result<(), Fault> {
        self.end(Vec::new()).await
    }

    async fn end(self, announcements: Vec<Announcement>) -> Result<(), Fault> {
        let Self { txn, route, .. } = self;
        let txn = txn.into_connection();
        match route {
            Route::Group(turn) => {
                drop(txn);
                turn.keep(announcements).await.unwrap_or(Err(Fault::ShuttingDown))
            }
            Route::Alone(announce) => commit_alone(txn, announce, announcements).await,
        }
    }
}

/// In a task of its own: a request cancelled during COMMIT must not swallow the announcement of what was made.
async fn commit_alone(
    txn: Arc<DatabaseTransaction>,
    announce: broadcast::Sender<Announcement>,
    announcements: Vec<Announcement>,
) -> Result<(), Fault> {
    let committing = tokio::spawn(async move {
        let Some(txn) = Arc::into_inner(txn) else {
            return Err(Fault::ShuttingDown);
        };
        txn.commit().await.doing("committing")?;
        for announcement in announcements {
            // Nobody may be listening.
            let _ = announce.send(announcement);
        }
        Ok(())
    });
    match committing.await {
        Ok(done) => done,
        Err(broken) => Err(Fault::Database {
            doing: "committing",
            source: Cause::new(broken),
        }),
    }
}

impl fmt::Debug for Writing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writing").finish_non_exhaustive()
    }
}
