//! The perspective budget (perspectiefbudget): money that a family can use, kept as an append-only ledger.
//!
//! Every amount that anybody sees is folded from the ledger's lines; no balance is stored. What a region's rules
//! say about a request does not belong here: they answer a [`RuleDecision`], which is stored with the request.
//!
//! ```
//! use krachtig_core::domain::budget::{Budget, LedgerKind};
//!
//! assert!(Budget::of(&[]).balance().available().is_zero(), "a budget begins empty");
//! assert!(!LedgerKind::Approve.moves_money());
//! ```

mod decision;
mod history;
mod ledger;
mod plan;
mod question;
mod request;

#[cfg(test)]
mod decision_tests;
#[cfg(test)]
mod tests;

pub use decision::{
    ApprovalGroup, ApprovalsNeeded, BudgetApproval, BudgetDecision, FailedRules, Finding, FindingArgument,
    FindingValue, Obligation, RuleAnswer, RuleDecision, RuleOutcome, RulesIdentity, Tranche, Verdict,
};
pub use history::PastLine;
pub use ledger::{Balance, Budget, LedgerKind, LedgerLine, Standing};
pub use plan::{BudgetPlan, PlanDraft};
pub use question::{BudgetFacts, BudgetQuestion, EarlierDecision, FamilySize, LedgerFact, PlanFact, SiloCheck};
pub use request::{Approval, BudgetRequest, RequestDraft, RequestState};
