//! The perspective budget: plans, allotments, requests, approvals, and what is paid.

use krachtig_core::domain::budget::{BudgetPlan, LedgerKind, PlanDraft, RequestDraft};
use krachtig_core::domain::id::{BudgetPlanId, BudgetRequestId, TrajectoryId};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind};
use krachtig_core::service::{AllotBudget, ApproveRequest, RequestBudget, SettleRequest};
use time::Date;

use super::{Seen, adds, input, revises, tuple_input};
use crate::graphql::scalar::{Cents, GlobalId, Word};

input! {
    /// What the family wants to do with its budget.
    PlanFields => PlanDraft {
        /// The plan.
        about: String,
        /// What it takes in all, in cents.
        total: Cents,
        /// When somebody checked what the money does to the family's benefits. Cash can count as income.
        benefit_impact_checked_on: Option<Date>,
        /// When the last review talk was.
        reviewed_on: Option<Date>,
    }
}

adds! {
    RecordBudgetPlanInput: PlanFields => PlanDraft;
}

revises! {
    ReviseBudgetPlanInput: PlanFields => BudgetPlan, PlanDraft;
}

tuple_input! {
    /// The plan to approve, and the version that was seen.
    ApproveBudgetPlanInput {
        /// The plan.
        id: GlobalId<BudgetPlanId>,
        /// The version that was seen. Approval of another version is refused as STALE.
        version: Seen,
    }
}

input! {
    /// Money that comes into a family's budget.
    AllotBudgetInput => AllotBudget {
        /// The trajectory.
        trajectory_id: GlobalId<TrajectoryId>,
        /// How much, in cents.
        amount: Cents,
        /// The silo that the money comes from.
        silo: Word<FundingSilo>,
        /// On which day.
        booked_on: Date,
        /// Why.
        note: Option<String>,
    }
}

input! {
    /// What money is asked for.
    RequestFields => RequestDraft {
        /// How much, in cents.
        amount: Cents,
        /// What for.
        purpose: String,
        /// The area of life that it serves.
        life_domain: Word<LifeDomain>,
        /// Who receives it.
        payee: Word<PayeeKind>,
        /// The silo that should pay for this, as far as anybody can tell.
        silo: Word<FundingSilo>,
    }
}

input! {
    /// A request for money, and from whose budget.
    RequestBudgetInput => RequestBudget {
        /// The trajectory.
        trajectory_id: GlobalId<TrajectoryId>,
        #[graphql(flatten)]
        draft: RequestFields,
    }
}

input! {
    /// A request on which somebody decides.
    DecideBudgetRequestInput => ApproveRequest {
        /// The request.
        id: GlobalId<BudgetRequestId>,
        /// Why.
        note: Option<String>,
    }
}

input! {
    /// What happened with the money of a request.
    SettleBudgetRequestInput => SettleRequest {
        /// The request.
        id: GlobalId<BudgetRequestId>,
        /// What happened: SPEND, REFUND or RELEASE.
        kind: Word<LedgerKind>,
        /// How much, in cents.
        amount: Cents,
        /// Why.
        note: Option<String>,
    }
}
