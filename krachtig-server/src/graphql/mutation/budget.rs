//! The perspective budget: plans, allotments, requests, approvals, and what is paid.

use krachtig_core::domain::budget::{BudgetPlan, BudgetRequest, LedgerLine};

use super::mutations;
use crate::graphql::input::budget::{
    AllotBudgetInput, ApproveBudgetPlanInput, DecideBudgetRequestInput, RecordBudgetPlanInput, RequestBudgetInput,
    ReviseBudgetPlanInput, SettleBudgetRequestInput,
};

mutations! {
    /// The perspective budget.
    BudgetMutation {
        /// Records a plan for the budget.
        record_budget_plan(RecordBudgetPlanInput) -> BudgetPlan;
        /// Edits a plan. Another text or total takes its approvals away.
        revise_budget_plan(ReviseBudgetPlanInput) -> BudgetPlan;
        /// Approves a plan. Requests that waited for it and now have what they need get their money set apart.
        approve_budget_plan(ApproveBudgetPlanInput) -> BudgetPlan;
        /// Puts money into a family's budget.
        allot_budget(AllotBudgetInput) -> LedgerLine;
        /// Asks for money. The region's rules decide, or say who has to: a request that they refuse is recorded, with
        /// their findings.
        request_budget(RequestBudgetInput) -> BudgetRequest;
        /// Approves a request. The last approval that it takes sets the money apart.
        approve_budget_request(DecideBudgetRequestInput) -> BudgetRequest;
        /// Refuses a request.
        refuse_budget_request(DecideBudgetRequestInput) -> BudgetRequest;
        /// Books that money of a request was paid, came back, or is set free.
        settle_budget_request(SettleBudgetRequestInput) -> LedgerLine;
    }
}
