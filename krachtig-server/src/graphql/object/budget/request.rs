//! Requests for money, with what the region's rules decided and where each stands.

use krachtig_core::domain::budget::{
    ApprovalGroup, ApprovalsNeeded, BudgetApproval, BudgetRequest, FailedRules, Finding, FindingArgument, FindingValue,
    LedgerLine, Obligation, RequestState, RuleAnswer, RuleDecision, RuleOutcome, RulesIdentity, Standing, Tranche,
    Verdict,
};
use krachtig_core::domain::id::{BudgetRequestId, TrajectoryId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::vocabulary::{ApprovalSubject, FundingSilo, LifeDomain, ObligationKind, PayeeKind, Role};
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
        /// The SHA-256 of the component in hexadecimal; absent for the rules that are built in.
        componentSha256: Option<&str> = rules.component_sha256.as_deref();
        /// The version of the settings that they used.
        settingsVersion: i64 = i64::from(rules.settings_version);
    }
}

shown! {
    /// A value for a finding's text.
    "FindingArgument", |argument: FindingArgument| {
        /// What the value is, as the text names it.
        name: &str = &argument.name;
        /// How the value is to be written: `amount` in cents, `count`, `days`, `date`, or `word` of a list.
        kind: &str = kind_of(&argument.value);
        /// The value.
        value: String = text_of(&argument.value);
    }
}

fn kind_of(value: &FindingValue) -> &'static str {
    match value {
        FindingValue::Amount(_) => "amount",
        FindingValue::Count(_) => "count",
        FindingValue::Days(_) => "days",
        FindingValue::Date(_) => "date",
        FindingValue::Word(_) => "word",
    }
}

fn text_of(value: &FindingValue) -> String {
    match value {
        FindingValue::Amount(number) | FindingValue::Count(number) | FindingValue::Days(number) => number.to_string(),
        FindingValue::Date(date) => date.to_string(),
        FindingValue::Word(code) => code.clone(),
    }
}

shown! {
    /// One finding behind a decision, with values for its text.
    "RuleFinding", |finding: Finding| {
        /// The stable code, of the region's rules.
        code: &str = &finding.code;
        /// The values.
        arguments: Vec<Child<'_, FindingArgument>> = finding.arguments.iter().map(alone).collect();
    }
}

shown! {
    /// A part in which money is paid.
    "Tranche", |tranche: Tranche| {
        /// How much.
        amount: Cents = Cents(tranche.amount);
        /// What must have happened since the tranche before.
        after: Vec<Word<ObligationKind>> = tranche.after.iter().copied().map(Word).collect();
        /// Not before this day.
        notBefore: Option<Date> = tranche.not_before;
    }
}

shown! {
    /// Something that somebody has to do because the money is given.
    "Obligation", |obligation: Obligation| {
        /// What.
        kind: Word<ObligationKind> = Word(obligation.kind);
        /// By when, if there is a term.
        dueOn: Option<Date> = obligation.due;
    }
}

shown! {
    /// Some approvals that are needed: so many different members, each in one of the roles.
    "ApprovalGroup", |group: ApprovalGroup| {
        /// Roles that may approve.
        roles: Vec<Word<Role>> = group.roles.iter().copied().map(Word).collect();
        /// How many members of those roles.
        count: i64 = i64::from(group.count);
        /// Members who may not approve, whatever their role.
        excluded: Vec<Made<MemberRef>> = group.excluded.iter().map(|id| Made(MemberRef(*id))).collect();
    }
}

shown! {
    /// Approvals that are needed: every group must be filled, and one member fills one place.
    "ApprovalsNeeded", |needed: ApprovalsNeeded| {
        /// What is to be approved.
        subject: Word<ApprovalSubject> = Word(needed.subject);
        /// The groups.
        groups: Vec<Child<'_, ApprovalGroup>> = needed.groups.iter().map(alone).collect();
    }
}

shown! {
    /// What the region's rules decided on a request, and everything needed to explain it.
    "RuleDecision", |decision: RuleDecision| {
        /// The decision.
        outcome: Word<RuleOutcome> = Word(decision.answer.decision.outcome());
        /// Whose approvals it waits for, where people decide.
        approvalsNeeded: Option<Child<'_, ApprovalsNeeded>> = decision.answer.decision.approvals_needed().map(alone);
        /// Why.
        findings: Vec<Child<'_, Finding>> = decision.answer.findings.iter().map(alone).collect();
        /// How the amount is paid, in order.
        tranches: Vec<Child<'_, Tranche>> = decision.answer.tranches.iter().map(alone).collect();
        /// What comes with the money.
        obligations: Vec<Child<'_, Obligation>> = decision.answer.obligations.iter().map(alone).collect();
        /// What the answer cost, in the engine's units: the same on every run. Absent for the rules that are built in.
        fuelUsed: Option<i64> = fuel(&decision.answer);
        /// Which rules decided.
        rules: Child<'_, RulesIdentity> = alone(&decision.rules);
        /// The region's rules that were asked first and gave no answer, so that a person decides.
        failed: Option<Child<'_, FailedRules>> = decision.failed.as_ref().map(alone);
    }
}

fn fuel(answer: &RuleAnswer) -> Option<i64> {
    answer.fuel_used.map(|fuel| i64::try_from(fuel).unwrap_or(i64::MAX))
}

shown! {
    /// Rules that gave no answer. That never means no: a person decides.
    "FailedRules", |failed: FailedRules| {
        /// The code of the fault: `rule_out_of_fuel`, ...
        fault: &str = &failed.fault;
        /// Which rules.
        rules: Child<'_, RulesIdentity> = alone(&failed.rules);
    }
}

shown! {
    /// What rules answered.
    "RuleAnswer", |answer: RuleAnswer| {
        /// The decision.
        outcome: Word<RuleOutcome> = Word(answer.decision.outcome());
        /// Whose approvals it takes, where people decide.
        approvalsNeeded: Option<Child<'_, ApprovalsNeeded>> = answer.decision.approvals_needed().map(alone);
        /// Why.
        findings: Vec<Child<'_, Finding>> = answer.findings.iter().map(alone).collect();
        /// How the amount is paid, in order.
        tranches: Vec<Child<'_, Tranche>> = answer.tranches.iter().map(alone).collect();
        /// What comes with the money.
        obligations: Vec<Child<'_, Obligation>> = answer.obligations.iter().map(alone).collect();
        /// What the answer cost, in the engine's units: the same on every run.
        fuelUsed: Option<i64> = fuel(answer);
    }
}

shown! {
    /// What rules say that were asked for comparison's sake: an answer, or why there is none.
    "Verdict", |verdict: Verdict| {
        /// Their answer.
        answer: Option<Child<'_, RuleAnswer>> = match verdict {
            Verdict::Answer(answer) => Some(alone(answer)),
            Verdict::Fault(_) => None,
        };
        /// The code of the fault for which there is none: `rule_out_of_fuel`, ...
        fault: Option<&str> = match verdict {
            Verdict::Answer(_) => None,
            Verdict::Fault(code) => Some(code),
        };
    }
}

shown! {
    /// Somebody's approval of a request or of a plan.
    "BudgetApproval", |approval: BudgetApproval| {
        /// Who.
        member: Made<MemberRef> = Made(MemberRef(approval.member));
        /// In which role.
        role: Word<Role> = Word(approval.role);
        /// When.
        approvedOn: Date = approval.day;
    }
}

shown! {
    /// Where one request stands in the ledger.
    "Standing", |standing: Standing| {
        /// Who approved it, in order.
        approvals: Vec<Made<BudgetApproval>> = standing.approvals.iter().cloned().map(Made).collect();
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
