//! How far a replay is, told while it is at work.

use std::time::Duration;

use async_graphql::{Error, Result};
use futures_util::stream::{self, Stream as Events};
use krachtig_core::domain::id::ReplayId;
use krachtig_core::domain::replay::ReplayState;
use krachtig_core::service::{Ctx, Failure, ReplayProgress, Services};
use tokio::sync::watch::Receiver;
use tokio::time::sleep;

use super::now;
use crate::graphql::asked::Asked;
use crate::graphql::failure::failed;
use crate::graphql::shown::Object;

/// How long a watcher rests before it tells what changed: a bar that moves ten times a second moves smoothly.
const PAUSE: Duration = Duration::from_millis(100);

/// The progress of a replay from now to its end.
///
/// # Errors
/// `not_found` for whoever may not see it.
pub(super) async fn progress(
    asked: Asked<'_>,
    id: ReplayId,
) -> Result<impl Events<Item = Result<Object<ReplayProgress>>> + use<>> {
    let heard = asked.answered(asked.services.replay_progress(asked.ctx, id).await)?;
    let watcher = Watcher {
        services: asked.services.clone(),
        ctx: asked.ctx.clone(),
        id,
        heard,
        told: None,
    };
    Ok(stream::unfold(Some(watcher), Watcher::next))
}

/// Somebody who watches a replay.
struct Watcher {
    services: Services,
    ctx: Ctx,
    id: ReplayId,
    heard: Receiver<ReplayProgress>,
    told: Option<ReplayProgress>,
}

type Told = Result<Object<ReplayProgress>, Error>;

impl Watcher {
    /// The next step, with the watcher that goes on after it. After an error, nothing goes on.
    async fn next(watcher: Option<Self>) -> Option<(Told, Option<Self>)> {
        let mut watcher = watcher?;
        let step = watcher.step().await?;
        match watcher.may_go_on().await {
            Ok(()) => Some((Ok(Object::from(step)), Some(watcher))),
            Err(Failure::Refused(_)) => None,
            Err(fault) => Some((Err(failed(&fault, &watcher.ctx.request)), None)),
        }
    }

    /// Waits until the replay got further; nothing once it ended, or nobody is at work on it.
    async fn step(&mut self) -> Option<ReplayProgress> {
        if let Some(told) = self.told {
            if told.state != ReplayState::Running {
                return None;
            }
            self.heard.changed().await.ok()?;
            if self.heard.borrow().state == ReplayState::Running {
                sleep(PAUSE).await;
            }
        }
        let step = *self.heard.borrow_and_update();
        self.told = Some(step);
        Some(step)
    }

    async fn may_go_on(&self) -> Result<(), Failure> {
        let now = now(&self.services, &self.ctx).await?;
        self.services.replay(&now, self.id).await.map(|_| ())
    }
}
