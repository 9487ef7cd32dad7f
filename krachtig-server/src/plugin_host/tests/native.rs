//! The demo rules called natively, as the oracle for the same rules through WebAssembly, and made-up cases for both.

use exodus_haaglanden::Trust;
use exodus_haaglanden::settings::TrustSettings;
use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::vocabulary::{
    ApprovalSubject, FundingSilo, LifeDomain, ObligationKind, PayeeKind, Role, SiloAnswer, Vocabulary,
};
use krachtig_core::rules::{
    ApprovalGroup, ApprovalsNeeded, BudgetApproval, BudgetDecision, BudgetFacts, BudgetQuestion, CaseSnapshot,
    FamilySize, Finding, FindingArgument, FindingValue, LedgerFact, Obligation, PlanFact, RuleAnswer, SiloCheck,
    Tranche,
};
use krachtig_region::{self as region, Day, RegionRules};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use time::{Date, Duration, macros::date};
use uuid::Uuid;

const TODAY: Date = date!(2026 - 11 - 23);
const EPOCH: Date = date!(1970 - 01 - 01);

fn day(day: Date) -> Day {
    Day::from_number(i32::try_from((day - EPOCH).whole_days()).expect("a day of this age"))
}

pub(super) fn day_of(day: Day) -> Date {
    EPOCH + Duration::days(day.number().into())
}

pub(super) fn member(number: u128) -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(number))
}

pub(super) fn cents(amount: i64) -> Cents {
    Cents::new(amount).expect("an amount")
}

fn any_day() -> impl Strategy<Value = Date> {
    (1..400_i64).prop_map(|ago| TODAY - Duration::days(ago))
}

fn any_of<V: Vocabulary + std::fmt::Debug>() -> impl Strategy<Value = V> {
    (0..V::ALL.len()).prop_map(|index| V::ALL[index])
}

prop_compose! {
    fn any_approval()(number in 1..6_u128, role in any_of::<Role>(), day in any_day()) -> BudgetApproval {
        BudgetApproval { member: member(number), role, day }
    }
}

prop_compose! {
    fn any_line()(
        day in any_day(),
        paid in prop::bool::ANY,
        amount in 1..60_000_i64,
        silo in any_of::<FundingSilo>(),
        life_domain in any_of::<LifeDomain>(),
    ) -> LedgerFact {
        let kind = if paid { LedgerKind::Spend } else { LedgerKind::Reserve };
        LedgerFact { day, kind, amount: cents(amount), silo, life_domain }
    }
}

prop_compose! {
    fn any_plan()(total in 0..200_000_i64, approvals in prop::collection::vec(any_approval(), 0..6)) -> PlanFact {
        PlanFact { day: TODAY, total: cents(total), made_by: member(1), approvals }
    }
}

prop_compose! {
    fn any_question()(
        amount in 0..120_000_i64,
        purpose in ".{0,20}",
        life_domain in any_of::<LifeDomain>(),
        payee_kind in prop_oneof![4 => Just(PayeeKind::Family), 1 => any_of::<PayeeKind>()],
        silo in any_of::<FundingSilo>(),
    ) -> BudgetQuestion {
        let (day, amount, requester) = (TODAY, cents(amount), member(9));
        BudgetQuestion { day, amount, purpose, life_domain, payee_kind, silo, requester }
    }
}

prop_compose! {
    fn any_facts()(
        ledger in prop::collection::vec(any_line(), 0..3),
        plan in prop::option::weighted(0.9, any_plan()),
        approvals in prop::collection::vec(any_approval(), 0..2),
        checked in prop::option::weighted(0.9, any_day()),
        review_talk in prop::option::weighted(0.8, any_day()),
        silo in any_of::<FundingSilo>(),
        children in 0..5_u32,
    ) -> BudgetFacts {
        BudgetFacts {
            ledger,
            plan,
            approvals,
            family: FamilySize { adults: 1, children },
            silo_checks: vec![SiloCheck { day: TODAY, silo, answer: SiloAnswer::Refuses, ground: None }],
            decisions: Vec::new(),
            benefit_impact_checked: checked,
            review_talk,
        }
    }
}

/// Made-up cases, of which enough are approved for that to be tested too.
pub(super) fn cases() -> impl Strategy<Value = (BudgetQuestion, BudgetFacts)> {
    (any_question(), any_facts())
}

/// One made-up case.
pub(super) fn sample(runner: &mut TestRunner) -> (BudgetQuestion, BudgetFacts) {
    let mut case = cases().new_tree(runner).expect("a case").current();
    case.0.amount = case.0.amount.max(cents(1));
    case
}

/// What the rules decide natively, in the core's words. What is written out here by hand, field by field, is what the
/// host and the SDK each do on their side of WebAssembly.
pub(super) fn decide(question: &BudgetQuestion, facts: &BudgetFacts, fuel_used: Option<u64>) -> RuleAnswer {
    let answer = Trust::decide(&request(question), &dossier(facts), &TrustSettings::default());
    in_core_words(answer.expect("the rules answer"), fuel_used)
}

fn request(question: &BudgetQuestion) -> region::Request {
    region::Request {
        day: day(question.day),
        amount: question.amount.get(),
        purpose: question.purpose.clone(),
        life_domain: question.life_domain.code().to_owned(),
        payee_kind: question.payee_kind.code().to_owned(),
        silo: question.silo.code().to_owned(),
        requester: question.requester.to_string(),
    }
}

fn dossier(facts: &BudgetFacts) -> region::Facts {
    let approval = |approval: &BudgetApproval| region::Approval {
        member: approval.member.to_string(),
        role: approval.role.code().to_owned(),
        day: day(approval.day),
    };
    let line = |line: &LedgerFact| region::LedgerLine {
        day: day(line.day),
        kind: line.kind.code().to_owned(),
        promised: line.promised(),
        paid: line.paid(),
        silo: line.silo.code().to_owned(),
        life_domain: line.life_domain.code().to_owned(),
    };
    let check = |check: &SiloCheck| region::SiloCheck {
        day: day(check.day),
        silo: check.silo.code().to_owned(),
        answer: check.answer.code().to_owned(),
        ground: check.ground.map(|ground| ground.code().to_owned()),
    };
    let plan = |plan: &PlanFact| region::Plan {
        day: day(plan.day),
        total: plan.total.get(),
        made_by: plan.made_by.to_string(),
        approvals: plan.approvals.iter().map(approval).collect(),
    };
    region::Facts {
        ledger: facts.ledger.iter().map(line).collect(),
        plan: facts.plan.as_ref().map(plan),
        approvals: facts.approvals.iter().map(approval).collect(),
        family: region::FamilySize {
            adults: facts.family.adults,
            children: facts.family.children,
        },
        silo_checks: facts.silo_checks.iter().map(check).collect(),
        decisions: Vec::new(),
        benefit_impact_checked: facts.benefit_impact_checked.map(day),
        review_talk: facts.review_talk.map(day),
    }
}

pub(super) fn in_core_words(answer: region::Answer, fuel_used: Option<u64>) -> RuleAnswer {
    let decision = match answer.decision {
        region::Decision::Approve => BudgetDecision::Approve,
        region::Decision::Refuse => BudgetDecision::Refuse,
        region::Decision::NeedsApprovals(needed) => BudgetDecision::NeedsApprovals(ApprovalsNeeded {
            subject: match needed.subject {
                region::Subject::Plan => ApprovalSubject::Plan,
                region::Subject::Request => ApprovalSubject::Request,
            },
            groups: needed.groups.iter().map(group_in_core_words).collect(),
        }),
    };
    let kind = |kind: &region::ObligationKind| ObligationKind::from_code(kind.code()).expect("a kind of obligation");
    let tranche = |tranche: &region::Tranche| Tranche {
        amount: cents(tranche.amount),
        after: tranche.after.iter().map(kind).collect(),
        not_before: tranche.not_before.map(day_of),
    };
    let obligation = |obligation: &region::Obligation| Obligation {
        kind: kind(&obligation.kind),
        due: obligation.due.map(day_of),
    };
    RuleAnswer {
        decision,
        findings: answer.findings.into_iter().map(finding_in_core_words).collect(),
        tranches: answer.tranches.iter().map(tranche).collect(),
        obligations: answer.obligations.iter().map(obligation).collect(),
        fuel_used,
    }
}

fn group_in_core_words(group: &region::ApprovalGroup) -> ApprovalGroup {
    let role = |role: &String| Role::from_code(role).expect("a role");
    let member = |member: &String| member.parse().expect("a member");
    ApprovalGroup {
        roles: group.roles.iter().map(role).collect(),
        count: group.count,
        excluded: group.excluded.iter().map(member).collect(),
    }
}

fn finding_in_core_words(finding: region::Finding) -> Finding {
    let argument = |argument: region::finding::Argument| FindingArgument {
        name: argument.name,
        value: match argument.value {
            region::finding::Value::Amount(cents) => FindingValue::Amount(cents),
            region::finding::Value::Count(number) => FindingValue::Count(number),
            region::finding::Value::Days(number) => FindingValue::Days(number),
            region::finding::Value::Date(day) => FindingValue::Date(day_of(day)),
            region::finding::Value::Word(code) => FindingValue::Word(code),
        },
    };
    Finding {
        code: finding.code,
        arguments: finding.arguments.into_iter().map(argument).collect(),
    }
}

/// A case that was opened on 1 July 2026 and got its first EUR 500 thirty days later.
pub(super) fn snapshot() -> CaseSnapshot {
    let line = LedgerFact {
        day: date!(2026 - 07 - 31),
        kind: LedgerKind::Spend,
        amount: cents(50_000),
        silo: FundingSilo::None,
        life_domain: LifeDomain::Finances,
    };
    CaseSnapshot {
        first_day: date!(2026 - 07 - 01),
        last_day: date!(2026 - 09 - 30),
        opened: date!(2026 - 07 - 01),
        closed: None,
        family: FamilySize { adults: 1, children: 2 },
        steps: Vec::new(),
        mapped: Vec::new(),
        problems: Vec::new(),
        silo_obstacles: Vec::new(),
        referrals: Vec::new(),
        time: Vec::new(),
        ledger: vec![line],
        review_talks: Vec::new(),
    }
}
