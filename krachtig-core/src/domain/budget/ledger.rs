//! The ledger: its lines, and what they add up to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use super::decision::BudgetApproval;
use crate::domain::clock::Stamp;
use crate::domain::dossier::Dossier;
use crate::domain::id::{BudgetRequestId, LedgerLineId, MemberId, TrajectoryId};
use crate::domain::money::Cents;
use crate::domain::record::{Version, record};
use crate::domain::refusal::{Decision, Refusal, RefusalCode};
use crate::domain::text::Prose;
use crate::domain::vocabulary::{FundingSilo, Role, vocabulary};

vocabulary! {
    /// What a ledger line says happened.
    LedgerKind = "ledger_kind" {
        /// Money came into the family's budget (toekenning).
        Allot = "allot",
        /// Money was asked for (aanvraag).
        Request = "request",
        /// Somebody approved a request (akkoord).
        Approve = "approve",
        /// Somebody, or the region's rules, refused a request (afwijzing).
        Refuse = "refuse",
        /// Money was set apart for an approved request (reservering).
        Reserve = "reserve",
        /// Set-apart money was paid (uitgave).
        Spend = "spend",
        /// Paid money came back (terugbetaling).
        Refund = "refund",
        /// Set-apart money was set free (vrijval).
        Release = "release",
    }
}

impl LedgerKind {
    /// Whether a line of this kind changes what is available, reserved or spent.
    #[must_use]
    pub fn moves_money(self) -> bool {
        !matches!(self, Self::Request | Self::Approve | Self::Refuse)
    }
}

/// One line of the ledger. Lines are added, never changed and never taken away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// Its id; lines are told in the order of their ids.
    pub id: LedgerLineId,
    /// The trajectory whose budget it is.
    pub trajectory_id: TrajectoryId,
    /// The request that it is about; none for an allotment.
    pub request_id: Option<BudgetRequestId>,
    /// What happened.
    pub kind: LedgerKind,
    /// How much: always more than nothing; the kind says in which direction.
    pub amount: Cents,
    /// The silo that the money came from, for an allotment.
    pub silo: Option<FundingSilo>,
    /// On which day.
    pub booked_on: Date,
    /// Why.
    pub note: Option<Prose>,
    /// Who booked it.
    pub recorded_by: MemberId,
    /// In which role, for an approval.
    pub role: Option<Role>,
    /// Always the first: lines are never edited.
    pub version: Version,
}
record!(LedgerLine, LedgerLineId, LedgerLine, trajectory: trajectory_id, dossier: ledger);

/// What a budget's lines add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// All that came in.
    pub allotted: Cents,
    /// What is set apart for approved requests and not yet paid.
    pub reserved: Cents,
    /// What was paid, less what came back.
    pub spent: Cents,
}

impl Balance {
    /// What can still be set apart: never below zero.
    #[must_use]
    pub fn available(self) -> Cents {
        self.spent
            .checked_add(self.reserved)
            .and_then(|gone| self.allotted.checked_sub(gone))
            .unwrap_or(Cents::ZERO)
    }
}

/// Where one request stands in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Who approved it, in order.
    pub approvals: Vec<BudgetApproval>,
    /// Whether it was refused.
    pub refused: bool,
    /// Whether money was ever set apart for it.
    pub granted: bool,
    /// What is set apart for it now.
    pub reserved: Cents,
    /// What was paid for it, less what came back.
    pub spent: Cents,
}

/// A budget: a ledger's lines folded, line by line, each checked against what came before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    balance: Balance,
    requests: BTreeMap<BudgetRequestId, Standing>,
    last: Option<LedgerLineId>,
}

impl Budget {
    /// The budget that these lines add up to. Lines that could not have been booked are passed over, as the store's
    /// lines all were checked when they were booked.
    #[must_use]
    pub fn of<'l>(lines: impl IntoIterator<Item = &'l LedgerLine>) -> Self {
        let mut budget = Self::default();
        for line in lines {
            // A refused line leaves the budget as it was.
            let _: Result<(), Refusal> = budget.book(line);
        }
        budget
    }

    /// What the lines add up to.
    #[must_use]
    pub fn balance(&self) -> Balance {
        self.balance
    }

    /// Where a request stands.
    #[must_use]
    pub fn standing(&self, request: BudgetRequestId) -> Standing {
        self.requests.get(&request).cloned().unwrap_or_default()
    }

    /// An id that sorts after every line so far. Lines are told in the order of their ids, so a clock that was set
    /// back must not put a payment before the reservation that it is made from.
    fn next_id(&self, stamp: Stamp<'_>) -> LedgerLineId {
        let fresh: LedgerLineId = stamp.id();
        let after = |last: LedgerLineId| LedgerLineId::from_uuid(Uuid::from_u128(last.uuid().as_u128() + 1));
        self.last.map_or(fresh, |last| fresh.max(after(last)))
    }

    /// Books a line, or leaves everything as it was.
    ///
    /// # Errors
    /// `insufficient_budget` when more would be set apart than is available; `exceeds_request` when more would be
    /// paid or set free than is set apart for the request, or more would come back than was paid; `wrong_state` for a
    /// line about a request that was refused or not asked for; `out_of_range` for nothing or too much.
    pub fn book(&mut self, line: &LedgerLine) -> Result<(), Refusal> {
        let refuse = |code| Refusal::new(code, "amount");
        if line.amount.is_zero() {
            return Err(refuse(RefusalCode::OutOfRange));
        }
        let mut next = self.balance;
        let mut standing = line.request_id.map(|id| self.standing(id)).unwrap_or_default();
        let known = line.request_id.is_some_and(|id| self.requests.contains_key(&id));
        let expected = match line.kind {
            LedgerKind::Allot => line.request_id.is_none(),
            LedgerKind::Request => line.request_id.is_some() && !known,
            LedgerKind::Approve | LedgerKind::Refuse | LedgerKind::Reserve => {
                known && !standing.refused && !standing.granted
            }
            LedgerKind::Spend | LedgerKind::Refund | LedgerKind::Release => known,
        };
        if !expected {
            return Err(Refusal::new(RefusalCode::WrongState, "request_id"));
        }
        let add = |to: Cents| {
            to.checked_add(line.amount)
                .ok_or_else(|| refuse(RefusalCode::OutOfRange))
        };
        let take = |from: Cents, code| from.checked_sub(line.amount).ok_or_else(|| refuse(code));
        match line.kind {
            LedgerKind::Allot => next.allotted = add(next.allotted)?,
            LedgerKind::Request => {}
            LedgerKind::Approve => standing.approvals.push(BudgetApproval {
                member: line.recorded_by,
                role: line.role.ok_or_else(|| Refusal::new(RefusalCode::Required, "role"))?,
                day: line.booked_on,
            }),
            LedgerKind::Refuse => standing.refused = true,
            LedgerKind::Reserve => {
                take(next.available(), RefusalCode::InsufficientBudget)?;
                next.reserved = add(next.reserved)?;
                standing.reserved = add(standing.reserved)?;
                standing.granted = true;
            }
            LedgerKind::Spend => {
                standing.reserved = take(standing.reserved, RefusalCode::ExceedsRequest)?;
                standing.spent = add(standing.spent)?;
                next.reserved = take(next.reserved, RefusalCode::ExceedsRequest)?;
                next.spent = add(next.spent)?;
            }
            LedgerKind::Refund => {
                standing.spent = take(standing.spent, RefusalCode::ExceedsRequest)?;
                next.spent = take(next.spent, RefusalCode::ExceedsRequest)?;
            }
            LedgerKind::Release => {
                standing.reserved = take(standing.reserved, RefusalCode::ExceedsRequest)?;
                next.reserved = take(next.reserved, RefusalCode::ExceedsRequest)?;
            }
        }
        self.balance = next;
        self.last = self.last.max(Some(line.id));
        if let Some(id) = line.request_id {
            self.requests.insert(id, standing);
        }
        Ok(())
    }
}

/// A line that is about to be booked.
pub(super) struct Booking<'a> {
    pub(super) kind: LedgerKind,
    pub(super) amount: Cents,
    pub(super) request: Option<BudgetRequestId>,
    pub(super) silo: Option<FundingSilo>,
    pub(super) note: Option<&'a str>,
    pub(super) on: Date,
    pub(super) role: Option<Role>,
}

impl Dossier {
    /// The perspective budget, folded from the ledger.
    #[must_use]
    pub fn budget(&self) -> Budget {
        Budget::of(&self.ledger)
    }

    /// Puts money into the family's budget.
    ///
    /// # Errors
    /// `trajectory_closed`, `in_future`, `out_of_range` for nothing, `too_long` and the like for the note.
    pub fn allot(
        &self,
        (amount, silo): (Cents, FundingSilo),
        (on, note): (Date, Option<&str>),
        stamp: Stamp<'_>,
    ) -> Decision<LedgerLine> {
        self.demand_open()?;
        let booking = Booking {
            kind: LedgerKind::Allot,
            amount,
            request: None,
            silo: Some(silo),
            note,
            on,
            role: None,
        };
        self.booked(&mut self.budget(), &booking, stamp)
    }

    /// The line that books this, if the budget takes it.
    pub(super) fn booked(&self, budget: &mut Budget, booking: &Booking<'_>, stamp: Stamp<'_>) -> Decision<LedgerLine> {
        let mut check = crate::domain::refusal::Check::new();
        let booked_on = check.happened("booked_on", booking.on, stamp.today);
        let note = check.optional_prose("note", booking.note);
        let line = check.pass(LedgerLine {
            id: budget.next_id(stamp),
            trajectory_id: self.trajectory.id,
            request_id: booking.request,
            kind: booking.kind,
            amount: booking.amount,
            silo: booking.silo,
            booked_on,
            note,
            recorded_by: stamp.by,
            role: booking.role,
            version: Version::FIRST,
        })?;
        budget.book(&line)?;
        Ok(line)
    }
}
