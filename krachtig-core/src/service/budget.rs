//! The perspective budget: plans, requests that the region's rules decide on, approvals, and what is paid.

use std::sync::Arc;

use time::Date;

use super::work::{Case, Recorded, begin, expect_version, lines};
use super::{Add, Ctx, Outcome, Revise, Services};
use crate::access::Action;
use crate::domain::budget::{
    Approval, BudgetPlan, BudgetRequest, Finding, LedgerKind, LedgerLine, PlanDraft, RequestDraft, RequestState,
    RuleDecision,
};
use crate::domain::clock::Stamp;
use crate::domain::dossier::Dossier;
use crate::domain::id::{BudgetPlanId, BudgetRequestId, TrajectoryId};
use crate::domain::money::Cents;
use crate::domain::record::{Change, InDossier, Version};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::vocabulary::{FundingSilo, RequestOutcome, Role, SiloAnswer};
use crate::rules::{
    BudgetFacts, BudgetQuestion, EarlierDecision, FamilySize, LedgerFact, PersonDecides, PlanFact, RegionRules,
    SiloCheck,
};
use crate::store::{AuditLine, Find};

/// Puts money into a family's budget.
#[derive(Clone, Debug)]
pub struct AllotBudget {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// How much.
    pub amount: Cents,
    /// The silo that the money comes from.
    pub silo: FundingSilo,
    /// On which day.
    pub booked_on: Date,
    /// Why.
    pub note: Option<String>,
}

/// Asks for money from a family's budget.
#[derive(Clone, Debug)]
pub struct RequestBudget {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// What people typed.
    pub draft: RequestDraft,
}

/// Approves or refuses a request.
#[derive(Clone, Debug)]
pub struct ApproveRequest {
    /// The request.
    pub id: BudgetRequestId,
    /// Why.
    pub note: Option<String>,
}

/// Books that money of a request was paid, came back, or is set free.
#[derive(Clone, Debug)]
pub struct SettleRequest {
    /// The request.
    pub id: BudgetRequestId,
    /// [`LedgerKind::Spend`], [`LedgerKind::Refund`] or [`LedgerKind::Release`].
    pub kind: LedgerKind,
    /// How much.
    pub amount: Cents,
    /// Why.
    pub note: Option<String>,
}

impl Services {
    /// Records a plan for the budget.
    ///
    /// # Errors
    /// As [`BudgetPlan::record`].
    pub async fn record_budget_plan(&self, ctx: &Ctx, cmd: Add<PlanDraft>) -> Outcome<Recorded<BudgetPlan>> {
        self.add(ctx, (Action::RecordBudgetPlan, cmd.trajectory_id), |dossier, stamp| {
            BudgetPlan::record(dossier, &cmd.draft, stamp)
        })
        .await
    }

    /// Edits a plan. Another text or total takes the approvals away.
    ///
    /// # Errors
    /// As [`BudgetPlan::revise`]; `not_found`, `stale`.
    pub async fn revise_budget_plan(
        &self,
        ctx: &Ctx,
        cmd: Revise<BudgetPlan, PlanDraft>,
    ) -> Outcome<Recorded<BudgetPlan>> {
        self.revise(
            ctx,
            (Action::ReviseBudgetPlan, cmd.id, cmd.version),
            |plan: &BudgetPlan, dossier, stamp| plan.revise(dossier, &cmd.draft, stamp),
        )
        .await
    }

    /// Approves a plan. Requests that waited for the newest plan and now have what they need get
    /// their money set apart.
    ///
    /// # Errors
    /// As [`BudgetPlan::approve`]; `not_found`, `stale`; `insufficient_budget`.
    pub async fn approve_budget_plan(
        &self,
        ctx: &Ctx,
        (id, seen): (BudgetPlanId, Version),
    ) -> Outcome<Recorded<BudgetPlan>> {
        let mut case = begin(ctx, Action::ApproveBudgetPlan, Find::of::<BudgetPlan>(id)).await?;
        let before = BudgetPlan::find(&case.dossier, id, "id")?.clone();
        expect_version(&case.tx, &before, seen).await?;
        let plan = before.approve(&case.dossier, approving_role(ctx)?, ctx.stamp())?;
        let first = case.write(ctx, &Change::revised(&before, plan.clone()))?;
        let mut audit = Vec::new();
        // The rules weigh the newest plan, so an older one can set nothing free.
        let newest = case.dossier.plans.last().is_some_and(|newest| newest.id == plan.id);
        let waiting = if newest {
            case.dossier.requests.clone()
        } else {
            Vec::new()
        };
        for request in waiting {
            if let Some(line) = request.follow_plan(&case.dossier, &plan.approvals, ctx.stamp())? {
                audit.push(book(ctx, &mut case, line)?);
            }
        }
        case.commit(lines(first, audit), plan).await
    }

    /// Puts money into a family's budget.
    ///
    /// # Errors
    /// As [`Dossier::allot`].
    pub async fn allot_budget(&self, ctx: &Ctx, cmd: AllotBudget) -> Outcome<Recorded<LedgerLine>> {
        self.add(ctx, (Action::AllotBudget, cmd.trajectory_id), |dossier, stamp| {
            dossier.allot((cmd.amount, cmd.silo), (cmd.booked_on, cmd.note.as_deref()), stamp)
        })
        .await
    }

    /// Asks for money: the region's rules decide, or say who has to. Where they fail to answer, a person decides.
    ///
    /// # Errors
    /// As [`BudgetRequest::record`]. What the rules refuse is no error: the request is recorded as refused.
    pub async fn request_budget(&self, ctx: &Ctx, cmd: RequestBudget) -> Outcome<Recorded<BudgetRequest>> {
        let mut case = begin(ctx, Action::RequestBudget, Find::Trajectory(cmd.trajectory_id)).await?;
        let stamp = ctx.stamp();
        let purpose = BudgetRequest::check(&case.dossier, &cmd.draft, stamp)?;
        let question = BudgetQuestion {
            day: stamp.today,
            amount: cmd.draft.amount,
            purpose: purpose.to_string(),
            life_domain: cmd.draft.life_domain,
            payee_kind: cmd.draft.payee,
            silo: cmd.draft.silo,
            requester: stamp.by,
        };
        let decision = self.decide(&case, &question, stamp);
        let (request, booked) = BudgetRequest::record(&case.dossier, &cmd.draft, decision, stamp)?;
        let first = case.write(ctx, &Change::recorded(request.clone()))?;
        let mut audit = Vec::new();
        for line in booked {
            audit.push(book(ctx, &mut case, line)?);
        }
        case.commit(lines(first, audit), request).await
    }

    /// Approves a request; the last approval that it takes sets the money apart.
    ///
    /// # Errors
    /// As [`BudgetRequest::approve`]; `not_found`.
    pub async fn approve_budget_request(&self, ctx: &Ctx, cmd: ApproveRequest) -> Outcome<Recorded<BudgetRequest>> {
        let mut case = begin(ctx, Action::ApproveBudgetRequest, Find::of::<BudgetRequest>(cmd.id)).await?;
        let request = BudgetRequest::find(&case.dossier, cmd.id, "id")?.clone();
        let approval = Approval {
            roles: ctx.actor.roles(),
            note: cmd.note.as_deref(),
        };
        let (approved, reserved) = request.approve(&case.dossier, approval, ctx.stamp())?;
        let first = book(ctx, &mut case, approved)?;
        let mut audit = Vec::new();
        if let Some(line) = reserved {
            audit.push(book(ctx, &mut case, line)?);
        }
        case.commit(lines(first, audit), request).await
    }

    /// Refuses a request.
    ///
    /// # Errors
    /// As [`BudgetRequest::refuse`]; `not_found`.
    pub async fn refuse_budget_request(&self, ctx: &Ctx, cmd: ApproveRequest) -> Outcome<Recorded<BudgetRequest>> {
        let case = begin(ctx, Action::RefuseBudgetRequest, Find::of::<BudgetRequest>(cmd.id)).await?;
        let request = BudgetRequest::find(&case.dossier, cmd.id, "id")?.clone();
        let approval = Approval {
            roles: ctx.actor.roles(),
            note: cmd.note.as_deref(),
        };
        let line = request.refuse(&case.dossier, approval, ctx.stamp())?;
        let recorded = case.finish(ctx, Change::recorded(line)).await?;
        Ok(Recorded {
            record: request,
            dossier: recorded.dossier,
        })
    }

    /// Books that money of a request was paid, came back, or is set free.
    ///
    /// # Errors
    /// As [`BudgetRequest::settle`]; `not_found`.
    pub async fn settle_budget_request(&self, ctx: &Ctx, cmd: SettleRequest) -> Outcome<Recorded<LedgerLine>> {
        let case = begin(ctx, Action::SettleBudgetRequest, Find::of::<BudgetRequest>(cmd.id)).await?;
        let request = BudgetRequest::find(&case.dossier, cmd.id, "id")?;
        let line = request.settle(&case.dossier, (cmd.kind, cmd.amount, cmd.note.as_deref()), ctx.stamp())?;
        case.finish(ctx, Change::recorded(line)).await
    }

    /// Asks the rules in force. Rules that fail never mean no: a person decides, and the finding says why.
    fn decide(&self, case: &Case, question: &BudgetQuestion, stamp: Stamp<'_>) -> RuleDecision {
        let facts = facts_for_rules(&case.dossier, stamp);
        let Some(installed) = &case.rules else {
            return person_decides(question, &facts, None);
        };
        let asked = self.rules.rules(installed).and_then(|rules: Arc<dyn RegionRules>| {
            let answer = rules.decide(question, &facts)?.checked(question)?;
            Ok(RuleDecision {
                answer,
                rules: rules.identity().clone(),
            })
        });
        asked.unwrap_or_else(|fault| {
            tracing::warn!(rules = %installed.name, fault = fault.code(), "the region's rules gave no answer");
            person_decides(question, &facts, Some(fault.code()))
        })
    }
}

/// The decision of the rules that are built in.
fn person_decides(question: &BudgetQuestion, facts: &BudgetFacts, fault: Option<&str>) -> RuleDecision {
    let rules = PersonDecides::new();
    let mut answer = rules.answer(question, facts);
    answer.findings.extend(fault.map(|code| Finding {
        code: code.to_owned(),
        arguments: Vec::new(),
    }));
    RuleDecision {
        answer,
        rules: rules.identity().clone(),
    }
}

/// The role in which the actor approves a plan.
fn approving_role(ctx: &Ctx) -> Outcome<Role> {
    let order = [Role::BudgetApprover, Role::Coordinator, Role::Professional];
    let role = order.into_iter().find(|role| ctx.actor.roles().contains(role));
    role.ok_or_else(|| Refusal::new(RefusalCode::ApproverRole, "id").into())
}

/// Writes a ledger line and lets the dossier know of it, so that the next is checked against it.
fn book(ctx: &Ctx, case: &mut Case, line: LedgerLine) -> Outcome<AuditLine> {
    case.write(ctx, &Change::recorded(line))
}

/// What of a dossier the rules may weigh. Nothing in it names anybody.
fn facts_for_rules(dossier: &Dossier, stamp: Stamp<'_>) -> BudgetFacts {
    let plan = dossier.plans.last();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let adults = dossier.adults(stamp.today).count();
    let moves = dossier.ledger.iter().filter(|line| line.kind.moves_money());
    BudgetFacts {
        ledger: moves.filter_map(|line| fact_of(dossier, line)).collect(),
        plan: plan.map(|plan| PlanFact {
            day: crate::domain::clock::dutch_date(plan.id.made_at()),
            total: plan.total,
            made_by: plan.recorded_by,
            approvals: plan.approvals.clone(),
        }),
        approvals: Vec::new(),
        family: FamilySize {
            adults: count(adults),
            children: count(dossier.persons.len() - adults),
        },
        silo_checks: dossier.obstacles.iter().map(silo_check).collect(),
        decisions: earlier_decisions(dossier),
        benefit_impact_checked: plan.and_then(|plan| plan.benefit_impact_checked_on),
        review_talk: plan.and_then(|plan| plan.reviewed_on),
    }
}

/// What a line that is about a request says; an allotment promises nothing and pays nothing.
fn fact_of(dossier: &Dossier, line: &LedgerLine) -> Option<LedgerFact> {
    let request = dossier
        .requests
        .iter()
        .find(|request| Some(request.id) == line.request_id)?;
    Some(LedgerFact {
        day: line.booked_on,
        kind: line.kind,
        amount: line.amount,
        silo: request.silo,
        life_domain: request.life_domain,
    })
}

fn silo_check(obstacle: &crate::domain::obstacle::SiloObstacle) -> SiloCheck {
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
