//! The tenants' keys: made with the tenant, replaced one by one, destroyed when nothing is sealed with them any more; and
//! the change of the master key. How a value is sealed does not belong here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{ConnectionTrait, DbBackend};
use time::{Duration, OffsetDateTime};

use super::{Inner, Options, Tenants};
use crate::domain::id::TenantId;
use crate::domain::vocabulary::vocabulary;
use crate::error::Fault;
use crate::store::directory::{Directory, Entry, StoredKey};
use crate::store::schema::Table;
use crate::store::seal::{self, Keyring, MasterKey, Masters};
use crate::store::{Doing, Place, Slug, TenantState};

vocabulary! {
    /// What a tenant's key is used for.
    KeyState = "key_state" {
        /// New values are sealed with it.
        Current = "current",
        /// It opens values that are not sealed anew yet.
        Old = "old",
    }
}

/// A key of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStatus {
    /// Its number: a tenant's keys are counted from 1.
    pub number: u32,
    /// What it is used for.
    pub state: KeyState,
    /// The name of the master key that closes it.
    pub master: String,
    /// How many values it sealed.
    pub values: u64,
    /// Since when another is used in its place.
    pub retired_at: Option<OffsetDateTime>,
}

/// What came of sealing a tenant's values anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Rows that were sealed anew.
    pub rows: u64,
    /// Values that older keys than the current one still have. Asked again, it goes on with these.
    pub left: u64,
    /// Values that no key opens: corrupt, or of a key that is gone.
    pub unreadable: u64,
}

/// Whether the files of a tenant's store hold what is in its rows alone, or may hold what is gone from them as well:
/// values from before they were sealed, or what was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Files {
    New,
    Old,
}

/// How often sealing anew goes through a store for what others sealed with the old key meanwhile.
const ROUNDS: u32 = 5;

/// The keys of every tenant that was opened. They are one and the same for all handles on a tenant's store, so that all
/// get to know of a new key at once.
#[derive(Default)]
pub(super) struct Keyrings(Mutex<HashMap<TenantId, Arc<Keyring>>>);

/// The master keys at hand, once it is sure that they open what they have to.
pub(super) async fn masters(directory: &Directory, home: &Place, options: &Options) -> Result<Masters, Fault> {
    let needed = directory.keys().masters().await?;
    let key = options.master.clone().resolve(home, !needed.is_empty())?;
    let masters = Masters::new(key, options.other_masters.clone());
    match needed.iter().find(|name| !masters.has(name)) {
        Some(name) => Err(seal::missing(name)),
        None => Ok(masters),
    }
}

impl Inner {
    /// The keys of a tenant, of which the first is made where there is none.
    pub(super) async fn keyring(&self, tenant: TenantId, files: Files) -> Result<Arc<Keyring>, Fault> {
        let keyring = {
            let mut all = self.keyrings.0.lock().unwrap_or_else(PoisonError::into_inner);
            let new = || Arc::new(Keyring::new(tenant, self.directory.keys(), Arc::clone(&self.masters)));
            Arc::clone(all.entry(tenant).or_insert_with(new))
        };
        if keyring.keys().current() == 0 {
            keyring.look().await?;
        }
        if keyring.keys().current() == 0 {
            // Where another program was faster, its key is taken.
            self.add_key(tenant, (1, files), OffsetDateTime::UNIX_EPOCH).await?;
            keyring.look().await?;
        }
        Ok(keyring)
    }

    async fn add_key(
        &self,
        tenant: TenantId,
        (number, files): (u32, Files),
        now: OffsetDateTime,
    ) -> Result<bool, Fault> {
        let master = self.masters.current().ok_or_else(|| seal::missing("?"))?;
        let key = zeroize::Zeroizing::new(seal::random()?);
        let key = StoredKey {
            tenant,
            number,
            master: master.name().to_owned(),
            wrapped: master.wrap((tenant, number), &key)?,
            retired_at: None,
            swept: files == Files::New,
        };
        self.directory.keys().add(&key, now.unix_timestamp()).await
    }

    /// Sweeps a store whose files may hold what is gone from its rows. A store that is in use elsewhere is swept another
    /// time.
    pub(super) async fn sweep(&self, entry: &Entry, keyring: &Keyring) -> Result<(), Fault> {
        if !keyring.unswept() {
            return Ok(());
        }
        match self.places.sweep_store(entry, &self.options.schema).await {
            Ok(()) => {
                self.directory.keys().note_swept(entry.tenant.id).await?;
                keyring.look().await
            }
            Err(fault) => {
                tracing::warn!(slug = %entry.tenant.slug, %fault, "what is gone from a store may still lie in its files");
                Ok(())
            }
        }
    }

    fn sealed_tables(&self) -> Vec<Table> {
        let tables = (self.options.schema.tables)();
        let sealed = |table: &Table| !seal::sealed_columns(table).is_empty();
        tables.into_iter().filter(sealed).collect()
    }
}

impl Tenants {
    /// A tenant's keys by their numbers.
    ///
    /// # Errors
    /// As [`Tenants::store`].
    pub async fn key_status(&self, slug: &Slug) -> Result<Vec<KeyStatus>, Fault> {
        let store = self.store(slug).await?;
        let mut told = Vec::new();
        for key in self.inner.directory.keys().of(store.tenant().id).await? {
            told.push(KeyStatus {
                values: self.values_of(store.reader(), key.number).await?,
                number: key.number,
                retired_at: key
                    .retired_at
                    .and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok()),
                state: key.retired_at.map_or(KeyState::Current, |_| KeyState::Old),
                master: key.master,
            });
        }
        Ok(told)
    }

    /// The tenants in which people can work and that have keys besides the current one, or files to be swept.
    ///
    /// # Errors
    /// [`Fault::Database`], or [`Fault::Corrupt`] where an entry cannot be read.
    pub async fn with_old_keys(&self) -> Result<Vec<Slug>, Fault> {
        let old = self.inner.directory.keys().tenants_with_old().await?;
        let tenants = self.list().await?.into_iter();
        let concerned = tenants.filter(|tenant| tenant.state == TenantState::Active && old.contains(&tenant.id));
        Ok(concerned.map(|tenant| tenant.slug).collect())
    }

    /// Gives a tenant a new key, with which values are sealed from now on. Answers its number. What older keys sealed
    /// stays as it is until [`Tenants::reseal`].
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] where another program does the same at this moment; otherwise as [`Tenants::store`].
    pub async fn new_key(&self, slug: &Slug, now: OffsetDateTime) -> Result<u32, Fault> {
        self.next_key(slug, Files::New, now).await
    }

    /// Gives a tenant a new key because something was erased from its rows, and notes that its files are to be swept.
    /// Answers the number of the last key with which something of that may be sealed: once [`Tenants::reseal`] is through
    /// and [`Tenants::destroy_old_keys`] has destroyed it, no copy from before tells anything of it.
    ///
    /// # Errors
    /// As [`Tenants::new_key`].
    pub async fn retire_key(&self, slug: &Slug, now: OffsetDateTime) -> Result<u32, Fault> {
        Ok(self.next_key(slug, Files::Old, now).await? - 1)
    }

    /// Sweeps the files of a tenant's store where something was erased since they were swept last.
    ///
    /// # Errors
    /// As [`Tenants::store`]. Files that could not be swept are logged, and swept another time.
    pub async fn sweep(&self, slug: &Slug) -> Result<(), Fault> {
        let store = self.store(slug).await?;
        let keyring = self.inner.keyring(store.tenant().id, Files::Old).await?;
        keyring.look().await?;
        let entry = self.inner.directory.get(slug).await?;
        self.inner.sweep(&entry, &keyring).await
    }

    async fn next_key(&self, slug: &Slug, files: Files, now: OffsetDateTime) -> Result<u32, Fault> {
        let store = self.store(slug).await?;
        let tenant = store.tenant().id;
        let keyring = self.inner.keyring(tenant, Files::Old).await?;
        keyring.look().await?;
        let number = keyring.keys().current() + 1;
        // Whether the files were swept is about the files and not about a key.
        let files = if keyring.unswept() { Files::Old } else { files };
        if !self.inner.add_key(tenant, (number, files), now).await? {
            return Err(Fault::Unsuitable {
                what: format!("another program gave tenant {slug} a new key at the same time"),
            });
        }
        keyring.look().await?;
        tracing::info!(%slug, number, "a tenant has a new key");
        Ok(number)
    }

    /// Seals with the current key what older keys sealed, beside everybody's work. It can be broken off and asked again
    /// at any time.
    ///
    /// # Errors
    /// As [`Tenants::store`].
    pub async fn reseal(&self, slug: &Slug) -> Result<Resealed, Fault> {
        let store = self.store(slug).await?;
        // Another program may have made the key with which everything is sealed anew.
        let keyring = self.inner.keyring(store.tenant().id, Files::Old).await?;
        keyring.look().await?;
        let (mut done, tables) = (Resealed::default(), self.inner.sealed_tables());
        for _ in 0..ROUNDS {
            done.unreadable = 0;
            for table in &tables {
                let round = seal::round(&store, table).await?;
                done.rows += round.rows;
                done.unreadable += round.unreadable;
            }
            done.left = 0;
            for key in self.inner.directory.keys().of(store.tenant().id).await? {
                if key.retired_at.is_some() {
                    done.left += self.values_of(store.reader(), key.number).await?;
                }
            }
            if done.left <= done.unreadable {
                break;
            }
        }
        Ok(done)
    }

    /// Destroys a tenant's old keys with which nothing is sealed any more and that were replaced at least `grace` ago: no
    /// transaction that still knew such a key as the current one may be under way. Answers their numbers. Whatever was
    /// sealed with them, in old backups for one, can never be opened again.
    ///
    /// # Errors
    /// As [`Tenants::store`].
    pub async fn destroy_old_keys(
        &self,
        slug: &Slug,
        (now, grace): (OffsetDateTime, Duration),
    ) -> Result<Vec<u32>, Fault> {
        let store = self.store(slug).await?;
        let keys = self.inner.directory.keys();
        let due = |key: &StoredKey| {
            let age = |since| now.unix_timestamp().saturating_sub(since) >= grace.whole_seconds();
            key.retired_at.is_some_and(age)
        };
        let mut destroyed = Vec::new();
        for key in keys.of(store.tenant().id).await?.iter().filter(|key| due(key)) {
            // Held to the end: nobody writes a sealed value between the look and the deed.
            let held = store.begin().await?;
            self.hold(&held).await?;
            if self.values_of(held.connection(), key.number).await? == 0 {
                keys.destroy(store.tenant().id, key.number).await?;
                tracing::info!(%slug, number = key.number, "an old key was destroyed");
                destroyed.push(key.number);
            }
        }
        self.inner.keyring(store.tenant().id, Files::Old).await?.look().await?;
        Ok(destroyed)
    }

    /// Encrypts the keys of all tenants with another master key, all or none of them. Answers how many keys there were.
    /// Whoever opens this installation afterwards needs that master key.
    ///
    /// # Errors
    /// [`Fault::MasterKey`] where a key needs a master key that is not at hand; [`Fault::Database`].
    pub async fn change_master(&self, new: &MasterKey) -> Result<u64, Fault> {
        let (masters, keys) = (&self.inner.masters, self.inner.directory.keys());
        let rewrapped = keys.rewrap(|key| {
            let whose = (key.tenant, key.number);
            let bytes = masters.unwrap(&key.master, whose, &key.wrapped)?;
            Ok((new.name().to_owned(), new.wrap(whose, &bytes)?))
        });
        let count = rewrapped.await?;
        masters.change(new.clone());
        tracing::info!(master = new.name(), count, "the master key was changed");
        Ok(count)
    }

    async fn values_of(&self, db: &impl ConnectionTrait, number: u32) -> Result<u64, Fault> {
        let mut values = 0;
        for table in self.inner.sealed_tables() {
            values += seal::count(db, &table, number).await?;
        }
        Ok(values)
    }

    /// Waits for those who write sealed values, and keeps others from it until the end of the transaction.
    async fn hold(&self, held: &crate::store::Writing) -> Result<(), Fault> {
        let db = held.connection();
        // SQLite has one writer at a time, and that is this one.
        if db.get_database_backend() == DbBackend::Postgres {
            for table in self.inner.sealed_tables() {
                let lock = format!("LOCK TABLE \"{}\" IN SHARE MODE", table.name);
                db.execute_unprepared(&lock).await.doing("holding up writers")?;
            }
        }
        Ok(())
    }
}
