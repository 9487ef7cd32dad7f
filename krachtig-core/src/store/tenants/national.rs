//! Where the national store is: a file beside the directory, or a schema with two logins of its own. What is in it does
//! not belong here: see `krachtig_national`.

use krachtig_national::error as national;
use krachtig_national::store::{NationalStore, Published, steps};
use sea_orm::DatabaseConnection;

use super::places::{Ground, HOME, Places, begin_immediate};
use crate::error::{Cause, Fault};
use crate::store::connect::{self, SqliteFile};
use crate::store::directory::Directory;
use crate::store::postgres::{self, NATIONAL_SCHEMA, Names};
use crate::store::{Doing, migration};

/// The login that makes releases, and the one that reads what is published.
const MAKER: &str = "maker";
const READER: &str = "reader";

/// Connections of each: releases are made by one person at a time, and read by few.
const MAKERS: u32 = 2;
const READERS: u32 = 4;

/// The comment on both roles, so that nobody else's is taken for one.
const OWNER: &str = "Krachtig national";

/// The open national store.
#[derive(Clone, Debug)]
pub struct NationalStores {
    /// For who makes releases.
    pub maker: NationalStore,
    /// For who reads them.
    pub published: Published,
    connections: [DatabaseConnection; 2],
}

impl NationalStores {
    /// Over connections that write, and others that read; those that read also write the log where they can.
    fn new(writes: DatabaseConnection, reads: DatabaseConnection, logs: DatabaseConnection) -> Self {
        Self {
            maker: NationalStore::new(writes.clone()),
            published: Published::new(reads.clone(), logs),
            connections: [writes, reads],
        }
    }

    /// Closes it. Transactions under way are finished first.
    pub(super) async fn close(&self) {
        for db in &self.connections {
            // Nothing is left to lose when closing fails.
            let _ = db.close_by_ref().await;
        }
    }
}

impl Places {
    /// Opens the national store and brings its schema up to date.
    pub(super) async fn open_national(&self, directory: &Directory) -> Result<NationalStores, Fault> {
        let (steps, doing) = (steps(), "opening the national store");
        match self.ground(HOME)? {
            Ground::Files { dir } => {
                let file = SqliteFile {
                    path: dir.join("national.db"),
                };
                let writes = file.creator();
                if !migration::is_current(&writes, &steps).await? {
                    let txn = begin_immediate(&writes).await?;
                    migration::upgrade(&txn, &steps).await?;
                    txn.commit().await.doing(doing)?;
                }
                Ok(NationalStores::new(writes.clone(), file.readers(READERS), writes))
            }
            Ground::Server {
                options,
                database,
                admin,
            } => {
                let logins = [MAKER, READER].map(|login| Names::national(login, database));
                let mut open = Vec::new();
                let txn = postgres::begin_in(admin, NATIONAL_SCHEMA).await?;
                for ((name, names), most) in [MAKER, READER].into_iter().zip(&logins).zip([MAKERS, READERS]) {
                    let secret = directory.national().secret_of(name).await?;
                    postgres::create_owned(&txn, names, OWNER, &secret.0).await?;
                    let options = options.as_ref().clone().username(&names.role).password(&secret.0);
                    open.push(connect::postgres(options, most));
                }
                migration::upgrade(&txn, &steps).await?;
                let [maker, reader] = &logins;
                postgres::grant_national(&txn, maker, reader).await?;
                txn.commit().await.doing(doing)?;
                let reads = open.pop().unwrap_or_default();
                Ok(NationalStores::new(
                    open.pop().unwrap_or_default(),
                    reads.clone(),
                    reads,
                ))
            }
        }
    }
}

impl From<national::Fault> for Fault {
    fn from(fault: national::Fault) -> Self {
        match fault {
            national::Fault::Database { doing, source } => Self::Database {
                doing,
                source: Cause::new(source),
            },
            national::Fault::Corrupt { table, column } => Self::Corrupt {
                table,
                column,
                id: uuid::Uuid::nil(),
            },
            other => Self::Unsuitable {
                what: other.to_string(),
            },
        }
    }
}
