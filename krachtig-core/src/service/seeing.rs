//! What the actor may see of many dossiers at once: what the rows of a page look at is as closed as the dossiers
//! themselves.
//!
//! Which rows are on the page does not belong here: the store keeps to the scope.

use std::collections::HashMap;

use super::logging::{Read, of_dossier, reading};
use super::work::not_found;
use super::{Ctx, Outcome, Services};
use crate::access::{Action, Actor, Permit, Relation, permit, seen};
use crate::domain::access_log::LogEvent;
use crate::domain::dossier::Parts;
use crate::domain::dossier_part::DossierParts;
use crate::domain::id::TrajectoryId;
use crate::domain::member::{Member, MemberState};
use crate::domain::record::RecordKind;
use crate::domain::trajectory::Assignment;

/// What the actor may see of some dossiers.
pub(super) struct Sees {
    /// Of each to which there are assignments.
    each: HashMap<TrajectoryId, DossierParts>,
    /// Of the others.
    others: DossierParts,
}

impl Sees {
    /// What may be seen of this one.
    pub(super) fn of(&self, id: TrajectoryId) -> DossierParts {
        self.each.get(&id).copied().unwrap_or(self.others)
    }
}

impl Services {
    /// What the actor may see of these dossiers: one statement, and none for whoever sees all of every one.
    pub(super) async fn sees_of(&self, ctx: &Ctx, ids: &[TrajectoryId]) -> Outcome<Sees> {
        let others = seen(&ctx.actor, Relation::None);
        let mut each = HashMap::new();
        if others != DossierParts::ALL {
            let today = ctx.stamp().today;
            let mut by_trajectory: HashMap<TrajectoryId, Vec<Assignment>> = HashMap::new();
            for assignment in ctx.store.of_trajectories::<Assignment>(ids).await?.unseen() {
                by_trajectory
                    .entry(assignment.trajectory_id)
                    .or_default()
                    .push(assignment);
            }
            for (id, assignments) in by_trajectory {
                let relation = Relation::by(today, ctx.actor.as_member(), &assignments);
                each.insert(id, seen(&ctx.actor, relation));
            }
        }
        Ok(Sees { each, others })
    }

    /// Whether the actor may hear now of a record of this kind in a trajectory: asked again for each event of a
    /// subscription. Without a kind, whether anything may be heard of it at all. A broken glass opens a dossier to be
    /// read, not to be listened to.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn may_hear(&self, ctx: &Ctx, id: TrajectoryId, kind: Option<RecordKind>) -> Outcome<bool> {
        let hears = hears(ctx, id).await?;
        Ok(hears.is_some_and(|(_, sees)| kind.is_none_or(|kind| sees.tells_of(kind))))
    }

    /// Begins to listen to the changes of a trajectory's dossier, which the access log tells.
    ///
    /// # Errors
    /// `not_found` for whoever may not see it; a fault of the store.
    pub async fn listen(&self, ctx: &Ctx, id: TrajectoryId) -> Outcome<()> {
        let (permit, _) = hears(ctx, id).await?.ok_or_else(|| not_found("id"))?;
        let read = Read {
            event: Some(LogEvent::Listen),
            ..of_dossier(id, Parts::ALL)
        };
        Ok(ctx.store.log(reading(ctx, &permit, read)).await?)
    }
}

/// The permit with which the actor may hear of a trajectory now, and of which parts.
async fn hears(ctx: &Ctx, id: TrajectoryId) -> Outcome<Option<(Permit, DossierParts)>> {
    let actor = as_now(ctx).await?;
    let assignments = ctx.store.of_trajectories::<Assignment>(&[id]).await?.unseen();
    let relation = Relation::by(ctx.stamp().today, actor.as_member(), &assignments);
    let permit = permit(&actor, Action::ReadDossier, relation);
    Ok(permit.map(|permit| (permit, seen(&actor, relation))))
}

/// The actor as he or she stands now: whoever listens for hours may have lost a role meanwhile, or been suspended.
pub(super) async fn as_now(ctx: &Ctx) -> Outcome<Actor> {
    let today = ctx.stamp().today;
    match &ctx.actor {
        Actor::Member {
            id,
            state: MemberState::Active,
            ..
        } => {
            let member = ctx.store.get::<Member>(*id).await?;
            let nobody = || Actor::member(*id, Vec::new());
            Ok(member.map_or_else(nobody, |member| Actor::of(&member, today)))
        }
        other => Ok(other.clone()),
    }
}
