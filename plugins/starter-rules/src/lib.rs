//! `starter-rules`: the worker decides on a small amount, a coordinator on a larger one, up to a cap per family.
//!
//! Deciding is a function of what is given: no clock, no files, no memory. Amounts are euro cents.

pub mod reporting;
pub mod settings;

use krachtig_region::finding::{Amount, FindingText, Texts};
use krachtig_region::{
    Answer, ApprovalGroup, ApprovalsNeeded, CaseSnapshot, Decision, Facts, Indicator, Obligation, ObligationKind,
    Observation, Problem, RegionRules, Request, Subject, Tranche,
};
use settings::StarterSettings;

krachtig_region::findings! {
    /// What these rules find, with the sentences that people read.
    pub enum Found {
        /// More is asked than the family can still get.
        CapExceeded { asked: Amount, left: Amount, cap: Amount } = "cap_exceeded" {
            nl: "Gevraagd is {asked}; van de {cap} per gezin is nog {left} over.",
            en: "{asked} is asked; {left} is left of the {cap} per family.",
        },
        /// A coordinator has to decide.
        CoordinatorNeeded { limit: Amount } = "coordinator_needed" {
            nl: "Boven {limit} beslist een coördinator die het niet zelf vraagt.",
            en: "Above {limit} a coordinator decides who does not ask it.",
        },
        /// The money can go out.
        Granted { left: Amount } = "granted" {
            nl: "Akkoord; daarna is voor dit gezin nog {left} over.",
            en: "Granted; {left} is left for this family after it.",
        },
    }
}

/// The rules.
pub struct StarterRules;

impl RegionRules for StarterRules {
    type Settings = StarterSettings;

    const NAME: &'static str = env!("CARGO_PKG_NAME");
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: Texts = Texts {
        nl: "Een klein bedrag beslist de medewerker, een groter de coördinator, tot een maximum per gezin.",
        en: "The worker decides on a small amount, the coordinator on a larger one, up to a cap per family.",
    };
    const FINDINGS: &'static [FindingText] = Found::DECLARED;
    const INDICATORS: &'static [Indicator] = reporting::INDICATORS;

    fn decide(request: &Request, facts: &Facts, settings: &StarterSettings) -> Result<Answer, Problem> {
        let left = (settings.cap_cents - facts.promised(request)?).max(0);
        if request.amount > left {
            return Ok(Answer::refusal([Found::CapExceeded {
                asked: Amount(request.amount),
                left: Amount(left),
                cap: Amount(settings.cap_cents),
            }]));
        }
        let (decision, found) = who_decides(request, facts, left, settings);
        let receipt = (request.amount > settings.receipt_above_cents).then(|| Obligation {
            kind: ObligationKind::Receipt,
            due: Some(request.day.plus_days(settings.receipt_days)),
        });
        // An amount of nothing is paid in no part.
        let tranches = if request.amount > 0 {
            vec![Tranche::whole(request.amount)]
        } else {
            vec![]
        };
        Ok(Answer {
            decision,
            findings: vec![found.into()],
            tranches,
            obligations: receipt.into_iter().collect(),
        })
    }

    fn observe(snapshot: &CaseSnapshot, _settings: &StarterSettings) -> Result<Vec<Observation>, Problem> {
        Ok(reporting::observe(snapshot))
    }
}

/// Within the worker's limit nobody else is asked; above it a coordinator, who is never whoever asks.
fn who_decides(request: &Request, facts: &Facts, left: i64, settings: &StarterSettings) -> (Decision, Found) {
    let granted = Found::Granted {
        left: Amount(left - request.amount),
    };
    if request.amount <= settings.worker_cents {
        return (Decision::Approve, granted);
    }
    let needed = ApprovalsNeeded {
        subject: Subject::Request,
        groups: vec![ApprovalGroup {
            roles: vec!["coordinator".to_owned()],
            count: 1,
            excluded: vec![request.requester.clone()],
        }],
    };
    if needed.are_filled_by(&facts.approvals) {
        return (Decision::Approve, granted);
    }
    let limit = Amount(settings.worker_cents);
    (Decision::NeedsApprovals(needed), Found::CoordinatorNeeded { limit })
}

krachtig_region::rules!(StarterRules);

#[cfg(test)]
mod tests;
