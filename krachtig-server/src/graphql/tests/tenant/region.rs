//! A region's rules for tests: a source whose components are a name and a version, and whose rules give all that is
//! asked, or fail where the settings say so.

use std::sync::Arc;

use krachtig_core::domain::budget::{Finding, FindingArgument, FindingValue, Tranche};
use krachtig_core::domain::plugin::{FindingText, PluginDescription, Translation};
use krachtig_core::domain::rule_set::RuleSet;
use krachtig_core::rules::{
    BudgetDecision, BudgetFacts, BudgetQuestion, CheckedComponent, PluginSignature, RegionRules, RuleAnswer, RuleFault,
    RulesIdentity, RulesSource, SigningKey, SourceFault, sha256_hex,
};
use serde_json::Value;

const SCHEMA: &str = r#"{"type":"object","properties":{"fails":{"type":"boolean","default":false}}}"#;

/// The source.
pub(super) struct Region;

/// The key with which the region's developer signs.
pub(super) fn key() -> SigningKey {
    SigningKey::from_random_bytes([7; 32])
}

/// The signature of a component.
pub(super) fn signed(component: &str) -> PluginSignature {
    let (name, version) = component.split_once(' ').expect("a name and a version");
    let (hash, schema) = (sha256_hex(component.as_bytes()), sha256_hex(SCHEMA.as_bytes()));
    key().sign(name, version, &hash, &schema).expect("both can be signed")
}

impl RulesSource for Region {
    fn rules(&self, set: &RuleSet) -> Result<Arc<dyn RegionRules>, RuleFault> {
        Ok(ready(&set.settings))
    }

    fn candidate(&self, _hash: &str, settings: &Value) -> Result<Arc<dyn RegionRules>, SourceFault> {
        if settings.is_object() {
            return Ok(ready(settings));
        }
        let detail = "they are no JSON object".to_owned();
        Err(SourceFault::Settings { detail })
    }

    fn take_in(&self, component: &[u8]) -> Result<CheckedComponent, SourceFault> {
        let text = String::from_utf8_lossy(component);
        let (name, version) = text.split_once(' ').expect("a name and a version");
        let translated = |text: &str| {
            vec![Translation {
                language: "en".to_owned(),
                text: text.to_owned(),
            }]
        };
        Ok(CheckedComponent {
            name: name.to_owned(),
            version: version.to_owned(),
            hash: sha256_hex(component),
            settings_schema: SCHEMA.to_owned(),
            description: PluginDescription {
                languages: vec!["en".to_owned()],
                summary: translated("Gives all that is asked."),
                findings: vec![FindingText {
                    code: "given".to_owned(),
                    arguments: vec!["asked".to_owned()],
                    texts: translated("{asked} is given."),
                }],
            },
        })
    }
}

fn ready(settings: &Value) -> Arc<dyn RegionRules> {
    Arc::new(Ready {
        identity: RulesIdentity {
            name: "regels".to_owned(),
            version: "1.0.0".to_owned(),
            component_sha256: None,
            settings_version: 0,
        },
        fails: settings["fails"] == true,
    })
}

struct Ready {
    identity: RulesIdentity,
    fails: bool,
}

impl RegionRules for Ready {
    fn decide(&self, question: &BudgetQuestion, _facts: &BudgetFacts) -> Result<RuleAnswer, RuleFault> {
        if self.fails {
            return Err(RuleFault::OutOfFuel);
        }
        let given = Finding {
            code: "given".to_owned(),
            arguments: vec![FindingArgument {
                name: "asked".to_owned(),
                value: FindingValue::Amount(question.amount.get()),
            }],
        };
        let whole = Tranche {
            amount: question.amount,
            after: vec![],
            not_before: None,
        };
        Ok(RuleAnswer {
            decision: BudgetDecision::Approve,
            findings: vec![given],
            tranches: vec![whole],
            obligations: vec![],
            fuel_used: Some(1_000),
        })
    }

    fn identity(&self) -> &RulesIdentity {
        &self.identity
    }
}
