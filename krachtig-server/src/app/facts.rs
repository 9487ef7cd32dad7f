//! Keeps the facts behind figures up to date, in every tenant that is open.
//!
//! What a family's facts are does not belong here, nor how an interrupted run is taken up again: see
//! `krachtig_core::service`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use krachtig_core::domain::id::TenantId;
use krachtig_core::service::{Ctx, Failure, KeptFacts, Outcome, Services};
use time::Date;
use tokio::time::{MissedTickBehavior, interval};

use super::open::operator_in;

/// How often it is looked who waits. Facts stand within two seconds of a write.
const EVERY: Duration = Duration::from_millis(500);

/// Looks again and again, until the task is ended. What a tenant at rest still waits for, it gets when it is next open.
pub async fn keep_up(services: Services) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut begun = HashMap::new();
    let mut more = false;
    loop {
        // Where there is more to do in one tenant, it goes on at once, after all others had their turn.
        if !std::mem::take(&mut more) {
            ticks.tick().await;
        }
        for store in services.tenants().open_now() {
            let ctx = operator_in(Arc::clone(&store));
            match once(&services, &ctx, &mut begun).await {
                Ok(kept) => more |= kept.more,
                Err(failure) => {
                    let slug = &store.tenant().slug;
                    let code = match &failure {
                        Failure::Fault(fault) => fault.code(),
                        Failure::Refused(_) => "refused",
                    };
                    tracing::error!(%slug, code, %failure, "facts behind figures wait to be computed");
                }
            }
        }
    }
}

/// Does it once for a tenant, and first, once a day, looks for families without facts, and at the stories that are told.
async fn once(services: &Services, ctx: &Ctx, begun: &mut HashMap<TenantId, Date>) -> Outcome<KeptFacts> {
    let (tenant, today) = (ctx.store.tenant().id, ctx.stamp().today);
    if begun.get(&tenant) != Some(&today) {
        services.mark_missing_facts(ctx).await?;
        services.mark_told_stories(ctx).await?;
        begun.insert(tenant, today);
    }
    let kept = services.keep_facts(ctx).await?;
    if kept.unreadable > 0 {
        let slug = &ctx.store.tenant().slug;
        tracing::warn!(%slug, families = kept.unreadable, "dossiers that cannot be read have no facts");
    }
    Ok(kept)
}
