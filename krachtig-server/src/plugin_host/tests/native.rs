//! The demo rules called natively, as the oracle for the same rules through WebAssembly, and made-up cases for both.

use exodus_haaglanden::{budget, finding, settings::Settings};
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
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use time::{Date, Duration, macros::date};
use uuid::Uuid;

const TODAY: Date = date!(2026 - 11 - 23);
const EPOCH: Date = date!(1970 - 01 - 01);

fn number(day: Date) -> i32 {
    i32::try_from((day - EPOCH).whole_days()).expect("a day of this age")
}

fn day_of(number: i32) -> Date {
    EPOCH + Duration::days(number.into())
}

fn member(number: u128) -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(number))
}

fn cents(amount: i64) -> Cents {
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

/// What the rules decide natively, in the core's words.
pub(super) fn decide(question: &BudgetQuestion, facts: &BudgetFacts, fuel_used: Option<u64>) -> RuleAnswer {
    let request = budget::Request {
        day: number(question.day),
        amount: question.amount.get(),
        payee_kind: question.payee_kind.code().to_owned(),
    };
    let approval = |approval: &BudgetApproval| budget::Approval {
        member: approval.member.to_string(),
        role: approval.role.code().to_owned(),
    };
    let line = |line: &LedgerFact| budget::LedgerLine {
        day: number(line.day),
        promised: line.promised(),
        paid: line.paid(),
    };
    let weighed = budget::Facts {
        ledger: facts.ledger.iter().map(line).collect(),
        plan: facts.plan.as_ref().map(|plan| budget::Plan {
            total: plan.total.get(),
            made_by: plan.made_by.to_string(),
            approvals: plan.approvals.iter().map(approval).collect(),
        }),
        benefit_impact_checked: facts.benefit_impact_checked.is_some(),
        review_talk: facts.review_talk.map(number),
    };
    let answer = budget::decide(&request, &weighed, &Settings::default()).expect("the rules answer");
    in_core_words(answer, fuel_used)
}

fn in_core_words(answer: budget::Answer, fuel_used: Option<u64>) -> RuleAnswer {
    let decision = match answer.decision {
        budget::Decision::Approve => BudgetDecision::Approve,
        budget::Decision::Refuse => BudgetDecision::Refuse,
        budget::Decision::NeedsApprovals(needed) => {
            let roles = needed
                .roles
                .iter()
                .map(|role| Role::from_code(role).expect("a role"))
                .collect();
            let excluded = needed.excluded.iter().map(|id| id.parse().expect("a member")).collect();
            let groups = vec![ApprovalGroup {
                roles,
                count: needed.count,
                excluded,
            }];
            BudgetDecision::NeedsApprovals(ApprovalsNeeded {
                subject: ApprovalSubject::Plan,
                groups,
            })
        }
    };
    let tranche = |tranche: budget::Tranche| Tranche {
        amount: cents(tranche.amount),
        after: if tranche.after_review_talk {
            vec![ObligationKind::ReviewTalk]
        } else {
            Vec::new()
        },
        not_before: None,
    };
    let due = answer.review_talk_due.map(day_of);
    RuleAnswer {
        decision,
        findings: answer.findings.into_iter().map(finding_in_core_words).collect(),
        tranches: answer.tranches.into_iter().map(tranche).collect(),
        obligations: due
            .map(|due| Obligation {
                kind: ObligationKind::ReviewTalk,
                due: Some(due),
            })
            .into_iter()
            .collect(),
        fuel_used,
    }
}

fn finding_in_core_words(finding: finding::Finding) -> Finding {
    let argument = |(name, value): (&str, finding::Value)| FindingArgument {
        name: name.to_owned(),
        value: match value {
            finding::Value::Amount(cents) => FindingValue::Amount(cents),
            finding::Value::Count(number) => FindingValue::Count(number),
            finding::Value::Date(number) => FindingValue::Date(day_of(number)),
        },
    };
    Finding {
        code: finding.code.to_owned(),
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
