//! Lines that were booked elsewhere, before the office kept its ledger here.
//!
//! What happened happened: the region's rules are not asked again, and an approval and the money that it set apart may
//! lie days from each other. Everything else holds as for a line of today: consent, the open trajectory, that nobody
//! approves what he asked himself, and above all that the ledger takes the line.

use super::decision::BudgetDecision;
use super::ledger::{Booking, LedgerKind, LedgerLine};
use super::request::BudgetRequest;
use crate::domain::clock::Stamp;
use crate::domain::dossier::Dossier;
use crate::domain::money::Cents;
use crate::domain::refusal::{Decision, Refusal, RefusalCode};
use crate::domain::terms::ConsentUse;
use crate::domain::vocabulary::Role;

/// A line as it was booked elsewhere, by the stamp's member on the stamp's day.
#[derive(Clone, Copy, Debug)]
pub struct PastLine<'a> {
    /// What happened to the request.
    pub kind: LedgerKind,
    /// How much.
    pub amount: Cents,
    /// Why.
    pub note: Option<&'a str>,
    /// The role in which somebody approved or refused.
    pub role: Option<Role>,
}

impl BudgetRequest {
    /// Books what happened to this request elsewhere.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing` for an approval or a payment; `approver_excluded` and `approver_role`;
    /// `wrong_state` for money set apart before the approvals that it takes; `out_of_range` for an allotment or a
    /// second asking; and whatever the ledger refuses.
    pub fn book_past(&self, dossier: &Dossier, past: PastLine<'_>, stamp: Stamp<'_>) -> Decision<LedgerLine> {
        dossier.demand_open()?;
        let mut budget = dossier.budget();
        match past.kind {
            LedgerKind::Allot | LedgerKind::Request => {
                return Err(Refusal::new(RefusalCode::OutOfRange, "kind").into());
            }
            LedgerKind::Approve => {
                dossier.demand(ConsentUse::RequestBudget, &[], stamp)?;
                self.demand_past_approver(past.role, stamp)?;
            }
            LedgerKind::Refuse => self.demand_past_approver(past.role, stamp)?,
            LedgerKind::Reserve => {
                let standing = budget.standing(self.id);
                if let BudgetDecision::NeedsApprovals(needed) = &self.decision.answer.decision
                    && !needed.are_filled_by(&standing.approvals)
                {
                    return Err(Refusal::new(RefusalCode::WrongState, "request_id").into());
                }
            }
            LedgerKind::Spend => dossier.demand(ConsentUse::PayBudget, &[], stamp)?,
            LedgerKind::Refund | LedgerKind::Release => {}
        }
        let booking = Booking {
            kind: past.kind,
            amount: past.amount,
            request: Some(self.id),
            silo: None,
            note: past.note,
            on: stamp.today,
            role: past.role,
        };
        dossier.booked(&mut budget, &booking, stamp)
    }

    fn demand_past_approver(&self, role: Option<Role>, stamp: Stamp<'_>) -> Decision<()> {
        let refuse = |code| Err(Refusal::new(code, "id").into());
        let BudgetDecision::NeedsApprovals(needed) = &self.decision.answer.decision else {
            return refuse(RefusalCode::WrongState);
        };
        if stamp.by == self.recorded_by {
            return refuse(RefusalCode::ApproverExcluded);
        }
        match role {
            Some(role) if needed.groups.iter().any(|group| group.admits(stamp.by, role)) => Ok(()),
            _ => refuse(RefusalCode::ApproverRole),
        }
    }
}
