//! Breaking the glass: opening a dossier in an emergency, reading through it, and the review by a coordinator.

use super::work::{begin, expect_version, finish, line, not_found, tenant_permit, write};
use super::{Ctx, Outcome, Services};
use crate::access::{Action, Permit, Relation, permit, seen};
use crate::domain::break_glass::{BreakGlass, GlassDraft, GlassReview};
use crate::domain::dossier_part::DossierParts;
use crate::domain::id::{BreakGlassId, TrajectoryId};
use crate::domain::record::{Change, Version};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::store::{Condition, EVERYTHING, Find, Window};

/// Opens a dossier in an emergency.
#[derive(Clone, Debug)]
pub struct BreakTheGlass {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// What people typed.
    pub draft: GlassDraft,
}

/// Says whether a glass was rightly broken.
#[derive(Clone, Debug)]
pub struct ReviewGlass {
    /// The glass.
    pub id: BreakGlassId,
    /// The version that was seen.
    pub version: Version,
    /// What the coordinator says.
    pub draft: GlassReview,
}

/// The most glasses of one member at one dossier that are looked through for one that holds.
const MOST_BROKEN: u32 = 1_000;

impl Services {
    /// Breaks the glass of a dossier: its breaker may read all of it until it closes by itself. Whoever listens to the
    /// trajectory hears of it, and it stands in the coordinators' list until one of them reviewed it.
    ///
    /// # Errors
    /// `not_found` where there is no such trajectory, or the actor may break no glass; `wrong_state` for whom the
    /// dossier is open already; as [`BreakGlass::of`].
    pub async fn break_glass(&self, ctx: &Ctx, cmd: BreakTheGlass) -> Outcome<BreakGlass> {
        let id = cmd.trajectory_id;
        let case = begin(ctx, Action::BreakGlass, Find::Trajectory(id)).await?;
        if case.sees() == DossierParts::ALL {
            return Err(Refusal::new(RefusalCode::WrongState, "trajectory_id").into());
        }
        let glass = BreakGlass::of(&case.dossier, &cmd.draft, ctx.stamp())?;
        let change = Change::recorded(glass);
        let audit = write(ctx, &case.tx, (&case.permit, Some(id)), &change).await?;
        case.tx.commit(audit).await?;
        Ok(change.after)
    }

    /// Reviews a glass that somebody else broke.
    ///
    /// # Errors
    /// `not_found`, `stale`; as [`BreakGlass::review`].
    pub async fn review_break_glass(&self, ctx: &Ctx, cmd: ReviewGlass) -> Outcome<BreakGlass> {
        let permit = tenant_permit(ctx, Action::ReviewBreakGlass)?;
        let tx = ctx.store.begin().await?;
        let before = tx.get::<BreakGlass>(cmd.id).await?.ok_or_else(|| not_found("id"))?;
        expect_version(&tx, &before, cmd.version).await?;
        let after = before.review(&cmd.draft, ctx.stamp())?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }

    /// The glass through which the actor sees more of a dossier than otherwise, if one holds. Nobody who could not
    /// break one costs the store a question.
    pub(super) async fn glass(&self, ctx: &Ctx, id: TrajectoryId, relation: Relation) -> Outcome<Option<BreakGlass>> {
        let may_break = permit(&ctx.actor, Action::BreakGlass, relation).is_some();
        let Some(member) = ctx.actor.as_member().filter(|_| may_break) else {
            return Ok(None);
        };
        if seen(&ctx.actor, relation) == DossierParts::ALL {
            return Ok(None);
        }
        let mine = vec![
            Condition::Is("trajectory_id", id.uuid().into()),
            Condition::Is("member_id", member.uuid().into()),
        ];
        let window = Window {
            first: MOST_BROKEN,
            after: None,
            sort: "id",
            descending: true,
        };
        let broken = ctx.store.page::<BreakGlass>(EVERYTHING, mine, &window).await?.unseen();
        let now = ctx.now();
        Ok(broken
            .rows
            .into_iter()
            .map(|(_, glass)| glass)
            .find(|glass| glass.holds(now)))
    }

    /// Writes down that somebody read a dossier through a glass, before it is handed out.
    pub(super) async fn note_use(&self, ctx: &Ctx, permit: &Permit, glass: &BreakGlass) -> Outcome<()> {
        let used = Change::revised(glass, glass.clone());
        let tx = ctx.store.begin().await?;
        Ok(tx.commit(line(ctx, (permit, Some(glass.trajectory_id)), &used)).await?)
    }
}
