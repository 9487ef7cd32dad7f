//! The stores that are open: at most so many, the one that rested longest closes first, and one that rests for
//! long closes by itself. How a store is opened at a place does not belong here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use tokio::sync::{OnceCell, broadcast};

use super::Inner;
use super::keys::Files;
use crate::error::Fault;
use crate::store::connect::unreachable_store;
use crate::store::directory::Entry;
use crate::store::{Announcement, Slug, Store, TenantState, migration};

/// Announcements that a listener may be behind before it misses some.
const ANNOUNCEMENTS: usize = 256;

/// The open stores.
pub(super) struct OpenStores {
    cap: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    shut: bool,
    slots: HashMap<Slug, Slot>,
    /// Who listens to a tenant goes on listening while its store closes and opens again.
    announcements: HashMap<Slug, broadcast::Sender<Announcement>>,
}

/// A store that is open or being opened: filled once, by whoever comes first; the others wait for that.
type Opening = Arc<OnceCell<Arc<Store>>>;

struct Slot {
    store: Opening,
    used: Instant,
    checked: Instant,
}

impl Slot {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            store: Arc::default(),
            used: now,
            checked: now,
        }
    }

    /// Nobody has the store and nobody is opening it.
    fn rests(&self) -> bool {
        Arc::strong_count(&self.store) == 1 && self.store.get().is_none_or(|store| Arc::strong_count(store) == 1)
    }
}

impl OpenStores {
    pub(super) fn new(cap: usize) -> Self {
        Self {
            cap: cap.max(1),
            shelf: Mutex::default(),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.shelf().slots.len()
    }

    pub(super) fn open_now(&self) -> Vec<Arc<Store>> {
        let shelf = self.shelf();
        shelf
            .slots
            .values()
            .filter_map(|slot| slot.store.get().cloned())
            .collect()
    }

    /// Takes a tenant off the shelf; who has its store keeps it until done.
    pub(super) fn forget(&self, slug: &Slug) {
        let slot = self.shelf().slots.remove(slug);
        close_later(slot);
    }

    /// Takes all off the shelf and puts nothing on it any more.
    pub(super) fn shut(&self) -> Vec<Arc<Store>> {
        let mut shelf = self.shelf();
        shelf.shut = true;
        shelf
            .slots
            .drain()
            .filter_map(|(_, slot)| slot.store.get().cloned())
            .collect()
    }

    /// The tenant's slot, a new one if need be, and whether the directory is to be asked again.
    fn slot(&self, inner: &Inner, slug: &Slug) -> Result<(Opening, bool), Fault> {
        let mut shelf = self.shelf();
        if shelf.shut {
            return Err(Fault::ShuttingDown);
        }
        if !shelf.slots.contains_key(slug) && shelf.slots.len() >= self.cap {
            let longest = shelf
                .slots
                .iter()
                .filter(|(_, slot)| slot.rests())
                .min_by_key(|(_, slot)| slot.used);
            let Some(longest) = longest.map(|(slug, _)| slug.clone()) else {
                return Err(Fault::TooManyTenants { cap: self.cap });
            };
            close_later(shelf.slots.remove(&longest));
        }
        let slot = shelf.slots.entry(slug.clone()).or_insert_with(Slot::new);
        slot.used = Instant::now();
        let stale = slot.checked.elapsed() > inner.options.freshness;
        if stale {
            // Noted before asking, so that of many requests one asks.
            slot.checked = slot.used;
        }
        Ok((Arc::clone(&slot.store), stale))
    }

    /// Takes a slot off the shelf that could not be filled, unless it was filled or replaced meanwhile.
    fn give_up(&self, slug: &Slug, cell: &Opening) {
        let mut shelf = self.shelf();
        if shelf
            .slots
            .get(slug)
            .is_some_and(|slot| Arc::ptr_eq(&slot.store, cell) && !cell.initialized())
        {
            shelf.slots.remove(slug);
        }
    }

    fn announcements(&self, slug: &Slug) -> broadcast::Sender<Announcement> {
        let mut shelf = self.shelf();
        shelf
            .announcements
            .entry(slug.clone())
            .or_insert_with(|| broadcast::Sender::new(ANNOUNCEMENTS))
            .clone()
    }

    fn close_idle(&self, inner: &Inner) {
        let mut shelf = self.shelf();
        let idle = |slot: &Slot| slot.rests() && slot.used.elapsed() >= inner.options.idle;
        let resting: Vec<Slug> = shelf
            .slots
            .iter()
            .filter(|(_, slot)| idle(slot))
            .map(|(slug, _)| slug.clone())
            .collect();
        for slug in resting {
            close_later(shelf.slots.remove(&slug));
        }
        let Shelf {
            slots, announcements, ..
        } = &mut *shelf;
        announcements.retain(|slug, sender| sender.receiver_count() > 0 || slots.contains_key(slug));
    }

    /// A panic under this lock leaves a map that is whole all the same.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes a store behind the scenes, once nobody has it any more. Opened again meanwhile, there are two handles
/// on one store for a moment, which the databases' own locks allow.
fn close_later(slot: Option<Slot>) {
    let store = slot.and_then(|slot| slot.store.get().cloned());
    if let (Some(store), Ok(runtime)) = (store, tokio::runtime::Handle::try_current()) {
        runtime.spawn(async move {
            while Arc::strong_count(&store) > 1 {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            store.close().await;
        });
    }
}

/// The handle on a tenant's store.
pub(super) async fn store(inner: &Inner, slug: &Slug) -> Result<Arc<Store>, Fault> {
    loop {
        let (cell, stale) = inner.stores.slot(inner, slug)?;
        if let Some(store) = cell.get() {
            if !stale || still_holds(inner, slug, store).await? {
                return Ok(Arc::clone(store));
            }
            // What the directory says has changed; the next round opens what holds now.
            inner.stores.forget(slug);
            continue;
        }
        let opened = cell.get_or_try_init(|| open(inner, slug)).await.cloned();
        if opened.is_err() {
            inner.stores.give_up(slug, &cell);
        }
        return opened;
    }
}

/// Whether the directory still says of the tenant what it said when its store was opened.
async fn still_holds(inner: &Inner, slug: &Slug, store: &Store) -> Result<bool, Fault> {
    let now = inner.directory.find(slug).await?;
    Ok(now.is_some_and(|entry| entry.tenant == *store.tenant()))
}

async fn open(inner: &Inner, slug: &Slug) -> Result<Arc<Store>, Fault> {
    let entry = inner.directory.get(slug).await?;
    let state = entry.tenant.state;
    if state != TenantState::Active {
        return Err(Fault::TenantInactive {
            slug: slug.to_string(),
            state,
        });
    }
    open_entry(inner, &entry)
        .await
        .map_err(|fault| unreachable_store(slug, fault))
}

/// Opens the store of an entry, whatever its state, and brings its schema up to date.
pub(super) async fn open_entry(inner: &Inner, entry: &Entry) -> Result<Arc<Store>, Fault> {
    let site = inner.places.site(entry)?;
    let announce = inner.stores.announcements(&entry.tenant.slug);
    let keyring = inner.keyring(entry.tenant.id, Files::Old).await?;
    let objects = inner.objects.as_ref().map(|objects| objects.of(entry.tenant.id));
    let store = Arc::new(Store::new(
        (entry.tenant.clone(), Arc::clone(&keyring), objects),
        (site, inner.options.connections),
        announce,
        inner.options.on_statement,
    ));
    let steps = (inner.options.schema.migrations)();
    if !migration::is_current(store.reader(), &steps).await? {
        inner
            .places
            .upgrade_store((entry, &keyring), &inner.options.schema)
            .await?;
    }
    inner.sweep(entry, &keyring).await?;
    Ok(store)
}

/// Starts the task that closes what rests. It ends with the installation.
pub(super) fn close_idle_stores(inner: &Arc<Inner>) {
    let pause = (inner.options.idle / 4).max(std::time::Duration::from_millis(10));
    let inner: Weak<Inner> = Arc::downgrade(inner);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(pause).await;
            let Some(inner) = inner.upgrade() else { return };
            inner.stores.close_idle(&inner);
        }
    });
}
