//! The front door to the tenants: makes them, lists them, changes whether they can be worked in, and hands out
//! the [`Store`] of each. What is inside of a store does not belong here.

mod keys;
mod moving;
mod national;
mod objects;
mod open;
mod places;
mod removal;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use self::keys::{Files, Keyrings};
pub use self::keys::{KeyState, KeyStatus, Resealed};
pub use self::national::NationalStores;
use self::open::OpenStores;
use self::places::{HOME, Places};
use super::counting::StatementListener;
use super::directory::{Directory, Entry, Operators, Secret};
use super::object::{ObjectPlace, Objects};
use super::schema::Schema;
use super::seal::{MasterKey, MasterSource, Masters};
use super::{Place, Slug, Store, Tenant, TenantKind, TenantState};
use crate::domain::id::TenantId;
use crate::error::Fault;

/// How tenants are kept open, and where stores may be besides the home place.
#[derive(Clone, Debug)]
pub struct Options {
    /// Other places to which a tenant can be moved, by the name that the directory keeps. `home` is taken.
    pub places: BTreeMap<String, Place>,
    /// How many tenants may be open at once. One too many closes the one that rested longest.
    pub most_open: usize,
    /// How many connections all open tenants together may have to PostgreSQL: as many tenants are open as fit.
    pub most_postgres_connections: u32,
    /// How long a tenant may rest before its store is closed.
    pub idle: Duration,
    /// Connections per open tenant: readers in SQLite, all of them in PostgreSQL.
    pub connections: u32,
    /// For how long an answer of the directory is trusted. A suspension through another process is noticed after
    /// this time, one through this process at once.
    pub freshness: Duration,
    /// Where the master key comes from, which opens the tenants' keys.
    pub master: MasterSource,
    /// Other master keys that may be needed to open tenants' keys: the next one, or the last.
    pub other_masters: Vec<MasterKey>,
    /// Where objects lie, the contents of attachments.
    pub objects: ObjectPlace,
    /// Who hears of every statement that a tenant's store is sent.
    pub on_statement: StatementListener,
    /// What a tenant's store consists of.
    pub(crate) schema: Schema,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            places: BTreeMap::new(),
            most_open: 200,
            most_postgres_connections: 80,
            idle: Duration::from_secs(300),
            connections: 4,
            freshness: Duration::from_secs(1),
            master: MasterSource::Beside,
            other_masters: Vec::new(),
            objects: ObjectPlace::default(),
            on_statement: |_, _| {},
            schema: Schema::TENANT,
        }
    }
}

impl Options {
    /// How many tenants may be open, given that any may be in PostgreSQL as soon as one place is.
    fn cap(&self, home: &Place) -> usize {
        let mut places = self.places.values().chain([home]);
        if !places.any(|place| matches!(place, Place::Postgres { .. })) {
            return self.most_open;
        }
        let fit = self.most_postgres_connections / self.connections.max(1);
        self.most_open.min(usize::try_from(fit).unwrap_or(usize::MAX))
    }
}

/// The order to make a tenant.
#[derive(Clone, Debug)]
pub struct CreateTenant {
    /// The new tenant's id.
    pub id: TenantId,
    /// Its short name.
    pub slug: Slug,
    /// Its name for people.
    pub name: String,
    /// What sort of organisation it is.
    pub kind: TenantKind,
    /// The name of who answers for its data (verwerkingsverantwoordelijke).
    pub controller: String,
    /// Whether its data is made up, for demonstrations.
    pub fictional: bool,
}

/// All tenants of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Tenants {
    inner: Arc<Inner>,
}

struct Inner {
    options: Options,
    places: Places,
    directory: Directory,
    masters: Arc<Masters>,
    keyrings: Keyrings,
    objects: Option<Objects>,
    stores: OpenStores,
    national: tokio::sync::OnceCell<NationalStores>,
}

impl Tenants {
    /// Opens the installation whose directory is at this place, making the directory where there is none.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] where the SQLite library is one that can corrupt data or a place's address is none;
    /// [`Fault::ForeignSchema`] where the directory was written by a newer program; [`Fault::MasterKey`] where the
    /// tenants' keys need another master key than is given, or none is there; [`Fault::Database`], [`Fault::Io`] or
    /// [`Fault::Objects`] where the place cannot be used.
    pub async fn open(home: Place, options: Options) -> Result<Self, Fault> {
        let stores = OpenStores::new(options.cap(&home));
        let places = Places::new(home.clone(), options.places.clone())?;
        let directory = places.open_directory().await?;
        let masters = keys::masters(&directory, &home, &options).await?;
        let objects = options.objects.open(&home)?;
        let tenants = Self {
            inner: Arc::new(Inner {
                options,
                places,
                directory,
                masters: Arc::new(masters),
                keyrings: Keyrings::default(),
                objects,
                stores,
                national: tokio::sync::OnceCell::new(),
            }),
        };
        tenants.clean_up_after_moves().await?;
        open::close_idle_stores(&tenants.inner);
        Ok(tenants)
    }

    /// Makes a tenant at the home place. Asked again after an interrupted attempt, it completes that attempt,
    /// under the id that it had.
    ///
    /// # Errors
    /// [`Fault::TenantExists`] where the slug is taken; otherwise what the databases say.
    pub async fn create(&self, order: CreateTenant) -> Result<Tenant, Fault> {
        let Inner {
            directory,
            places,
            options,
            ..
        } = &*self.inner;
        let entry = match directory.find(&order.slug).await? {
            Some(entry) if entry.tenant.state == TenantState::Creating => entry,
            Some(_) => {
                return Err(Fault::TenantExists {
                    slug: order.slug.to_string(),
                });
            }
            None => {
                let entry = new_entry(order)?;
                directory.add(&entry).await?;
                entry
            }
        };
        let keyring = self.inner.keyring(entry.tenant.id, Files::New).await?;
        places
            .create_store((&entry, &keyring), &entry.tenant.place, &options.schema)
            .await?;
        let slug = &entry.tenant.slug;
        directory
            .change_state(slug, &[TenantState::Creating], TenantState::Active)
            .await?;
        self.get(slug).await
    }

    /// All tenants, by slug.
    ///
    /// # Errors
    /// [`Fault::Database`], or [`Fault::Corrupt`] where an entry cannot be read.
    pub async fn list(&self) -> Result<Vec<Tenant>, Fault> {
        Ok(self
            .inner
            .directory
            .list()
            .await?
            .into_iter()
            .map(|entry| entry.tenant)
            .collect())
    }

    /// The tenant of this slug, whatever its state.
    ///
    /// # Errors
    /// [`Fault::TenantUnknown`]; otherwise as [`Tenants::list`].
    pub async fn get(&self, slug: &Slug) -> Result<Tenant, Fault> {
        Ok(self.inner.directory.get(slug).await?.tenant)
    }

    /// Lets nobody enter for now. Requests under way are not cut off.
    ///
    /// # Errors
    /// [`Fault::TenantInactive`] where it was not active; otherwise as [`Tenants::get`].
    pub async fn suspend(&self, slug: &Slug) -> Result<(), Fault> {
        self.change_state(slug, &[TenantState::Active], TenantState::Suspended)
            .await
    }

    /// Lets people enter again.
    ///
    /// # Errors
    /// [`Fault::TenantInactive`] where it was not suspended; otherwise as [`Tenants::get`].
    pub async fn resume(&self, slug: &Slug) -> Result<(), Fault> {
        self.change_state(slug, &[TenantState::Suspended], TenantState::Active)
            .await
    }

    /// Lets nobody enter any more, for good. The data stays for as long as it must be kept.
    ///
    /// # Errors
    /// [`Fault::TenantInactive`] where it was neither active nor suspended; otherwise as [`Tenants::get`].
    pub async fn archive(&self, slug: &Slug) -> Result<(), Fault> {
        self.change_state(
            slug,
            &[TenantState::Active, TenantState::Suspended],
            TenantState::Archived,
        )
        .await
    }

    /// The handle on a tenant's store, opened and migrated when needed.
    ///
    /// # Errors
    /// [`Fault::TenantUnknown`], [`Fault::TenantInactive`]; [`Fault::TenantUnavailable`] where the store is not
    /// where it should be; [`Fault::ForeignSchema`] where a newer program wrote it; [`Fault::Migration`];
    /// [`Fault::TooManyTenants`]; [`Fault::ShuttingDown`].
    pub async fn store(&self, slug: &Slug) -> Result<Arc<Store>, Fault> {
        open::store(&self.inner, slug).await
    }

    /// How many tenants are open now.
    #[must_use]
    pub fn open_count(&self) -> usize {
        self.inner.stores.count()
    }

    /// The stores that are open now. Asking for them does not count as using them.
    #[must_use]
    pub fn open_now(&self) -> Vec<Arc<Store>> {
        self.inner.stores.open_now()
    }

    /// The national store, opened and migrated when it is first asked for.
    ///
    /// # Errors
    /// [`Fault::ForeignSchema`] where a newer program wrote it; [`Fault::Migration`]; [`Fault::Database`].
    pub async fn national_stores(&self) -> Result<&NationalStores, Fault> {
        let Inner {
            national,
            places,
            directory,
            ..
        } = &*self.inner;
        let open = || places.open_national(directory);
        national.get_or_try_init(open).await
    }

    /// The platform's operators.
    #[must_use]
    pub fn operators(&self) -> Operators {
        self.inner.directory.operators()
    }

    /// Closes every store and the directory. Transactions under way are finished first; nothing new begins.
    pub async fn close(&self) {
        for store in self.inner.stores.shut() {
            store.close().await;
        }
        if let Some(national) = self.inner.national.get() {
            national.close().await;
        }
        self.inner.directory.close().await;
        self.inner.places.close().await;
    }

    async fn change_state(&self, slug: &Slug, from: &[TenantState], to: TenantState) -> Result<(), Fault> {
        let changed = self.inner.directory.change_state(slug, from, to).await;
        self.inner.stores.forget(slug);
        changed
    }
}

impl fmt::Debug for Tenants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenants")
            .field("open", &self.open_count())
            .finish_non_exhaustive()
    }
}

fn new_entry(order: CreateTenant) -> Result<Entry, Fault> {
    let CreateTenant {
        id,
        slug,
        name,
        kind,
        controller,
        fictional,
    } = order;
    let state = TenantState::Creating;
    let tenant = Tenant {
        id,
        slug,
        name,
        kind,
        controller,
        state,
        place: HOME.to_owned(),
        fictional,
        version: 1,
    };
    Ok(Entry {
        tenant,
        secret: Secret::random()?,
        moved_from: None,
    })
}
