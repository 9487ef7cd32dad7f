//! Lines of perspective budgets: which request each belongs to, and what else it takes.

use krachtig_core::domain::budget::{
    ApprovalGroup, ApprovalsNeeded, BudgetDecision, BudgetRequest, LedgerKind, LedgerLine, PastLine, RequestDraft,
    RuleAnswer, RuleDecision, RulesIdentity, Standing, Tranche,
};
use krachtig_core::domain::clock::Stamp;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::record::InDossier;
use krachtig_core::domain::refusal::{Decision, Refusal, RefusalCode};
use krachtig_core::domain::vocabulary::{ApprovalSubject, FundingSilo, LifeDomain, PayeeKind, Role};

use super::case::{Case, Failed};
use super::events::space;
use crate::import::key;
use crate::import::model::{BudgetLineRow, ExternalRef};

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
            LedgerKind::Approve | LedgerKind::Refuse if row.request.is_none() => self.judge(row),
            _ => {
                let request = self.request_for(row)?;
                self.book(&request, (row.kind, row.amount, note))
            }
        }
    }

    /// The request that a line belongs to: the one that it names, the oldest that can take it, or one that is made for
    /// it, with all that has to come before the line.
    fn request_for(&mut self, row: &'b BudgetLineRow) -> Decision<BudgetRequest> {
        let named = match &row.request {
            Some(key) => self.named(key)?,
            None => None,
        };
        let able = |request: &BudgetRequest, standing: &Standing| takes(row.kind, row.amount, (request, standing));
        let found = match named {
            Some(request) => Some(request),
            None => self.oldest(able)?,
        };
        let request = match (found, row.kind) {
            (Some(request), _) => request,
            (None, LedgerKind::Reserve | LedgerKind::Spend) => {
                let asked = Asked {
                    amount: row.amount,
                    silo: row.silo,
                    purpose: row.description.as_deref(),
                };
                self.ask(&asked)?.0
            }
            (None, _) => return Err(Refusal::new(RefusalCode::ExceedsRequest, "amount").into()),
        };
        let standing = self.dossier()?.budget().standing(request.id);
        let moves = matches!(row.kind, LedgerKind::Reserve | LedgerKind::Spend);
        if moves && standing.approvals.is_empty() && !standing.refused {
            self.book(&request, (LedgerKind::Approve, row.amount, None))?;
        }
        if row.kind == LedgerKind::Spend && !standing.granted && !standing.refused {
            self.book(&request, (LedgerKind::Reserve, row.amount, None))?;
        }
        Ok(request)
    }

    /// The request that a row names: one of these files, or one that an export names; none where it came with an
    /// earlier import, which does not keep whose key it was.
    fn named(&self, key: &ExternalRef) -> Decision<Option<BudgetRequest>> {
        let line = self
            .made
            .get(&(space::BUDGET_LINES, key))
            .copied()
            .or_else(|| key::record_of(key));
        let dossier = self.dossier()?;
        let line = dossier.ledger.iter().find(|other| Some(other.id.uuid()) == line);
        if let Some(request) = line.and_then(|line| line.request_id) {
            return BudgetRequest::find(dossier, request, "request").cloned().map(Some);
        }
        if self.office.known.has(space::BUDGET_LINES, key) {
            return Ok(None);
        }
        Err(Refusal::new(RefusalCode::NotFound, "request").into())
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
                // Less was approved than was asked for, or another colleague approved as well.
                let open = |_: &BudgetRequest, standing: &Standing| !standing.refused && !standing.granted;
                let request = match self.oldest(|_, standing| undecided(standing))? {
                    Some(request) => Some(request),
                    None => self.oldest(open)?,
                };
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
        let (by, role) = match kind {
            LedgerKind::Approve | LedgerKind::Refuse => {
                let (colleague, role) = self.colleague(request)?;
                (colleague, Some(role))
            }
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

impl Case<'_, '_> {
    /// A colleague who neither asked for the money nor approved the request yet.
    fn colleague(&self, request: &BudgetRequest) -> Decision<(MemberId, Role)> {
        let given = self.dossier()?.budget().standing(request.id).approvals;
        let free = |(id, _): &&(MemberId, Role)| {
            *id != request.recorded_by && given.iter().all(|approval| approval.member != *id)
        };
        let found = self.office.approvers.iter().find(free).copied();
        found.ok_or_else(|| Refusal::new(RefusalCode::ApproverExcluded, "id").into())
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
        failed: None,
    }
}
