//! The perspective budget: plans, requests that the region's rules decide on, approvals, and what is paid.

use time::Date;

use super::asking::{NotAtHand, weighed};
use super::weighing::facts_for_rules;
use super::work::{Case, Recorded, begin, expect_version, lines};
use super::{Add, Ctx, Outcome, Revise, Services};
use crate::access::Action;
use crate::domain::budget::{Approval, BudgetPlan, BudgetRequest, LedgerKind, LedgerLine, PlanDraft, RequestDraft};
use crate::domain::id::{BudgetPlanId, BudgetRequestId, TrajectoryId};
use crate::domain::money::Cents;
use crate::domain::record::{Change, InDossier, Version};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::vocabulary::{FundingSilo, Role};
use crate::rules::BudgetQuestion;
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
        case.commit(ctx, lines(first, audit), plan).await
    }

    /// Puts money into a family's budget.
    ///
    /// # Errors
    /// As [`crate::domain::dossier::Dossier::allot`].
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
        let mut brought = false;
        loop {
            match self.try_request(ctx, &cmd, brought).await? {
                Ok(recorded) => return Ok(recorded),
                // Nothing was written. The tenant was moved here, or files were lost: its own records have it.
                Err(NotAtHand(hash)) => self.bring(ctx, &hash).await?,
            }
            brought = true;
        }
    }

    /// Asks the rules and records what they say. The first time, rules that are not at hand are an error; the second
    /// time they failed.
    async fn try_request(
        &self,
        ctx: &Ctx,
        cmd: &RequestBudget,
        brought: bool,
    ) -> Outcome<Result<Recorded<BudgetRequest>, NotAtHand>> {
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
        let facts = facts_for_rules(&case.dossier, stamp.today);
        let mut said = self.ask(&case, &question, &facts);
        if let Some(missing) = said.not_at_hand().filter(|_| !brought) {
            return Ok(Err(missing));
        }
        let decision = said.decision(&question, &facts);
        let (request, booked) = BudgetRequest::record(&case.dossier, &cmd.draft, decision, stamp)?;
        let first = case.write(ctx, &Change::recorded(request.clone()))?;
        let mut audit = Vec::new();
        for line in booked {
            audit.push(book(ctx, &mut case, line)?);
        }
        case.keep(weighed(&request, facts))?;
        for shadow in said.in_shadow(&request, stamp) {
            case.keep(shadow)?;
        }
        Ok(Ok(case.commit(ctx, lines(first, audit), request).await?))
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
        case.commit(ctx, lines(first, audit), request).await
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
