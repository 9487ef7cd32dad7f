//! The places of an installation by name: makes stores there, brings them up to date, and tells where a
//! tenant's is. Which store is open does not belong here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};

use crate::error::Fault;
use crate::store::connect::{self, SqliteFile};
use crate::store::directory::{self, Directory, Entry};
use crate::store::migration::{m0006_sealed, m0011_keys};
use crate::store::postgres::{self, DIRECTORY_SCHEMA, Names};
use crate::store::schema::Schema;
use crate::store::seal::{self, Keyring, Plain, WithKeys};
use crate::store::tenant::Site;
use crate::store::{Doing, Place, Slug, migration};

/// The name of the place where the directory is, and where tenants are made.
pub(super) const HOME: &str = "home";

/// Connections of the administrator: for the directory, for migrations, for making and moving tenants.
const ADMIN_CONNECTIONS: u32 = 4;

/// A place with what is needed to work in it.
pub(super) enum Ground {
    /// A directory of files.
    Files {
        /// The directory.
        dir: PathBuf,
    },
    /// A database, reached as its administrator.
    Server {
        /// How to log in, to be changed into a tenant's role.
        options: Box<PgConnectOptions>,
        /// The name of the database.
        database: String,
        /// Connections of the administrator; opened when first used.
        admin: DatabaseConnection,
    },
}

/// Every place of the installation.
pub(super) struct Places {
    grounds: BTreeMap<String, Ground>,
}

impl Places {
    pub(super) fn new(home: Place, others: BTreeMap<String, Place>) -> Result<Self, Fault> {
        if others.contains_key(HOME) {
            return Err(Fault::Unsuitable {
                what: format!("another place than the home cannot be called {HOME}"),
            });
        }
        let all = others.into_iter().chain([(HOME.to_owned(), home)]);
        let grounds = all
            .map(|(name, place)| Ok((name, Ground::new(place)?)))
            .collect::<Result<_, Fault>>()?;
        Ok(Self { grounds })
    }

    pub(super) fn ground(&self, place: &str) -> Result<&Ground, Fault> {
        self.grounds.get(place).ok_or_else(|| Fault::PlaceUnknown {
            place: place.to_owned(),
        })
    }

    /// Opens the directory and brings its schema up to date.
    pub(super) async fn open_directory(&self) -> Result<Directory, Fault> {
        let steps = directory::steps();
        let doing = "opening the directory of tenants";
        let db = match self.ground(HOME)? {
            Ground::Files { dir } => {
                connect::private_directory(&dir.join("tenants"))?;
                let file = SqliteFile {
                    path: dir.join("directory.db"),
                };
                let db = file.creator();
                connect::check_sqlite_version(&db).await?;
                if !migration::is_current(&db, &steps).await? {
                    let txn = begin_immediate(&db).await?;
                    migration::upgrade(&txn, &steps).await?;
                    txn.commit().await.doing(doing)?;
                }
                db
            }
            Ground::Server { admin, .. } => {
                postgres::prepare_database(admin).await?;
                if !migration::is_current(admin, &steps).await? {
                    let txn = postgres::begin_in(admin, DIRECTORY_SCHEMA).await?;
                    migration::upgrade(&txn, &steps).await?;
                    txn.commit().await.doing(doing)?;
                }
                admin.clone()
            }
        };
        Ok(Directory::new(db))
    }

    /// Makes a tenant's store at this place, or completes what an interrupted attempt left.
    pub(super) async fn create_store(
        &self,
        (entry, keyring): (&Entry, &Arc<Keyring>),
        place: &str,
        schema: &Schema,
    ) -> Result<(), Fault> {
        let ground = self.ground(place)?;
        ground.make_room().await?;
        let writer = ground.writer(&entry.tenant.slug, true);
        let txn = ground.begin(&writer, &entry.tenant.slug).await?;
        if let Some(names) = ground.names(&entry.tenant.slug) {
            postgres::create(&txn, &names, entry.tenant.id, &entry.secret.0).await?;
        }
        ground.upgrade((txn, keyring), &entry.tenant.slug, schema).await?;
        ground.release(writer).await;
        Ok(())
    }

    /// Brings a tenant's store up to date. The lock is the transaction's own, so that of two programs that
    /// notice at once one does the work and the other finds it done.
    pub(super) async fn upgrade_store(
        &self,
        (entry, keyring): (&Entry, &Arc<Keyring>),
        schema: &Schema,
    ) -> Result<(), Fault> {
        let ground = self.ground(&entry.tenant.place)?;
        let writer = ground.writer(&entry.tenant.slug, false);
        let txn = ground.begin(&writer, &entry.tenant.slug).await?;
        ground.upgrade((txn, keyring), &entry.tenant.slug, schema).await?;
        ground.release(writer).await;
        Ok(())
    }

    /// Has the database let go of what is gone from a tenant's rows: what lay plain before it was sealed, and what was
    /// erased. Everything else waits meanwhile, so it is done where there is something to sweep alone.
    pub(super) async fn sweep_store(&self, entry: &Entry, schema: &Schema) -> Result<(), Fault> {
        let doing = "sweeping a store";
        let ground = self.ground(&entry.tenant.place)?;
        let writer = ground.writer(&entry.tenant.slug, false);
        match ground.names(&entry.tenant.slug) {
            None => {
                writer.execute_unprepared("VACUUM").await.doing(doing)?;
                let cut = "PRAGMA wal_checkpoint(TRUNCATE)";
                let cut = Statement::from_string(writer.get_database_backend(), cut);
                let row = writer.query_one_raw(cut).await.doing(doing)?;
                let busy: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose().doing(doing)?;
                if busy != Some(0) {
                    return Err(Fault::Unsuitable {
                        what: "a reader kept the old end of a store's log in use".to_owned(),
                    });
                }
            }
            Some(names) => {
                // Nothing is ever erased from the log.
                let tables = (schema.tables)().into_iter();
                for table in tables.filter(|table| !table.name.starts_with("audit")) {
                    postgres::rewrite(&writer, &names, table.name).await?;
                }
            }
        }
        ground.release(writer).await;
        Ok(())
    }

    /// Where this tenant's rows are, with the tenant's own rights.
    pub(super) fn site(&self, entry: &Entry) -> Result<Site, Fault> {
        Ok(match self.ground(&entry.tenant.place)? {
            Ground::Files { dir } => Site::File(SqliteFile::of_tenant(dir, &entry.tenant.slug)),
            Ground::Server { options, database, .. } => {
                let names = Names::new(&entry.tenant.slug, database);
                let options = options.as_ref().clone().username(&names.role).password(&entry.secret.0);
                Site::Role(Box::new(options))
            }
        })
    }

    pub(super) async fn close(&self) {
        for ground in self.grounds.values() {
            if let Ground::Server { admin, .. } = ground {
                // Nothing is left to lose when closing fails.
                let _ = admin.close_by_ref().await;
            }
        }
    }
}

impl Ground {
    fn new(place: Place) -> Result<Self, Fault> {
        Ok(match place {
            Place::Sqlite { dir } => Self::Files { dir },
            Place::Postgres { admin_url } => {
                let options = connect::postgres_options(&admin_url)?;
                // The database's name is asked for in the address, because tenants' roles are called after it
                // before anything is connected.
                let database = options
                    .get_database()
                    .map(ToOwned::to_owned)
                    .ok_or_else(|| Fault::Unsuitable {
                        what: "the address of a PostgreSQL place must name its database".to_owned(),
                    })?;
                let directory = options.clone().options([("search_path", DIRECTORY_SCHEMA)]);
                let admin = connect::postgres(directory, ADMIN_CONNECTIONS);
                Self::Server {
                    options: Box::new(options),
                    database,
                    admin,
                }
            }
        })
    }

    /// Makes the directory for files, or closes the database to strangers.
    async fn make_room(&self) -> Result<(), Fault> {
        match self {
            Self::Files { dir } => connect::private_directory(&tenants_directory(dir)),
            Self::Server { admin, .. } => postgres::prepare_database(admin).await,
        }
    }

    /// What tells this place from another, however both are written in the configuration.
    pub(super) async fn identity(&self) -> Result<String, Fault> {
        match self {
            Self::Files { dir } => {
                connect::private_directory(&tenants_directory(dir))?;
                let path = dir.canonicalize().doing("finding out where a place is")?;
                Ok(format!("files {}", path.display()))
            }
            Self::Server { admin, .. } => postgres::identity(admin).await,
        }
    }

    /// A connection that may change everything of this tenant's store, the schema included.
    pub(super) fn writer(&self, slug: &Slug, make: bool) -> DatabaseConnection {
        match self {
            Self::Files { dir } if make => SqliteFile::of_tenant(dir, slug).creator(),
            Self::Files { dir } => SqliteFile::of_tenant(dir, slug).writer(),
            Self::Server { admin, .. } => admin.clone(),
        }
    }

    /// Gives such a connection back.
    pub(super) async fn release(&self, writer: DatabaseConnection) {
        if matches!(self, Self::Files { .. }) {
            // Nothing is left to lose when closing fails.
            let _ = writer.close().await;
        }
    }

    /// Begins a transaction that is alone with this tenant's schema.
    pub(super) async fn begin(&self, writer: &DatabaseConnection, slug: &Slug) -> Result<DatabaseTransaction, Fault> {
        match self.names(slug) {
            None => begin_immediate(writer).await,
            Some(names) => postgres::begin_in(writer, &names.schema).await,
        }
    }

    /// Applies the missing migrations and, in the same transaction, gives the tenant's role its rights on them.
    pub(super) async fn upgrade(
        &self,
        (txn, keyring): (DatabaseTransaction, &Arc<Keyring>),
        slug: &Slug,
        schema: &Schema,
    ) -> Result<(), Fault> {
        let done = migration::upgrade(&txn, &(schema.migrations)()).await?;
        let plain: [(_, &[Plain]); 2] = [
            (m0006_sealed::NAME, &m0006_sealed::PLAIN),
            (m0011_keys::NAME, &m0011_keys::PLAIN),
        ];
        for (_, tables) in plain
            .into_iter()
            .filter(|(name, _)| done.iter().any(|done| done == name))
        {
            let db = WithKeys::new(&txn, Arc::clone(keyring));
            seal::seal_plain(&db, tables).await?;
        }
        if let Some(names) = self.names(slug) {
            postgres::grant(&txn, &names, &schema.append_only()).await?;
        }
        txn.commit().await.doing("migrating a store")
    }

    /// What a tenant's things are called, where the place is a PostgreSQL database.
    pub(super) fn names(&self, slug: &Slug) -> Option<Names> {
        match self {
            Self::Files { .. } => None,
            Self::Server { database, .. } => Some(Names::new(slug, database)),
        }
    }
}

fn tenants_directory(dir: &Path) -> PathBuf {
    dir.join("tenants")
}

/// Begins a transaction that holds SQLite's one write lock from the start.
pub(super) async fn begin_immediate(db: &DatabaseConnection) -> Result<DatabaseTransaction, Fault> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    db.begin_with_options(immediate).await.doing("locking a store")
}
