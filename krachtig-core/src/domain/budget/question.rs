//! What the rules are asked: the request, and the facts of the dossier that they may weigh.
//!
//! Nothing here names anybody. Who may see what is not decided here either: the service that loads the facts did.
//!
//! ```
//! use krachtig_core::domain::budget::{BudgetFacts, LedgerFact, LedgerKind};
//! use krachtig_core::domain::money::Cents;
//! use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain};
//!
//! let grant = LedgerFact {
//!     day: time::macros::date!(2026 - 11 - 23),
//!     kind: LedgerKind::Reserve,
//!     amount: Cents::new(50_000).unwrap(),
//!     silo: FundingSilo::None,
//!     life_domain: LifeDomain::Finances,
//! };
//! let facts = BudgetFacts { ledger: vec![grant], ..BudgetFacts::default() };
//! assert_eq!(facts.ledger[0].promised(), 50_000);
//! assert!(facts.plan.is_none());
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::{BudgetApproval, LedgerKind, LedgerLine};
use crate::domain::dossier::Dossier;
use crate::domain::id::MemberId;
use crate::domain::money::Cents;
use crate::domain::vocabulary::{FundingSilo, LifeDomain, ObstacleGround, PayeeKind, RequestOutcome, SiloAnswer};

/// A request for money from a family's perspective budget, as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetQuestion {
    /// The day on which it is asked: today, to the rules.
    pub day: Date,
    /// How much is asked.
    pub amount: Cents,
    /// What for, in the worker's own words. It may hold personal data.
    pub purpose: String,
    /// The life domain that it serves.
    pub life_domain: LifeDomain,
    /// To whom it is paid.
    pub payee_kind: PayeeKind,
    /// The funding silo that should have paid, as the worker proposes it.
    pub silo: FundingSilo,
    /// Who asks.
    pub requester: MemberId,
}

/// What the dossier holds that the rules may weigh. Lists are oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetFacts {
    /// The family's whole ledger.
    pub ledger: Vec<LedgerFact>,
    /// The plan for the budget, where there is one.
    pub plan: Option<PlanFact>,
    /// Approvals of this very request so far.
    pub approvals: Vec<BudgetApproval>,
    /// How large the family is.
    pub family: FamilySize,
    /// Questions that were put to funding silos.
    pub silo_checks: Vec<SiloCheck>,
    /// What was decided for this family before.
    pub decisions: Vec<EarlierDecision>,
    /// When somebody checked what the money does to the family's benefits.
    pub benefit_impact_checked: Option<Date>,
    /// When the last review talk with the family was.
    pub review_talk: Option<Date>,
}

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFact {
    /// When it was written.
    pub day: Date,
    /// What it records.
    pub kind: LedgerKind,
    /// How much; whether it adds or takes away is the kind's.
    pub amount: Cents,
    /// The funding silo that it is booked against.
    pub silo: FundingSilo,
    /// The life domain that it served.
    pub life_domain: LifeDomain,
}

impl LedgerFact {
    /// What a line of a dossier's ledger says, if it moves the money of a request: an allotment promises nothing to
    /// the family and pays nothing, and asking, approving and refusing move nothing.
    #[must_use]
    pub fn of(dossier: &Dossier, line: &LedgerLine) -> Option<Self> {
        if !line.kind.moves_money() {
            return None;
        }
        let request = dossier
            .requests
            .iter()
            .find(|request| Some(request.id) == line.request_id)?;
        Some(Self {
            day: line.booked_on,
            kind: line.kind,
            amount: line.amount,
            silo: request.silo,
            life_domain: request.life_domain,
        })
    }

    /// What the line adds to the money promised to the family, in cents; below zero where it takes away.
    #[must_use]
    pub fn promised(&self) -> i64 {
        match self.kind {
            LedgerKind::Reserve => self.amount.get(),
            LedgerKind::Release | LedgerKind::Refund => -self.amount.get(),
            LedgerKind::Allot | LedgerKind::Request | LedgerKind::Approve | LedgerKind::Refuse | LedgerKind::Spend => 0,
        }
    }

    /// What the line adds to the money paid, in cents; below zero where it takes away.
    #[must_use]
    pub fn paid(&self) -> i64 {
        match self.kind {
            LedgerKind::Spend => self.amount.get(),
            LedgerKind::Refund => -self.amount.get(),
            _ => 0,
        }
    }
}

/// The plan for a family's perspective budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFact {
    /// When it was made.
    pub day: Date,
    /// What it comes to altogether.
    pub total: Cents,
    /// Who made it.
    pub made_by: MemberId,
    /// Who approved it, in the version that holds now.
    pub approvals: Vec<BudgetApproval>,
}

/// How large a family is, on this side of the wall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilySize {
    /// Adults.
    pub adults: u32,
    /// Children.
    pub children: u32,
}

impl FamilySize {
    /// The size of a dossier's family on a day. Whoever does not decide alone on that day is a child.
    #[must_use]
    pub fn of(dossier: &Dossier, on: Date) -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let adults = dossier.adults(on).count();
        Self {
            adults: count(adults),
            children: count(dossier.persons.len() - adults),
        }
    }
}

/// A funding silo was asked whether it pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiloCheck {
    /// When it was asked, or answered once there is an answer.
    pub day: Date,
    /// Which silo.
    pub silo: FundingSilo,
    /// What it answered.
    pub answer: SiloAnswer,
    /// On which ground it refuses.
    pub ground: Option<ObstacleGround>,
}

/// An earlier request and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierDecision {
    /// When it was decided.
    pub day: Date,
    /// How it ended.
    pub outcome: RequestOutcome,
    /// How much was asked.
    pub amount: Cents,
    /// The life domain.
    pub life_domain: LifeDomain,
}
