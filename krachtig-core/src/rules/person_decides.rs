//! The rules for a tenant that has none of its own: a person decides.
//!
//! No amounts, caps, terms or indicators belong here: a region that wants them writes rules.
//!
//! ```
//! use krachtig_core::rules::{PersonDecides, RegionRules};
//!
//! let rules = PersonDecides::new();
//! assert_eq!(rules.identity().name, "person_decides");
//! assert_eq!(rules.identity().component_sha256, None);
//! ```

use super::{
    ApprovalGroup, ApprovalsNeeded, BudgetDecision, BudgetFacts, BudgetQuestion, RegionRules, RuleAnswer, RuleFault,
    RulesIdentity, Tranche,
};
use crate::domain::vocabulary::{ApprovalSubject, Role};

/// Every request needs one approval by a budget approver who is not the requester, and is then paid at once.
#[derive(Clone, Debug)]
pub struct PersonDecides {
    identity: RulesIdentity,
}

impl PersonDecides {
    /// The rules. They have no settings.
    #[must_use]
    pub fn new() -> Self {
        let identity = RulesIdentity {
            name: "person_decides".to_owned(),
            version: "1.0.0".to_owned(),
            component_sha256: None,
            settings_version: 0,
        };
        Self { identity }
    }

    /// The answer, which these rules always have.
    #[must_use]
    pub fn answer(&self, question: &BudgetQuestion, facts: &BudgetFacts) -> RuleAnswer {
        let one_approver = ApprovalGroup {
            roles: vec![Role::BudgetApprover],
            count: 1,
            excluded: vec![question.requester],
        };
        let needed = ApprovalsNeeded {
            subject: ApprovalSubject::Request,
            groups: vec![one_approver],
        };
        let decision = if needed.are_filled_by(&facts.approvals) {
            BudgetDecision::Approve
        } else {
            BudgetDecision::NeedsApprovals(needed)
        };
        let whole = Tranche {
            amount: question.amount,
            after: Vec::new(),
            not_before: None,
        };
        let tranches = if question.amount.is_zero() {
            Vec::new()
        } else {
            vec![whole]
        };
        RuleAnswer {
            decision,
            findings: Vec::new(),
            tranches,
            obligations: Vec::new(),
            fuel_used: None,
        }
    }
}

impl Default for PersonDecides {
    fn default() -> Self {
        Self::new()
    }
}

impl RegionRules for PersonDecides {
    fn decide(&self, question: &BudgetQuestion, facts: &BudgetFacts) -> Result<RuleAnswer, RuleFault> {
        Ok(self.answer(question, facts))
    }

    fn identity(&self) -> &RulesIdentity {
        &self.identity
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::MemberId;
    use crate::domain::money::Cents;
    use crate::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind};
    use crate::rules::BudgetApproval;

    fn member(number: u128) -> MemberId {
        MemberId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn a_budget_approver_decides_and_never_on_an_own_request() {
        let day = date!(2026 - 11 - 23);
        let question = BudgetQuestion {
            day,
            amount: Cents::new(4_500).expect("an amount"),
            purpose: String::new(),
            life_domain: LifeDomain::Finances,
            payee_kind: PayeeKind::Supplier,
            silo: FundingSilo::None,
            requester: member(1),
        };
        let decide = |approvals: &[(u128, Role)]| {
            let approvals = approvals
                .iter()
                .map(|&(by, role)| BudgetApproval {
                    member: member(by),
                    role,
                    day,
                })
                .collect();
            let answer = PersonDecides::new().decide(
                &question,
                &BudgetFacts {
                    approvals,
                    ..BudgetFacts::default()
                },
            );
            answer
                .and_then(|answer| answer.checked(&question))
                .expect("an answer that makes sense")
                .decision
        };
        assert!(matches!(decide(&[]), BudgetDecision::NeedsApprovals(_)));
        assert!(matches!(
            decide(&[(1, Role::BudgetApprover)]),
            BudgetDecision::NeedsApprovals(_)
        ));
        assert!(matches!(
            decide(&[(2, Role::Coordinator)]),
            BudgetDecision::NeedsApprovals(_)
        ));
        assert_eq!(decide(&[(2, Role::BudgetApprover)]), BudgetDecision::Approve);
    }
}
