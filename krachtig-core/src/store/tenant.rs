//! The store of one tenant: whoever holds a [`Store`] can reach that tenant's rows and no other's.
//! Which stores are open, and when they close, does not belong here.

use std::fmt;
use std::sync::Arc;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{DatabaseConnection, TransactionTrait};
use tokio::sync::{Mutex, broadcast};
use uuid::Uuid;

use super::Doing;
use super::audit::{self, Announcement, Appender, AuditLine, RecordedChange, Way};
use super::connect::{self, SqliteFile};
use super::counting::{StatementListener, Statements};
use super::directory::Tenant;
use super::group::{Lane, Turn};
use super::object::TenantObjects;
use super::seal::{Keyed, Keyring, WithKeys};
use super::writing::{Route, Writing};
use crate::error::Fault;

/// The handle on one tenant's store.
///
/// Cheap to hold: connections open when they are first needed and close when they rest. Hold one for the length
/// of a request, not longer, so that a tenant at rest can be closed.
pub struct Store {
    tenant: Tenant,
    reader: WithKeys<Arc<DatabaseConnection>>,
    writer: Writer,
    statements: Statements,
    announce: broadcast::Sender<Announcement>,
    log: Appender,
    objects: Option<TenantObjects>,
}

enum Writer {
    /// SQLite: one connection, commits in groups.
    Lane(Arc<Mutex<Lane>>),
    /// PostgreSQL: any connection of the pool.
    Pool,
}

/// Where a tenant's rows are, and with which rights they are reached.
pub(crate) enum Site {
    /// A file.
    File(SqliteFile),
    /// A database, logged in as the tenant's own role.
    Role(Box<PgConnectOptions>),
}

impl Store {
    /// A handle on the store at this site. Nothing is opened yet.
    pub(crate) fn new(
        (tenant, keyring, objects): (Tenant, Arc<Keyring>, Option<TenantObjects>),
        (site, connections): (Site, u32),
        announce: broadcast::Sender<Announcement>,
        listener: StatementListener,
    ) -> Self {
        let statements = Statements::new(listener);
        let (reader, writer) = match site {
            Site::File(file) => {
                let reader = file.readers(connections);
                let lane = Lane::new(file, statements.clone(), announce.clone());
                (reader, Writer::Lane(Arc::new(Mutex::new(lane))))
            }
            Site::Role(options) => (connect::postgres(*options, connections), Writer::Pool),
        };
        let reader = WithKeys::new(Arc::new(statements.watch(reader)), keyring);
        let log = Appender::new(match &writer {
            Writer::Lane(lane) => Way::Lane(Arc::clone(lane)),
            Writer::Pool => Way::Pool(reader.clone()),
        });
        Self {
            tenant,
            reader,
            writer,
            statements,
            announce,
            log,
            objects,
        }
    }

    /// The tenant's objects.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] where nobody said where they lie.
    pub(crate) fn objects(&self) -> Result<&TenantObjects, Fault> {
        self.objects.as_ref().ok_or_else(|| Fault::Unsuitable {
            what: "where the tenants are in PostgreSQL, it must be said where objects lie".to_owned(),
        })
    }

    /// Adds a line of what was read to the access log, and answers once the end of this process could not take it any
    /// more. Not to be awaited while holding a [`Writing`] of this tenant: on SQLite it waits for the writers.
    ///
    /// # Errors
    /// [`Fault::Database`]: then nothing may be shown of what was read.
    pub async fn log(&self, line: AuditLine) -> Result<(), Fault> {
        self.log.append(line).await
    }

    /// The way into the access log, and to its tree.
    pub(crate) fn appender(&self) -> &Appender {
        &self.log
    }

    /// The tenant, as the directory had it when the store was opened.
    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// What the store's own reading queries run on: a small pool, in SQLite unable to write.
    pub(crate) fn reader(&self) -> &WithKeys<Arc<DatabaseConnection>> {
        &self.reader
    }

    /// Begins a write transaction. On SQLite this waits, in order of arrival, until it is alone with the tenant.
    ///
    /// # Errors
    /// [`Fault::Database`] when the database cannot be reached, or another process keeps it locked.
    pub async fn begin(&self) -> Result<Writing, Fault> {
        let keyring = self.reader.keyring();
        keyring.keep_fresh().await?;
        let keyring = Arc::clone(keyring);
        match &self.writer {
            Writer::Lane(lane) => {
                let (turn, txn) = Turn::take(lane).await?;
                Ok(Writing::new(txn, keyring, Route::Group(turn), self.log.clone()))
            }
            Writer::Pool => {
                let txn = self
                    .reader
                    .connection()
                    .begin()
                    .await
                    .doing("beginning a transaction")?;
                let route = Route::Alone(self.announce.clone());
                Ok(Writing::new(Arc::new(txn), keyring, route, self.log.clone()))
            }
        }
    }

    /// What happened to a record after it had this version, oldest first: tells the author of a stale edit what
    /// others changed meanwhile.
    ///
    /// # Errors
    /// [`Fault::Database`], or [`Fault::Corrupt`] where a line cannot be read.
    pub async fn audit_since(&self, record_id: Uuid, version: i32) -> Result<Vec<RecordedChange>, Fault> {
        audit::since(self.reader(), record_id, version).await
    }

    /// Hears of every change made through this program from now on, after it is durable. A listener that falls
    /// far behind is told how many it missed. The tenant's store may close and open meanwhile.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Announcement> {
        self.announce.subscribe()
    }

    /// Announces what the access log has no line of. Nobody may be listening.
    pub(super) fn announce_unlogged(&self, announcement: Announcement) {
        let _ = self.announce.send(announcement);
    }

    /// SQL statements sent since the store was opened, transaction control not counted.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.total()
    }

    /// Closes all connections, once those in use are given back.
    pub(crate) async fn close(&self) {
        self.log.close().await;
        if let Writer::Lane(lane) = &self.writer {
            lane.lock().await.close().await;
        }
        // Nothing is left to lose when closing fails.
        let _ = self.reader.connection().close_by_ref().await;
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("tenant", &self.tenant.slug)
            .finish_non_exhaustive()
    }
}
