//! Deciding on a request. Amounts are euro cents, days are days since 1 January 1970.

use crate::finding::{Finding, Problem, Value};
use crate::settings::Settings;

/// The largest amount that makes sense: ten billion euros, so that no sum of them overflows.
const LARGEST_CENTS: i64 = 1_000_000_000_000;

/// What the rules weigh of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The day of the request.
    pub day: i32,
    /// How much is asked.
    pub amount: i64,
    /// To whom it is paid.
    pub payee_kind: String,
}

/// What the rules weigh of a line of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// When it was written.
    pub day: i32,
    /// What it adds to the money promised.
    pub promised: i64,
    /// What it adds to the money paid.
    pub paid: i64,
}

/// Somebody's approval of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Who.
    pub member: String,
    /// In which role.
    pub role: String,
}

/// The plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What it comes to.
    pub total: i64,
    /// Who made it.
    pub made_by: String,
    /// Who approved it.
    pub approvals: Vec<Approval>,
}

/// What the rules weigh of the dossier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The ledger, oldest first.
    pub ledger: Vec<LedgerLine>,
    /// The plan, where there is one.
    pub plan: Option<Plan>,
    /// Whether somebody checked what the money does to the benefits.
    pub benefit_impact_checked: bool,
    /// The day of the last review talk.
    pub review_talk: Option<i32>,
}

/// Approvals that the plan needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanApprovals {
    /// The roles that may approve.
    pub roles: Vec<String>,
    /// How many members.
    pub count: u32,
    /// Who may not.
    pub excluded: Vec<String>,
}

/// What the rules decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Approve,
    /// The plan needs these approvals first.
    NeedsApprovals(PlanApprovals),
    /// No.
    Refuse,
}

/// A part in which the money is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tranche {
    /// How much.
    pub amount: i64,
    /// Whether a review talk comes first.
    pub after_review_talk: bool,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The decision.
    pub decision: Decision,
    /// What led to it.
    pub findings: Vec<Finding>,
    /// The tranches, in order.
    pub tranches: Vec<Tranche>,
    /// By when a review talk is due; none when nothing is given.
    pub review_talk_due: Option<i32>,
}

/// Decides on a request.
///
/// # Errors
/// `bad_question` for an amount that no ledger can hold.
pub fn decide(request: &Request, facts: &Facts, settings: &Settings) -> Result<Answer, Problem> {
    let promised = check_amounts(request, facts)?;
    let mut findings = Vec::new();
    if request.amount == 0 {
        findings.push(Finding::new("nothing_asked", &[]));
    }
    if request.payee_kind != "family" {
        findings.push(Finding::new("payee_not_family", &[]));
    }
    if !facts.benefit_impact_checked {
        findings.push(Finding::new("benefit_impact_unchecked", &[]));
    }
    findings.extend(over_cap(request, promised, settings));
    findings.extend(too_many_tranches(request, facts, settings));
    findings.extend(review_talk_missing(facts));
    let Some(plan) = &facts.plan else {
        findings.push(Finding::new("plan_missing", &[]));
        return Ok(refusal(findings));
    };
    findings.extend(beyond_plan(request, plan, promised, settings));
    if !findings.is_empty() {
        return Ok(refusal(findings));
    }
    Ok(answer_under_plan(request, plan, promised, settings))
}

/// The answer to a request against which nothing stands but, perhaps, that the plan is not approved yet.
fn answer_under_plan(request: &Request, plan: &Plan, promised: i64, settings: &Settings) -> Answer {
    let given = plan_approvals(plan, settings);
    let (decision, finding) = if given >= settings.plan_approvals as usize {
        let left = plan.total - promised - request.amount;
        (
            Decision::Approve,
            Finding::new("within_plan", &[("left", Value::Amount(left))]),
        )
    } else {
        let needed = PlanApprovals {
            roles: settings.approver_roles.clone(),
            count: settings.plan_approvals,
            excluded: vec![plan.made_by.clone()],
        };
        let arguments = [
            ("needed", count(settings.plan_approvals as usize)),
            ("given", count(given)),
        ];
        (
            Decision::NeedsApprovals(needed),
            Finding::new("plan_needs_approvals", &arguments),
        )
    };
    Answer {
        decision,
        findings: vec![finding],
        tranches: tranches(request.amount, settings.tranche_cents()),
        review_talk_due: Some(request.day.saturating_add_unsigned(settings.review_talk_days)),
    }
}

/// The money promised so far, once every amount is one that a ledger can hold.
fn check_amounts(request: &Request, facts: &Facts) -> Result<i64, Problem> {
    let bad = |detail: &str| Problem {
        code: "bad_question",
        detail: detail.to_owned(),
    };
    if !(0..=LARGEST_CENTS).contains(&request.amount) {
        return Err(bad("the amount is out of bounds"));
    }
    if facts
        .plan
        .as_ref()
        .is_some_and(|plan| !(0..=LARGEST_CENTS).contains(&plan.total))
    {
        return Err(bad("the plan's total is out of bounds"));
    }
    facts
        .ledger
        .iter()
        .try_fold(0_i64, |sum, line| sum.checked_add(line.promised))
        .filter(|sum| (0..=LARGEST_CENTS).contains(sum))
        .ok_or_else(|| bad("the ledger's sum is out of bounds"))
}

fn over_cap(request: &Request, promised: i64, settings: &Settings) -> Option<Finding> {
    let left = (settings.cap_cents - promised).max(0);
    (request.amount > left).then(|| {
        let arguments = [
            ("asked", Value::Amount(request.amount)),
            ("left", Value::Amount(left)),
            ("cap", Value::Amount(settings.cap_cents)),
        ];
        Finding::new("cap_exceeded", &arguments)
    })
}

/// A small request uses up a tranche as a full one does: otherwise three tranches would be thirty.
fn too_many_tranches(request: &Request, facts: &Facts, settings: &Settings) -> Option<Finding> {
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
    (needed > left).then(|| {
        Finding::new(
            "tranches_used_up",
            &[("needed", Value::Count(needed)), ("left", Value::Count(left))],
        )
    })
}

/// After a tranche the next one waits for a review talk on a later day.
fn review_talk_missing(facts: &Facts) -> Option<Finding> {
    let last = facts
        .ledger
        .iter()
        .filter(|line| line.promised > 0 || line.paid > 0)
        .map(|line| line.day)
        .max()?;
    let talked = facts.review_talk.is_some_and(|talk| talk > last);
    (!talked).then(|| Finding::new("review_talk_missing", &[("since", Value::Date(last))]))
}

fn beyond_plan(request: &Request, plan: &Plan, promised: i64, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    if plan.total > settings.cap_cents {
        let arguments = [
            ("planned", Value::Amount(plan.total)),
            ("cap", Value::Amount(settings.cap_cents)),
        ];
        findings.push(Finding::new("plan_over_cap", &arguments));
    }
    let left = (plan.total - promised).max(0);
    if request.amount > left {
        let arguments = [("asked", Value::Amount(request.amount)), ("left", Value::Amount(left))];
        findings.push(Finding::new("beyond_plan", &arguments));
    }
    findings
}

/// How many different people approved the plan who may: in one of the roles, and not its maker.
fn plan_approvals(plan: &Plan, settings: &Settings) -> usize {
    let mut members: Vec<&str> = plan
        .approvals
        .iter()
        .filter(|approval| approval.member != plan.made_by && settings.approver_roles.contains(&approval.role))
        .map(|approval| approval.member.as_str())
        .collect();
    members.sort_unstable();
    members.dedup();
    members.len()
}

/// Full tranches, and what is left in a last one; all but the first wait for a review talk.
fn tranches(amount: i64, size: i64) -> Vec<Tranche> {
    let mut tranches = Vec::new();
    let mut left = amount;
    while left > 0 {
        tranches.push(Tranche {
            amount: left.min(size),
            after_review_talk: !tranches.is_empty(),
        });
        left -= left.min(size);
    }
    tranches
}

fn tranches_in(amount: i64, size: i64) -> i64 {
    amount / size + i64::from(amount % size != 0)
}

fn count(number: usize) -> Value {
    Value::Count(i64::try_from(number).unwrap_or(i64::MAX))
}

fn refusal(findings: Vec<Finding>) -> Answer {
    Answer {
        decision: Decision::Refuse,
        findings,
        tranches: Vec::new(),
        review_talk_due: None,
    }
}

#[cfg(test)]
mod tests;
