//! The perspective budget (perspectiefbudget): what it adds up to, its ledger, its plans and its requests.

mod request;

use krachtig_core::domain::budget::{
    Balance, Budget, BudgetApproval, BudgetPlan, BudgetRequest, LedgerKind, LedgerLine,
};
use krachtig_core::domain::id::{BudgetPlanId, BudgetRequestId, LedgerLineId, TrajectoryId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::Prose;
use krachtig_core::domain::vocabulary::{FundingSilo, Role};
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{Cents, GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, children, shown};

shown! {
    /// What a ledger's lines add up to.
    "Balance", |balance: Balance| {
        /// All that came in.
        allotted: Cents = Cents(balance.allotted);
        /// What is set apart for approved requests and not yet paid.
        reserved: Cents = Cents(balance.reserved);
        /// What was paid, less what came back.
        spent: Cents = Cents(balance.spent);
        /// What can still be set apart: never below zero.
        available: Cents = Cents(balance.available());
    }
}

shown! {
    /// A family's perspective budget. Every amount is folded from the ledger's lines; no balance is stored.
    "Budget", |budget: Budget, view: DossierView| {
        /// What the lines add up to now.
        balance: Made<Balance> = Made(budget.balance());
        /// What the family wants to do with its budget.
        plans: Vec<Child<'_, BudgetPlan>> = view.dossier.plans.iter().map(alone).collect();
        /// Requests for money.
        requests: Vec<Child<'_, BudgetRequest>> = children(&view.dossier.requests, view);
        /// The ledger's lines. Lines are added, never changed and never taken away.
        ledger: Vec<Child<'_, LedgerLine>> = children(&view.dossier.ledger, view);
    }
}

shown! {
    /// One line of the ledger.
    "LedgerLine", |line: LedgerLine, view: DossierView| {
        /// Its id.
        id: GlobalId<LedgerLineId> = GlobalId(line.id);
        /// The trajectory whose budget it is.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(line.trajectory_id);
        /// The request that it is about; absent for an allotment.
        requestId: Option<GlobalId<BudgetRequestId>> = line.request_id.map(GlobalId);
        /// What happened.
        kind: Word<LedgerKind> = Word(line.kind);
        /// Whether a line of this kind changes what is available, reserved or spent.
        movesMoney: bool = line.kind.moves_money();
        /// How much: always more than nothing; the kind says in which direction.
        amount: Cents = Cents(line.amount);
        /// The silo that the money came from, for an allotment.
        silo: Option<Word<FundingSilo>> = line.silo.map(Word);
        /// On which day.
        bookedOn: Date = line.booked_on;
        /// Why.
        note: Option<&Prose> = line.note.as_ref();
        /// What the ledger added up to after this line.
        balanceAfter: Option<Made<Balance>> = view.balance_after(line.id).map(Made);
        /// In which role, for an approval.
        role: Option<Word<Role>> = line.role.map(Word);
        /// Who booked it.
        recordedBy: Made<MemberRef> = Made(MemberRef(line.recorded_by));
        /// When it was recorded.
        recordedAt: OffsetDateTime = line.id.made_at();
        /// Always 1: lines are never edited.
        version: Version = line.version;
    }
}

shown! {
    /// What the family wants to do with its budget.
    "BudgetPlan", |plan: BudgetPlan| {
        /// Its id.
        id: GlobalId<BudgetPlanId> = GlobalId(plan.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(plan.trajectory_id);
        /// The plan.
        about: &str = plan.about.as_str();
        /// What it takes in all.
        total: Cents = Cents(plan.total);
        /// When somebody checked what the money does to the family's benefits. Cash can count as income.
        benefitImpactCheckedOn: Option<Date> = plan.benefit_impact_checked_on;
        /// When the last review talk was.
        reviewedOn: Option<Date> = plan.reviewed_on;
        /// Who approved it.
        approvals: Vec<Child<'_, BudgetApproval>> = plan.approvals.iter().map(alone).collect();
        /// Who wrote it down.
        recordedBy: Made<MemberRef> = Made(MemberRef(plan.recorded_by));
        /// When it was recorded.
        recordedAt: OffsetDateTime = plan.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = plan.version;
    }
}
