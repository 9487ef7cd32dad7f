//! Requests for money, with what the region's rules decided and where each stands.

use krachtig_core::domain::budget::{
    BudgetRequest, LedgerLine, Obligation, RequestState, RuleDecision, RuleFinding, RuleOutcome, RulesIdentity,
    Standing, Tranche,
};
use krachtig_core::domain::id::{BudgetRequestId, TrajectoryId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind, Role};
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::object::DossierView;
use crate::graphql::scalar::{Cents, GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, child, shown};

shown! {
    /// Which rules decided: enough to decide again.
    "RulesIdentity", |rules: RulesIdentity| {
        /// The rules' name.
        name: &str = &rules.name;
        /// Their version.
        version: &str = &rules.version;
        /// The SHA-256 of the rules in hexadecimal; empty for the rules that are built in.
        hash: &str = &rules.hash;
        /// The version of the settings that they used.
        settingsVersion: i32 = rules.settings_version;
    }
}

/// A value for a finding's text.
struct RuleFindingArg {
    name: String,
    value: String,
}

shown! {
    /// A value for a finding's text.
    "RuleFindingArg", |arg: RuleFindingArg| {
        /// What the value is.
        name: &str = &arg.name;
        /// The value.
        value: &str = &arg.value;
    }
}

shown! {
    /// One finding behind a decision, with values for its text.
    "RuleFinding", |finding: RuleFinding| {
        /// The stable code, of the region's rules.
        code: &str = &finding.code;
        /// The values.
        args: Vec<Made<RuleFindingArg>> = finding
            .args
            .iter()
            .map(|(name, value)| Made(RuleFindingArg { name: name.clone(), value: value.clone() }))
            .collect();
    }
}

shown! {
    /// A part of the money, to be paid from a day.
    "Tranche", |tranche: Tranche| {
        /// From when.
        fromOn: Date = tranche.from_on;
        /// How much.
        amount: Cents = Cents(tranche.amount);
    }
}

shown! {
    /// What the region's rules decided on a request, and everything needed to explain it.
    "RuleDecision", |decision: RuleDecision| {
        /// The decision.
        outcome: Word<RuleOutcome> = Word(decision.outcome);
        /// Any of these roles may approve.
        roles: Vec<Word<Role>> = decision.roles.iter().copied().map(Word).collect();
        /// How many approvals it takes.
        count: i64 = i64::from(decision.count);
        /// Who may not approve, besides those whom the roles leave out.
        excluded: Vec<Made<MemberRef>> = decision.excluded.iter().map(|id| Made(MemberRef(*id))).collect();
        /// Why.
        findings: Vec<Child<'_, RuleFinding>> = decision.findings.iter().map(alone).collect();
        /// The plan of payment.
        tranches: Vec<Child<'_, Tranche>> = decision.tranches.iter().map(alone).collect();
        /// What must still be done.
        obligations: Vec<Word<Obligation>> = decision.obligations.iter().copied().map(Word).collect();
        /// Which rules decided.
        rules: Child<'_, RulesIdentity> = alone(&decision.rules);
    }
}

shown! {
    /// Where one request stands in the ledger.
    "Standing", |standing: Standing| {
        /// Who approved it, in order.
        approvedBy: Vec<Made<MemberRef>> = standing.approved_by.iter().map(|id| Made(MemberRef(*id))).collect();
        /// Whether it was refused.
        refused: bool = standing.refused;
        /// Whether money was ever set apart for it.
        granted: bool = standing.granted;
        /// What is set apart for it now.
        reserved: Cents = Cents(standing.reserved);
        /// What was paid for it, less what came back.
        spent: Cents = Cents(standing.spent);
    }
}

impl DossierView {
    fn lines_about<'d>(&'d self, request: &BudgetRequest) -> Vec<Child<'d, LedgerLine>> {
        let about = |line: &&LedgerLine| line.request_id == Some(request.id);
        self.dossier
            .ledger
            .iter()
            .filter(about)
            .map(|line| child(line, self))
            .collect()
    }
}

shown! {
    /// A request for money from the perspective budget. Never edited: what happens to it stands in the ledger.
    "BudgetRequest", |request: BudgetRequest, view: DossierView| {
        /// Its id.
        id: GlobalId<BudgetRequestId> = GlobalId(request.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(request.trajectory_id);
        /// How much.
        amount: Cents = Cents(request.amount);
        /// What for.
        purpose: &str = request.purpose.as_str();
        /// The area of life that it serves.
        lifeDomain: Word<LifeDomain> = Word(request.life_domain);
        /// Who receives it.
        payee: Word<PayeeKind> = Word(request.payee);
        /// The silo that should pay for this, as far as anybody can tell.
        silo: Word<FundingSilo> = Word(request.silo);
        /// When it was asked.
        requestedOn: Date = request.requested_on;
        /// What the region's rules decided.
        decision: Child<'_, RuleDecision> = alone(&request.decision);
        /// Where it stands, derived from the ledger.
        state: Word<RequestState> = Word(request.state(view.budget()));
        /// The approvals and amounts behind that.
        standing: Made<Standing> = Made(view.budget().standing(request.id));
        /// The ledger's lines about it.
        lines: Vec<Child<'_, LedgerLine>> = view.lines_about(request);
        /// Who asked.
        recordedBy: Made<MemberRef> = Made(MemberRef(request.recorded_by));
        /// When it was recorded.
        recordedAt: OffsetDateTime = request.id.made_at();
        /// Always 1: requests are never edited.
        version: Version = request.version;
    }
}
