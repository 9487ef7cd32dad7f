//! How many subscriptions are open: all together, and of each who listens, so that nobody takes the places of all others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use poem::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::http::HttpRefusal;
use crate::settings::Graphql;

/// The places there are.
pub(super) struct Places {
    all: Arc<Semaphore>,
    most_each: usize,
    taken: Arc<Mutex<HashMap<Uuid, usize>>>,
}

/// A place that is taken until it is dropped.
pub(super) struct Place {
    _of_all: OwnedSemaphorePermit,
    of: Option<Uuid>,
    taken: Arc<Mutex<HashMap<Uuid, usize>>>,
}

impl Places {
    pub(super) fn new(limits: &Graphql) -> Self {
        Self {
            all: Arc::new(Semaphore::new(limits.subscriptions)),
            most_each: limits.subscriptions_each,
            taken: Arc::default(),
        }
    }

    /// Takes a place for somebody, where it is known who.
    ///
    /// # Errors
    /// `too_many_subscriptions`: all are taken, or this one has as many as anybody may have.
    pub(super) fn take(&self, of: Option<Uuid>) -> Result<Place, HttpRefusal> {
        let Ok(of_all) = Arc::clone(&self.all).try_acquire_owned() else {
            return Err(too_many(
                StatusCode::SERVICE_UNAVAILABLE,
                "There are too many subscriptions at the moment.",
            ));
        };
        if let Some(of) = of {
            let mut taken = lock(&self.taken);
            let has = taken.entry(of).or_default();
            if *has >= self.most_each {
                return Err(too_many(
                    StatusCode::TOO_MANY_REQUESTS,
                    "You have too many subscriptions open.",
                ));
            }
            *has += 1;
        }
        Ok(Place {
            _of_all: of_all,
            of,
            taken: Arc::clone(&self.taken),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(of) = self.of else { return };
        let mut taken = lock(&self.taken);
        if let Some(has) = taken.get_mut(&of) {
            *has -= 1;
            if *has == 0 {
                taken.remove(&of);
            }
        }
    }
}

fn lock(taken: &Mutex<HashMap<Uuid, usize>>) -> MutexGuard<'_, HashMap<Uuid, usize>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

const fn too_many(status: StatusCode, message: &'static str) -> HttpRefusal {
    HttpRefusal::new(status, "too_many_subscriptions", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_the_places_of_others_and_a_place_that_is_left_is_free() {
        let places = Places::new(&Graphql {
            subscriptions: 4,
            subscriptions_each: 2,
            ..Graphql::default()
        });
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let status = |place: Result<Place, HttpRefusal>| place.err().map(|refusal| refusal.status);
        let first = places.take(Some(one)).expect("a place");
        let _second = places.take(Some(one)).expect("a place");
        assert_eq!(status(places.take(Some(one))), Some(StatusCode::TOO_MANY_REQUESTS));
        let _third = places.take(Some(other)).expect("a place");
        let _fourth = places.take(None).expect("a place");
        assert_eq!(status(places.take(Some(other))), Some(StatusCode::SERVICE_UNAVAILABLE));
        drop(first);
        assert_eq!(status(places.take(Some(one))), None);
        assert_eq!(
            lock(&places.taken)[&one],
            1,
            "and a place that was let go of at once counts for nobody"
        );
    }
}
