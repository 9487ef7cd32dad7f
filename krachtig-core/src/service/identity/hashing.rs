//! Hashing of passwords with Argon2id, a few at a time: each takes its memory and a processor for a while.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use tokio::sync::Semaphore;

use super::super::{Failure, Outcome};
use super::throttle::slow_down;
use crate::error::{Cause, Fault};

/// What hashing a password costs. The least is what OWASP's Password Storage Cheat Sheet asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashingOptions {
    /// Memory of one hash, in KiB: 19,456 at least.
    pub memory_kib: u32,
    /// Passes over that memory: 2 at least.
    pub passes: u32,
    /// How many are hashed at once, which bounds the memory of all.
    pub at_once: usize,
}

impl HashingOptions {
    /// The least memory, in KiB.
    pub const LEAST_MEMORY_KIB: u32 = 19_456;
    /// The fewest passes.
    pub const FEWEST_PASSES: u32 = 2;
}

impl Default for HashingOptions {
    fn default() -> Self {
        Self {
            memory_kib: Self::LEAST_MEMORY_KIB,
            passes: Self::FEWEST_PASSES,
            at_once: 2,
        }
    }
}

/// For each that is hashed so many may wait; the others are sent away for a moment.
const WAITING_EACH: usize = 32;

pub(super) struct Hasher {
    params: Params,
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// The hash of a password that nobody has, to be compared with where there is none.
    decoy: String,
}

impl Hasher {
    pub(super) fn new(options: HashingOptions) -> Result<Self, Fault> {
        let params = Params::new(
            options.memory_kib.max(HashingOptions::LEAST_MEMORY_KIB),
            options.passes.max(HashingOptions::FEWEST_PASSES),
            1,
            None,
        );
        let params = params.map_err(|error| unsuitable(&error.to_string()))?;
        Ok(Self::with(params, options.at_once.max(1)))
    }

    fn with(params: Params, at_once: usize) -> Self {
        Self {
            decoy: decoy(&params),
            params,
            turns: Arc::new(Semaphore::new(at_once)),
            queue: Arc::new(Semaphore::new(at_once * WAITING_EACH)),
        }
    }

    /// The hash of a password.
    pub(super) async fn hash(&self, password: &str) -> Outcome<String> {
        let (password, params) = (password.to_owned(), self.params.clone());
        let hashed = self.in_turn(move || {
            let mut salt = [0_u8; 16];
            getrandom::fill(&mut salt).map_err(|error| format!("{error}"))?;
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let hashed = argon2.hash_password_with_salt(password.as_bytes(), &salt);
            hashed.map(|hash| format!("{hash}")).map_err(|error| format!("{error}"))
        });
        hashed.await?.map_err(|error| Failure::Fault(unsuitable(&error)))
    }

    /// Whether it is the password of this hash. Without one it takes as long, and it is not.
    pub(super) async fn verify(&self, password: &str, hash: Option<&str>) -> Outcome<bool> {
        let there = hash.is_some();
        let (password, hash) = (password.to_owned(), hash.unwrap_or(&self.decoy).to_owned());
        let verified = self.in_turn(move || {
            let verifier = Argon2::default();
            PasswordVerifier::<str>::verify_password(&verifier, password.as_bytes(), &hash).is_ok()
        });
        Ok(verified.await? && there)
    }

    /// Another hash of a password whose hash this is, where that was made at a lower cost than passwords are hashed at now.
    /// Nothing where it was not, and while many others wait: there will be a next time.
    pub(super) async fn stronger(&self, password: &str, hash: &str) -> Outcome<Option<String>> {
        let made = PasswordHash::new(hash)
            .ok()
            .and_then(|hash| Params::try_from(&hash).ok());
        let lower = |made: &Params| made.m_cost() < self.params.m_cost() || made.t_cost() < self.params.t_cost();
        if !made.as_ref().is_some_and(lower) {
            return Ok(None);
        }
        match self.hash(password).await {
            Ok(hash) => Ok(Some(hash)),
            Err(Failure::Refused(_)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        let Ok(_place) = self.queue.try_acquire() else {
            return Err(slow_down(time::Duration::SECOND));
        };
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| Failure::Fault(Fault::ShuttingDown))?;
        let done = tokio::task::spawn_blocking(move || {
            // Held to the end, even where whoever asked has gone away meanwhile.
            let _turn = turn;
            work()
        });
        done.await.map_err(|broken| {
            Failure::Fault(Fault::Io {
                doing: "hashing a password",
                source: Cause::new(broken),
            })
        })
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::with(Params::DEFAULT, HashingOptions::default().at_once)
    }
}

/// A hash with the same parameters as every other, of which nobody knows a password.
fn decoy(params: &Params) -> String {
    let (memory, passes) = (params.m_cost(), params.t_cost());
    let (salt, hash) = ("A".repeat(22), "A".repeat(43));
    format!("$argon2id$v=19$m={memory},t={passes},p=1${salt}${hash}")
}

fn unsuitable(why: &str) -> Fault {
    Fault::Unsuitable {
        what: format!("passwords cannot be hashed: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_no_other_is() {
        let hasher = Hasher::new(HashingOptions {
            memory_kib: 1,
            passes: 1,
            at_once: 1,
        })
        .expect("the least is taken");
        let hash = hasher.hash("vier losse woorden samen").await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(
            hasher
                .verify("vier losse woorden samen", Some(&hash))
                .await
                .expect("verified")
        );
        assert!(
            !hasher
                .verify("vier losse woorden samem", Some(&hash))
                .await
                .expect("verified")
        );
        assert!(!hasher.verify("vier losse woorden samen", None).await.expect("verified"));
        let again = hasher.hash("vier losse woorden samen").await.expect("hashed");
        assert_ne!(hash, again, "each has a salt of its own");
    }

    #[tokio::test]
    async fn a_hash_is_made_anew_where_it_cost_less_than_hashes_do_now() {
        let of = |memory_kib, passes| {
            Hasher::new(HashingOptions {
                memory_kib,
                passes,
                at_once: 1,
            })
            .expect("right")
        };
        let (lower, higher, longer) = (of(19_456, 2), of(20_480, 2), of(19_456, 3));
        let password = "vier losse woorden samen";
        let hash = lower.hash(password).await.expect("hashed");
        assert_eq!(lower.stronger(password, &hash).await.expect("looked"), None);
        for (hasher, made) in [(&higher, "$m=20480,t=2,"), (&longer, "$m=19456,t=3,")] {
            let anew = hasher
                .stronger(password, &hash)
                .await
                .expect("hashed")
                .expect("stronger");
            assert!(anew.contains(made), "{anew}");
            assert!(hasher.verify(password, Some(&anew)).await.expect("verified"));
            assert_eq!(hasher.stronger(password, &anew).await.expect("looked"), None);
            assert_eq!(
                lower.stronger(password, &anew).await.expect("looked"),
                None,
                "never weaker"
            );
        }
        assert_eq!(higher.stronger(password, "no hash").await.expect("looked"), None);
    }

    #[tokio::test]
    async fn a_crowd_is_sent_away_instead_of_taking_all_memory() {
        let hasher = Arc::new(Hasher::new(HashingOptions::default()).expect("right"));
        let many = 2 * WAITING_EACH + 20;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..many {
            let hasher = Arc::clone(&hasher);
            tries.spawn(async move { hasher.verify("een lang wachtwoord", None).await.is_err() });
        }
        let mut away = 0;
        while let Some(sent_away) = tries.join_next().await {
            away += usize::from(sent_away.expect("no panic"));
        }
        assert!(away >= 10, "{away} of {many} were sent away");
    }
}
