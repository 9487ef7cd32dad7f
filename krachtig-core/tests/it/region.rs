//! A region's rules for tests, written as data instead of WebAssembly: a source that keeps them, and the whole way by
//! which an office switches them on. What a test checks does not belong here.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use krachtig_core::domain::budget::{ApprovalGroup, ApprovalsNeeded, Finding, RulesIdentity, Tranche};
use krachtig_core::domain::id::ReplayId;
use krachtig_core::domain::plugin::{Plugin, PluginDescription, Translation};
use krachtig_core::domain::replay::ReplayState;
use krachtig_core::domain::rule_set::{RuleSet, RuleSetDraft, RuleUse};
use krachtig_core::domain::vocabulary::{ApprovalSubject, Role};
use krachtig_core::rules::indicator::{Combine, Concerns, Unit};
use krachtig_core::rules::{
    BudgetDecision, BudgetFacts, BudgetQuestion, CaseSnapshot, CheckedComponent, Indicator, Observation, RegionRules,
    RuleAnswer, RuleFault, RulesSource, SigningKey, SourceFault, sha256_hex,
};
use krachtig_core::service::{Act, Ctx, Outcome, ProposeRules, Services, StartReplay, TrustKey, UploadPlugin};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::office::Office;

/// What the rules' settings have to look like.
pub(crate) const SCHEMA: &str = r#"{"type":"object","properties":{"most":{"type":"integer","default":10000}}}"#;

/// How rules decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Decides {
    /// A coordinator approves the plan.
    PlanFirst,
    /// Even amounts are given, odd ones are refused.
    ByParity,
    /// Amounts up to the setting `most` are given, others are refused.
    UpToMost,
    /// Never: they run out of fuel.
    Never,
}

/// A component: its bytes are this, as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Component {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) decides: Decides,
    /// Whether they observe children and time given.
    pub(crate) observes: Option<Observes>,
}

/// Over which families rules can say something.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Observes {
    /// All.
    All,
    /// They fail over those with so many children.
    AllBut(u32),
}

impl Component {
    /// Rules that observe.
    pub(crate) fn observing(name: &str, version: &str, observes: Observes) -> Self {
        Self {
            observes: Some(observes),
            ..Self::new(name, version, Decides::UpToMost)
        }
    }

    pub(crate) fn new(name: &str, version: &str, decides: Decides) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            decides,
            observes: None,
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("serialises")
    }

    /// An upload of it, signed with a key.
    pub(crate) fn upload(&self, key: &SigningKey) -> UploadPlugin {
        let component = self.bytes();
        let (hash, schema) = (sha256_hex(&component), sha256_hex(SCHEMA.as_bytes()));
        let signed = key.sign(&self.name, &self.version, &hash, &schema).expect("signs");
        UploadPlugin {
            component,
            signature: signed.to_text(),
        }
    }
}

/// The key with which the region's developer signs.
pub(crate) fn key() -> SigningKey {
    SigningKey::from_random_bytes([7; 32])
}

/// A source of such rules, and what they were told.
#[derive(Default)]
pub(crate) struct Region {
    kept: Mutex<HashMap<String, Component>>,
    told: Arc<Mutex<Vec<BudgetFacts>>>,
    halted: Arc<AtomicBool>,
}

impl Region {
    /// Keeps the rules from answering, or lets them go on.
    pub(crate) fn halt(&self, halted: bool) {
        self.halted.store(halted, Ordering::Relaxed);
    }

    /// What the rules were told, oldest first.
    pub(crate) fn told(&self) -> Vec<BudgetFacts> {
        self.told.lock().expect("nobody panicked").clone()
    }

    /// Loses all components, as a new machine has none.
    pub(crate) fn forget(&self) {
        self.kept.lock().expect("nobody panicked").clear();
    }

    fn kept(&self, hash: &str) -> Option<Component> {
        self.kept.lock().expect("nobody panicked").get(hash).cloned()
    }

    fn ready(&self, component: Component, settings: &Value, version: i32) -> Arc<dyn RegionRules> {
        Arc::new(Ready {
            identity: RulesIdentity {
                name: component.name,
                version: component.version,
                component_sha256: None,
                settings_version: u32::try_from(version).unwrap_or_default(),
            },
            decides: component.decides,
            observes: component.observes,
            most: settings["most"].as_i64().unwrap_or(10_000),
            told: Arc::clone(&self.told),
            halted: Arc::clone(&self.halted),
        })
    }
}

impl RulesSource for Region {
    fn rules(&self, set: &RuleSet) -> Result<Arc<dyn RegionRules>, RuleFault> {
        let component = self.kept(&set.hash).ok_or(RuleFault::NotAtHand)?;
        Ok(self.ready(component, &set.settings, set.number))
    }

    fn candidate(&self, hash: &str, settings: &Value) -> Result<Arc<dyn RegionRules>, SourceFault> {
        let component = self.kept(hash).ok_or(SourceFault::NotAtHand)?;
        let known = settings
            .as_object()
            .is_some_and(|fields| fields.keys().all(|name| name == "most"));
        if !known {
            let detail = "/: only `most` is known".to_owned();
            return Err(SourceFault::Settings { detail });
        }
        Ok(self.ready(component, settings, 0))
    }

    fn take_in(&self, component: &[u8]) -> Result<CheckedComponent, SourceFault> {
        let refused = |error: serde_json::Error| SourceFault::Component {
            code: "not_a_component".to_owned(),
            detail: error.to_string(),
        };
        let read: Component = serde_json::from_slice(component).map_err(refused)?;
        let hash = sha256_hex(component);
        self.kept
            .lock()
            .expect("nobody panicked")
            .insert(hash.clone(), read.clone());
        Ok(CheckedComponent {
            name: read.name,
            version: read.version,
            hash,
            settings_schema: SCHEMA.to_owned(),
            description: PluginDescription::default(),
        })
    }
}

struct Ready {
    identity: RulesIdentity,
    decides: Decides,
    observes: Option<Observes>,
    most: i64,
    told: Arc<Mutex<Vec<BudgetFacts>>>,
    halted: Arc<AtomicBool>,
}

impl RegionRules for Ready {
    fn decide(&self, question: &BudgetQuestion, facts: &BudgetFacts) -> Result<RuleAnswer, RuleFault> {
        while self.halted.load(Ordering::Relaxed) {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        self.told.lock().expect("nobody panicked").push(facts.clone());
        let given = match self.decides {
            Decides::Never => return Err(RuleFault::OutOfFuel),
            Decides::PlanFirst => None,
            Decides::ByParity => Some(question.amount.get() % 2 == 0),
            Decides::UpToMost => Some(question.amount.get() <= self.most),
        };
        let group = ApprovalGroup {
            roles: vec![Role::Coordinator],
            count: 1,
            excluded: vec![],
        };
        let whole = Tranche {
            amount: question.amount,
            after: vec![],
            not_before: None,
        };
        let refused = Finding {
            code: "refused".to_owned(),
            arguments: vec![],
        };
        let (decision, findings, tranches) = match given {
            None => {
                let needed = ApprovalsNeeded {
                    subject: ApprovalSubject::Plan,
                    groups: vec![group],
                };
                (BudgetDecision::NeedsApprovals(needed), vec![], vec![whole])
            }
            Some(true) => (BudgetDecision::Approve, vec![], vec![whole]),
            Some(false) => (BudgetDecision::Refuse, vec![refused], vec![]),
        };
        Ok(RuleAnswer {
            decision,
            findings,
            tranches,
            obligations: vec![],
            fuel_used: Some(1_000),
        })
    }

    fn indicators(&self) -> Result<Vec<Indicator>, RuleFault> {
        let declared = |code: &str, (unit, combine): (Unit, Combine), (concerns, largest): (Concerns, i64)| {
            let label = |language: &str| Translation {
                language: language.to_owned(),
                text: code.to_owned(),
            };
            Indicator {
                code: code.to_owned(),
                unit,
                combine,
                concerns,
                smallest: 0,
                largest,
                dimensions: vec![],
                labels: vec![label("nl"), label("en")],
            }
        };
        let mut all = vec![declared(
            "most",
            (Unit::Cents, Combine::Mean),
            (Concerns::Organisation, 1_000_000),
        )];
        if self.observes.is_some() {
            let time = (Unit::Minutes, Combine::Sum);
            all.push(declared("time_given", time, (Concerns::Organisation, 1_000_000)));
            let children = (Unit::Count, Combine::Median);
            all.push(declared("children", children, (Concerns::Family, 5)));
        }
        Ok(all)
    }

    /// Each case says what the setting is.
    fn observe(&self, case: &CaseSnapshot) -> Result<Vec<Observation>, RuleFault> {
        let said = |indicator: &str, value: i64| Observation {
            indicator: indicator.to_owned(),
            value,
            positions: vec![],
        };
        let mut all = vec![said("most", self.most)];
        if let Some(observes) = self.observes {
            if matches!(observes, Observes::AllBut(children) if children == case.family.children) {
                return Err(RuleFault::OutOfFuel);
            }
            let given = case.time.iter().filter(|time| time.day >= case.first_day);
            let minutes: u32 = given.map(|time| time.minutes).sum();
            all.push(said("time_given", minutes.into()));
            all.push(said("children", case.family.children.into()));
        }
        Ok(all)
    }

    fn identity(&self) -> &RulesIdentity {
        &self.identity
    }
}

/// Trusts the developer's key and uploads a component as the coordinator.
pub(crate) async fn upload(office: &Office, services: &Services, component: &Component) -> Plugin {
    let trusted = TrustKey {
        label: "Ontwikkelaar (fictief)".to_owned(),
        public_key: key().public_key().to_string(),
    };
    // A second time it is known already.
    let _ = services.trust_key(&office.coordinator, trusted).await;
    let uploaded = services.upload_plugin(&office.coordinator, component.upload(&key()));
    uploaded.await.expect("uploaded")
}

/// Replays a plugin and waits for the end.
pub(crate) async fn replay(services: &Services, ctx: &Ctx, plugin: &Plugin, settings: &Value) -> ReplayId {
    let cmd = StartReplay {
        plugin_id: plugin.id,
        settings: settings.clone(),
    };
    let replay = services.start_replay(ctx, cmd).await.expect("begun");
    let mut progress = services.replay_progress(ctx, replay.id).await.expect("watched");
    let ended = progress.wait_for(|now| now.state != ReplayState::Running).await;
    drop(ended.expect("it ends"));
    replay.id
}

/// Proposes a plugin as the coordinator and confirms it as the budget approver.
pub(crate) async fn put_in_use(
    (office, services): (&Office, &Services),
    plugin: &Plugin,
    (usage, settings): (RuleUse, Value),
) -> Outcome<RuleSet> {
    let draft = RuleSetDraft {
        settings,
        usage,
        valid_from: office.coordinator.stamp().today,
    };
    let cmd = ProposeRules {
        plugin_id: plugin.id,
        draft,
    };
    let proposed = services.propose_rules(&office.coordinator, cmd).await?;
    let confirm = Act {
        id: proposed.id,
        version: proposed.version,
        note: None,
    };
    services.confirm_rules(&office.approver, confirm).await
}

/// The whole way: upload, replay, propose, confirm.
pub(crate) async fn switch_on(office: &Office, services: &Services, component: &Component) -> (Plugin, RuleSet) {
    let plugin = upload(office, services, component).await;
    let settings = json!({});
    replay(services, &office.coordinator, &plugin, &settings).await;
    let set = put_in_use((office, services), &plugin, (RuleUse::Active, settings)).await;
    (plugin, set.expect("in use"))
}
