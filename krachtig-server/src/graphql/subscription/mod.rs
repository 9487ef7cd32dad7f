//! What is told while it happens.
//!
//! Who may listen is asked again before each event, of the store as it is then: somebody who is no longer assigned, or
//! whose tenant was suspended, hears nothing more.

mod own;
mod replay;
mod trajectory;

use async_graphql::{Context, Result, Subscription as Stream};
use futures_util::stream::Stream as Events;
use krachtig_core::domain::id::{ReplayId, TrajectoryId};
use krachtig_core::service::{Ctx, Failure, Outcome, ReplayProgress, Services};

use super::asked::Asked;
use super::scalar::GlobalId;
use super::shown::Object;
use own::OwnChange;
use trajectory::TrajectoryEvent;

/// What can be listened to.
#[derive(Clone, Copy, Default)]
pub struct Subscription;

/// What can be listened to.
#[Stream]
impl Subscription {
    /// The changes of a trajectory's dossier from now on. Ends when you may no longer see it.
    async fn trajectory_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The trajectory.")] id: GlobalId<TrajectoryId>,
    ) -> Result<impl Events<Item = Result<Object<TrajectoryEvent>>> + use<>> {
        trajectory::changes(Asked::of(ctx)?, id.0).await
    }

    /// How far a replay is: now, and each time that it gets further, ten times a second at most. Ends with the replay.
    /// One that nobody is at work on is told once; where that says RUNNING, it was interrupted or is at work in another
    /// process.
    async fn replay_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The replay.")] id: GlobalId<ReplayId>,
    ) -> Result<impl Events<Item = Result<Object<ReplayProgress>>> + use<>> {
        replay::progress(Asked::of(ctx)?, id.0).await
    }

    /// What changes for you: how much you have not seen yet, now and each time that it is another number or something new
    /// waits; and, where a trajectory is named, what happens to its dossier from now on, over the same connection. That
    /// part ends when you may no longer see it, and all of it when you are no member any more.
    async fn own_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A trajectory to hear of beside your notices.")] trajectory_id: Option<GlobalId<TrajectoryId>>,
    ) -> Result<impl Events<Item = Result<Object<OwnChange>>> + use<>> {
        own::changes(Asked::of(ctx)?, trajectory_id.map(|id| id.0)).await
    }
}

/// The context of a listener as it is now. The store is fetched anew: the one of the first request may have been closed
/// since, or its tenant suspended.
async fn now(services: &Services, ctx: &Ctx) -> Outcome<Ctx> {
    let store = services.tenants().store(&ctx.store.tenant().slug).await;
    Ok(Ctx {
        store: store.map_err(Failure::from)?,
        ..ctx.clone()
    })
}
