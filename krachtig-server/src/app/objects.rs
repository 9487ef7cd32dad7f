//! Where the contents of attachments lie, as the settings say it, and the task that removes what nobody can open any more.

use std::path::PathBuf;
use std::time::Duration;

use krachtig_core::domain::clock::Clock;
use krachtig_core::error::Fault;
use krachtig_core::store::{Bucket, BucketKey, ObjectPlace, TenantState, Tenants};
use zeroize::Zeroizing;

use super::clock::SystemClock;
use crate::settings::Objects;

/// The environment variables with what requests to a bucket are signed with. They stand in no file.
const KEY: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// How often it is looked for objects without a row.
const EVERY: Duration = Duration::from_secs(6 * 3600);

/// Where objects lie.
///
/// # Errors
/// [`Fault::Unsuitable`] where a bucket is named and the environment has no key for it.
pub(super) fn place(objects: &Objects) -> Result<ObjectPlace, Fault> {
    if let Some(dir) = objects.url.strip_prefix("folder:") {
        return Ok(ObjectPlace::Folder(PathBuf::from(dir)));
    }
    let Some(bucket) = objects.url.strip_prefix("s3://") else {
        return Ok(ObjectPlace::Beside);
    };
    let [id, secret] = KEY.map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let (Some(id), Some(secret)) = (id, secret) else {
        return Err(Fault::Unsuitable {
            what: format!(
                "the environment variables {} and {}, with which a bucket is opened, are not set",
                KEY[0], KEY[1]
            ),
        });
    };
    let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
    Ok(ObjectPlace::Bucket(Bucket {
        name: name.to_owned(),
        prefix: prefix.trim_matches('/').to_owned(),
        endpoint: Some(objects.endpoint.clone()).filter(|endpoint| !endpoint.is_empty()),
        region: objects.region.clone(),
        key: BucketKey {
            id,
            secret: Zeroizing::new(secret),
        },
    }))
}

/// Looks for objects without a row again and again, until the task is ended.
pub(super) async fn keep_up(tenants: Tenants) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(fault) = once(&tenants).await {
            tracing::error!(%fault, "objects without a row could not be looked for");
        }
    }
}

/// Does it once for every tenant in which people work. One tenant that cannot be opened does not keep the others waiting.
///
/// # Errors
/// The directory of tenants cannot be read.
pub(crate) async fn once(tenants: &Tenants) -> Result<(), Fault> {
    if !tenants.has_objects() {
        return Ok(());
    }
    for tenant in tenants.list().await? {
        if tenant.state != TenantState::Active {
            continue;
        }
        if let Err(fault) = tenants.sweep_objects(&tenant.slug, SystemClock.now()).await {
            tracing::error!(slug = %tenant.slug, %fault, "a tenant's objects without a row could not be removed");
        }
    }
    Ok(())
}
