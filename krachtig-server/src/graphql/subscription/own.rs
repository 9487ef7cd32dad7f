//! What changes for whoever listens: how much waits unseen, and, beside it, what happens to one trajectory.

use async_graphql::{Error, Result};
use futures_util::future::ready;
use futures_util::stream::{self, Stream as Events, StreamExt, select};
use krachtig_core::domain::id::{NoticeId, TrajectoryId};
use krachtig_core::service::{Announcement, Ctx, Failure, Outcome, Services, UnseenNotices};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::now;
use super::trajectory::{self, TrajectoryEvent};
use crate::graphql::asked::Asked;
use crate::graphql::failure::failed;
use crate::graphql::scalar::GlobalId;
use crate::graphql::shown::{Child, Object, alone, shown};

/// Something that changed for whoever listens.
pub(super) enum OwnChange {
    Notices(UnseenNotices),
    Trajectory(TrajectoryEvent),
}

shown! {
    /// What you have not seen yet.
    "UnseenNotices", |unseen: UnseenNotices| {
        /// How many notices.
        count: i64 = i64::try_from(unseen.count).unwrap_or(i64::MAX);
        /// The newest of them: where it is another than before, something new waits.
        newest: Option<GlobalId<NoticeId>> = unseen.newest.map(GlobalId);
    }
}

shown! {
    /// Something that changed for you: one of the two.
    "OwnChange", |change: OwnChange| {
        /// What you have not seen yet, as it is now.
        unseen: Option<Child<'_, UnseenNotices>> = match change {
            OwnChange::Notices(unseen) => Some(alone(unseen)),
            OwnChange::Trajectory(_) => None,
        };
        /// What happened to the trajectory.
        trajectory: Option<Child<'_, TrajectoryEvent>> = match change {
            OwnChange::Notices(_) => None,
            OwnChange::Trajectory(event) => Some(alone(event)),
        };
    }
}

/// What changes for whoever listens, and what happens to this trajectory for as long as that may be seen.
///
/// # Errors
/// `not_found` for whoever has no notices, or may not see the trajectory.
pub(super) async fn changes(
    asked: Asked<'_>,
    beside: Option<TrajectoryId>,
) -> Result<impl Events<Item = Result<Object<OwnChange>>> + use<>> {
    let Asked { services, ctx } = asked;
    let listener = Listener {
        services: services.clone(),
        ctx: ctx.clone(),
        heard: ctx.store.subscribe(),
        told: None,
    };
    asked.answered(services.hear_notices(ctx).await)?;
    let trajectory = match beside {
        Some(id) => trajectory::events(asked, id).await?.left_stream(),
        None => stream::empty().right_stream(),
    };
    let notices = stream::unfold(Some(listener), Listener::next);
    // The whole ends with the notices: whoever has none any more is nobody here. It goes on without the trajectory.
    let notices = notices.map(Some).chain(stream::once(ready(None)));
    let both = select(notices, trajectory.map(|event| Some(event.map(OwnChange::Trajectory))));
    let told = both.take_while(|step| ready(step.is_some())).filter_map(ready);
    Ok(told.map(|change| change.map(Object::from)))
}

/// Somebody who listens to what waits for him or her.
struct Listener {
    services: Services,
    ctx: Ctx,
    heard: Receiver<Announcement>,
    told: Option<UnseenNotices>,
}

type Told = Result<OwnChange, Error>;

impl Listener {
    /// The next change, with the listener that goes on after it; what waits now is the first. After an error, nothing goes
    /// on.
    async fn next(listener: Option<Self>) -> Option<(Told, Option<Self>)> {
        let mut listener = listener?;
        loop {
            if listener.told.is_some() {
                listener.hear().await?;
            }
            match listener.unseen().await {
                Ok(unseen) if listener.told == Some(unseen) => {}
                Ok(unseen) => {
                    listener.told = Some(unseen);
                    return Some((Ok(OwnChange::Notices(unseen)), Some(listener)));
                }
                Err(Failure::Refused(_)) => return None,
                Err(fault) => return Some((Err(failed(&fault, &listener.ctx.request)), None)),
            }
        }
    }

    /// Waits until there are other notices than before; nothing once the program goes down.
    async fn hear(&mut self) -> Option<()> {
        loop {
            match self.heard.recv().await {
                Ok(change) if change.is_of_notices() => return Some(()),
                Ok(_) => {}
                // One of those that were missed may have said so.
                Err(RecvError::Lagged(_)) => return Some(()),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    async fn unseen(&self) -> Outcome<UnseenNotices> {
        let now = now(&self.services, &self.ctx).await?;
        self.services.hear_notices(&now).await
    }
}
