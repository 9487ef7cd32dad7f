//! Signs, time and again, how far the access log of each tenant in use has come.
//!
//! What a checkpoint is does not belong here: see `krachtig_core::evidence`.

use std::sync::Arc;
use std::time::Duration;

use krachtig_core::service::Failure;
use tokio::time::{MissedTickBehavior, interval};

use super::open::{Installation, operator_in};

/// Signs checkpoints of the tenants that are open, every so often, for as long as the task lives. A tenant at rest gets
/// none and is not kept open.
pub(super) async fn keep(installation: Installation, pause: Duration) {
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first comes at once, when nothing happened yet.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        sign_all(&installation).await;
    }
}

/// Signs a checkpoint of each open tenant's log where something came since the last.
pub(super) async fn sign_all(installation: &Installation) {
    let services = &installation.services;
    for store in services.tenants().open_now() {
        let slug = store.tenant().slug.clone();
        let ctx = operator_in(Arc::clone(&store));
        if let Err(failure) = services.checkpoint_log(&ctx, &installation.log_key).await {
            let code = match &failure {
                Failure::Fault(fault) => fault.code(),
                Failure::Refused(_) => "refused",
            };
            tracing::error!(%slug, code, %failure, "no checkpoint of the access log was signed");
        }
    }
}
