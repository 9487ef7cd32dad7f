//! Slows tries at passwords and codes down: per account or known browser in the tenant's store, per address and over
//! the whole fleet in memory. Every try counts before it is known how it ends.
//!
//! Nobody is locked out: waits are bounded, a browser that signed in before has a count of its own, and passkeys, which
//! cannot be guessed, do not come past here at all.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;
use time::{Duration, OffsetDateTime};

use super::super::{Failure, Outcome, Services, hash_of};
use super::Knock;
use crate::domain::clock::Stamp;
use crate::domain::identity::{Ceremony, SignInAttempt};
use crate::domain::record::Change;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::store::{Store, Written};

/// Addresses that are remembered.
const ADDRESSES: usize = 16_384;
/// Tries from one address that cost nothing: an office shares one.
const FREE_OF_ADDRESS: f64 = 20.0;
/// One of them is given back in this time.
const GIVEN_BACK: Duration = Duration::seconds(15);
/// Ceremonies that an address may begin at once; one is given back every second.
const CEREMONIES: f64 = 120.0;
/// The longest wait for an address.
const LONGEST: Duration = Duration::minutes(5);
/// How often useless rows are taken away.
const SWEEP_EVERY: Duration = Duration::minutes(10);

/// The refusal of whoever has to wait.
pub(super) fn slow_down(wait: Duration) -> Failure {
    let seconds = wait.whole_seconds() + i64::from(wait.subsec_nanoseconds() > 0);
    let refusal = Refusal::new(RefusalCode::SlowDown, "");
    refusal.with("seconds", seconds.max(1)).into()
}

/// What is remembered of an address, or of all of them: how many tries are owed, and since when.
#[derive(Clone, Copy)]
struct Owed {
    tries: f64,
    since: OffsetDateTime,
}

impl Owed {
    /// What is still owed now, where one is given back in `each`.
    fn now(self, now: OffsetDateTime, each: Duration) -> f64 {
        let back = (now - self.since).as_seconds_f64().max(0.0) / each.as_seconds_f64();
        (self.tries - back).max(0.0)
    }
}

/// How long to wait with so many owed of which so many are free: twice as long for each more.
fn wait(owed: f64, free: f64) -> Duration {
    if owed < free {
        return Duration::ZERO;
    }
    Duration::seconds_f64((owed - free).min(16.0).exp2()).min(LONGEST)
}

type Addresses = LruCache<(IpAddr, bool), (Owed, OffsetDateTime)>;

pub(super) struct Throttle {
    addresses: Mutex<Addresses>,
    fleet: Mutex<Owed>,
    fleet_tries: f64,
    swept: Mutex<LruCache<crate::domain::id::TenantId, OffsetDateTime>>,
}

impl Throttle {
    pub(super) fn new(fleet_tries: u32) -> Self {
        let cache = |size| NonZeroUsize::new(size).unwrap_or(NonZeroUsize::MIN);
        Self {
            addresses: Mutex::new(LruCache::new(cache(ADDRESSES))),
            fleet: Mutex::new(Owed {
                tries: 0.0,
                since: OffsetDateTime::UNIX_EPOCH,
            }),
            fleet_tries: f64::from(fleet_tries.max(1)),
            swept: Mutex::new(LruCache::new(cache(4096))),
        }
    }

    /// Counts a try from an address, unless it has to wait.
    fn of_address(&self, address: Option<IpAddr>, ceremony: bool, now: OffsetDateTime) -> Result<(), Duration> {
        let Some(address) = address.map(network) else {
            return Ok(());
        };
        let (free, each) = if ceremony {
            (CEREMONIES, Duration::SECOND)
        } else {
            (FREE_OF_ADDRESS, GIVEN_BACK)
        };
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let known = addresses.get(&(address, ceremony)).copied();
        let (owed, until) = known.map_or((0.0, now), |(owed, until)| (owed.now(now, each), until));
        // Further ahead than any wait is only what was counted before the clock was put back.
        if until > now && until - now <= LONGEST {
            return Err(until - now);
        }
        let tries = owed + 1.0;
        let owed = Owed { tries, since: now };
        addresses.put((address, ceremony), (owed, now + wait(tries, free)));
        Ok(())
    }

    /// Takes a try back that was no guess: somebody was let in.
    fn forgive(&self, address: Option<IpAddr>) {
        let Some(address) = address.map(network) else { return };
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((owed, until)) = addresses.get_mut(&(address, false)) {
            owed.tries = (owed.tries - 1.0).max(0.0);
            *until = owed.since;
        }
        let mut fleet = self.fleet.lock().unwrap_or_else(PoisonError::into_inner);
        fleet.tries = (fleet.tries - 1.0).max(0.0);
    }

    /// Counts a try over the whole fleet. Above its measure, each is served a little later than the one before.
    fn of_fleet(&self, now: OffsetDateTime) -> std::time::Duration {
        let each = Duration::MINUTE / self.fleet_tries;
        let mut fleet = self.fleet.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = fleet.now(now, each) + 1.0;
        *fleet = Owed { tries, since: now };
        let over = (tries - self.fleet_tries).max(0.0) / self.fleet_tries;
        std::time::Duration::from_secs_f64((over * 2.0).min(2.0))
    }

    /// Whether it is time to take useless rows of a tenant away.
    fn sweep_is_due(&self, tenant: crate::domain::id::TenantId, now: OffsetDateTime) -> bool {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        match swept.get(&tenant) {
            Some(last) if now < *last + SWEEP_EVERY => false,
            _ => {
                swept.put(tenant, now);
                true
            }
        }
    }
}

/// The network that one client can speak from: an IPv6 client has 2^64 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// What is counted for: an account, whether there is one or not.
fn of_account(email: &str) -> String {
    hash_of(&format!("account {email}"))
}

/// What is counted for: an account as tried from a browser that was let in before.
fn of_browser(browser: &str, email: &str) -> String {
    hash_of(&format!("browser {browser} {email}"))
}

/// Counts a try at what has this hash, or refuses it for now: some cost nothing, then each has to wait twice as long as
/// the one before.
///
/// # Errors
/// `slow_down`.
pub(in crate::service) async fn count_try(
    store: &Store,
    hash: String,
    now: OffsetDateTime,
    stamp: Stamp<'_>,
) -> Outcome<SignInAttempt> {
    let tx = store.begin().await?;
    let before = tx.get_by::<SignInAttempt>("hash", hash.clone().into()).await?;
    let change = match before {
        None => Change::recorded(SignInAttempt::begin(hash, 1, stamp)),
        Some(before) => {
            let wait = before.wait(now);
            if wait > Duration::ZERO {
                return Err(slow_down(wait));
            }
            Change::revised(&before, before.tried(now))
        }
    };
    match tx.note(&change).await? {
        Written::Yes => Ok(change.after),
        // Another try at the same came first: one at a time.
        Written::Stale | Written::Taken(_) => Err(slow_down(Duration::SECOND)),
    }
}

impl Services {
    /// Counts a try at an account before anything is looked at, or refuses it for now.
    ///
    /// # Errors
    /// `slow_down`, in the same words whether there is such an account or not.
    pub(super) async fn admit(&self, knock: &Knock, email: &str) -> Outcome<SignInAttempt> {
        let now = knock.clock.now();
        let throttle = &self.identity.throttle;
        let later = throttle.of_fleet(now);
        let browser = knock.browser.as_deref().map(|browser| of_browser(browser, email));
        let known = match browser {
            Some(hash) => knock.store.get_by::<SignInAttempt>("hash", hash.into()).await?,
            None => None,
        };
        // What others try from the same address, or anywhere, does not hold up who was let in here before.
        if known.is_none() {
            throttle.of_address(knock.address, false, now).map_err(slow_down)?;
            tokio::time::sleep(later).await;
        }
        self.sweep(knock, now).await?;
        let hash = known.map_or_else(|| of_account(email), |known| known.hash);
        count_try(&knock.store, hash, now, knock.stamp()).await
    }

    /// What is to be written when a try succeeded: its count begins anew, and the browser gets one of its own.
    pub(super) fn let_in(
        &self,
        knock: &Knock,
        (email, attempt): (&str, &SignInAttempt),
    ) -> (Change<SignInAttempt>, Option<(Change<SignInAttempt>, String)>) {
        self.identity.throttle.forgive(knock.address);
        let cleared = Change::revised(attempt, attempt.cleared());
        let is_known = knock
            .browser
            .as_deref()
            .is_some_and(|browser| of_browser(browser, email) == attempt.hash);
        if is_known {
            return (cleared, None);
        }
        let browser = super::super::fresh_secret().ok();
        let begun = browser.map(|browser| {
            let count = SignInAttempt::begin(of_browser(&browser, email), 0, knock.stamp());
            (Change::recorded(count), browser)
        });
        (cleared, begun)
    }

    /// Counts something begun at the door that guesses nothing, or refuses it for now.
    ///
    /// # Errors
    /// `slow_down`.
    pub(in crate::service) async fn admit_ceremony(&self, knock: &Knock) -> Outcome<()> {
        let now = knock.clock.now();
        let counted = self.identity.throttle.of_address(knock.address, true, now);
        counted.map_err(slow_down)?;
        self.sweep(knock, now).await
    }

    async fn sweep(&self, knock: &Knock, now: OffsetDateTime) -> Outcome<()> {
        if self.identity.throttle.sweep_is_due(knock.store.tenant().id, now) {
            knock.store.sweep::<Ceremony>(now - Duration::HOUR).await?;
            knock.store.sweep::<SignInAttempt>(now - Duration::days(90)).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::seconds(1_000_000 + seconds)
    }

    #[test]
    fn an_address_waits_longer_and_longer_and_never_for_good() {
        let throttle = Throttle::new(1000);
        let address = Some("192.0.2.1".parse().expect("an address"));
        for _ in 0..19 {
            assert_eq!(throttle.of_address(address, false, at(0)), Ok(()));
        }
        let (mut now, mut waits) = (0, Vec::new());
        for _ in 0..12 {
            assert_eq!(throttle.of_address(address, false, at(now)), Ok(()));
            let wait = throttle
                .of_address(address, false, at(now))
                .expect_err("it has to wait");
            waits.push(wait.whole_seconds());
            now += wait.whole_seconds() + 1;
        }
        assert!(waits.iter().max() <= Some(&300), "{waits:?}");
        assert!(waits[3] > waits[0], "{waits:?}");
        assert_eq!(throttle.of_address(address, false, at(now + 3600)), Ok(()));
    }

    #[test]
    fn a_clock_that_is_put_back_keeps_no_address_out() {
        let throttle = Throttle::new(1000);
        let address = Some("192.0.2.1".parse().expect("an address"));
        for _ in 0..30 {
            let _ = throttle.of_address(address, false, at(86_400));
        }
        assert_eq!(throttle.of_address(address, false, at(0)), Ok(()));
        let wait = throttle
            .of_address(address, false, at(0))
            .expect_err("it goes on counting");
        assert!(wait <= LONGEST, "{wait}");
    }

    #[test]
    fn the_addresses_of_one_client_count_together() {
        let throttle = Throttle::new(1000);
        let mut refused = 0;
        for number in 0..40_u32 {
            let address = format!("2001:db8:0:1::{number:x}").parse().expect("an address");
            refused += u32::from(throttle.of_address(Some(address), false, at(0)).is_err());
        }
        assert_eq!(refused, 20);
        let other = "2001:db8:0:2::1".parse().expect("an address");
        assert_eq!(throttle.of_address(Some(other), false, at(0)), Ok(()));
    }

    #[test]
    fn the_fleet_slows_down_when_many_addresses_try_a_little() {
        let throttle = Throttle::new(60);
        let waits: Vec<_> = (0..300).map(|_| throttle.of_fleet(at(0))).collect();
        assert!(waits[..60].iter().all(std::time::Duration::is_zero));
        assert!(waits[100] > std::time::Duration::from_millis(500), "{:?}", waits[100]);
        assert_eq!(waits[299], std::time::Duration::from_secs(2));
        assert!(throttle.of_fleet(at(3600)).is_zero());
    }
}
