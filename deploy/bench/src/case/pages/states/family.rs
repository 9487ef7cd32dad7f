//! What has happened to the family whose pages are measured: a goal was concluded, a step passed over, somebody objects to a
//! use, the dossier is held, a party is to be told that nothing is shared with it any more, a file was added, a party has a
//! link, and the family asked for what is its right.

use anyhow::{Context as _, Result};
use krachtig_core::domain::attachment::AttachmentDraft;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::goal::{Goal, GoalOutcome};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::limit::{LimitDraft, LimitKind};
use krachtig_core::domain::partner::{Referral, ReferralState};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::rights::{DataSubject, Right, RightsDecision, RightsDraft};
use krachtig_core::domain::share::ShareDraft;
use krachtig_core::domain::terms::{DataCategory, Use};
use krachtig_core::domain::trajectory::Step;
use krachtig_core::service::{
    Add, AddAttachment, Conclude, Ctx, PlaceHold, Revise, Services, ShareWithParty, SkipStep,
};
use time::Date;

use super::super::visitors::willing;
use super::act;

/// The least that counts as a document.
const DOCUMENT: &[u8] = b"%PDF-1.7\n%%EOF\n";

/// Whether there is that with which it can happen.
pub(super) fn is_under_way(dossier: &Dossier, today: Date) -> bool {
    let referred = |state| dossier.referrals.iter().any(|referral| referral.state() == state);
    let is_referred = referred(ReferralState::Sent) && referred(ReferralState::Accepted);
    let hindered = !dossier.obstacles.is_empty() && !dossier.suggestions.is_empty();
    open_goals(dossier).count() > 1 && is_referred && hindered && willing(dossier, today).is_some()
}

/// Has it happen.
///
/// # Errors
/// What a coordinator may do is refused.
pub(super) async fn bring_about(services: &Services, lead: &Ctx, id: TrajectoryId) -> Result<()> {
    let dossier = services.dossier(lead, id, Parts::ALL).await?;
    plan(services, lead, &dossier).await?;
    limits(services, lead, &dossier).await?;
    parties(services, lead, &dossier).await?;
    requests(services, lead, id).await
}

/// The goals of which nobody said what came of them.
fn open_goals(dossier: &Dossier) -> impl Iterator<Item = &Goal> {
    dossier.goals.iter().filter(|goal| goal.outcome.is_none())
}

/// A referral that its party has still to answer, or to report on.
fn referral(dossier: &Dossier) -> Option<&Referral> {
    dossier.referrals.iter().find(|referral| referral.state().is_open())
}

/// A goal that was reached, with a file, and a step that was passed over.
async fn plan(services: &Services, lead: &Ctx, dossier: &Dossier) -> Result<()> {
    let (today, trajectory_id) = (lead.stamp().today, dossier.trajectory.id);
    let goal = open_goals(dossier).next().context("no goal is open")?;
    let reached = Conclude {
        id: goal.id,
        version: goal.version,
        outcome: GoalOutcome::Reached,
        on: today,
        note: None,
    };
    services.conclude_goal(lead, reached).await?;
    let file = AddAttachment {
        trajectory_id,
        draft: AttachmentDraft {
            record_kind: RecordKind::Goal,
            record_id: goal.id.uuid(),
            name: "brief.pdf".to_owned(),
            about: "A letter (fictional)".to_owned(),
        },
        content: DOCUMENT.to_vec(),
    };
    services.add_attachment(lead, file).await?;
    let skip = SkipStep {
        trajectory_id,
        step: Step::LearningByDoing,
        reason: "Not needed (fictional)".to_owned(),
    };
    services.skip_step(lead, skip).await?;
    Ok(())
}

/// An objection to one use of somebody's data, and a hold on the dossier.
async fn limits(services: &Services, lead: &Ctx, dossier: &Dossier) -> Result<()> {
    let adult = willing(dossier, lead.stamp().today).context("nobody may be worked with")?;
    let objection = Add {
        trajectory_id: dossier.trajectory.id,
        draft: LimitDraft {
            subject: DataSubject::Person(adult.id),
            kind: LimitKind::Objection,
            purpose: Some(Purpose::Introduction),
            reason: None,
            until_on: None,
        },
    };
    services.limit_processing(lead, objection).await?;
    let hold = PlaceHold {
        family_id: dossier.family.id,
        reason: "A complaint (fictional)".to_owned(),
    };
    services.place_hold(lead, hold).await?;
    Ok(())
}

/// A party with a link to its referral, and another sharing that ended and of which the party was not told.
async fn parties(services: &Services, lead: &Ctx, dossier: &Dossier) -> Result<()> {
    let referral = referral(dossier).context("no referral is open")?;
    services.link_referral(lead, act(referral)).await?;
    let share = ShareWithParty {
        trajectory_id: dossier.trajectory.id,
        partner_id: referral.partner_id,
        draft: ShareDraft {
            persons: dossier.persons.iter().map(|person| person.id).take(1).collect(),
            detainee_id: None,
            purpose: Use::Safety,
            categories: vec![DataCategory::Identity],
            about: None,
            shared_on: lead.stamp().today,
        },
    };
    let share = services.share_with_party(lead, share).await?.record;
    services.end_share(lead, act(&share)).await?;
    Ok(())
}

/// Two requests of the family: one waits for an answer, and one that was granted to be carried out.
async fn requests(services: &Services, lead: &Ctx, trajectory_id: TrajectoryId) -> Result<()> {
    let draft = |right| RightsDraft {
        subject: DataSubject::Family,
        right,
        received_on: lead.stamp().today,
        about: None,
        identity_check: Some("Known to the office (fictional)".to_owned()),
    };
    let [access, taken_along] = [Right::Access, Right::Portability].map(|right| Add {
        trajectory_id,
        draft: draft(right),
    });
    services.receive_rights_request(lead, access).await?;
    let received = services.receive_rights_request(lead, taken_along).await?.record;
    let grant = Revise {
        id: received.id,
        version: received.version,
        draft: RightsDecision {
            refusal: None,
            identity_check: None,
            note: None,
        },
    };
    services.decide_rights_request(lead, grant).await?;
    Ok(())
}
