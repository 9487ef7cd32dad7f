//! The core's types as the WIT's, and back. A code that the core doesn't know makes the answer a bad one.

use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::plugin::{FindingText, PluginDescription, Translation};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::rules::{
    ApprovalGroup, ApprovalsNeeded, BudgetApproval, BudgetDecision, BudgetFacts, BudgetQuestion, Finding,
    FindingArgument, FindingValue, LedgerFact, Obligation, RuleAnswer, RuleFault, Tranche,
};
use time::Date;

use super::bindings::exports::krachtig::region::{budget, rule_set};
use super::description::is_code;
use super::settings::shortened;

/// The Julian day of 1 January 1970, from which the WIT counts.
const EPOCH: i32 = 2_440_588;

fn bad(detail: &str) -> RuleFault {
    RuleFault::BadAnswer {
        detail: detail.to_owned(),
    }
}

pub(super) fn day(date: Date) -> rule_set::Day {
    rule_set::Day {
        year: date.year(),
        month: u8::from(date.month()),
        day: date.day(),
        number: date.to_julian_day() - EPOCH,
    }
}

fn date(number: i32) -> Result<Date, RuleFault> {
    let julian = number
        .checked_add(EPOCH)
        .ok_or_else(|| bad("a day that no calendar has"))?;
    Date::from_julian_day(julian).map_err(|_| bad("a day that no calendar has"))
}

pub(super) fn word<V: Vocabulary>(code: &str) -> Result<V, RuleFault> {
    // The code itself is not quoted: the rules chose it, so it could be anything.
    V::from_code(code).ok_or_else(|| RuleFault::BadAnswer {
        detail: format!("a code that {} doesn't have", V::NAME),
    })
}

pub(super) fn code(word: impl Vocabulary) -> String {
    word.code().to_owned()
}

fn approval(approval: &BudgetApproval) -> budget::Approval {
    budget::Approval {
        member: approval.member.to_string(),
        role: code(approval.role),
        day: day(approval.day),
    }
}

/// A line of the ledger as the WIT has it.
pub(super) fn ledger_line(line: &LedgerFact) -> budget::LedgerLine {
    budget::LedgerLine {
        day: day(line.day),
        kind: code(line.kind),
        promised: line.promised(),
        paid: line.paid(),
        silo: code(line.silo),
        life_domain: code(line.life_domain),
    }
}

/// The question as the WIT has it.
pub(super) fn request(question: &BudgetQuestion) -> budget::Request {
    budget::Request {
        day: day(question.day),
        amount: question.amount.get(),
        purpose: question.purpose.clone(),
        life_domain: code(question.life_domain),
        payee_kind: code(question.payee_kind),
        silo: code(question.silo),
        requester: question.requester.to_string(),
    }
}

/// The facts as the WIT has them.
pub(super) fn facts(facts: &BudgetFacts) -> budget::Facts {
    let silo_checks = facts.silo_checks.iter().map(|check| budget::SiloCheck {
        day: day(check.day),
        silo: code(check.silo),
        answer: code(check.answer),
        ground: check.ground.map(code),
    });
    let decisions = facts.decisions.iter().map(|earlier| budget::EarlierDecision {
        day: day(earlier.day),
        outcome: code(earlier.outcome),
        amount: earlier.amount.get(),
        life_domain: code(earlier.life_domain),
    });
    budget::Facts {
        ledger: facts.ledger.iter().map(ledger_line).collect(),
        plan: facts.plan.as_ref().map(|plan| budget::Plan {
            day: day(plan.day),
            total: plan.total.get(),
            made_by: plan.made_by.to_string(),
            approvals: plan.approvals.iter().map(approval).collect(),
        }),
        approvals: facts.approvals.iter().map(approval).collect(),
        family: budget::FamilySize {
            adults: facts.family.adults,
            children: facts.family.children,
        },
        silo_checks: silo_checks.collect(),
        decisions: decisions.collect(),
        benefit_impact_checked: facts.benefit_impact_checked.map(day),
        review_talk: facts.review_talk.map(day),
    }
}

/// The rules' answer as the core has it.
pub(super) fn answer(answer: budget::Answer, fuel_used: u64) -> Result<RuleAnswer, RuleFault> {
    Ok(RuleAnswer {
        decision: decision(answer.decision)?,
        findings: answer.findings.into_iter().map(finding).collect::<Result<_, _>>()?,
        tranches: answer.tranches.iter().map(tranche).collect::<Result<_, _>>()?,
        obligations: answer.obligations.iter().map(obligation).collect::<Result<_, _>>()?,
        fuel_used: Some(fuel_used),
    })
}

/// The rules decline to answer. What they say about it is cut short, for they may say a lot.
pub(super) fn problem(problem: rule_set::Problem) -> RuleFault {
    if !is_code(&problem.code) {
        return bad("a problem that is no code");
    }
    RuleFault::Declined {
        problem: problem.code,
        detail: shortened(problem.detail),
    }
}

fn decision(decision: budget::Decision) -> Result<BudgetDecision, RuleFault> {
    Ok(match decision {
        budget::Decision::Approve => BudgetDecision::Approve,
        budget::Decision::Refuse => BudgetDecision::Refuse,
        budget::Decision::NeedsApprovals(needed) => BudgetDecision::NeedsApprovals(ApprovalsNeeded {
            subject: word(&needed.subject)?,
            groups: needed.groups.iter().map(group).collect::<Result<_, _>>()?,
        }),
    })
}

fn group(group: &budget::ApprovalGroup) -> Result<ApprovalGroup, RuleFault> {
    let member = |text: &String| text.parse::<MemberId>().map_err(|_| bad("a member that is none"));
    Ok(ApprovalGroup {
        roles: group.roles.iter().map(|role| word(role)).collect::<Result<_, _>>()?,
        count: group.count,
        excluded: group.excluded.iter().map(member).collect::<Result<_, _>>()?,
    })
}

fn finding(finding: rule_set::Finding) -> Result<Finding, RuleFault> {
    let argument = |argument: rule_set::Argument| {
        let value = match argument.value {
            rule_set::Value::Amount(cents) => FindingValue::Amount(cents),
            rule_set::Value::Count(number) => FindingValue::Count(number),
            rule_set::Value::Days(number) => FindingValue::Days(number),
            rule_set::Value::Date(number) => FindingValue::Date(date(number)?),
            rule_set::Value::Word(code) => FindingValue::Word(code),
        };
        Ok(FindingArgument {
            name: argument.name,
            value,
        })
    };
    let arguments = finding
        .arguments
        .into_iter()
        .map(argument)
        .collect::<Result<_, RuleFault>>()?;
    Ok(Finding {
        code: finding.code,
        arguments,
    })
}

fn tranche(tranche: &budget::Tranche) -> Result<Tranche, RuleFault> {
    Ok(Tranche {
        amount: Cents::new(tranche.amount).ok_or_else(|| bad("a tranche out of bounds"))?,
        after: tranche.after.iter().map(|kind| word(kind)).collect::<Result<_, _>>()?,
        not_before: tranche.not_before.map(date).transpose()?,
    })
}

fn obligation(obligation: &budget::Obligation) -> Result<Obligation, RuleFault> {
    Ok(Obligation {
        kind: word(&obligation.kind)?,
        due: obligation.due.map(date).transpose()?,
    })
}

/// What rules tell of themselves, in the core's words.
#[must_use]
pub fn described(about: &rule_set::Description) -> PluginDescription {
    let texts = |texts: &[rule_set::Translation]| {
        let text = |text: &rule_set::Translation| Translation {
            language: text.language.clone(),
            text: text.text.clone(),
        };
        texts.iter().map(text).collect::<Vec<_>>()
    };
    let finding = |finding: &rule_set::FindingText| FindingText {
        code: finding.code.clone(),
        arguments: finding.arguments.clone(),
        texts: texts(&finding.texts),
    };
    PluginDescription {
        languages: about.languages.clone(),
        summary: texts(&about.summary),
        findings: about.findings.iter().map(finding).collect(),
    }
}
