//! The glue between the WIT's types and the rules' own. It converts and nothing else.

use std::sync::Once;

use crate::finding::{Finding, Problem, Value};
use crate::settings::Settings;
use crate::{budget, description, reporting};

#[expect(
    unsafe_code,
    reason = "generated: exports by name, and values that cross in linear memory"
)]
mod bindings {
    wit_bindgen::generate!({ path: "../wit/v1", world: "region-rules" });

    export!(Component with_types_in self);

    use super::Component;
}

use bindings::exports::krachtig::region::{budget as wit, reporting as wit_reporting, rule_set};
use bindings::krachtig::region::log;

struct Component;

/// Lets a panic leave the place where it happened, but not its text, which may quote what was asked.
fn note_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map_or_else(String::new, ToString::to_string);
            log::write(log::Level::Error, &format!("panicked at {place}"));
        }));
    });
}

fn translations(texts: [&str; 2]) -> Vec<rule_set::Translation> {
    description::LANGUAGES
        .iter()
        .zip(texts)
        .map(|(language, text)| rule_set::Translation {
            language: (*language).to_owned(),
            text: text.to_owned(),
        })
        .collect()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

impl From<Problem> for rule_set::Problem {
    fn from(problem: Problem) -> Self {
        log::write(log::Level::Warn, &format!("{}: {}", problem.code, problem.detail));
        Self {
            code: problem.code.to_owned(),
            detail: problem.detail,
        }
    }
}

impl From<Finding> for rule_set::Finding {
    fn from(finding: Finding) -> Self {
        let arguments = finding.arguments.into_iter().map(|(name, value)| rule_set::Argument {
            name: name.to_owned(),
            value: match value {
                Value::Amount(cents) => rule_set::Value::Amount(cents),
                Value::Count(number) => rule_set::Value::Count(number),
                Value::Date(day) => rule_set::Value::Date(day),
            },
        });
        Self {
            code: finding.code.to_owned(),
            arguments: arguments.collect(),
        }
    }
}

impl rule_set::Guest for Component {
    fn describe() -> rule_set::Description {
        note_panics();
        rule_set::Description {
            name: description::NAME.to_owned(),
            version: description::VERSION.to_owned(),
            languages: owned(&description::LANGUAGES),
            summary: translations(description::SUMMARY),
            findings: description::FINDINGS
                .iter()
                .map(|finding| rule_set::FindingText {
                    code: finding.code.to_owned(),
                    arguments: owned(finding.arguments),
                    texts: translations(finding.texts),
                })
                .collect(),
        }
    }

    fn settings_schema() -> String {
        crate::settings::SCHEMA.to_owned()
    }
}

impl wit::Guest for Component {
    fn decide(request: wit::Request, facts: wit::Facts, settings: String) -> Result<wit::Answer, rule_set::Problem> {
        note_panics();
        let settings = Settings::read(&settings)?;
        let request = budget::Request {
            day: request.day.number,
            amount: request.amount,
            payee_kind: request.payee_kind,
        };
        Ok(answer(budget::decide(&request, &weighed(facts), &settings)?))
    }
}

/// The facts that these rules weigh, out of all that they are given.
fn weighed(facts: wit::Facts) -> budget::Facts {
    let ledger = facts.ledger.iter().map(|line| budget::LedgerLine {
        day: line.day.number,
        promised: line.promised,
        paid: line.paid,
    });
    budget::Facts {
        ledger: ledger.collect(),
        plan: facts.plan.map(|plan| budget::Plan {
            total: plan.total,
            made_by: plan.made_by,
            approvals: plan
                .approvals
                .into_iter()
                .map(|approval| budget::Approval {
                    member: approval.member,
                    role: approval.role,
                })
                .collect(),
        }),
        benefit_impact_checked: facts.benefit_impact_checked.is_some(),
        review_talk: facts.review_talk.map(|day| day.number),
    }
}

fn answer(answer: budget::Answer) -> wit::Answer {
    let decision = match answer.decision {
        budget::Decision::Approve => wit::Decision::Approve,
        budget::Decision::Refuse => wit::Decision::Refuse,
        budget::Decision::NeedsApprovals(needed) => wit::Decision::NeedsApprovals(wit::ApprovalsNeeded {
            subject: "plan".to_owned(),
            groups: vec![wit::ApprovalGroup {
                roles: needed.roles,
                count: needed.count,
                excluded: needed.excluded,
            }],
        }),
    };
    let tranches = answer.tranches.into_iter().map(|tranche| wit::Tranche {
        amount: tranche.amount,
        after: if tranche.after_review_talk {
            vec!["review_talk".to_owned()]
        } else {
            Vec::new()
        },
        not_before: None,
    });
    let review = answer.review_talk_due.map(|due| wit::Obligation {
        kind: "review_talk".to_owned(),
        due: Some(due),
    });
    wit::Answer {
        decision,
        findings: answer.findings.into_iter().map(Into::into).collect(),
        tranches: tranches.collect(),
        obligations: review.into_iter().collect(),
    }
}

impl wit_reporting::Guest for Component {
    fn indicators() -> Vec<wit_reporting::Indicator> {
        note_panics();
        reporting::INDICATORS.iter().map(indicator).collect()
    }

    fn observe(
        snapshot: wit_reporting::CaseSnapshot,
        settings: String,
    ) -> Result<Vec<wit_reporting::Observation>, rule_set::Problem> {
        note_panics();
        Settings::read(&settings)?;
        let payments = snapshot.ledger.iter().filter(|line| line.paid != 0);
        let seen = reporting::observe(&reporting::Snapshot {
            from: snapshot.first_day.number,
            until: snapshot.last_day.number,
            opened: snapshot.opened.number,
            children: snapshot.family.children,
            payments: payments
                .map(|line| reporting::Payment {
                    day: line.day.number,
                    paid: line.paid,
                })
                .collect(),
        });
        Ok(seen.iter().map(observation).collect())
    }
}

fn indicator(indicator: &reporting::Indicator) -> wit_reporting::Indicator {
    let dimensions = indicator.dimension.iter().map(|dimension| wit_reporting::Dimension {
        code: dimension.code.to_owned(),
        labels: translations(dimension.labels),
        values: dimension
            .values
            .iter()
            .map(|(code, labels)| wit_reporting::DimensionValue {
                code: (*code).to_owned(),
                labels: translations(*labels),
            })
            .collect(),
    });
    wit_reporting::Indicator {
        code: indicator.code.to_owned(),
        unit: indicator.unit.to_owned(),
        combine: indicator.combine.to_owned(),
        concerns: indicator.concerns.to_owned(),
        smallest: 0,
        largest: indicator.largest,
        dimensions: dimensions.collect(),
        labels: translations(indicator.labels),
    }
}

fn observation(observation: &reporting::Observation) -> wit_reporting::Observation {
    let positions = observation
        .position
        .into_iter()
        .map(|(dimension, value)| wit_reporting::Position {
            dimension: dimension.to_owned(),
            value: value.to_owned(),
        });
    wit_reporting::Observation {
        indicator: observation.indicator.to_owned(),
        value: observation.value,
        positions: positions.collect(),
    }
}
