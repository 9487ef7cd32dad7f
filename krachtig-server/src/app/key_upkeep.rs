//! Ends what a change of keys left: values of old keys are sealed anew, files in which erased texts may lie are swept, and
//! keys that nothing needs are destroyed.

use std::time::Duration;

use krachtig_core::domain::clock::Clock;
use krachtig_core::store::Tenants;

use super::clock::SystemClock;
use crate::settings::Keys;

/// How often it is looked for old keys.
const EVERY: Duration = Duration::from_secs(900);

/// Looks for old keys again and again, until the task is ended.
pub(super) async fn keep_up(tenants: Tenants, keys: Keys) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(fault) = once(&tenants, &keys).await {
            tracing::error!(%fault, "old keys could not be looked after");
        }
    }
}

/// Does it once for every tenant with an old key or with files to be swept. One tenant that cannot be opened does not keep the others waiting.
///
/// # Errors
/// The directory of tenants cannot be read.
pub(crate) async fn once(tenants: &Tenants, keys: &Keys) -> Result<(), krachtig_core::error::Fault> {
    for slug in tenants.with_old_keys().await? {
        let done = async {
            tenants.reseal(&slug).await?;
            tenants.sweep(&slug).await?;
            tenants.destroy_old_keys(&slug, (SystemClock.now(), keys.grace())).await
        };
        if let Err(fault) = done.await {
            tracing::error!(%slug, %fault, "a tenant's old keys could not be looked after");
        }
    }
    Ok(())
}
