//! The port to a region's rules: what is asked of them, what they answer, and how they can fail.
//!
//! Regions differ in how they give money from a perspective budget, and in what they want to know of their own work
//! beside the [figures that every region has](crate::domain::period). The core therefore asks whatever stands behind
//! [`RegionRules`] and never looks further: a WebAssembly component, or [`PersonDecides`] where a tenant has none.
//! How a component is run does not belong here, nor does loading the facts or storing the answer.
//!
//! ```
//! use krachtig_core::domain::id::MemberId;
//! use krachtig_core::domain::money::Cents;
//! use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind};
//! use krachtig_core::rules::{BudgetDecision, BudgetFacts, BudgetQuestion, PersonDecides, RegionRules};
//! use uuid::Uuid;
//!
//! let question = BudgetQuestion {
//!     day: time::macros::date!(2026 - 11 - 23),
//!     amount: Cents::new(4_500).unwrap(),
//!     purpose: "Train tickets for a visit".to_owned(),
//!     life_domain: LifeDomain::SocialNetwork,
//!     payee_kind: PayeeKind::RefundToWorker,
//!     silo: FundingSilo::None,
//!     requester: MemberId::from_uuid(Uuid::from_u128(1)),
//! };
//! let answer = PersonDecides::new().decide(&question, &BudgetFacts::default()).unwrap();
//! let BudgetDecision::NeedsApprovals(needed) = answer.decision else { panic!("somebody has to approve") };
//! assert_eq!(needed.groups[0].excluded, [question.requester]);
//! ```

mod answer;
mod fault;
pub mod indicator;
mod person_decides;
mod signature;
pub mod snapshot;
mod source;

pub use crate::domain::budget::{
    ApprovalGroup, ApprovalsNeeded, BudgetApproval, BudgetDecision, BudgetFacts, BudgetQuestion, EarlierDecision,
    FamilySize, Finding, FindingArgument, FindingValue, LedgerFact, Obligation, PlanFact, RuleAnswer, RulesIdentity,
    SiloCheck, Tranche,
};
pub use fault::RuleFault;
pub use indicator::{Indicator, Observation};
pub use person_decides::PersonDecides;
pub use signature::{PluginSignature, PublicKey, SignatureFault, SigningKey, sha256_hex};
pub use snapshot::CaseSnapshot;
pub use source::{CheckedComponent, NoRules, RulesSource, SourceFault};

/// The rules of a region. Each answer is a function of what is given: the same question, facts and settings give the
/// same decision for ever, the same snapshot and settings the same observations.
pub trait RegionRules: Send + Sync {
    /// Decides on a request for money.
    ///
    /// This may take a few milliseconds of computing and never waits for anything.
    ///
    /// # Errors
    /// A [`RuleFault`] where there is no answer. It never means no: the request stays as it was.
    fn decide(&self, question: &BudgetQuestion, facts: &BudgetFacts) -> Result<RuleAnswer, RuleFault>;

    /// The region's own indicators, [checked](indicator::checked_indicators). The same in every call; none for rules
    /// that only decide.
    ///
    /// # Errors
    /// A [`RuleFault`] where there is no answer.
    fn indicators(&self) -> Result<Vec<Indicator>, RuleFault> {
        Ok(Vec::new())
    }

    /// What one case says for those indicators, [checked](indicator::checked_observations). A case that says nothing
    /// for an indicator gives no observation for it, which is not zero.
    ///
    /// This may take a few milliseconds of computing and never waits for anything.
    ///
    /// # Errors
    /// A [`RuleFault`] where there is no answer. It never means that there is nothing to say.
    fn observe(&self, _snapshot: &CaseSnapshot) -> Result<Vec<Observation>, RuleFault> {
        Ok(Vec::new())
    }

    /// Which rules these are.
    fn identity(&self) -> &RulesIdentity;
}
