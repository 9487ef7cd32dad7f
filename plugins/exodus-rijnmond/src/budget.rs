//! Deciding on a request. Amounts are euro cents.

use krachtig_region::finding::{Amount, Count, Word};
use krachtig_region::{Answer, ApprovalGroup, ApprovalsNeeded, Decision, Facts, Problem, Request, Subject, Tranche};

use crate::findings::Found;
use crate::settings::TeamPotSettings;

/// Decides on a request.
///
/// # Errors
/// `bad_question` for an amount that no ledger can hold.
pub fn decide(request: &Request, facts: &Facts, settings: &TeamPotSettings) -> Result<Answer, Problem> {
    let left = (settings.cap_cents - facts.promised(request)?).max(0);
    let in_the_way = in_the_way(request, left, settings);
    if !in_the_way.is_empty() {
        return Ok(Answer::refusal(in_the_way));
    }
    let (decision, found) = peers(request, facts, left, settings);
    let findings = silo_pays(request, facts).into_iter().chain([found]);
    Ok(Answer {
        decision,
        findings: findings.map(Into::into).collect(),
        tranches: vec![Tranche::whole(request.amount)],
        obligations: Vec::new(),
    })
}

fn in_the_way(request: &Request, left: i64, settings: &TeamPotSettings) -> Vec<Found> {
    let mut found = Vec::new();
    if request.amount == 0 {
        found.push(Found::NothingAsked);
    }
    if request.payee_kind != "supplier" {
        found.push(Found::PayeeNotSupplier);
    }
    if request.amount > left {
        found.push(Found::CapExceeded {
            asked: Amount(request.amount),
            left: Amount(left),
            cap: Amount(settings.cap_cents),
        });
    }
    found
}

/// The colleagues decide; whoever asks is none of them.
fn peers(request: &Request, facts: &Facts, left: i64, settings: &TeamPotSettings) -> (Decision, Found) {
    let needed = ApprovalsNeeded {
        subject: Subject::Request,
        groups: vec![ApprovalGroup {
            roles: settings.peer_roles.clone(),
            count: settings.peers,
            excluded: vec![request.requester.clone()],
        }],
    };
    let filled = needed.places_filled(&facts.approvals);
    let given = Count(filled.into());
    if filled == needed.places() {
        let left = Amount(left - request.amount);
        return (Decision::Approve, Found::PeersAgree { given, left });
    }
    let asked = Count(settings.peers.into());
    (
        Decision::NeedsApprovals(needed),
        Found::PeersNeeded { needed: asked, given },
    )
}

/// A light check: the newest answer of the proposed silo in the dossier, if there is one, is told and stops nothing.
fn silo_pays(request: &Request, facts: &Facts) -> Option<Found> {
    let newest = facts.silo_checks.iter().rfind(|check| check.silo == request.silo)?;
    (newest.answer == "pays").then(|| Found::SiloPays {
        silo: Word(request.silo.clone()),
    })
}

#[cfg(test)]
mod tests;
