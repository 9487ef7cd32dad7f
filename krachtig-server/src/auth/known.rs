//! Who was known a moment ago, by token or by session, so that a client that asks many things in a row costs one look-up.
//!
//! A revoked token, an ended session or a changed role is noticed within [`FRESH`].

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use krachtig_core::access::Actor;
use krachtig_core::domain::clock::{Clock, dutch_date};
use krachtig_core::domain::id::TenantId;
use krachtig_core::domain::identity::{Session, SessionLimits};
use krachtig_core::service::{Outcome, hash_of, identify, identify_session, watch_session};
use krachtig_core::store::Store;
use lru::LruCache;

/// For how long an answer is trusted.
const FRESH: Duration = Duration::from_millis(900);
/// How many answers are kept.
const KEPT: usize = 4096;

type Key = (TenantId, String);

/// What somebody shows.
#[derive(Clone)]
pub(super) enum Shown {
    /// An access token.
    Token(String),
    /// The secret of a session.
    Session(String),
}

/// For what.
#[derive(Clone, Copy)]
pub(super) enum Use {
    /// To do something.
    Acts,
    /// To go on hearing what others do.
    Watches,
}

/// Who shows it.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) actor: Actor,
    /// The session, where it is one.
    pub(super) session: Option<Session>,
}

pub(super) struct Memory(Mutex<LruCache<Key, (Instant, Known)>>);

impl Default for Memory {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(
            NonZeroUsize::new(KEPT).unwrap_or(NonZeroUsize::MIN),
        )))
    }
}

fn key(store: &Store, shown: &Shown) -> Key {
    // A token is no session and a session no token, whatever their secrets.
    let hash = match shown {
        Shown::Token(secret) => hash_of(secret),
        Shown::Session(secret) => format!("session {}", hash_of(secret)),
    };
    (store.tenant().id, hash)
}

impl Memory {
    /// Who shows this, if it holds now. Only what holds is kept, so guesses push nobody out.
    pub(super) async fn identify(
        &self,
        store: &Store,
        shown: &Shown,
        (clock, limits): (&dyn Clock, SessionLimits),
    ) -> Outcome<Option<Known>> {
        let key = key(store, shown);
        if let Some((since, known)) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key)
            && since.elapsed() < FRESH
        {
            return Ok(Some(known.clone()));
        }
        let looked_up = Instant::now();
        let found = look_up(store, (shown, Use::Acts), (clock, limits)).await?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &found {
            Some(known) => drop(kept.put(key, (looked_up, known.clone()))),
            None => drop(kept.pop(&key)),
        }
        Ok(found)
    }

    /// Forgets what somebody shows: it was ended this moment.
    pub(super) fn forget(&self, store: &Store, shown: &Shown) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.pop(&key(store, shown));
    }
}

/// Who shows this, asked of the store.
pub(super) async fn look_up(
    store: &Store,
    (shown, usage): (&Shown, Use),
    (clock, limits): (&dyn Clock, SessionLimits),
) -> Outcome<Option<Known>> {
    let now = clock.now();
    match shown {
        Shown::Token(secret) => {
            let actor = identify(store, secret, dutch_date(now)).await?;
            Ok(actor.map(|actor| Known { actor, session: None }))
        }
        Shown::Session(secret) => {
            let found = match usage {
                Use::Acts => identify_session(store, secret, (now, limits)).await?,
                Use::Watches => watch_session(store, secret, (now, limits)).await?,
            };
            Ok(found.map(|(session, member)| Known {
                actor: Actor::member(member.id, member.roles),
                session: Some(session),
            }))
        }
    }
}
