//! Tokens that were looked up a moment ago, so that a client that asks many things in a row costs one look-up.
//!
//! A revoked token or a changed role is noticed within [`FRESH`].

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use krachtig_core::access::Actor;
use krachtig_core::domain::id::TenantId;
use krachtig_core::service::{Outcome, hash_of, identify};
use krachtig_core::store::Store;
use lru::LruCache;
use time::Date;

/// For how long an answer is trusted.
const FRESH: Duration = Duration::from_millis(900);
/// How many answers are kept.
const KEPT: usize = 4096;

type Key = (TenantId, String);

pub(super) struct Tokens(Mutex<LruCache<Key, (Instant, Actor)>>);

impl Default for Tokens {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(
            NonZeroUsize::new(KEPT).unwrap_or(NonZeroUsize::MIN),
        )))
    }
}

impl Tokens {
    /// Whose token it is, if it holds today. Only tokens that hold are kept, so guesses push nobody out.
    pub(super) async fn identify(&self, store: &Store, secret: &str, today: Date) -> Outcome<Option<Actor>> {
        let key = (store.tenant().id, hash_of(secret));
        if let Some((since, actor)) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key)
            && since.elapsed() < FRESH
        {
            return Ok(Some(actor.clone()));
        }
        let looked_up = Instant::now();
        let found = identify(store, secret, today).await?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &found {
            Some(actor) => drop(kept.put(key, (looked_up, actor.clone()))),
            None => drop(kept.pop(&key)),
        }
        Ok(found)
    }
}
