//! A request for money, what the region's rules decided on it, and what people did with it afterwards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::ledger::{Booking, Budget, LedgerKind, LedgerLine};
use crate::domain::clock::Stamp;
use crate::domain::consent::Purpose;
use crate::domain::dossier::Dossier;
use crate::domain::id::{BudgetRequestId, MemberId, TrajectoryId};
use crate::domain::money::Cents;
use crate::domain::record::{Version, record};
use crate::domain::refusal::{Check, Decision, Refusal, RefusalCode};
use crate::domain::text::Line;
use crate::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind, Role, vocabulary};

vocabulary! {
    /// What a region's rules decided.
    RuleOutcome = "rule_outcome" {
        /// Granted at once.
        Approve = "approve",
        /// People decide.
        NeedsApprovals = "needs_approvals",
        /// Refused.
        Refuse = "refuse",
    }
}

vocabulary! {
    /// Something that must still be done when money is granted.
    Obligation = "obligation" {
        /// Hand in a receipt.
        Receipt = "receipt",
        /// Hold a review talk.
        ReviewTalk = "review_talk",
        /// Look first whether a silo should pay.
        SiloCheck = "silo_check",
    }
}

/// Which rules decided: enough to decide again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesIdentity {
    /// The rules' name.
    pub name: String,
    /// Their version.
    pub version: String,
    /// The SHA-256 of the component in hexadecimal; empty for the rules that are built in.
    pub hash: String,
    /// The version of the settings that they used.
    pub settings_version: i32,
}

/// One finding behind a decision: a stable code of the region's rules, with values for its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFinding {
    /// The code.
    pub code: String,
    /// The values.
    pub args: BTreeMap<String, String>,
}

/// A part of the money, to be paid from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tranche {
    /// From when.
    pub from_on: Date,
    /// How much.
    pub amount: Cents,
}

/// What the region's rules decided on a request, and everything needed to explain it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDecision {
    /// The decision.
    pub outcome: RuleOutcome,
    /// Any of these roles may approve.
    pub roles: Vec<Role>,
    /// How many approvals it takes.
    pub count: u32,
    /// Who may not approve, besides those whom the roles leave out.
    pub excluded: Vec<MemberId>,
    /// Why.
    pub findings: Vec<RuleFinding>,
    /// The plan of payment.
    pub tranches: Vec<Tranche>,
    /// What must still be done.
    pub obligations: Vec<Obligation>,
    /// Which rules decided.
    pub rules: RulesIdentity,
    /// How many instructions the decision took, where it was counted.
    pub fuel: Option<u64>,
}

/// A request for money from the perspective budget. Never edited: what happens to it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BudgetRequest {
    /// Its id.
    pub id: BudgetRequestId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// How much.
    pub amount: Cents,
    /// What for.
    pub purpose: Line,
    /// The area of life that it serves.
    pub life_domain: LifeDomain,
    /// Who receives it.
    pub payee: PayeeKind,
    /// The silo that should pay for this, as far as anybody can tell.
    pub silo: FundingSilo,
    /// When it was asked.
    pub requested_on: Date,
    /// Who asked.
    pub recorded_by: MemberId,
    /// What the region's rules decided.
    pub decision: RuleDecision,
    /// Always the first.
    pub version: Version,
}
record!(BudgetRequest, BudgetRequestId, BudgetRequest, trajectory: trajectory_id, dossier: requests);

/// What people typed about a request.
#[derive(Clone, Debug)]
pub struct RequestDraft {
    /// See [`BudgetRequest::amount`].
    pub amount: Cents,
    /// See [`BudgetRequest::purpose`].
    pub purpose: String,
    /// See [`BudgetRequest::life_domain`].
    pub life_domain: LifeDomain,
    /// See [`BudgetRequest::payee`].
    pub payee: PayeeKind,
    /// See [`BudgetRequest::silo`].
    pub silo: FundingSilo,
}

vocabulary! {
    /// Where a request stands, derived from the ledger.
    RequestState = "request_state" {
        /// People have to decide.
        Pending = "pending",
        /// Refused by the rules or by a person.
        Refused = "refused",
        /// Money is set apart.
        Reserved = "reserved",
        /// Paid in full.
        Spent = "spent",
        /// Set free again without any payment, or paid back in full.
        Released = "released",
    }
}

/// Who approves, and as what.
#[derive(Clone, Copy, Debug)]
pub struct Approval<'a> {
    /// The roles that the approver holds.
    pub roles: &'a [Role],
    /// Why, if the approver says.
    pub note: Option<&'a str>,
}

impl BudgetRequest {
    /// Checks what was typed before the rules are asked.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing`; `out_of_range` for nothing; and what is wrong with the purpose.
    pub fn check(dossier: &Dossier, draft: &RequestDraft, stamp: Stamp<'_>) -> Decision<Line> {
        dossier.demand_open()?;
        dossier.demand_consent(Purpose::PerspectiveBudget, &[], stamp)?;
        let mut check = Check::new();
        check.within("amount", draft.amount.get(), (1, Cents::MAX.get()));
        let purpose = check.line("purpose", &draft.purpose);
        check.pass(purpose)
    }

    /// Records a request with what the rules decided on it: the request, and the lines for the ledger.
    ///
    /// # Errors
    /// As [`BudgetRequest::check`]; `insufficient_budget` when the rules grant more than there is.
    pub fn record(
        dossier: &Dossier,
        draft: &RequestDraft,
        decision: RuleDecision,
        stamp: Stamp<'_>,
    ) -> Decision<(Self, Vec<LedgerLine>)> {
        let request = Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            amount: draft.amount,
            purpose: Self::check(dossier, draft, stamp)?,
            life_domain: draft.life_domain,
            payee: draft.payee,
            silo: draft.silo,
            requested_on: stamp.today,
            recorded_by: stamp.by,
            decision,
            version: Version::FIRST,
        };
        let follows = match request.decision.outcome {
            RuleOutcome::Approve => Some(LedgerKind::Reserve),
            RuleOutcome::NeedsApprovals => None,
            RuleOutcome::Refuse => Some(LedgerKind::Refuse),
        };
        let mut budget = dossier.budget();
        let lines = std::iter::once(LedgerKind::Request)
            .chain(follows)
            .map(|kind| request.book(dossier, &mut budget, (kind, request.amount, None), stamp))
            .collect::<Decision<Vec<_>>>()?;
        Ok((request, lines))
    }

    /// Adds an approval; the last one that it takes also sets the money apart.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing`; `wrong_state` when nobody has to decide any more; `approver_excluded`
    /// for the requester and whomever the rules exclude; `approver_role`; `duplicate`; `insufficient_budget`.
    pub fn approve(&self, dossier: &Dossier, approval: Approval<'_>, stamp: Stamp<'_>) -> Decision<Vec<LedgerLine>> {
        dossier.demand_open()?;
        dossier.demand_consent(Purpose::PerspectiveBudget, &[], stamp)?;
        self.demand_approver(approval.roles, stamp.by)?;
        let mut budget = dossier.budget();
        let before = budget.standing(self.id);
        if before.approved_by.contains(&stamp.by) {
            return Err(Refusal::new(RefusalCode::Duplicate, "id").into());
        }
        let approved = self.book(
            dossier,
            &mut budget,
            (LedgerKind::Approve, self.amount, approval.note),
            stamp,
        )?;
        let mut lines = vec![approved];
        if budget.standing(self.id).approved_by.len() >= self.decision.count.max(1) as usize {
            lines.push(self.book(dossier, &mut budget, (LedgerKind::Reserve, self.amount, None), stamp)?);
        }
        Ok(lines)
    }

    /// Refuses it.
    ///
    /// # Errors
    /// As [`BudgetRequest::approve`], but for the consent and the money; `required` without a reason.
    pub fn refuse(&self, dossier: &Dossier, approval: Approval<'_>, stamp: Stamp<'_>) -> Decision<LedgerLine> {
        dossier.demand_open()?;
        self.demand_approver(approval.roles, stamp.by)?;
        if approval.note.is_none_or(|note| note.trim().is_empty()) {
            return Err(Refusal::new(RefusalCode::Required, "note").into());
        }
        self.book(
            dossier,
            &mut dossier.budget(),
            (LedgerKind::Refuse, self.amount, approval.note),
            stamp,
        )
    }

    /// Books that set-apart money was paid, came back, or is set free.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing` for a payment; `exceeds_request`; `out_of_range` for another kind.
    pub fn settle(
        &self,
        dossier: &Dossier,
        (kind, amount, note): (LedgerKind, Cents, Option<&str>),
        stamp: Stamp<'_>,
    ) -> Decision<LedgerLine> {
        dossier.demand_open()?;
        match kind {
            LedgerKind::Spend => dossier.demand_consent(Purpose::PerspectiveBudget, &[], stamp)?,
            LedgerKind::Refund | LedgerKind::Release => {}
            _ => return Err(Refusal::new(RefusalCode::OutOfRange, "kind").into()),
        }
        self.book(dossier, &mut dossier.budget(), (kind, amount, note), stamp)
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self, budget: &Budget) -> RequestState {
        let standing = budget.standing(self.id);
        match () {
            () if standing.refused => RequestState::Refused,
            () if !standing.granted => RequestState::Pending,
            () if !standing.reserved.is_zero() => RequestState::Reserved,
            () if !standing.spent.is_zero() => RequestState::Spent,
            () => RequestState::Released,
        }
    }

    fn demand_approver(&self, roles: &[Role], by: MemberId) -> Decision<()> {
        let mut check = Check::new();
        let excluded = by == self.recorded_by || self.decision.excluded.contains(&by);
        check.ensure(!excluded, RefusalCode::ApproverExcluded, "id");
        let suited = roles.iter().any(|role| self.decision.roles.contains(role));
        check.ensure(suited, RefusalCode::ApproverRole, "id");
        check.pass(())
    }

    fn book(
        &self,
        dossier: &Dossier,
        budget: &mut Budget,
        (kind, amount, note): (LedgerKind, Cents, Option<&str>),
        stamp: Stamp<'_>,
    ) -> Decision<LedgerLine> {
        let booking = Booking {
            kind,
            amount,
            request: Some(self.id),
            silo: None,
            note,
            on: stamp.today,
        };
        dossier.booked(budget, &booking, stamp)
    }
}
