//! A component as region rules. How its types become the core's does not belong here: see [`super::convert`] and
//! [`super::convert_reporting`].

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use krachtig_core::rules::indicator::{checked_indicators, checked_observations};
use krachtig_core::rules::{
    BudgetFacts, BudgetQuestion, CaseSnapshot, Indicator, Observation, RegionRules, RuleAnswer, RuleFault,
    RulesIdentity,
};
use serde_json::Value;

use super::bindings::exports::krachtig::region::{budget, rule_set};
use super::breaker::{Breaker, Verdict};
use super::description::DeclaredFindings;
use super::instance::{Called, Exports, Note, Ready, TOO_MANY_CALLS, call};
use super::settings::KnownSchemas;
use super::{HostError, convert, convert_reporting};

/// The settings with which rules decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSettings {
    /// Their version: it stands in the identity of the rules, and so in every decision.
    pub version: u32,
    /// A JSON object that matches the schema which the rules declare. What they don't declare is refused.
    pub json: String,
}

/// Rules that are ready to decide. They keep nothing between calls and can be used from many threads at once; only
/// the host remembers how often they failed.
pub struct ComponentRules {
    pub(super) ready: Ready,
    identity: RulesIdentity,
    description: rule_set::Description,
    pub(super) findings: DeclaredFindings,
    settings_schema: String,
    pub(super) settings: String,
    declared: OnceLock<Vec<Indicator>>,
    breaker: Mutex<Breaker>,
}

impl ComponentRules {
    /// Asks the rules who they are and which settings they know, and checks both: a wrong signature or a trap at start
    /// shows here.
    pub(super) fn start(
        ready: Ready,
        component_sha256: String,
        schemas: &KnownSchemas,
        settings: &RuleSettings,
    ) -> Result<Self, HostError> {
        let about = call(&ready, Exports::ALL, |rule_set, store| {
            Ok((
                rule_set.call_describe(&mut *store)?,
                rule_set.call_settings_schema(store)?,
            ))
        });
        let (description, settings_schema) = about.result.map_err(start_failed)?;
        let identity = RulesIdentity {
            name: description.name.clone(),
            version: description.version.clone(),
            component_sha256: Some(component_sha256),
            settings_version: settings.version,
        };
        let findings = DeclaredFindings::of(&description).map_err(HostError::BadDescription)?;
        let settings = schemas.check(&settings_schema, &settings.json)?;
        Ok(Self {
            ready,
            identity,
            description,
            findings,
            settings_schema,
            settings: Value::Object(settings).to_string(),
            declared: OnceLock::new(),
            breaker: Mutex::new(Breaker::new()),
        })
    }

    /// What the rules tell about themselves, the texts of their findings included.
    #[must_use]
    pub fn description(&self) -> &rule_set::Description {
        &self.description
    }

    /// The JSON Schema of the rules' settings.
    #[must_use]
    pub fn settings_schema(&self) -> &str {
        &self.settings_schema
    }

    /// Decides, and hands over the notes that the rules left. For trying rules, on made-up facts or on what was decided
    /// before: it is asked and answered even while the rules are suspended, and a fault here suspends nothing.
    ///
    /// # Errors
    /// The first of the pair is what [`RegionRules::decide`] gives, faults included.
    pub fn rehearse(
        &self,
        question: &BudgetQuestion,
        facts: &BudgetFacts,
    ) -> (Result<RuleAnswer, RuleFault>, Vec<Note>) {
        let (request, dossier) = (convert::request(question), convert::facts(facts));
        let Called {
            result,
            fuel_used,
            notes,
        } = call(&self.ready, Exports::BUDGET, |budget, store| {
            budget.call_decide(store, &request, &dossier, &self.settings)
        });
        let answer = result
            .and_then(|answer: Result<budget::Answer, rule_set::Problem>| answer.map_err(convert::problem))
            .and_then(|answer| convert::answer(answer, fuel_used))
            .and_then(|answer| answer.checked(question))
            .and_then(|answer| self.findings.check(&answer.findings).map(|()| answer));
        (answer, notes)
    }

    /// Asks or tells the breaker, which is locked for no longer than that.
    fn breaker<T>(&self, about: impl FnOnce(&mut Breaker) -> T) -> T {
        about(&mut self.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The region's indicators, asked once and checked: what the rules declare is the same in every call.
    fn declared(&self) -> Result<&[Indicator], RuleFault> {
        if let Some(declared) = self.declared.get() {
            return Ok(declared);
        }
        let called = call(&self.ready, Exports::REPORTING, |reporting, store| {
            reporting.call_indicators(store)
        });
        let declared = called.result?.into_iter().map(convert_reporting::indicator);
        let declared = checked_indicators(declared.collect::<Result<_, _>>()?)?;
        Ok(self.declared.get_or_init(|| declared))
    }

    fn observations(&self, snapshot: &CaseSnapshot) -> Result<Vec<Observation>, RuleFault> {
        let declared = self.declared()?;
        let case = convert_reporting::snapshot(snapshot);
        let called = call(&self.ready, Exports::REPORTING, |reporting, store| {
            reporting.call_observe(store, &case, &self.settings)
        });
        let said = called.result?.map_err(convert::problem)?;
        checked_observations(declared, said.into_iter().map(convert_reporting::observation).collect())
    }

    /// Tells whoever runs the server that there was no answer, and nothing of what was asked.
    fn told<T>(&self, answer: Result<T, RuleFault>) -> Result<T, RuleFault> {
        answer.inspect_err(|fault| {
            tracing::warn!(rules = %self.identity.name, fault = fault.code(), "rules gave no observations");
        })
    }
}

impl RegionRules for ComponentRules {
    fn decide(&self, question: &BudgetQuestion, facts: &BudgetFacts) -> Result<RuleAnswer, RuleFault> {
        let leave = self.breaker(|breaker| breaker.ask(Instant::now()));
        let leave = leave.ok_or(RuleFault::Suspended)?;
        let (answer, notes) = self.rehearse(question, facts);
        if let Err(fault) = &answer {
            tracing::warn!(rules = %self.identity.name, fault = fault.code(), notes = notes.len(), "rules gave no answer");
        }
        let verdict = Verdict::of(&answer);
        if self.breaker(|breaker| breaker.report(&leave, verdict, Instant::now())) {
            tracing::error!(rules = %self.identity.name, "rules failed too often and are suspended");
        }
        answer
    }

    fn indicators(&self) -> Result<Vec<Indicator>, RuleFault> {
        self.told(self.declared().map(<[Indicator]>::to_vec))
    }

    fn observe(&self, snapshot: &CaseSnapshot) -> Result<Vec<Observation>, RuleFault> {
        self.told(self.observations(snapshot))
    }

    fn identity(&self) -> &RulesIdentity {
        &self.identity
    }
}

/// Rules of which there can be no instance, though there is room for one, don't fit: the types of a function are
/// compared only now.
fn start_failed(fault: RuleFault) -> HostError {
    match fault {
        RuleFault::Unavailable { detail } if detail != TOO_MANY_CALLS => {
            HostError::DoesNotFit(wasmtime::Error::msg(detail))
        }
        fault => HostError::DoesNotStart(fault),
    }
}
