//! A request for money, what the region's rules decided on it, and what people did with it afterwards.

use serde::{Deserialize, Serialize};
use time::Date;

use super::decision::{ApprovalsNeeded, BudgetApproval, BudgetDecision, RuleDecision};
use super::ledger::{Booking, Budget, LedgerKind, LedgerLine};
use crate::domain::clock::Stamp;
use crate::domain::dossier::Dossier;
use crate::domain::id::{BudgetRequestId, MemberId, TrajectoryId};
use crate::domain::money::Cents;
use crate::domain::record::{Version, record};
use crate::domain::refusal::{Check, Decision, Refusal, RefusalCode};
use crate::domain::terms::ConsentUse;
use crate::domain::text::Line;
use crate::domain::vocabulary::{ApprovalSubject, FundingSilo, LifeDomain, PayeeKind, Role, vocabulary};

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
        dossier.demand(ConsentUse::RequestBudget, &[], stamp)?;
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
        let follows = match &request.decision.answer.decision {
            BudgetDecision::Approve => Some(LedgerKind::Reserve),
            BudgetDecision::NeedsApprovals(_) => None,
            BudgetDecision::Refuse => Some(LedgerKind::Refuse),
        };
        let mut budget = dossier.budget();
        let lines = std::iter::once(LedgerKind::Request)
            .chain(follows)
            .map(|kind| request.book(dossier, &mut budget, (kind, request.amount, None, None), stamp))
            .collect::<Decision<Vec<_>>>()?;
        Ok((request, lines))
    }

    /// Adds an approval; the last one that it takes also sets the money apart.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing`; `wrong_state` when nobody has to decide any more; `approver_excluded`
    /// for the requester and whomever the rules exclude; `approver_role`; `duplicate`; `insufficient_budget`.
    pub fn approve(
        &self,
        dossier: &Dossier,
        approval: Approval<'_>,
        stamp: Stamp<'_>,
    ) -> Decision<(LedgerLine, Option<LedgerLine>)> {
        dossier.demand_open()?;
        dossier.demand(ConsentUse::RequestBudget, &[], stamp)?;
        let (needed, role) = self.demand_approver(approval.roles, stamp.by)?;
        let mut budget = dossier.budget();
        if budget
            .standing(self.id)
            .approvals
            .iter()
            .any(|given| given.member == stamp.by)
        {
            return Err(Refusal::new(RefusalCode::Duplicate, "id").into());
        }
        let approved = self.book(
            dossier,
            &mut budget,
            (LedgerKind::Approve, self.amount, approval.note, Some(role)),
            stamp,
        )?;
        if !needed.are_filled_by(&budget.standing(self.id).approvals) {
            return Ok((approved, None));
        }
        let reserved = self.book(
            dossier,
            &mut budget,
            (LedgerKind::Reserve, self.amount, None, None),
            stamp,
        )?;
        Ok((approved, Some(reserved)))
    }

    /// Sets the money apart for a request that waited for its plan, once the plan has the approvals that it takes.
    /// No line when it does not wait for that, or the plan lacks approvals still.
    ///
    /// # Errors
    /// `insufficient_budget`.
    pub fn follow_plan(
        &self,
        dossier: &Dossier,
        plan: &[BudgetApproval],
        stamp: Stamp<'_>,
    ) -> Decision<Option<LedgerLine>> {
        let mut budget = dossier.budget();
        let waits = self.state(&budget) == RequestState::Pending;
        match &self.decision.answer.decision {
            BudgetDecision::NeedsApprovals(needed)
                if waits && needed.subject == ApprovalSubject::Plan && needed.are_filled_by(plan) =>
            {
                self.book(
                    dossier,
                    &mut budget,
                    (LedgerKind::Reserve, self.amount, None, None),
                    stamp,
                )
                .map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Refuses it.
    ///
    /// # Errors
    /// As [`BudgetRequest::approve`], but for the consent and the money; `required` without a reason.
    pub fn refuse(&self, dossier: &Dossier, approval: Approval<'_>, stamp: Stamp<'_>) -> Decision<LedgerLine> {
        dossier.demand_open()?;
        let (_, role) = self.demand_approver(approval.roles, stamp.by)?;
        if approval.note.is_none_or(|note| note.trim().is_empty()) {
            return Err(Refusal::new(RefusalCode::Required, "note").into());
        }
        self.book(
            dossier,
            &mut dossier.budget(),
            (LedgerKind::Refuse, self.amount, approval.note, Some(role)),
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
            LedgerKind::Spend => dossier.demand(ConsentUse::PayBudget, &[], stamp)?,
            LedgerKind::Refund | LedgerKind::Release => {}
            _ => return Err(Refusal::new(RefusalCode::OutOfRange, "kind").into()),
        }
        self.book(dossier, &mut dossier.budget(), (kind, amount, note, None), stamp)
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

    /// What the decision waits for, and the role in which a member with these roles may approve or refuse it.
    fn demand_approver(&self, roles: &[Role], by: MemberId) -> Decision<(&ApprovalsNeeded, Role)> {
        let refuse = |code| Err(Refusal::new(code, "id").into());
        let BudgetDecision::NeedsApprovals(needed) = &self.decision.answer.decision else {
            return refuse(RefusalCode::WrongState);
        };
        if needed.subject == ApprovalSubject::Plan {
            return Err(Refusal::new(RefusalCode::WrongState, "id")
                .with("waits_for", "plan")
                .into());
        }
        let admits = |role: &Role| needed.groups.iter().any(|group| group.admits(by, *role));
        match roles.iter().copied().find(admits) {
            _ if by == self.recorded_by => refuse(RefusalCode::ApproverExcluded),
            Some(role) => Ok((needed, role)),
            None if needed.groups.iter().any(|group| group.excluded.contains(&by)) => {
                refuse(RefusalCode::ApproverExcluded)
            }
            None => refuse(RefusalCode::ApproverRole),
        }
    }

    fn book(
        &self,
        dossier: &Dossier,
        budget: &mut Budget,
        (kind, amount, note, role): (LedgerKind, Cents, Option<&str>, Option<Role>),
        stamp: Stamp<'_>,
    ) -> Decision<LedgerLine> {
        let booking = Booking {
            kind,
            amount,
            request: Some(self.id),
            silo: None,
            note,
            on: stamp.today,
            role,
        };
        dossier.booked(budget, &booking, stamp)
    }
}
