//! What has to have happened before somebody is led to pages that come late: a period was closed, it was proposed to erase
//! somebody, and confirmed, other rules are looked at beside those that decide, and what [`family`] tells.

mod family;
mod rules;

use anyhow::{Result, bail, ensure};
use krachtig_core::access::Actor;
use krachtig_core::domain::destruction::Destruction;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::record::Record;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Act, Ctx, ProposeErasure, Services};
use krachtig_tests::office::Office as Served;

use super::visitors::PASSWORD;
use crate::ground::{self, Office};

/// Brings an office there, and gives the dossier whose pages are measured: one of which a story may be told, so that there is
/// a report.
///
/// # Errors
/// There is none, or what somebody may do is refused.
pub(super) async fn bring_about(served: &Served, office: &Office) -> Result<TrajectoryId> {
    let services = &served.installation.services;
    let lead = Actor::member(office.coordinator, vec![Role::Coordinator]);
    let lead = ground::context(services, &office.slug, lead).await?;
    let email = "tweede@voorbeeld.invalid";
    let second = served
        .with_password(&office.slug, (email, Role::Coordinator), PASSWORD)
        .await;
    let second = Ctx {
        actor: Actor::member(second, vec![Role::Coordinator]),
        ..lead.clone()
    };
    rules::bring_about(served, office, (&lead, &second)).await?;
    let told = told(services, office, &lead).await?;
    family::bring_about(services, &lead, told).await?;
    services
        .close_period(&lead, Period::quarter_of(lead.stamp().today).previous())
        .await?;

    let mut proposed = proposals(services, (office, told), &lead).await?;
    ensure!(proposed.len() == 2, "nobody can be erased");
    if let Some(one) = proposed.pop() {
        services.confirm_destruction(&second, act(&one)).await?;
    }
    Ok(told)
}

/// A family with which somebody works, that approved its story for somebody, and whose goals and referrals are under way.
async fn told(services: &Services, office: &Office, lead: &Ctx) -> Result<TrajectoryId> {
    let today = lead.stamp().today;
    for id in &office.full {
        let dossier = services.dossier(lead, *id, Parts::ALL).await?;
        let open = dossier.trajectory.closed_on.is_none() && family::is_under_way(&dossier, today);
        let mut stories = dossier.stories.iter();
        if open && stories.any(|story| !dossier.approved_audiences(story.id, today).is_empty()) {
            return Ok(*id);
        }
    }
    bail!("no family approved its story and is under way")
}

/// Proposes to erase an adult of each of two other families.
async fn proposals(
    services: &Services,
    (office, told): (&Office, TrajectoryId),
    lead: &Ctx,
) -> Result<Vec<Destruction>> {
    let today = lead.stamp().today;
    let mut proposed = Vec::new();
    for id in office.full.iter().filter(|id| **id != told) {
        let dossier = services.dossier(lead, *id, Parts::ALL).await?;
        let Some(adult) = dossier.adults(today).next() else {
            continue;
        };
        let cmd = ProposeErasure {
            family_id: dossier.family.id,
            subject: DataSubject::Person(adult.id),
        };
        // Who has to be kept by law is not erased.
        proposed.extend(services.propose_erasure(lead, cmd).await.ok());
        if proposed.len() == 2 {
            break;
        }
    }
    Ok(proposed)
}

/// Does something to a record as it is.
pub(super) fn act<R: Record>(record: &R) -> Act<R> {
    Act {
        id: record.id(),
        version: record.version(),
        note: None,
    }
}
