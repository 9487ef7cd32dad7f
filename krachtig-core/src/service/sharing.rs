//! Withdrawing a consent with all that stops with it, and sharing with parties.

use super::work::{Recorded, begin, expect_version, line, lines, not_found};
use super::{Act, Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::consent::Consent;
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::id::{PartnerId, TrajectoryId};
use crate::domain::partner::Partner;
use crate::domain::record::{Change, InDossier};
use crate::domain::share::{Share, ShareDraft};
use crate::store::{AuditLine, AuditLines, Find};

/// Records that data was shared with a party.
#[derive(Clone, Debug)]
pub struct ShareWithParty {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// With whom.
    pub partner_id: PartnerId,
    /// What people typed.
    pub draft: ShareDraft,
}

impl Services {
    /// Records that a consent was withdrawn. What depends on it stops from now on, in all trajectories of the family:
    /// see [`crate::domain::terms::DEPENDENTS`].
    ///
    /// # Errors
    /// As [`Consent::withdraw`]; `not_found`, `stale`.
    pub async fn withdraw_consent(&self, ctx: &Ctx, cmd: Act<Consent>) -> Outcome<Recorded<Consent>> {
        let mut case = begin(ctx, Action::WithdrawConsent, Find::of::<Consent>(cmd.id)).await?;
        let before = Consent::find(&case.dossier, cmd.id, "id")?.clone();
        case.demand_part(ctx, before.part(), "id")?;
        let (after, audit) = withdraw(ctx, &mut case, (&before, &cmd)).await?;
        case.commit(ctx, audit, after).await
    }

    /// Records that data was shared with a party.
    ///
    /// # Errors
    /// As [`Share::record`]; `not_found` for the trajectory and the party.
    pub async fn share_with_party(&self, ctx: &Ctx, cmd: ShareWithParty) -> Outcome<Recorded<Share>> {
        let mut case = begin(ctx, Action::ShareWithParty, Find::Trajectory(cmd.trajectory_id)).await?;
        let partner = case.tx.get::<Partner>(cmd.partner_id).await?;
        let partner = partner.ok_or_else(|| not_found("partner_id"))?;
        let share = Share::record(&case.dossier, &partner, &cmd.draft, ctx.stamp())?;
        partner.put(&mut case.dossier);
        case.finish(ctx, Change::recorded(share)).await
    }

    /// Ends what is shared with a party.
    ///
    /// # Errors
    /// As [`Share::end`]; `not_found`, `stale`.
    pub async fn end_share(&self, ctx: &Ctx, cmd: Act<Share>) -> Outcome<Recorded<Share>> {
        let decide = |share: &Share, _: &Dossier, stamp: crate::domain::clock::Stamp<'_>| share.end(stamp);
        self.revise(ctx, (Action::EndShare, cmd.id, cmd.version), decide).await
    }

    /// Notes that the party was told that a sharing ended.
    ///
    /// # Errors
    /// As [`Share::tell`]; `not_found`, `stale`.
    pub async fn tell_party_of_end(&self, ctx: &Ctx, cmd: Act<Share>) -> Outcome<Recorded<Share>> {
        let decide = |share: &Share, _: &Dossier, stamp: crate::domain::clock::Stamp<'_>| share.tell(stamp);
        self.revise(ctx, (Action::TellPartyOfEnd, cmd.id, cmd.version), decide)
            .await
    }
}

/// Withdraws a consent within a transaction, with all that stops with it: the consent as it became, and the lines.
///
/// # Errors
/// As [`Consent::withdraw`]; `stale`.
pub(super) async fn withdraw(
    ctx: &Ctx,
    case: &mut super::work::Case,
    (before, cmd): (&Consent, &Act<Consent>),
) -> Outcome<(Consent, AuditLines)> {
    expect_version(&case.tx, before, cmd.version).await?;
    let stamp = ctx.stamp();
    let after = before.withdraw(cmd.note.as_deref(), stamp)?;
    let first = case.write(ctx, &Change::revised(before, after.clone()))?;
    let mut audit = Vec::new();
    let stopped = case.dossier.stopped_by_withdrawal(after.purpose, stamp)?;
    for change in &stopped.referrals {
        audit.push(case.write(ctx, change)?);
    }
    for change in &stopped.shares {
        audit.push(case.write(ctx, change)?);
    }
    for change in &stopped.approvals {
        audit.push(case.write(ctx, change)?);
    }
    for id in case.tx.trajectories_of(case.dossier.family.id).await? {
        if id != case.dossier.trajectory.id {
            audit.extend(stop_elsewhere(ctx, case, (id, &after)).await?);
        }
    }
    Ok((after, lines(first, audit)))
}

/// Stops in another trajectory of the family what depends on a consent that was withdrawn just now.
async fn stop_elsewhere(
    ctx: &Ctx,
    case: &mut super::work::Case,
    (id, withdrawn): (TrajectoryId, &Consent),
) -> Outcome<Vec<AuditLine>> {
    let stamp = ctx.stamp();
    let whole = (Find::Trajectory(id), Parts::ALL);
    let Some(loaded) = case.tx.dossier(whole, (&ctx.actor, stamp.today)).await? else {
        return Ok(Vec::new());
    };
    let mut dossier = loaded.dossier;
    withdrawn.clone().put(&mut dossier);
    let stopped = dossier.stopped_by_withdrawal(withdrawn.purpose, stamp)?;
    let mut audit = Vec::new();
    for change in &stopped.referrals {
        case.put_off(change)?;
        audit.push(line(ctx, (&case.permit, Some(id)), change));
    }
    for change in &stopped.shares {
        case.put_off(change)?;
        audit.push(line(ctx, (&case.permit, Some(id)), change));
    }
    for change in &stopped.approvals {
        case.put_off(change)?;
        audit.push(line(ctx, (&case.permit, Some(id)), change));
    }
    Ok(audit)
}
