//! Lines of perspective budgets: which request each belongs to, and what else it takes.

use krachtig_core::domain::budget::{
    ApprovalGroup, ApprovalsNeeded, BudgetDecision, BudgetRequest, LedgerKind, LedgerLine, PastLine, RequestDraft,
    RuleAnswer, RuleDecision, RulesIdentity, Standing, Tranche,
};
use krachtig_core::domain::clock::Stamp;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::refusal::{Decision, Refusal, RefusalCode};
use krachtig_core::domain::vocabulary::{ApprovalSubject, FundingSilo, LifeDomain, PayeeKind, Role};

use super::case::{Case, Failed};
use super::events::space;
use crate::import::model::BudgetLineRow;

/// What a request is for when nobody wrote it down.
const UNTOLD_PURPOSE: &str = "Perspectiefbudget";

/// Money that is asked for, and what for.
struct Asked<'b> {
    amount: Cents,
    silo: FundingSilo,
    purpose: Option<&'b str>,
}

impl<'b> Case<'_, 'b> {
    /// Books a line, or leaves the budget as it was.
    pub(super) fn budget_line(&mut self, row: &'b BudgetLineRow, parts: &[Cents]) -> Result<(), Failed> {
        let dossier = self.dossier()?;
        let (requests, lines) = (dossier.requests.len(), dossier.ledger.len());
        let booked = self.book_row(row, parts);
        match booked {
            Ok(line) => {
                self.remember(space::BUDGET_LINES, &row.external_ref, &line);
                Ok(())
            }
            Err(refusals) => {
                if let Some(dossier) = &mut self.dossier {
                    dossier.requests.truncate(requests);
                    dossier.ledger.truncate(lines);
                }
                Err(refusals.into())
            }
        }
    }

    fn book_row(&mut self, row: &'b BudgetLineRow, parts: &[Cents]) -> Decision<LedgerLine> {
        let note = row.description.as_deref();
        let asked = |amount| Asked {
            amount,
            silo: row.silo,
            purpose: note,
        };
        let able =
            |kind| move |request: &BudgetRequest, standing: &Standing| takes(kind, row.amount, (request, standing));
        match row.kind {
            LedgerKind::Allot => {
                let money = (row.amount, row.silo);
                let line = self.dossier()?.allot(money, (row.booked_on, note), self.stamp())?;
                self.put(line.clone());
                Ok(line)
            }
            LedgerKind::Request => {
                let mut first = None;
                for part in parts {
                    let (_, line) = self.ask(&asked(*part))?;
                    first.get_or_insert(line);
                }
                first.ok_or_else(|| Refusal::new(RefusalCode::OutOfRange, "amount").into())
            }
            LedgerKind::Approve | LedgerKind::Refuse => self.judge(row),
            LedgerKind::Reserve => {
                let request = match self.oldest(able(LedgerKind::Reserve))? {
                    Some(request) => request,
                    None => self.ask_approved(&asked(row.amount))?,
                };
                self.book(&request, (row.kind, row.amount, note))
            }
            LedgerKind::Spend => {
                let request = match self.oldest(able(LedgerKind::Spend))? {
                    Some(request) => request,
                    None => {
                        let request = self.ask_approved(&asked(row.amount))?;
                        self.book(&request, (LedgerKind::Reserve, row.amount, None))?;
                        request
                    }
                };
                self.book(&request, (row.kind, row.amount, note))
            }
            LedgerKind::Refund | LedgerKind::Release => {
                let exceeds = || Refusal::new(RefusalCode::ExceedsRequest, "amount");
                let request = self.oldest(able(row.kind))?.ok_or_else(exceeds)?;
                self.book(&request, (row.kind, row.amount, note))
            }
        }
    }

    /// Approves or refuses the oldest requests that nobody decided on, as far as the amount goes.
    fn judge(&mut self, row: &BudgetLineRow) -> Decision<LedgerLine> {
        let note = row.description.as_deref();
        let mut left = row.amount;
        let mut first = None;
        while !left.is_zero() {
            let fits = |request: &BudgetRequest, standing: &Standing| undecided(standing) && request.amount <= left;
            let Some(request) = self.oldest(fits)? else { break };
            let line = self.book(&request, (row.kind, request.amount, note))?;
            left = left.checked_sub(request.amount).unwrap_or(Cents::ZERO);
            first.get_or_insert(line);
        }
        match (first, left.is_zero()) {
            (Some(line), true) => Ok(line),
            (Some(_), false) => Err(Refusal::new(RefusalCode::ExceedsRequest, "amount").into()),
            (None, _) => {
                // Less was approved than was asked for.
                let request = self.oldest(|_, standing| undecided(standing))?;
                let request = request.ok_or_else(|| Refusal::new(RefusalCode::WrongState, "request_id"))?;
                self.book(&request, (row.kind, row.amount, note))
            }
        }
    }

    /// The oldest request of which this holds.
    fn oldest(&self, able: impl Fn(&BudgetRequest, &Standing) -> bool) -> Decision<Option<BudgetRequest>> {
        let dossier = self.dossier()?;
        let budget = dossier.budget();
        let found = dossier
            .requests
            .iter()
            .find(|request| able(request, &budget.standing(request.id)));
        Ok(found.cloned())
    }

    /// Records a request and what a colleague said to it.
    fn ask_approved(&mut self, asked: &Asked<'_>) -> Decision<BudgetRequest> {
        let (request, _) = self.ask(asked)?;
        self.book(&request, (LedgerKind::Approve, asked.amount, None))?;
        Ok(request)
    }

    fn ask(&mut self, asked: &Asked<'_>) -> Decision<(BudgetRequest, LedgerLine)> {
        let purpose = asked.purpose.unwrap_or(UNTOLD_PURPOSE);
        let draft = RequestDraft {
            amount: asked.amount,
            purpose: purpose.split_whitespace().collect::<Vec<_>>().join(" "),
            life_domain: LifeDomain::Finances,
            payee: PayeeKind::Family,
            silo: asked.silo,
        };
        let stamp = self.stamp();
        let (request, lines) = BudgetRequest::record(self.dossier()?, &draft, decided_elsewhere(asked.amount), stamp)?;
        let line = lines.first().cloned();
        self.put(request.clone());
        for line in lines {
            self.put(line);
        }
        let line = line.ok_or_else(|| Refusal::new(RefusalCode::WrongState, "request_id"))?;
        Ok((request, line))
    }

    fn book(
        &mut self,
        request: &BudgetRequest,
        (kind, amount, note): (LedgerKind, Cents, Option<&str>),
    ) -> Decision<LedgerLine> {
        let judges = matches!(kind, LedgerKind::Approve | LedgerKind::Refuse);
        let (by, role) = match self.office.approver {
            Some((colleague, role)) if judges => (colleague, Some(role)),
            _ => (self.office.order.by.id, None),
        };
        let past = PastLine {
            kind,
            amount,
            note,
            role,
        };
        let line = request.book_past(self.dossier()?, past, Stamp::new(by, &self.clock))?;
        self.put(line.clone());
        Ok(line)
    }
}

fn undecided(standing: &Standing) -> bool {
    standing.approvals.is_empty() && !standing.refused && !standing.granted
}

/// Whether a request can take a line.
fn takes(kind: LedgerKind, amount: Cents, (request, standing): (&BudgetRequest, &Standing)) -> bool {
    match kind {
        LedgerKind::Reserve => {
            !standing.approvals.is_empty() && !standing.refused && !standing.granted && request.amount >= amount
        }
        LedgerKind::Spend | LedgerKind::Release => standing.reserved >= amount,
        LedgerKind::Refund => standing.spent >= amount,
        LedgerKind::Allot | LedgerKind::Request | LedgerKind::Approve | LedgerKind::Refuse => false,
    }
}

/// What stands for the rules by which money was given before: one colleague approved.
fn decided_elsewhere(amount: Cents) -> RuleDecision {
    let colleague = ApprovalGroup {
        roles: vec![Role::Coordinator, Role::Professional, Role::BudgetApprover],
        count: 1,
        excluded: Vec::new(),
    };
    RuleDecision {
        answer: RuleAnswer {
            decision: BudgetDecision::NeedsApprovals(ApprovalsNeeded {
                subject: ApprovalSubject::Request,
                groups: vec![colleague],
            }),
            findings: Vec::new(),
            tranches: vec![Tranche {
                amount,
                after: Vec::new(),
                not_before: None,
            }],
            obligations: Vec::new(),
            fuel_used: None,
        },
        rules: RulesIdentity {
            name: "import".to_owned(),
            version: "1.0.0".to_owned(),
            component_sha256: None,
            settings_version: 0,
        },
    }
}
