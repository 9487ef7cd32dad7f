//! Asking a region's rules about a request: those that decide, and those in shadow beside them.
//!
//! What they may weigh does not belong here, see [`super::weighing`]; nor what becomes of their answer.

use super::Services;
use super::work::Case;
use crate::domain::budget::{BudgetRequest, FailedRules, Finding, RuleAnswer, RuleDecision, RulesIdentity, Verdict};
use crate::domain::clock::Stamp;
use crate::domain::id::WeighedFactsId;
use crate::domain::record::Version;
use crate::domain::replay::{ShadowDecision, WeighedFacts, difference};
use crate::domain::rule_set::RuleSet;
use crate::rules::{BudgetFacts, BudgetQuestion, PersonDecides, RegionRules, RuleFault};

/// The component with this hash is not kept on this machine.
pub(super) struct NotAtHand(pub(super) String);

/// What one set of rules says.
type Told = (RuleSet, Result<RuleAnswer, RuleFault>);

/// What the rules of a tenant say about a request.
pub(super) struct Said {
    deciding: Option<Told>,
    shadows: Vec<Told>,
}

impl Services {
    /// Asks the rules that decide for the case, and those in shadow.
    pub(super) fn ask(&self, case: &Case, question: &BudgetQuestion, facts: &BudgetFacts) -> Said {
        let told = |set: &RuleSet| {
            let answer = self
                .rules
                .rules(set)
                .and_then(|rules| rules.decide(question, facts)?.checked(question));
            (set.clone(), answer)
        };
        Said {
            deciding: case.rules.deciding(case.dossier.runs_on()).map(told),
            shadows: case.rules.shadows().map(told).collect(),
        }
    }
}

impl Said {
    /// A component that has to be taken in first, if there is one.
    pub(super) fn not_at_hand(&self) -> Option<NotAtHand> {
        let mut told = self.deciding.iter().chain(&self.shadows);
        let missing = told.find(|(_, answer)| *answer == Err(RuleFault::NotAtHand));
        missing.map(|(set, _)| NotAtHand(set.hash.clone()))
    }

    /// The decision. Rules that fail never mean no: a person decides, and the finding says why.
    pub(super) fn decision(&mut self, question: &BudgetQuestion, facts: &BudgetFacts) -> RuleDecision {
        let Some((set, answer)) = self.deciding.take() else {
            return person_decides(question, facts, None);
        };
        let rules = RulesIdentity {
            settings_version: u32::try_from(set.number).unwrap_or_default(),
            name: set.name,
            version: set.edition,
            component_sha256: Some(set.hash),
        };
        match answer {
            Ok(answer) => RuleDecision {
                answer,
                rules,
                failed: None,
            },
            Err(fault) => {
                tracing::warn!(rules = %rules.name, fault = fault.code(), "the region's rules gave no answer");
                let fault = fault.code().to_owned();
                person_decides(question, facts, Some(FailedRules { rules, fault }))
            }
        }
    }

    /// What the rules in shadow say, to be kept beside the request.
    pub(super) fn in_shadow(self, request: &BudgetRequest, stamp: Stamp<'_>) -> Vec<ShadowDecision> {
        let kept = |(set, answer): Told| {
            let verdict = match answer {
                Ok(answer) => Verdict::Answer(answer),
                Err(fault) => Verdict::Fault(fault.code().to_owned()),
            };
            ShadowDecision {
                id: stamp.id(),
                request_id: request.id,
                trajectory_id: request.trajectory_id,
                rule_set_id: set.id,
                kind: difference(&request.decision.answer, &verdict),
                verdict,
                version: Version::FIRST,
            }
        };
        self.shadows.into_iter().map(kept).collect()
    }
}

/// What was known when the rules were asked, to be kept beside the request.
pub(super) fn weighed(request: &BudgetRequest, facts: BudgetFacts) -> WeighedFacts {
    WeighedFacts {
        id: WeighedFactsId::from_uuid(request.id.uuid()),
        trajectory_id: request.trajectory_id,
        facts,
        version: Version::FIRST,
    }
}

/// The decision of the rules that are built in.
fn person_decides(question: &BudgetQuestion, facts: &BudgetFacts, failed: Option<FailedRules>) -> RuleDecision {
    let rules = PersonDecides::new();
    let mut answer = rules.answer(question, facts);
    answer.findings.extend(failed.iter().map(|failed| Finding {
        code: failed.fault.clone(),
        arguments: Vec::new(),
    }));
    RuleDecision {
        answer,
        rules: rules.identity().clone(),
        failed,
    }
}
