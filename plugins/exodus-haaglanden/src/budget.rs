//! Deciding on a request. Amounts are euro cents.

use krachtig_region::finding::{Amount, Count, Date};
use krachtig_region::{
    Answer, ApprovalGroup, ApprovalsNeeded, Decision, Facts, Obligation, ObligationKind, Plan, Problem, Request,
    Subject, Tranche,
};

use crate::findings::Found;
use crate::settings::TrustSettings;

/// Decides on a request.
///
/// # Errors
/// `bad_question` for an amount that no ledger can hold.
pub fn decide(request: &Request, facts: &Facts, settings: &TrustSettings) -> Result<Answer, Problem> {
    let promised = facts.promised(request)?;
    let mut in_the_way = in_the_way(request, facts, promised, settings);
    let Some(plan) = &facts.plan else {
        in_the_way.push(Found::PlanMissing);
        return Ok(Answer::refusal(in_the_way));
    };
    in_the_way.extend(beyond_plan(request, plan, promised, settings));
    if !in_the_way.is_empty() {
        return Ok(Answer::refusal(in_the_way));
    }
    let (decision, found) = approved(request, plan, promised, settings);
    Ok(Answer {
        decision,
        findings: vec![found.into()],
        tranches: tranches(request.amount, settings.tranche_cents()),
        obligations: vec![Obligation {
            kind: ObligationKind::ReviewTalk,
            due: Some(request.day.plus_days(settings.review_talk_days)),
        }],
    })
}

/// What stands in the way whatever the plan says.
fn in_the_way(request: &Request, facts: &Facts, promised: i64, settings: &TrustSettings) -> Vec<Found> {
    let mut found = Vec::new();
    if request.amount == 0 {
        found.push(Found::NothingAsked);
    }
    if request.payee_kind != "family" {
        found.push(Found::PayeeNotFamily);
    }
    if facts.benefit_impact_checked.is_none() {
        found.push(Found::BenefitImpactUnchecked);
    }
    found.extend(over_cap(request, promised, settings));
    found.extend(too_many_tranches(request, facts, settings));
    found.extend(review_talk_missing(facts));
    found
}

fn over_cap(request: &Request, promised: i64, settings: &TrustSettings) -> Option<Found> {
    let left = (settings.cap_cents - promised).max(0);
    (request.amount > left).then_some(Found::CapExceeded {
        asked: Amount(request.amount),
        left: Amount(left),
        cap: Amount(settings.cap_cents),
    })
}

/// A small request uses up a tranche as a full one does: otherwise three tranches would be thirty.
fn too_many_tranches(request: &Request, facts: &Facts, settings: &TrustSettings) -> Option<Found> {
    let size = settings.tranche_cents();
    let used: i64 = facts
        .ledger
        .iter()
        .map(|line| {
            if line.promised > 0 {
                tranches_in(line.promised, size)
            } else {
                line.promised / size
            }
        })
        .sum();
    let left = (i64::from(settings.tranches) - used.max(0)).max(0);
    let needed = tranches_in(request.amount, size);
    (needed > left).then_some(Found::TranchesUsedUp {
        needed: Count(needed),
        left: Count(left),
    })
}

fn tranches_in(amount: i64, size: i64) -> i64 {
    amount / size + i64::from(amount % size != 0)
}

/// After a tranche the next one waits for a review talk on a later day.
fn review_talk_missing(facts: &Facts) -> Option<Found> {
    let given = facts.ledger.iter().filter(|line| line.promised > 0 || line.paid > 0);
    let last = given.map(|line| line.day).max()?;
    let talked = facts.review_talk.is_some_and(|talk| talk > last);
    (!talked).then_some(Found::ReviewTalkMissing { since: Date(last) })
}

fn beyond_plan(request: &Request, plan: &Plan, promised: i64, settings: &TrustSettings) -> Vec<Found> {
    let mut found = Vec::new();
    if plan.total > settings.cap_cents {
        found.push(Found::PlanOverCap {
            planned: Amount(plan.total),
            cap: Amount(settings.cap_cents),
        });
    }
    let left = (plan.total - promised).max(0);
    if request.amount > left {
        found.push(Found::BeyondPlan {
            asked: Amount(request.amount),
            left: Amount(left),
        });
    }
    found
}

/// Whether the plan is approved under which the request falls. Its maker does not count.
fn approved(request: &Request, plan: &Plan, promised: i64, settings: &TrustSettings) -> (Decision, Found) {
    let needed = ApprovalsNeeded {
        subject: Subject::Plan,
        groups: vec![ApprovalGroup {
            roles: settings.approver_roles.clone(),
            count: settings.plan_approvals,
            excluded: vec![plan.made_by.clone()],
        }],
    };
    let filled = needed.places_filled(&plan.approvals);
    if filled == needed.places() {
        let left = Amount(plan.total - promised - request.amount);
        return (Decision::Approve, Found::WithinPlan { left });
    }
    let found = Found::PlanNeedsApprovals {
        needed: Count(settings.plan_approvals.into()),
        given: Count(filled.into()),
    };
    (Decision::NeedsApprovals(needed), found)
}

/// Full tranches, and what is left in a last one; all but the first wait for a review talk.
fn tranches(amount: i64, size: i64) -> Vec<Tranche> {
    let mut tranches = Vec::new();
    let mut left = amount;
    while left > 0 {
        let mut tranche = Tranche::whole(left.min(size));
        if !tranches.is_empty() {
            tranche.after.push(ObligationKind::ReviewTalk);
        }
        left -= tranche.amount;
        tranches.push(tranche);
    }
    tranches
}

#[cfg(test)]
mod tests;
