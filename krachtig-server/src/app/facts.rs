//! Keeps the facts behind figures up to date, and the stories that are told: within two seconds of a write in every tenant
//! that is open, and once a day in those at rest, where nobody writes and only time passes. And looks up the words of
//! families from before there was an index of them.
//!
//! What a family's facts are does not belong here, nor how an interrupted run is taken up again: see
//! `krachtig_core::service`.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use krachtig_core::domain::clock::{Clock, dutch_date};
use krachtig_core::domain::id::TenantId;
use krachtig_core::error::Fault;
use krachtig_core::service::{Ctx, Failure, KeptFacts, Outcome, Services};
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
        again: HashSet::new(),
        resting: Resting::default(),
        turns: 0,
    };
    let mut more = false;
    loop {
        // Where there is more to do in one tenant, it goes on at once, after what is newest in all others.
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
    /// Those in which families may wait that are only looked at again.
    again: HashSet<TenantId>,
    /// Those that nobody opened.
    resting: Resting,
    /// How often it was looked.
    turns: usize,
}

impl Keeper {
    /// Does what is newest in each open tenant; looks at one as a whole that was not looked at today; and gives one of those
    /// that are behind a turn, each in its time. So a change in one waits for no others, however much there is to do in
    /// them. Answers whether any is behind.
    async fn look(&mut self) -> bool {
        if let Err(fault) = self.wake_one().await {
            let code = fault.code();
            tracing::error!(code, %fault, "a tenant at rest was not looked at");
        }
        let mut behind = Vec::new();
        let open: Vec<Ctx> = self
            .services
            .tenants()
            .open_now()
            .into_iter()
            .map(operator_in)
            .collect();
        for ctx in &open {
            match self.newest(ctx).await {
                Ok(more) if more || self.again.contains(&ctx.store.tenant().id) => behind.push(ctx),
                Ok(_) => {}
                Err(failure) => failed(ctx, &failure, "facts behind figures wait to be computed"),
            }
        }
        self.turns = self.turns.wrapping_add(1);
        let due: Vec<&Ctx> = open.iter().filter(|ctx| !self.had_its_day(ctx)).collect();
        if let Some(ctx) = of_those(&due, self.turns)
            && let Err(failure) = self.day(ctx).await
        {
            failed(ctx, &failure, "a tenant was not looked at for families without facts");
        }
        let Some(ctx) = of_those(&behind, self.turns) else {
            return false;
        };
        let turn = self.turn(ctx).await;
        if let Err(failure) = &turn {
            failed(ctx, failure, "families wait for their facts or their words");
        }
        turn.is_ok()
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

    fn had_its_day(&self, ctx: &Ctx) -> bool {
        self.begun.get(&ctx.store.tenant().id) == Some(&ctx.stamp().today)
    }

    /// Looks in a tenant for families without facts, and at the stories that are told. It has a turn after that.
    async fn day(&mut self, ctx: &Ctx) -> Outcome<()> {
        self.services.mark_missing_facts(ctx).await?;
        self.services.mark_told_stories(ctx).await?;
        let tenant = ctx.store.tenant().id;
        self.again.insert(tenant);
        self.begun.insert(tenant, ctx.stamp().today);
        Ok(())
    }

    /// The facts of whoever changed last in a tenant. Answers whether there is more of that to do in it, or words wait.
    async fn newest(&self, ctx: &Ctx) -> Outcome<bool> {
        let kept = self.services.keep_newest_facts(ctx).await?;
        Ok(kept.more || self.services.has_unindexed_words(ctx).await?)
    }

    /// A good deal of what there is to do in a tenant.
    async fn turn(&mut self, ctx: &Ctx) -> Outcome<()> {
        let kept = self.services.keep_facts(ctx).await?;
        if !kept.more {
            self.again.remove(&ctx.store.tenant().id);
        }
        tell_unreadable(ctx, kept);
        self.services.index_words(ctx).await?;
        Ok(())
    }
}

/// Says how many wait in vain: at each turn, and every tenant has one a day.
fn tell_unreadable(ctx: &Ctx, kept: KeptFacts) {
    if kept.unreadable > 0 {
        let slug = &ctx.store.tenant().slug;
        tracing::warn!(%slug, families = kept.unreadable, "dossiers that cannot be read have no facts");
    }
}

/// Whose turn it is, where each has its own in its time.
fn of_those<'a>(all: &[&'a Ctx], turns: usize) -> Option<&'a Ctx> {
    all.get(turns.checked_rem(all.len())?).copied()
}

/// Tells of what went wrong. It is tried again at the next look.
fn failed(ctx: &Ctx, failure: &Failure, what: &'static str) {
    let slug = &ctx.store.tenant().slug;
    let code = match failure {
        Failure::Fault(fault) => fault.code(),
        Failure::Refused(_) => "refused",
    };
    tracing::error!(%slug, code, %failure, "{what}");
}
