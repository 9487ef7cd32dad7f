//! One made-up question and one made-up case, as the port has them and as the rules have them natively.

use anyhow::{Context, Result};
use krachtig_core::domain::budget::{BudgetApproval, LedgerKind};
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::mapping::FindingKind;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::obstacle::Bridge;
use krachtig_core::domain::trajectory::Step;
use krachtig_core::domain::vocabulary::{
    Effect, FundingSilo, LifeDomain, ObstacleGround, PartnerType, PayeeKind, ProblemCategory, RequestOutcome, Role,
    SiloAnswer, Vocabulary,
};
use krachtig_core::rules::snapshot::{
    MappedFact, ObstacleFact, ProblemFact, ReferralFact, ReferralStanding, StepFact, StepStanding, TimeFact,
};
use krachtig_core::rules::{
    BudgetFacts, BudgetQuestion, CaseSnapshot, EarlierDecision, FamilySize, LedgerFact, PlanFact, SiloCheck,
};
use krachtig_region::{Facts, Request};
use serde_json::{Value, json};
use time::macros::date;
use time::{Date, Duration};

/// The day of the question, and the last of the case's period.
const TODAY: Date = date!(2026 - 09 - 30);

/// A member who was recorded a day after the one before: ids that differ as ids do, in their first half and in their
/// second.
fn member(number: u64) -> MemberId {
    let millis = 0x0190_0000_0000 + number * 86_400_000;
    let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
    let [a, b, c, d, e, f, g, h] = spread;
    let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &[a, b, c, d, e, f, g, h, a, b]).into_uuid();
    MemberId::from_uuid(uuid)
}

/// The word at this place of a list, round and round.
fn word<V: Vocabulary>(place: usize) -> V {
    V::ALL[place % V::ALL.len()]
}

fn cents(amount: usize) -> Result<Cents> {
    let amount = i64::try_from(amount).ok().and_then(Cents::new);
    amount.context("an amount out of range")
}

/// A day of the period.
fn day(number: usize) -> Date {
    TODAY - Duration::days((number % 90) as i64)
}

/// A request for EUR 45, to a supplier.
pub(super) fn question() -> Result<BudgetQuestion> {
    Ok(BudgetQuestion {
        day: TODAY,
        amount: cents(4_500)?,
        purpose: "Treinkaartjes voor een bezoek (fictief)".to_owned(),
        life_domain: LifeDomain::SocialNetwork,
        payee_kind: PayeeKind::Supplier,
        silo: FundingSilo::BijzondereBijstand,
        requester: member(1),
    })
}

/// A family that has no history: somebody's first request.
pub(super) fn no_history() -> BudgetFacts {
    BudgetFacts {
        family: FamilySize { adults: 1, children: 2 },
        ..BudgetFacts::default()
    }
}

/// A family that has a small history: a ledger of six lines, a plan with two approvals, three silo checks, four earlier
/// decisions, and two approvals so far.
pub(super) fn history() -> Result<BudgetFacts> {
    let approval = |number: u64| BudgetApproval {
        member: member(number),
        role: Role::Professional,
        day: day(2),
    };
    Ok(BudgetFacts {
        ledger: ledger(6)?,
        plan: Some(PlanFact {
            day: day(80),
            total: cents(50_000)?,
            made_by: member(1),
            approvals: vec![approval(2), approval(3)],
        }),
        approvals: vec![approval(2), approval(3)],
        family: FamilySize { adults: 1, children: 2 },
        silo_checks: (0..3).map(silo_check).collect(),
        decisions: (0..4).map(decision).collect::<Result<_>>()?,
        benefit_impact_checked: Some(day(70)),
        review_talk: Some(day(20)),
    })
}

fn silo_check(number: usize) -> SiloCheck {
    SiloCheck {
        day: day(number),
        silo: word(number),
        answer: SiloAnswer::Refuses,
        ground: Some(word(number)),
    }
}

fn decision(number: usize) -> Result<EarlierDecision> {
    Ok(EarlierDecision {
        day: day(10 * number),
        outcome: RequestOutcome::Approved,
        amount: cents(2_000 + number)?,
        life_domain: word(number),
    })
}

/// Money set apart and paid in turns.
fn ledger(lines: usize) -> Result<Vec<LedgerFact>> {
    let line = |number: usize| {
        Ok(LedgerFact {
            day: day(60 - number),
            kind: [LedgerKind::Reserve, LedgerKind::Spend][number % 2],
            amount: cents(1_000 + number / 2)?,
            silo: word(number),
            life_domain: word(number),
        })
    };
    (0..lines).map(line).collect()
}

/// A case of a hundred records, its nine steps not counted.
pub(super) fn case() -> Result<CaseSnapshot> {
    Ok(CaseSnapshot {
        first_day: date!(2026 - 07 - 01),
        last_day: TODAY,
        opened: date!(2026 - 06 - 15),
        closed: None,
        family: FamilySize { adults: 2, children: 3 },
        steps: Step::ALL.iter().copied().map(step).collect(),
        mapped: (0..20).map(mapped).collect(),
        problems: (0..15).map(problem).collect(),
        silo_obstacles: (0..10).map(obstacle).collect::<Result<_>>()?,
        referrals: (0..10).map(referral).collect(),
        time: (0..25).map(time_given).collect(),
        ledger: ledger(15)?,
        review_talks: (0..5).map(|number| day(number * 15)).collect(),
    })
}

fn step(step: Step) -> StepFact {
    StepFact {
        step,
        state: StepStanding::Done,
        since: Some(day(step.number())),
    }
}

fn mapped(number: usize) -> MappedFact {
    MappedFact {
        day: day(number),
        life_domain: word::<LifeDomain>(number),
        kind: word::<FindingKind>(number),
    }
}

fn problem(number: usize) -> ProblemFact {
    ProblemFact {
        day: day(number),
        category: word::<ProblemCategory>(number),
        effect: word::<Effect>(number),
        preexisting: number.is_multiple_of(2),
    }
}

fn obstacle(number: usize) -> Result<ObstacleFact> {
    Ok(ObstacleFact {
        day: day(number),
        silo: word::<FundingSilo>(number),
        ground: word::<ObstacleGround>(number),
        days_lost: Some(14),
        cost: Some(cents(2_500)?),
        bridged_by: Some(word::<Bridge>(number)),
    })
}

fn referral(number: usize) -> ReferralFact {
    ReferralFact {
        day: day(number),
        partner_type: word::<PartnerType>(number),
        outcome: ReferralStanding::Accepted,
        answered: Some(day(number / 2)),
    }
}

fn time_given(number: usize) -> TimeFact {
    TimeFact {
        day: day(number),
        role: Role::Volunteer,
        minutes: 45,
    }
}

/// The same request natively. The core and the SDK write the same words under the same names, the ledger's amounts
/// apart.
pub(super) fn native_question(question: &BudgetQuestion, facts: &BudgetFacts) -> Result<(Request, Facts)> {
    let request = serde_json::from_value(serde_json::to_value(question)?)?;
    let mut weighed = serde_json::to_value(facts)?;
    weighed["ledger"] = facts.ledger.iter().map(native_line).collect();
    Ok((request, serde_json::from_value(weighed)?))
}

/// The same case natively.
pub(super) fn native_case(case: &CaseSnapshot) -> Result<krachtig_region::CaseSnapshot> {
    let mut seen = serde_json::to_value(case)?;
    seen["ledger"] = case.ledger.iter().map(native_line).collect();
    Ok(serde_json::from_value(seen)?)
}

fn native_line(line: &LedgerFact) -> Value {
    json!({
        "day": line.day,
        "kind": line.kind,
        "promised": line.promised(),
        "paid": line.paid(),
        "silo": line.silo,
        "life_domain": line.life_domain,
    })
}
