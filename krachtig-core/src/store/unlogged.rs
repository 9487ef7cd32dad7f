//! Counters and half-finished ceremonies: the only records that change without a line in the audit log, because they
//! tell nothing about anybody's data and change with every knock at the door. What happens at the door in the end (who
//! signed in, who was refused) is logged like everything else.

use sea_orm::{ConnectionTrait, Statement};
use time::OffsetDateTime;

use super::batch::Written;
use super::row::{self, Row, table};
use super::{Doing, Store, Writing};
use crate::domain::identity::{Ceremony, Session, SignInAttempt};
use crate::domain::record::Change;
use crate::domain::token::Token;
use crate::error::Fault;

/// A record that may change without a line in the audit log.
pub(crate) trait Unlogged: Row {
    /// The column with the moment, in seconds of the Unix epoch, after which a row is of no use any more.
    const USELESS_AFTER: &'static str;
}

impl Unlogged for Ceremony {
    const USELESS_AFTER: &'static str = "expires_at";
}

impl Unlogged for SignInAttempt {
    const USELESS_AFTER: &'static str = "tried_at";
}

impl Store {
    /// Writes one such change, alone in its transaction.
    pub(crate) async fn note<R: Unlogged>(&self, change: &Change<R>) -> Result<Written, Fault> {
        self.begin().await?.note(change).await
    }

    /// Writes down that a session is in use. Whoever comes second with the same version changes nothing.
    pub(crate) async fn note_seen(&self, change: &Change<Session>) -> Result<(), Fault> {
        self.note_use(change).await
    }

    /// Writes down that a token was used today, alike.
    pub(crate) async fn note_used(&self, change: &Change<Token>) -> Result<(), Fault> {
        self.note_use(change).await
    }

    async fn note_use<R: Row>(&self, change: &Change<R>) -> Result<(), Fault> {
        let tx = self.begin().await?;
        match row::write(tx.connection(), change).await? {
            Written::Yes => tx.commit_unseen().await,
            Written::Stale | Written::Taken(_) => Ok(()),
        }
    }

    /// Takes away rows that have been of no use since before a moment.
    pub(crate) async fn sweep<R: Unlogged>(&self, before: OffsetDateTime) -> Result<(), Fault> {
        let tx = self.begin().await?;
        let sql = format!("DELETE FROM \"{}\" WHERE \"{}\" < $1", table::<R>(), R::USELESS_AFTER);
        let backend = tx.connection().get_database_backend();
        let delete = Statement::from_sql_and_values(backend, sql, [before.unix_timestamp().into()]);
        tx.connection().execute_raw(delete).await.doing("sweeping")?;
        tx.commit_unseen().await
    }
}

impl Writing {
    /// Writes one such change and commits, where nothing else was written in the transaction.
    pub(crate) async fn note<R: Unlogged>(self, change: &Change<R>) -> Result<Written, Fault> {
        let written = row::write(self.connection(), change).await?;
        if written == Written::Yes {
            self.commit_unseen().await?;
        }
        Ok(written)
    }

    /// Writes one such change among others that are logged.
    pub(crate) async fn note_among<R: Unlogged>(&self, change: &Change<R>) -> Result<Written, Fault> {
        row::write(self.connection(), change).await
    }

    /// Commits a transaction in which nothing was written but by [`Writing::note_among`].
    pub(crate) async fn keep_notes(self) -> Result<(), Fault> {
        self.commit_unseen().await
    }
}
