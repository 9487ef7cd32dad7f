//! What has to have happened before somebody is led to the pages on which much is decided at once: a period was closed, and
//! it was proposed to erase somebody, and confirmed.

use anyhow::{Result, ensure};
use krachtig_core::access::Actor;
use krachtig_core::domain::destruction::Destruction;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Act, Ctx, ProposeErasure};
use krachtig_tests::office::Office as Served;

use super::visitors::PASSWORD;
use crate::ground::{self, Office};

/// Brings an office there.
///
/// # Errors
/// What a coordinator may do is refused.
pub(super) async fn bring_about(served: &Served, office: &Office) -> Result<()> {
    let services = &served.installation.services;
    let lead = Actor::member(office.coordinator, vec![Role::Coordinator]);
    let lead = ground::context(services, &office.slug, lead).await?;
    services
        .close_period(&lead, Period::quarter_of(lead.stamp().today).previous())
        .await?;

    let mut proposed = proposals(served, office, &lead).await?;
    ensure!(proposed.len() == 2, "nobody can be erased");
    let email = "tweede@voorbeeld.invalid";
    let second = served
        .with_password(&office.slug, (email, Role::Coordinator), PASSWORD)
        .await;
    let second = Ctx {
        actor: Actor::member(second, vec![Role::Coordinator]),
        ..lead
    };
    let confirm = proposed.pop().map(|one| Act {
        id: one.id,
        version: one.version,
        note: None,
    });
    if let Some(confirm) = confirm {
        services.confirm_destruction(&second, confirm).await?;
    }
    Ok(())
}

/// Proposes to erase an adult of each of two families.
async fn proposals(served: &Served, office: &Office, lead: &Ctx) -> Result<Vec<Destruction>> {
    let services = &served.installation.services;
    let today = lead.stamp().today;
    let mut proposed = Vec::new();
    // The first is the family whose pages are measured.
    for id in office.full.iter().skip(1) {
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
