//! Keeps the facts behind figures up to date, and the stories that are told: within two seconds of a write in every tenant
//! that is open, and once a day in those at rest, where nobody writes and only time passes. And looks up the words of
//! families from before there was an index of them.
//!
//! What a family's facts are does not belong here, nor how an interrupted run is taken up again: see
//! `krachtig_core::service`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use krachtig_core::domain::clock::{Clock, dutch_date};
use krachtig_core::domain::id::TenantId;
use krachtig_core::error::Fault;
use krachtig_core::service::{Ctx, Failure, KeptFacts, Outcome, Services};
use krachtig_core::store::Store;
use time::Date;
use tokio::time::{MissedTickBehavior, interval};

use super::clock::SystemClock;
use super::open::operator_in;
use super::resting::Resting;

/// How often it is looked who waits. Facts stand within two seconds of a write.
const EVERY: Duration = Duration::from_millis(500);

/// Looks again and again, until the task is ended.
pub async fn keep_up(services: Services) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut keeper = Keeper {
        services,
        begun: HashMap::new(),
        resting: Resting::default(),
    };
    let mut more = false;
    loop {
        // Where there is more to do in one tenant, it goes on at once, after all others had their turn.
        if !more {
            ticks.tick().await;
        }
        more = keeper.look().await;
    }
}

struct Keeper {
    services: Services,
    /// On which day each tenant was last looked at as a whole.
    begun: HashMap<TenantId, Date>,
    /// Those that nobody opened.
    resting: Resting,
}

impl Keeper {
    /// Gives each open tenant its turn, and one that rests. Answers whether any has more to do.
    async fn look(&mut self) -> bool {
        let mut more = false;
        if let Err(fault) = self.wake_one().await {
            let code = fault.code();
            tracing::error!(code, %fault, "a tenant at rest was not looked at");
        }
        for store in self.services.tenants().open_now() {
            more |= self.turn(&store).await;
        }
        more
    }

    /// Opens a tenant that nobody opened today: from then on it has its turn with the others.
    async fn wake_one(&mut self) -> Result<(), Fault> {
        let today = dutch_date(SystemClock.now());
        let begun = &self.begun;
        let had_its_turn = |tenant| begun.get(&tenant) == Some(&today);
        self.resting
            .wake_one(self.services.tenants(), (today, had_its_turn))
            .await
    }

    async fn turn(&mut self, store: &Arc<Store>) -> bool {
        let ctx = operator_in(Arc::clone(store));
        let more = match self.once(&ctx).await {
            Ok(kept) => kept.more,
            Err(failure) => failed(store, &failure, "facts behind figures wait to be computed"),
        };
        let unindexed = match self.services.index_words(&ctx).await {
            Ok(more) => more,
            Err(failure) => failed(store, &failure, "words of families wait to be indexed"),
        };
        more || unindexed
    }

    /// Does it once for a tenant, and first, once a day, looks for families without facts, and at the stories that are told.
    async fn once(&mut self, ctx: &Ctx) -> Outcome<KeptFacts> {
        let (tenant, today) = (ctx.store.tenant().id, ctx.stamp().today);
        if self.begun.get(&tenant) != Some(&today) {
            self.services.mark_missing_facts(ctx).await?;
            self.services.mark_told_stories(ctx).await?;
            self.begun.insert(tenant, today);
        }
        let kept = self.services.keep_facts(ctx).await?;
        if kept.unreadable > 0 {
            let slug = &ctx.store.tenant().slug;
            tracing::warn!(%slug, families = kept.unreadable, "dossiers that cannot be read have no facts");
        }
        Ok(kept)
    }
}

/// Tells of what went wrong. It is tried again with the next turn, and not at once.
fn failed(store: &Store, failure: &Failure, what: &'static str) -> bool {
    let slug = &store.tenant().slug;
    let code = match failure {
        Failure::Fault(fault) => fault.code(),
        Failure::Refused(_) => "refused",
    };
    tracing::error!(%slug, code, %failure, "{what}");
    false
}
