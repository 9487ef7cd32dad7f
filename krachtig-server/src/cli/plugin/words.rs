//! A case's words as the WIT's, and an answer back. What a case expects does not belong here.
//!
//! A case calls members what it likes (`"requester"`, `"colleague 2"`); rules get ids of the real form, as from a
//! server, and the answer gets its names back.

use std::collections::BTreeMap;

use krachtig_core::domain::id::MemberId;
use krachtig_region::finding::{Argument, Value as FindingValue};
use krachtig_region::{
    Answer, Approval, ApprovalGroup, ApprovalsNeeded, Day, Decision, Facts, Finding, Obligation, Request, Tranche,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::plugin_host::{budget, rule_set};

/// The names of a case's members by the ids that rules get.
#[derive(Default)]
pub(super) struct Members(BTreeMap<String, String>);

impl Members {
    /// The id of a member, the same for a name in every run.
    fn id(&mut self, name: &str) -> String {
        let given = name.parse::<MemberId>();
        let id = given.unwrap_or_else(|_| {
            let hash: [u8; 32] = Sha256::digest(name.as_bytes()).into();
            let mut half = [0_u8; 16];
            half.copy_from_slice(&hash[..16]);
            MemberId::from_uuid(Uuid::from_bytes(half))
        });
        self.0.insert(id.to_string(), name.to_owned());
        id.to_string()
    }

    /// The name of a member; an id that the case doesn't have stays an id.
    fn name(&self, id: &str) -> String {
        self.0.get(id).map_or(id, String::as_str).to_owned()
    }

    fn approval(&mut self, approval: &Approval) -> budget::Approval {
        budget::Approval {
            member: self.id(&approval.member),
            role: approval.role.clone(),
            day: day(approval.day),
        }
    }

    /// What is asked.
    pub(super) fn request(&mut self, request: &Request) -> budget::Request {
        budget::Request {
            day: day(request.day),
            amount: request.amount,
            purpose: request.purpose.clone(),
            life_domain: request.life_domain.clone(),
            payee_kind: request.payee_kind.clone(),
            silo: request.silo.clone(),
            requester: self.id(&request.requester),
        }
    }

    /// What is known.
    pub(super) fn facts(&mut self, facts: &Facts) -> budget::Facts {
        let ledger = facts.ledger.iter().map(|line| budget::LedgerLine {
            day: day(line.day),
            kind: line.kind.clone(),
            promised: line.promised,
            paid: line.paid,
            silo: line.silo.clone(),
            life_domain: line.life_domain.clone(),
        });
        let silo_checks = facts.silo_checks.iter().map(|check| budget::SiloCheck {
            day: day(check.day),
            silo: check.silo.clone(),
            answer: check.answer.clone(),
            ground: check.ground.clone(),
        });
        let decisions = facts.decisions.iter().map(|earlier| budget::EarlierDecision {
            day: day(earlier.day),
            outcome: earlier.outcome.clone(),
            amount: earlier.amount,
            life_domain: earlier.life_domain.clone(),
        });
        budget::Facts {
            ledger: ledger.collect(),
            plan: facts.plan.as_ref().map(|plan| budget::Plan {
                day: day(plan.day),
                total: plan.total,
                made_by: self.id(&plan.made_by),
                approvals: plan.approvals.iter().map(|approval| self.approval(approval)).collect(),
            }),
            approvals: facts.approvals.iter().map(|approval| self.approval(approval)).collect(),
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

    /// What the rules answered.
    ///
    /// # Errors
    /// A word in it that Krachtig doesn't have.
    pub(super) fn answer(&self, answer: &budget::Answer) -> Result<Answer, String> {
        let tranche = |tranche: &budget::Tranche| {
            Ok(Tranche {
                amount: tranche.amount,
                after: tranche
                    .after
                    .iter()
                    .map(|kind| word("obligation", kind))
                    .collect::<Result<_, String>>()?,
                not_before: tranche.not_before.map(Day::from_number),
            })
        };
        let obligation = |obligation: &budget::Obligation| {
            Ok(Obligation {
                kind: word("obligation", &obligation.kind)?,
                due: obligation.due.map(Day::from_number),
            })
        };
        Ok(Answer {
            decision: self.decision(&answer.decision)?,
            findings: answer.findings.iter().map(finding).collect(),
            tranches: answer.tranches.iter().map(tranche).collect::<Result<_, String>>()?,
            obligations: answer
                .obligations
                .iter()
                .map(obligation)
                .collect::<Result<_, String>>()?,
        })
    }

    fn decision(&self, decision: &budget::Decision) -> Result<Decision, String> {
        let group = |group: &budget::ApprovalGroup| ApprovalGroup {
            roles: group.roles.clone(),
            count: group.count,
            excluded: group.excluded.iter().map(|id| self.name(id)).collect(),
        };
        Ok(match decision {
            budget::Decision::Approve => Decision::Approve,
            budget::Decision::Refuse => Decision::Refuse,
            budget::Decision::NeedsApprovals(needed) => Decision::NeedsApprovals(ApprovalsNeeded {
                subject: word("subject of approvals", &needed.subject)?,
                groups: needed.groups.iter().map(group).collect(),
            }),
        })
    }
}

fn day(day: Day) -> rule_set::Day {
    rule_set::Day {
        // A day's number is an i32, so its year fits as well.
        year: i32::try_from(day.year()).unwrap_or(i32::MAX),
        month: day.month(),
        day: day.day_of_month(),
        number: day.number(),
    }
}

fn finding(finding: &rule_set::Finding) -> Finding {
    let argument = |argument: &rule_set::Argument| Argument {
        name: argument.name.clone(),
        value: match &argument.value {
            rule_set::Value::Amount(cents) => FindingValue::Amount(*cents),
            rule_set::Value::Count(number) => FindingValue::Count(*number),
            rule_set::Value::Days(number) => FindingValue::Days(*number),
            rule_set::Value::Date(number) => FindingValue::Date(Day::from_number(*number)),
            rule_set::Value::Word(code) => FindingValue::Word(code.clone()),
        },
    };
    Finding {
        code: finding.code.clone(),
        arguments: finding.arguments.iter().map(argument).collect(),
    }
}

/// A code as the word that it stands for.
fn word<W: DeserializeOwned>(list: &str, code: &str) -> Result<W, String> {
    serde_json::from_value(Value::String(code.to_owned()))
        .map_err(|_| format!("the answer has the {list} {code:?}, which Krachtig doesn't know"))
}
