//! What happens to a trajectory, told while it happens.

use async_graphql::{Error, Result};
use futures_util::stream::{self, Stream as Events, StreamExt};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::Action;
use krachtig_core::service::Announcement;
use krachtig_core::service::{Ctx, Outcome, Services};
use time::OffsetDateTime;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::now;
use crate::graphql::asked::Asked;
use crate::graphql::failure::failed;
use crate::graphql::scalar::Word;
use crate::graphql::shown::{Child, Object, alone, shown};

/// Something that happened to a trajectory, or a notice that some of it was missed.
pub(super) struct TrajectoryEvent {
    change: Option<Announcement>,
    missed: i64,
}

shown! {
    /// A change of a record.
    "TrajectoryChange", |change: Announcement| {
        /// What kind of record.
        recordKind: Option<Word<RecordKind>> = RecordKind::from_code(change.record_kind).map(Word);
        /// The record's id.
        recordId: Option<String> = RecordKind::from_code(change.record_kind).map(|kind| kind.id_text(change.record_id));
        /// The record's version after the change.
        version: i32 = change.version;
        /// What was done.
        action: Option<Word<Action>> = Action::from_code(change.action).map(Word);
        /// When.
        at: OffsetDateTime = change.at;
    }
}

shown! {
    /// Something that happened to a trajectory.
    "TrajectoryEvent", |event: TrajectoryEvent| {
        /// The change; absent where changes were missed.
        change: Option<Child<'_, Announcement>> = event.change.as_ref().map(alone);
        /// How many changes were not told because this listener was too slow, those of other trajectories included. Where
        /// it is not 0, read the dossier again.
        missed: i64 = event.missed;
    }
}

/// The changes of a trajectory's dossier from now on.
///
/// # Errors
/// `not_found` for whoever may not see it.
pub(super) async fn changes(
    asked: Asked<'_>,
    id: TrajectoryId,
) -> Result<impl Events<Item = Result<Object<TrajectoryEvent>>> + use<>> {
    Ok(events(asked, id).await?.map(|event| event.map(Object::from)))
}

/// The same, not yet as an object.
///
/// # Errors
/// As [`changes`].
pub(super) async fn events(asked: Asked<'_>, id: TrajectoryId) -> Result<impl Events<Item = Told> + use<>> {
    let Asked { services, ctx } = asked;
    let listener = Listener {
        services: services.clone(),
        ctx: ctx.clone(),
        id,
        heard: ctx.store.subscribe(),
    };
    // It hears from before the look, so that nothing falls in between.
    asked.answered(services.listen(ctx, id).await)?;
    Ok(stream::unfold(Some(listener), Listener::next))
}

/// Somebody who listens to a trajectory.
struct Listener {
    services: Services,
    ctx: Ctx,
    id: TrajectoryId,
    heard: Receiver<Announcement>,
}

type Told = Result<TrajectoryEvent, Error>;

impl Listener {
    /// Whether this listener may still hear of the trajectory, and of a record of this kind.
    async fn may_hear(&self, kind: Option<RecordKind>) -> Outcome<bool> {
        let now = now(&self.services, &self.ctx).await?;
        self.services.may_hear(&now, self.id, kind).await
    }

    /// Whether this listener may still see the trajectory, and hear of this event: what happens in a part of the dossier
    /// that is not open to the listener is not told at all.
    async fn may_go_on(&self, event: &TrajectoryEvent) -> Outcome<(bool, bool)> {
        let kind = event
            .change
            .as_ref()
            .and_then(|change| RecordKind::from_code(change.record_kind));
        let goes_on = self.may_hear(None).await?;
        Ok((goes_on, goes_on && (kind.is_none() || self.may_hear(kind).await?)))
    }

    /// The next event, with the listener that goes on after it. After an error, nothing goes on.
    async fn next(listener: Option<Self>) -> Option<(Told, Option<Self>)> {
        let mut listener = listener?;
        loop {
            let event = listener.hear().await?;
            match listener.may_go_on(&event).await {
                Ok((true, true)) => return Some((Ok(event), Some(listener))),
                Ok((true, false)) => {}
                Ok((false, _)) => return None,
                Err(failure) => return Some((Err(failed(&failure, &listener.ctx.request)), None)),
            }
        }
    }

    /// Waits for something about the trajectory; nothing once the program goes down.
    async fn hear(&mut self) -> Option<TrajectoryEvent> {
        loop {
            match self.heard.recv().await {
                Ok(change) if change.trajectory_id == Some(self.id.uuid()) => {
                    return Some(TrajectoryEvent {
                        change: Some(change),
                        missed: 0,
                    });
                }
                Ok(_) => {}
                Err(RecvError::Lagged(missed)) => {
                    return Some(TrajectoryEvent {
                        change: None,
                        missed: i64::try_from(missed).unwrap_or(i64::MAX),
                    });
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }
}
