//! The local network: the partner directory, referrals, silo obstacles and suggestions.

use super::work::{Recorded, begin, expect_version, finish, lines, not_found, tenant_permit};
use super::{Act, Add, Conclude, Ctx, Outcome, Revise, Services};
use crate::access::Action;
use crate::domain::id::{PartnerId, SiloObstacleId, TrajectoryId};
use crate::domain::obstacle::{ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft};
use crate::domain::partner::{Partner, PartnerDraft, Referral, ReferralAnswer, ReferralDraft, ReferralOutcome};
use crate::domain::record::{Change, InDossier};
use crate::domain::share::Share;
use crate::store::{Find, Writing};

/// Refers a family to a party.
#[derive(Clone, Debug)]
pub struct SendReferral {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The party.
    pub partner_id: PartnerId,
    /// What people typed.
    pub draft: ReferralDraft,
}

/// Records a silo obstacle, or what people typed anew in one.
#[derive(Clone, Debug)]
pub struct ObstacleInput {
    /// The party that refused.
    pub partner_id: Option<PartnerId>,
    /// What people typed.
    pub draft: ObstacleDraft,
}

/// Makes a suggestion about an obstacle.
#[derive(Clone, Debug)]
pub struct MakeSuggestion {
    /// The obstacle.
    pub obstacle_id: SiloObstacleId,
    /// What people typed.
    pub draft: SuggestionDraft,
}

impl Services {
    /// Adds a party to the directory.
    ///
    /// # Errors
    /// What is wrong with the fields.
    pub async fn record_partner(&self, ctx: &Ctx, draft: PartnerDraft) -> Outcome<Partner> {
        let permit = tenant_permit(ctx, Action::RecordPartner)?;
        let partner = Partner::record(&draft, ctx.stamp())?;
        let tx = ctx.store.begin().await?;
        finish(ctx, tx, &permit, Change::recorded(partner)).await
    }

    /// Edits a party.
    ///
    /// # Errors
    /// `not_found`, `stale`, and what is wrong with the fields.
    pub async fn revise_partner(&self, ctx: &Ctx, cmd: Revise<Partner, PartnerDraft>) -> Outcome<Partner> {
        let permit = tenant_permit(ctx, Action::RevisePartner)?;
        let tx = ctx.store.begin().await?;
        let before = partner(&tx, Some(cmd.id), "id").await?.ok_or_else(|| not_found("id"))?;
        expect_version(&tx, &before, cmd.version).await?;
        let after = before.revise(&cmd.draft)?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }

    /// Refers a family to a party. What that shares with it is recorded along with it.
    ///
    /// # Errors
    /// As [`Referral::send`].
    pub async fn send_referral(&self, ctx: &Ctx, cmd: SendReferral) -> Outcome<Recorded<Referral>> {
        let mut case = begin(ctx, Action::SendReferral, Find::Trajectory(cmd.trajectory_id)).await?;
        let partner = case
            .tx
            .get::<Partner>(cmd.partner_id)
            .await?
            .ok_or_else(|| not_found("partner_id"))?;
        let referral = Referral::send(&case.dossier, &partner, &cmd.draft, ctx.stamp())?;
        partner.put(&mut case.dossier);
        let share = Share::of_referral(&referral, ctx.stamp());
        let sent = case.write(ctx, &Change::recorded(referral.clone()))?;
        let shared = case.write(ctx, &Change::recorded(share))?;
        case.commit(ctx, lines(sent, vec![shared]), referral).await
    }

    /// Records a party's answer.
    ///
    /// # Errors
    /// As [`Referral::answer`]; `not_found`, `stale`.
    pub async fn answer_referral(
        &self,
        ctx: &Ctx,
        cmd: Revise<Referral, ReferralAnswer>,
    ) -> Outcome<Recorded<Referral>> {
        self.revise(
            ctx,
            (Action::AnswerReferral, cmd.id, cmd.version),
            |referral: &Referral, _, stamp| referral.answer(&cmd.draft, stamp),
        )
        .await
    }

    /// Records what came of a referral.
    ///
    /// # Errors
    /// As [`Referral::conclude`]; `not_found`, `stale`.
    pub async fn conclude_referral(
        &self,
        ctx: &Ctx,
        cmd: Conclude<Referral, ReferralOutcome>,
    ) -> Outcome<Recorded<Referral>> {
        self.revise(
            ctx,
            (Action::ConcludeReferral, cmd.id, cmd.version),
            |referral: &Referral, _, stamp| referral.conclude(cmd.outcome, (cmd.on, cmd.note.as_deref()), stamp),
        )
        .await
    }

    /// Takes a referral back.
    ///
    /// # Errors
    /// As [`Referral::withdraw`]; `not_found`, `stale`.
    pub async fn withdraw_referral(&self, ctx: &Ctx, cmd: Act<Referral>) -> Outcome<Recorded<Referral>> {
        self.revise(
            ctx,
            (Action::WithdrawReferral, cmd.id, cmd.version),
            |referral: &Referral, _, stamp| referral.withdraw(stamp),
        )
        .await
    }

    /// Records a silo obstacle.
    ///
    /// # Errors
    /// As [`SiloObstacle::record`]; `not_found` for the party.
    pub async fn record_silo_obstacle(&self, ctx: &Ctx, cmd: Add<ObstacleInput>) -> Outcome<Recorded<SiloObstacle>> {
        let mut case = begin(ctx, Action::RecordSiloObstacle, Find::Trajectory(cmd.trajectory_id)).await?;
        let partner = partner(&case.tx, cmd.draft.partner_id, "partner_id").await?;
        let obstacle = SiloObstacle::record(&case.dossier, partner.as_ref(), &cmd.draft.draft, ctx.stamp())?;
        if let Some(partner) = partner {
            partner.put(&mut case.dossier);
        }
        case.finish(ctx, Change::recorded(obstacle)).await
    }

    /// Edits a silo obstacle.
    ///
    /// # Errors
    /// As [`SiloObstacle::revise`]; `not_found`, `stale`.
    pub async fn revise_silo_obstacle(
        &self,
        ctx: &Ctx,
        cmd: Revise<SiloObstacle, ObstacleInput>,
    ) -> Outcome<Recorded<SiloObstacle>> {
        let mut case = begin(ctx, Action::ReviseSiloObstacle, Find::of::<SiloObstacle>(cmd.id)).await?;
        let before = SiloObstacle::find(&case.dossier, cmd.id, "id")?;
        expect_version(&case.tx, before, cmd.version).await?;
        let partner = partner(&case.tx, cmd.draft.partner_id, "partner_id").await?;
        let after = before.revise(&case.dossier, partner.as_ref(), &cmd.draft.draft, ctx.stamp())?;
        let change = Change::revised(before, after);
        if let Some(partner) = partner {
            partner.put(&mut case.dossier);
        }
        case.finish(ctx, change).await
    }

    /// Makes a suggestion about an obstacle.
    ///
    /// # Errors
    /// As [`Suggestion::make`].
    pub async fn make_suggestion(&self, ctx: &Ctx, cmd: MakeSuggestion) -> Outcome<Recorded<Suggestion>> {
        let case = begin(ctx, Action::MakeSuggestion, Find::of::<SiloObstacle>(cmd.obstacle_id)).await?;
        let suggestion = Suggestion::make(&case.dossier, cmd.obstacle_id, &cmd.draft, ctx.stamp())?;
        case.finish(ctx, Change::recorded(suggestion)).await
    }

    /// Edits a suggestion, what came of it included.
    ///
    /// # Errors
    /// As [`Suggestion::revise`]; `not_found`, `stale`.
    pub async fn revise_suggestion(
        &self,
        ctx: &Ctx,
        cmd: Revise<Suggestion, SuggestionDraft>,
    ) -> Outcome<Recorded<Suggestion>> {
        self.revise(
            ctx,
            (Action::ReviseSuggestion, cmd.id, cmd.version),
            |suggestion: &Suggestion, _, stamp| suggestion.revise(&cmd.draft, stamp),
        )
        .await
    }
}

/// The party with this id, where one is named.
async fn partner(tx: &Writing, id: Option<PartnerId>, field: &str) -> Outcome<Option<Partner>> {
    let Some(id) = id else { return Ok(None) };
    tx.get::<Partner>(id).await?.ok_or_else(|| not_found(field)).map(Some)
}
