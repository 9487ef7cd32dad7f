//! Step 5, room to act: time, connections, and money as a simple mandate would decide on it.

use krachtig_core::domain::budget::{
    Approval, ApprovalGroup, ApprovalsNeeded, BudgetDecision, BudgetPlan, BudgetRequest, Finding, FindingArgument,
    FindingValue, LedgerKind, Obligation, PlanDraft, RequestDraft, RequestState, RuleAnswer, RuleDecision,
    RulesIdentity, Tranche,
};
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::room::{Connection, ConnectionDraft};
use krachtig_core::domain::vocabulary::{ApprovalSubject, FundingSilo, ObligationKind, PayeeKind, Role};
use time::Date;

use super::case::Case;
use super::themes::Theme;

/// Up to this much a colleague decides alone: EUR 250.
const MANDATE: i64 = 25_000;
/// What one family is allotted to begin with, in whole hundreds of euros.
const ALLOTMENTS: (i64, i64) = (5, 15);

impl Case<'_> {
    /// Step 5: time, connections and money.
    pub(super) fn give_room(&mut self) -> Decision<()> {
        self.wait(5, 20);
        for theme in self.themes.clone() {
            if self.draw.percent(75) {
                self.lay_connection(theme)?;
            }
            self.give_time(theme.goal)?;
            self.wait(1, 10);
        }
        if self.consents(Purpose::PerspectiveBudget) {
            self.allot()?;
            self.plan_budget()?;
            for theme in self.themes.clone() {
                if self.draw.percent(70) {
                    self.ask_money(theme)?;
                }
            }
        }
        self.do_actions(35)
    }

    pub(super) fn consents(&self, purpose: Purpose) -> bool {
        self.dossier.family_consents(purpose, self.stamp(self.team.lead).today)
    }

    fn lay_connection(&mut self, theme: &Theme) -> Decision<()> {
        let (who, with_whom, side, result) = theme.connection;
        let result = self.draw.percent(80).then(|| result.to_owned());
        let by = self.somebody();
        let stamp = self.stamp(by);
        let draft = ConnectionDraft {
            who: who.to_owned(),
            with_whom: with_whom.to_owned(),
            side,
            laid_on: stamp.today,
            result,
        };
        let connection = Connection::record(&self.dossier, &draft, stamp)?;
        self.dossier.connections.push(connection);
        Ok(())
    }

    fn allot(&mut self) -> Decision<()> {
        let silos = [
            FundingSilo::PrivateFund,
            FundingSilo::DjiSubsidy,
            FundingSilo::MunicipalReintegration,
        ];
        let silo = self.draw.pick(&silos).copied().unwrap_or(FundingSilo::PrivateFund);
        let amount = euros(self.draw.between(ALLOTMENTS.0, ALLOTMENTS.1) * 100);
        let stamp = self.stamp(self.team.coordinator);
        let line = self.dossier.allot((amount, silo), (stamp.today, None), stamp)?;
        self.dossier.ledger.push(line);
        Ok(())
    }

    fn plan_budget(&mut self) -> Decision<()> {
        if !self.draw.percent(50) {
            return Ok(());
        }
        let goals: Vec<_> = self.themes.iter().map(|theme| theme.money.0).collect();
        let stamp = self.stamp(self.team.lead);
        let draft = PlanDraft {
            about: format!("Het gezin wil het budget gebruiken voor:\n- {}", goals.join("\n- ")),
            total: self.dossier.budget().balance().allotted,
            benefit_impact_checked_on: Some(stamp.today),
            reviewed_on: None,
        };
        let mut plan = BudgetPlan::record(&self.dossier, &draft, stamp)?;
        self.wait(1, 5);
        for (approver, role) in self.approvers() {
            plan = plan.approve(&self.dossier, role, self.stamp(approver))?;
        }
        self.dossier.plans.push(plan);
        Ok(())
    }

    /// Two who may decide on money, the lead who asks left out.
    fn approvers(&self) -> Vec<(krachtig_core::domain::id::MemberId, Role)> {
        let mut able: Vec<_> = self
            .team
            .approvers
            .iter()
            .filter(|(id, _)| *id != self.team.lead)
            .copied()
            .collect();
        able.sort_by_key(|(_, role)| *role != Role::BudgetApprover);
        able.dedup_by_key(|(id, _)| *id);
        able.truncate(2);
        able
    }

    /// Somebody asks for money; who decides depends on the amount and on what is left.
    pub(super) fn ask_money(&mut self, theme: &Theme) -> Decision<()> {
        let (purpose, least, most) = theme.money;
        let amount = euros(self.draw.between(least, most));
        let payees = [PayeeKind::Supplier, PayeeKind::RefundToWorker, PayeeKind::Family];
        let payee = self.draw.pick(&payees).copied().unwrap_or(PayeeKind::Supplier);
        let stamp = self.stamp(self.team.lead);
        let draft = RequestDraft {
            amount,
            purpose: purpose.to_owned(),
            life_domain: theme.life_domain,
            payee,
            silo: theme.wall.silo,
        };
        let enough = self.dossier.budget().balance().available() >= amount;
        let count = u32::try_from(self.approvers().len()).unwrap_or(1);
        let decision = decide(amount, (enough, count), stamp.today);
        let (request, lines) = BudgetRequest::record(&self.dossier, &draft, decision, stamp)?;
        self.dossier.ledger.extend(lines);
        self.dossier.requests.push(request.clone());
        self.wait(1, 6);
        self.decide_together(&request)?;
        self.pay(&request)
    }

    fn decide_together(&mut self, request: &BudgetRequest) -> Decision<()> {
        if request.state(&self.dossier.budget()) != RequestState::Pending || self.draw.percent(12) {
            return Ok(());
        }
        let refused = self.draw.percent(10);
        for (approver, role) in self.approvers() {
            let stamp = self.stamp(approver);
            let roles = [role];
            if refused {
                let note = Some("Eerst nagaan of een voorliggende voorziening dit betaalt.");
                let line = request.refuse(&self.dossier, Approval { roles: &roles, note }, stamp)?;
                self.dossier.ledger.push(line);
                break;
            }
            let approval = Approval {
                roles: &roles,
                note: None,
            };
            let (approved, reserved) = request.approve(&self.dossier, approval, stamp)?;
            self.dossier.ledger.push(approved);
            self.dossier.ledger.extend(reserved);
        }
        Ok(())
    }

    /// What was set apart is mostly paid, sometimes with something left or paid back.
    fn pay(&mut self, request: &BudgetRequest) -> Decision<()> {
        if request.state(&self.dossier.budget()) != RequestState::Reserved || self.draw.percent(15) {
            return Ok(());
        }
        self.wait(2, 12);
        let percent = if self.draw.percent(80) {
            100
        } else {
            self.draw.between(60, 95)
        };
        let paid = Cents::new(request.amount.get() * percent / 100).unwrap_or(request.amount);
        self.settle(request, (LedgerKind::Spend, paid))?;
        if self.draw.percent(6) {
            let back = Cents::new(paid.get() / 4).unwrap_or(paid);
            self.settle(request, (LedgerKind::Refund, back))?;
        }
        Ok(())
    }

    /// Sets free whatever is still set apart.
    pub(super) fn release_all(&mut self) -> Decision<()> {
        for request in self.dossier.requests.clone() {
            let reserved = self.dossier.budget().standing(request.id).reserved;
            self.settle(&request, (LedgerKind::Release, reserved))?;
        }
        Ok(())
    }

    fn settle(&mut self, request: &BudgetRequest, (kind, amount): (LedgerKind, Cents)) -> Decision<()> {
        if !amount.is_zero() {
            let stamp = self.stamp(self.team.coordinator);
            let line = request.settle(&self.dossier, (kind, amount, None), stamp)?;
            self.dossier.ledger.push(line);
        }
        Ok(())
    }
}

fn euros(whole: i64) -> Cents {
    Cents::new(whole.saturating_mul(100)).unwrap_or(Cents::ZERO)
}

/// What a simple mandate decides. The rules of a real region do not belong here.
fn decide(amount: Cents, (enough, count): (bool, u32), today: Date) -> RuleDecision {
    let needed = ApprovalsNeeded {
        subject: ApprovalSubject::Request,
        groups: vec![ApprovalGroup {
            roles: vec![Role::Coordinator, Role::BudgetApprover],
            count,
            excluded: Vec::new(),
        }],
    };
    let (decision, code) = match () {
        () if !enough => (BudgetDecision::Refuse, "above_available"),
        () if amount.get() <= MANDATE || count == 0 => (BudgetDecision::Approve, "within_mandate"),
        () => (BudgetDecision::NeedsApprovals(needed), "above_mandate"),
    };
    let limit = FindingArgument {
        name: "limit".to_owned(),
        value: FindingValue::Amount(MANDATE),
    };
    let whole = Tranche {
        amount,
        after: Vec::new(),
        not_before: Some(today),
    };
    let receipt = Obligation {
        kind: ObligationKind::Receipt,
        due: None,
    };
    let refused = decision == BudgetDecision::Refuse;
    RuleDecision {
        answer: RuleAnswer {
            decision,
            findings: vec![Finding {
                code: code.to_owned(),
                arguments: vec![limit],
            }],
            tranches: if refused { Vec::new() } else { vec![whole] },
            obligations: if refused || amount.get() <= 5_000 {
                Vec::new()
            } else {
                vec![receipt]
            },
            fuel_used: None,
        },
        rules: RulesIdentity {
            name: "demo_mandate".to_owned(),
            version: "1.0.0".to_owned(),
            component_sha256: None,
            settings_version: 0,
        },
        failed: None,
    }
}
