//! What the rules may weigh of a dossier: now, and as it was when an earlier request was made.
//!
//! Asking the rules does not belong here: see [`super::budget`] and [`super::replay`].

use time::Date;

use crate::domain::budget::{BudgetRequest, RequestState};
use crate::domain::clock::dutch_date;
use crate::domain::dossier::Dossier;
use crate::domain::obstacle::SiloObstacle;
use crate::domain::vocabulary::{RequestOutcome, SiloAnswer};
use crate::rules::{BudgetFacts, BudgetQuestion, EarlierDecision, FamilySize, LedgerFact, PlanFact, SiloCheck};

/// The question that a request was to the rules.
pub(super) fn question(request: &BudgetRequest) -> BudgetQuestion {
    BudgetQuestion {
        day: request.requested_on,
        amount: request.amount,
        purpose: request.purpose.to_string(),
        life_domain: request.life_domain,
        payee_kind: request.payee,
        silo: request.silo,
        requester: request.recorded_by,
    }
}

/// What the rules may have weighed when a request was made, where that was not kept: what the dossier holds of the
/// time before it. What was edited since is told as it became; a plan without anything dated counts as known.
pub(super) fn facts_before(dossier: &Dossier, request: &BudgetRequest) -> BudgetFacts {
    let day = request.requested_on;
    let mut before = dossier.clone();
    let earlier = |on: Date, id: uuid::Uuid| (on, id) < (day, request.id.uuid());
    before
        .requests
        .retain(|other| earlier(other.requested_on, other.id.uuid()));
    before
        .ledger
        .retain(|line| line.request_id != Some(request.id) && earlier(line.booked_on, line.id.uuid()));
    before.obstacles.retain(|obstacle| obstacle.met_on <= day);
    if before.plans.iter().any(|plan| dutch_date(plan.id.made_at()) <= day) {
        before.plans.retain(|plan| dutch_date(plan.id.made_at()) <= day);
    } else {
        before.plans.truncate(1);
    }
    for plan in &mut before.plans {
        plan.approvals.retain(|approval| approval.day <= day);
        plan.benefit_impact_checked_on = plan.benefit_impact_checked_on.filter(|on| *on <= day);
        plan.reviewed_on = plan.reviewed_on.filter(|on| *on <= day);
    }
    facts_for_rules(&before, day)
}

/// What of a dossier the rules may weigh. Nothing in it names anybody.
pub(super) fn facts_for_rules(dossier: &Dossier, today: Date) -> BudgetFacts {
    let plan = dossier.plans.last();
    BudgetFacts {
        ledger: dossier
            .ledger
            .iter()
            .filter_map(|line| LedgerFact::of(dossier, line))
            .collect(),
        plan: plan.map(|plan| PlanFact {
            day: dutch_date(plan.id.made_at()),
            total: plan.total,
            made_by: plan.recorded_by,
            approvals: plan.approvals.clone(),
        }),
        approvals: Vec::new(),
        family: FamilySize::of(dossier, today),
        silo_checks: dossier.obstacles.iter().map(silo_check).collect(),
        decisions: earlier_decisions(dossier),
        benefit_impact_checked: plan.and_then(|plan| plan.benefit_impact_checked_on),
        review_talk: plan.and_then(|plan| plan.reviewed_on),
    }
}

fn silo_check(obstacle: &SiloObstacle) -> SiloCheck {
    SiloCheck {
        day: obstacle.met_on,
        silo: obstacle.silo,
        answer: SiloAnswer::Refuses,
        ground: Some(obstacle.ground),
    }
}

fn earlier_decisions(dossier: &Dossier) -> Vec<EarlierDecision> {
    let budget = dossier.budget();
    let decided = dossier.requests.iter().filter_map(|request| {
        let outcome = match request.state(&budget) {
            RequestState::Pending => return None,
            RequestState::Refused => RequestOutcome::Refused,
            RequestState::Reserved | RequestState::Spent | RequestState::Released => RequestOutcome::Approved,
        };
        Some(EarlierDecision {
            day: request.requested_on,
            outcome,
            amount: request.amount,
            life_domain: request.life_domain,
        })
    });
    decided.collect()
}
