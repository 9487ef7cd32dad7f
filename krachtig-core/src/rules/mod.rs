//! The port to a region's rules: what is asked of them, what they answer, and how they can fail.
//!
//! Regions differ in how they give money from a perspective budget. The core therefore asks whatever stands behind
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
mod person_decides;
mod question;
mod signature;

use std::sync::Arc;

use crate::domain::rule_set::RuleSet;

pub use crate::domain::budget::{
    ApprovalGroup, ApprovalsNeeded, BudgetApproval, BudgetDecision, Finding, FindingArgument, FindingValue, Obligation,
    RuleAnswer, RulesIdentity, Tranche,
};
pub use fault::RuleFault;
pub use person_decides::PersonDecides;
pub use question::{BudgetFacts, BudgetQuestion, EarlierDecision, FamilySize, LedgerFact, PlanFact, SiloCheck};
pub use signature::{PluginSignature, PublicKey, SignatureFault, SigningKey, sha256_hex};

/// The rules of a region. Deciding is a function of what is given: the same question, facts and settings give the
/// same answer for ever.
pub trait RegionRules: Send + Sync {
    /// Decides on a request for money.
    ///
    /// This may take a few milliseconds of computing and never waits for anything.
    ///
    /// # Errors
    /// A [`RuleFault`] where there is no answer. It never means no: the request stays as it was.
    fn decide(&self, question: &BudgetQuestion, facts: &BudgetFacts) -> Result<RuleAnswer, RuleFault>;

    /// Which rules these are.
    fn identity(&self) -> &RulesIdentity;
}

/// Where a tenant's rules come from: the server keeps compiled components and runs them.
pub trait RulesSource: Send + Sync {
    /// The rules of an installation, ready to decide.
    ///
    /// # Errors
    /// [`RuleFault::Unavailable`] where the component is not at hand or cannot be trusted.
    fn rules(&self, installed: &RuleSet) -> Result<Arc<dyn RegionRules>, RuleFault>;
}

/// A source without any component: what was installed elsewhere is not at hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRules;

impl RulesSource for NoRules {
    fn rules(&self, _installed: &RuleSet) -> Result<Arc<dyn RegionRules>, RuleFault> {
        Err(RuleFault::Unavailable {
            detail: "this program runs no components".to_owned(),
        })
    }
}
