//! Trying rules on a made-up case in the WIT's own words, which may hold what no dossier does: an amount below zero, a
//! word that no list has. Deciding on real requests does not belong here.

use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind};
use krachtig_core::rules::{BudgetQuestion, RuleFault};
use time::Date;
use uuid::Uuid;

use super::bindings::exports::krachtig::region::{budget, rule_set};
use super::instance::{Called, Exports, Note, call};
use super::{ComponentRules, convert};

/// What came of trying rules on a made-up case.
pub struct Rehearsal {
    /// The answer in the rules' own words; a fault where there is none.
    pub answer: Result<budget::Answer, RuleFault>,
    /// Why the host would not take that answer; none where it would.
    pub refused: Option<RuleFault>,
    /// The fuel that the call used.
    pub fuel_used: u64,
    /// The notes that the rules left.
    pub notes: Vec<Note>,
}

impl ComponentRules {
    /// Tries the rules on a made-up case, within the same bounds as any call.
    #[must_use]
    pub fn rehearse_case(&self, request: &budget::Request, facts: &budget::Facts) -> Rehearsal {
        let Called {
            result,
            fuel_used,
            notes,
        } = call(&self.ready, Exports::BUDGET, |budget, store| {
            budget.call_decide(store, request, facts, &self.settings)
        });
        let answer =
            result.and_then(|answer: Result<budget::Answer, rule_set::Problem>| answer.map_err(convert::problem));
        let refused = match (&answer, Cents::new(request.amount)) {
            (Ok(answer), Some(amount)) => convert::answer(answer.clone(), fuel_used)
                .and_then(|answer| answer.checked(&question_of(amount)))
                .and_then(|answer| self.findings.check(&answer.findings).map(|()| answer))
                .err(),
            // Without an answer there is nothing to refuse, and such an amount is never asked.
            (Err(_), _) | (Ok(_), None) => None,
        };
        Rehearsal {
            answer,
            refused,
            fuel_used,
            notes,
        }
    }
}

/// A question about this amount. An answer is held against the amount alone; the rest is an example.
fn question_of(amount: Cents) -> BudgetQuestion {
    BudgetQuestion {
        day: Date::MIN,
        amount,
        purpose: String::new(),
        life_domain: LifeDomain::Finances,
        payee_kind: PayeeKind::Supplier,
        silo: FundingSilo::None,
        requester: MemberId::from_uuid(Uuid::nil()),
    }
}
