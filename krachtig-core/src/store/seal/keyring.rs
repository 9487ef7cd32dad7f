//! A tenant's keys, opened and at hand for whoever reads and writes its rows.
//!
//! Another program may give the tenant a new key at any time. Who meets a value of a key that is not known yet looks for
//! new ones ([`Keyring::opening`]), and who begins to write looks for them when that was not done of late.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::{Cell, DataKey, Masters, Unopened, value};
use crate::domain::id::TenantId;
use crate::error::Fault;
use crate::store::directory::TenantKeys;

/// A tenant's keys at one moment, the current one last.
#[derive(Clone)]
pub(crate) struct Keys(Arc<[DataKey]>);

impl Keys {
    /// The keys of these bytes by their numbers.
    pub(crate) fn new(keys: Vec<DataKey>) -> Self {
        let mut keys = keys;
        keys.sort_by_key(DataKey::number);
        Self(keys.into())
    }

    /// The number of the key that new values are sealed with; 0 where there is none.
    pub(crate) fn current(&self) -> u32 {
        self.0.last().map_or(0, DataKey::number)
    }

    fn numbers(&self) -> Vec<u32> {
        self.0.iter().map(DataKey::number).collect()
    }

    /// A value as it is kept in a cell.
    pub(crate) fn seal(&self, cell: Cell, value: &Json) -> Result<String, Fault> {
        let key = self.0.last().ok_or_else(|| unopened(cell, Unopened::NoSuchKey(0)))?;
        key.seal(cell, value)
    }

    /// The value of a cell.
    pub(crate) fn open(&self, cell: Cell, sealed: &str) -> Result<Json, Fault> {
        let opened = || {
            let (number, coded) = value::parts(sealed).ok_or(Unopened::Corrupt)?;
            let key = self.0.iter().rev().find(|key| key.number() == number);
            key.ok_or(Unopened::NoSuchKey(number))?.open(cell, coded)
        };
        opened().map_err(|why| unopened(cell, why))
    }
}

fn unopened(Cell { table, column, id }: Cell, why: Unopened) -> Fault {
    match why {
        Unopened::Corrupt => Fault::Corrupt { table, column, id },
        Unopened::NoSuchKey(number) => Fault::KeyGone {
            table,
            column,
            id,
            number,
        },
    }
}

/// How long it may be known which key is the current one before who begins to write looks again.
const FRESH: Duration = Duration::from_secs(1);

/// What is known, and since when.
struct Known {
    keys: Keys,
    /// When the look began that found these.
    looked: Instant,
    /// When somebody last went to look.
    going: Instant,
}

/// The keys of a tenant as they are known now.
pub(crate) struct Keyring {
    tenant: TenantId,
    stored: TenantKeys,
    masters: Arc<Masters>,
    known: RwLock<Known>,
    /// Whether what is gone from the rows may still lie in the store's files.
    unswept: AtomicBool,
}

impl Keyring {
    /// The keys of this tenant; none are known until the first look.
    pub(crate) fn new(tenant: TenantId, stored: TenantKeys, masters: Arc<Masters>) -> Self {
        let now = Instant::now();
        Self {
            tenant,
            stored,
            masters,
            known: RwLock::new(Known {
                keys: Keys::new(Vec::new()),
                looked: now,
                going: now,
            }),
            unswept: AtomicBool::new(false),
        }
    }

    /// The keys that are known.
    pub(crate) fn keys(&self) -> Keys {
        self.known.read().unwrap_or_else(PoisonError::into_inner).keys.clone()
    }

    /// Looks which keys there are.
    pub(crate) async fn look(&self) -> Result<(), Fault> {
        let looked = Instant::now();
        let mut keys = Vec::new();
        let all = self.stored.of(self.tenant).await?;
        self.unswept
            .store(all.iter().any(|stored| !stored.swept), Ordering::Relaxed);
        for stored in all {
            let whose = (self.tenant, stored.number);
            let bytes = self.masters.unwrap(&stored.master, whose, &stored.wrapped)?;
            keys.push(DataKey::new(self.tenant, stored.number, &bytes));
        }
        let keys = Keys::new(keys);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        // Of several who look at once, the one that began last saw the most.
        if known.looked <= looked {
            let going = known.going.max(looked);
            *known = Known { keys, looked, going };
        }
        Ok(())
    }

    /// Whether what is gone from the rows may still lie in the store's files, as of the last look.
    pub(crate) fn unswept(&self) -> bool {
        self.unswept.load(Ordering::Relaxed)
    }

    /// Looks again when that was not done of late: for whoever begins to write.
    pub(crate) async fn keep_fresh(&self) -> Result<(), Fault> {
        let stale = {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            let stale = known.going.elapsed() > FRESH;
            if stale {
                // Noted before looking, so that of many writers one looks.
                known.going = Instant::now();
            }
            stale
        };
        if stale {
            self.look().await?;
        }
        Ok(())
    }

    /// Reads what was sealed. Where that takes a key which is not known yet, looks for it and reads once more.
    pub(crate) async fn opening<T>(&self, read: impl Fn(&Keys) -> Result<T, Fault>) -> Result<T, Fault> {
        let known = self.keys();
        // In a statement of its own, so that nothing of the first reading is held while waiting.
        let first = read(&known);
        if !matches!(first, Err(Fault::KeyGone { .. })) {
            return first;
        }
        self.look().await?;
        // Whether this look found the key, or that of somebody else at the same time.
        let now = self.keys();
        if now.numbers() == known.numbers() {
            return first;
        }
        read(&now)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}
