//! What is published, for who reads it: nothing else can be reached from here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{DatabaseConnection, QueryResult, Value};
use time::OffsetDateTime;

use super::read_log::ReadLog;
use super::readers::scopes;
use super::{FrozenRelease, KnownReader, Read, get, query};
use crate::error::Fault;
use crate::id::{ReaderId, ReaderTokenId, ReleaseId};

/// What is published, its readers, and the log of what they read.
#[derive(Clone, Debug)]
pub struct Published {
    pub(super) reads: DatabaseConnection,
    log: Arc<ReadLog>,
    /// Releases that were asked for: they never change, so they are read once. There are a few a year.
    kept: Arc<Mutex<BTreeMap<ReleaseId, Arc<FrozenRelease>>>>,
}

/// A published release, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its id.
    pub id: ReleaseId,
    /// Its name.
    pub name: String,
    /// When it was published, in seconds since 1970.
    pub published_at: i64,
}

impl Published {
    /// Over connections that read, and others that write the log of what was read; they may be the same.
    #[must_use]
    pub fn new(reads: DatabaseConnection, logs: DatabaseConnection) -> Self {
        Self {
            reads,
            log: Arc::new(ReadLog::new(logs)),
            kept: Arc::default(),
        }
    }

    /// The published releases, newest first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn headings(&self) -> Result<Vec<Heading>, Fault> {
        let sql = "SELECT id, name, published_at FROM published_release ORDER BY published_at DESC, name";
        let rows = query(&self.reads, sql, [], "listing releases").await?;
        let read = |row: &QueryResult| {
            Ok(Heading {
                id: ReleaseId::from_uuid(get(row, 0)?),
                name: get(row, 1)?,
                published_at: get(row, 2)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// A published release; none where there is none of that id, or it is not published.
    ///
    /// # Errors
    /// [`Fault::Database`]; [`Fault::Corrupt`] where it is not what was frozen.
    pub async fn release(&self, id: ReleaseId) -> Result<Option<Arc<FrozenRelease>>, Fault> {
        if let Some(kept) = self.kept().get(&id) {
            return Ok(Some(Arc::clone(kept)));
        }
        let sql = "SELECT content, hash, signature, signed_by, published_at FROM published_release WHERE id = $1";
        let rows = query(&self.reads, sql, [id.uuid().into()], "reading a release").await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let release = Arc::new(FrozenRelease::read(row, 0)?);
        self.kept().insert(id, Arc::clone(&release));
        Ok(Some(release))
    }

    /// The reader whose token has this hash, unless it was revoked or is over.
    ///
    /// # Errors
    /// [`Fault::Database`]; [`Fault::Corrupt`].
    pub async fn reader(&self, hash: &str, now: OffsetDateTime) -> Result<Option<KnownReader>, Fault> {
        let sql = "SELECT r.id, r.name, t.id, t.scopes FROM reader_token t JOIN reader r ON r.id = t.reader_id \
                   WHERE t.hash = $1 AND NOT t.revoked AND t.expires_at > $2";
        let values: [Value; 2] = [hash.into(), now.unix_timestamp().into()];
        let rows = query(&self.reads, sql, values, "looking up a reader").await?;
        let read = |row: &QueryResult| {
            Ok(KnownReader {
                id: ReaderId::from_uuid(get(row, 0)?),
                name: get(row, 1)?,
                token: ReaderTokenId::from_uuid(get(row, 2)?),
                scopes: scopes(&get::<String>(row, 3)?)?,
            })
        };
        rows.first().map(read).transpose()
    }

    /// Keeps what a reader reads. No answer goes out before.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn log(&self, read: &Read<'_>) -> Result<(), Fault> {
        self.log.keep(read).await
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<ReleaseId, Arc<FrozenRelease>>> {
        // A map into which an insertion broke off lacks one entry at worst.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
