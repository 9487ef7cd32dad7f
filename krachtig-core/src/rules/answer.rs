//! Whether an answer makes sense for what was asked. An expected "no" is an answer with findings, never an error.
//!
//! The texts of findings do not belong here: they come with the rules, in the reader's language.
//!
//! ```
//! use krachtig_core::rules::{Finding, FindingArgument, FindingValue};
//!
//! let finding = Finding {
//!     code: "cap_exceeded".to_owned(),
//!     arguments: vec![FindingArgument { name: "left".to_owned(), value: FindingValue::Amount(12_000) }],
//! };
//! let json = serde_json::to_string(&finding).unwrap();
//! assert_eq!(json, r#"{"code":"cap_exceeded","arguments":[{"name":"left","value":{"amount":12000}}]}"#);
//! ```

use super::{ApprovalsNeeded, BudgetDecision, BudgetQuestion, RuleAnswer, RuleFault};
use crate::domain::money::Cents;

/// The most places that a decision may ask to be filled: more is a mistake in the rules.
const MOST_PLACES: u32 = 20;

impl RuleAnswer {
    /// The answer, if it makes sense for the question. Whoever runs rules that somebody else wrote calls this before
    /// it hands their answer on.
    ///
    /// # Errors
    /// [`RuleFault::BadAnswer`] where a refusal has no finding or gives money, tranches don't add up to what is
    /// asked, or approvals are asked that nobody can give.
    pub fn checked(self, question: &BudgetQuestion) -> Result<Self, RuleFault> {
        let bad = |detail: &str| {
            Err(RuleFault::BadAnswer {
                detail: detail.to_owned(),
            })
        };
        if self.decision == BudgetDecision::Refuse {
            if self.findings.is_empty() {
                return bad("a refusal without a finding");
            }
            if !(self.tranches.is_empty() && self.obligations.is_empty()) {
                return bad("a refusal with tranches or obligations");
            }
            return Ok(self);
        }
        if self.tranches.iter().any(|tranche| tranche.amount.is_zero()) {
            return bad("a tranche of nothing");
        }
        let sum = self
            .tranches
            .iter()
            .try_fold(Cents::ZERO, |sum, tranche| sum.checked_add(tranche.amount));
        if sum != Some(question.amount) {
            return bad("tranches that don't add up to what is asked");
        }
        if let BudgetDecision::NeedsApprovals(needed) = &self.decision {
            needed.check()?;
        }
        Ok(self)
    }
}

impl ApprovalsNeeded {
    /// # Errors
    /// [`RuleFault::BadAnswer`] where nobody could ever fill the places.
    fn check(&self) -> Result<(), RuleFault> {
        let bad = |detail: &str| {
            Err(RuleFault::BadAnswer {
                detail: detail.to_owned(),
            })
        };
        if self.groups.is_empty() {
            return bad("approvals are needed, but none are named");
        }
        if self
            .groups
            .iter()
            .any(|group| group.roles.is_empty() || group.count == 0)
        {
            return bad("a group of approvals without a role or a count");
        }
        let places = self
            .groups
            .iter()
            .fold(0_u32, |sum, group| sum.saturating_add(group.count));
        if places > MOST_PLACES {
            return bad("more approvals than anybody can collect");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::budget::{ApprovalGroup, ApprovalsNeeded, Finding, Tranche};
    use crate::domain::id::MemberId;
    use crate::domain::vocabulary::{ApprovalSubject, FundingSilo, LifeDomain, PayeeKind, Role};

    fn question() -> BudgetQuestion {
        BudgetQuestion {
            day: date!(2026 - 11 - 23),
            amount: Cents::new(300).expect("an amount"),
            purpose: String::new(),
            life_domain: LifeDomain::Housing,
            payee_kind: PayeeKind::Family,
            silo: FundingSilo::None,
            requester: MemberId::from_uuid(Uuid::from_u128(1)),
        }
    }

    fn answer(decision: BudgetDecision, amounts: &[i64]) -> RuleAnswer {
        let tranche = |cents| Tranche {
            amount: Cents::new(cents).expect("an amount"),
            after: vec![],
            not_before: None,
        };
        let tranches = amounts.iter().copied().map(tranche).collect();
        RuleAnswer {
            decision,
            findings: vec![],
            tranches,
            obligations: vec![],
            fuel_used: None,
        }
    }

    fn needs(groups: Vec<ApprovalGroup>) -> BudgetDecision {
        BudgetDecision::NeedsApprovals(ApprovalsNeeded {
            subject: ApprovalSubject::Request,
            groups,
        })
    }

    #[test]
    fn an_answer_that_makes_sense_passes() {
        let group = ApprovalGroup {
            roles: vec![Role::Coordinator],
            count: 2,
            excluded: vec![],
        };
        for decision in [BudgetDecision::Approve, needs(vec![group])] {
            let answer = answer(decision, &[100, 200]);
            assert_eq!(answer.clone().checked(&question()), Ok(answer));
        }
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_a_fault() {
        let group = |roles, count| ApprovalGroup {
            roles,
            count,
            excluded: vec![],
        };
        let bad = [
            answer(BudgetDecision::Refuse, &[]),
            answer(BudgetDecision::Approve, &[]),
            answer(BudgetDecision::Approve, &[100, 201]),
            answer(BudgetDecision::Approve, &[300, 0]),
            answer(needs(vec![]), &[300]),
            answer(needs(vec![group(vec![], 1)]), &[300]),
            answer(needs(vec![group(vec![Role::Reader], 0)]), &[300]),
            answer(needs(vec![group(vec![Role::Reader], u32::MAX)]), &[300]),
        ];
        for answer in bad {
            assert!(
                matches!(answer.clone().checked(&question()), Err(RuleFault::BadAnswer { .. })),
                "{answer:?}"
            );
        }
        let finding = Finding {
            code: "no".to_owned(),
            arguments: vec![],
        };
        let generous = RuleAnswer {
            findings: vec![finding],
            ..answer(BudgetDecision::Refuse, &[300])
        };
        assert!(generous.checked(&question()).is_err());
    }
}
