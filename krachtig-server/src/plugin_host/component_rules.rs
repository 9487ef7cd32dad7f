//! A component as region rules. How its types become the core's does not belong here: see [`super::convert`] and
//! [`super::convert_reporting`].

use std::sync::OnceLock;

use krachtig_core::rules::indicator::{checked_indicators, checked_observations};
use krachtig_core::rules::{
    BudgetFacts, BudgetQuestion, CaseSnapshot, Indicator, Observation, RegionRules, RuleAnswer, RuleFault,
    RulesIdentity,
};
use serde_json::{Map, Value};

use super::bindings::RegionRulesPre;
use super::bindings::exports::krachtig::region::{budget, rule_set};
use super::instance::{CallState, Called, Note, call};
use super::{HostError, convert, convert_reporting};

/// The settings with which rules decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSettings {
    /// Their version: it stands in the identity of the rules, and so in every decision.
    pub version: u32,
    /// A JSON object. What the rules don't declare is left out before they see it.
    pub json: String,
}

/// Rules that are ready to decide. They keep nothing between calls and can be used from many threads at once.
pub struct ComponentRules {
    pub(super) pre: RegionRulesPre<CallState>,
    identity: RulesIdentity,
    description: rule_set::Description,
    settings_schema: String,
    pub(super) settings: String,
    declared: OnceLock<Vec<Indicator>>,
}

impl ComponentRules {
    /// Asks the rules who they are and which settings they know: a wrong signature or a trap at start shows here.
    pub(super) fn start(
        pre: RegionRulesPre<CallState>,
        component_sha256: String,
        settings: &RuleSettings,
    ) -> Result<Self, HostError> {
        let about = call(&pre, |rules, store| {
            let rule_set = rules.krachtig_region_rule_set();
            Ok((
                rule_set.call_describe(&mut *store)?,
                rule_set.call_settings_schema(store)?,
            ))
        });
        let (description, settings_schema) = about.result.map_err(HostError::DoesNotStart)?;
        let identity = RulesIdentity {
            name: description.name.clone(),
            version: description.version.clone(),
            component_sha256: Some(component_sha256),
            settings_version: settings.version,
        };
        let settings = declared_settings(&settings_schema, &settings.json)?;
        Ok(Self {
            pre,
            identity,
            description,
            settings_schema,
            settings,
            declared: OnceLock::new(),
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

    /// Decides, and hands over the notes that the rules left. For trying rules on made-up facts.
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
        } = call(&self.pre, |rules, store| {
            rules
                .krachtig_region_budget()
                .call_decide(store, &request, &dossier, &self.settings)
        });
        let answer = result
            .and_then(|answer: Result<budget::Answer, rule_set::Problem>| answer.map_err(convert::problem))
            .and_then(|answer| convert::answer(answer, fuel_used))
            .and_then(|answer| answer.checked(question));
        (answer, notes)
    }

    /// The region's indicators, asked once and checked: what the rules declare is the same in every call.
    fn declared(&self) -> Result<&[Indicator], RuleFault> {
        if let Some(declared) = self.declared.get() {
            return Ok(declared);
        }
        let called = call(&self.pre, |rules, store| {
            rules.krachtig_region_reporting().call_indicators(store)
        });
        let declared = called.result?.into_iter().map(convert_reporting::indicator);
        let declared = checked_indicators(declared.collect::<Result<_, _>>()?)?;
        Ok(self.declared.get_or_init(|| declared))
    }

    fn observations(&self, snapshot: &CaseSnapshot) -> Result<Vec<Observation>, RuleFault> {
        let declared = self.declared()?;
        let case = convert_reporting::snapshot(snapshot);
        let called = call(&self.pre, |rules, store| {
            rules
                .krachtig_region_reporting()
                .call_observe(store, &case, &self.settings)
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
        let (answer, notes) = self.rehearse(question, facts);
        if let Err(fault) = &answer {
            tracing::warn!(rules = %self.identity.name, fault = fault.code(), notes = notes.len(), "rules gave no answer");
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

/// The settings that the rules declare, and no other: a rule sees nothing that it didn't ask for.
fn declared_settings(schema: &str, settings: &str) -> Result<String, HostError> {
    let schema: Value = serde_json::from_str(schema).map_err(|_| HostError::Settings("the schema is no JSON"))?;
    let declared = schema.get("properties").and_then(Value::as_object);
    let declared = declared.ok_or(HostError::Settings("the schema declares no properties"))?;
    let given: Map<String, Value> =
        serde_json::from_str(settings).map_err(|_| HostError::Settings("they are no JSON object"))?;
    let kept: Map<String, Value> = given
        .into_iter()
        .filter(|(name, _)| declared.contains_key(name))
        .collect();
    Ok(Value::Object(kept).to_string())
}
