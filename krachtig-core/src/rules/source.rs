//! Where a tenant's rules come from. How a component is compiled and kept does not belong here.
//!
//! ```
//! use krachtig_core::rules::{NoRules, RulesSource, SourceFault};
//!
//! assert!(matches!(NoRules.take_in(b""), Err(SourceFault::Unavailable { .. })));
//! ```

use std::sync::Arc;

use serde_json::Value;

use super::{RegionRules, RuleFault};
use crate::domain::plugin::PluginDescription;
use crate::domain::rule_set::RuleSet;

/// A component that was compiled, tried and kept.
#[derive(Clone, Debug)]
pub struct CheckedComponent {
    /// The rules' name, as they say it themselves.
    pub name: String,
    /// Their version, likewise.
    pub version: String,
    /// The SHA-256 of the component, in lower-case hexadecimal.
    pub hash: String,
    /// The JSON Schema of their settings, as they give it.
    pub settings_schema: String,
    /// What they tell of themselves.
    pub description: PluginDescription,
}

/// Why rules cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceFault {
    /// The component is no plugin that can be run.
    #[error("the component was refused ({code}): {detail}")]
    Component {
        /// The host's stable code: `import_not_allowed`, ...
        code: String,
        /// What is wrong, for whoever built it.
        detail: String,
    },
    /// The settings do not match what the rules declare.
    #[error("the settings were refused: {detail}")]
    Settings {
        /// Where, and what is wrong.
        detail: String,
    },
    /// The component is not kept here. Take it in again.
    #[error("the component is not at hand")]
    NotAtHand,
    /// A machine failed: a full disk, a missing compiler.
    #[error("the rules are not available ({code})")]
    Unavailable {
        /// The host's stable code.
        code: String,
    },
}

/// Where a tenant's rules come from: the server keeps compiled components and runs them.
///
/// Compiling takes seconds, so all but [`RulesSource::rules`] are to be called where waiting is allowed.
pub trait RulesSource: Send + Sync {
    /// The rules of a set, ready to decide.
    ///
    /// # Errors
    /// [`RuleFault::NotAtHand`] where the component has to be taken in first; [`RuleFault::Unavailable`] where it
    /// cannot be trusted or run.
    fn rules(&self, set: &RuleSet) -> Result<Arc<dyn RegionRules>, RuleFault>;

    /// Rules to be tried with these settings: they are never suspended for failing.
    ///
    /// # Errors
    /// That the component is not at hand, or the settings do not match its schema.
    fn candidate(&self, hash: &str, settings: &Value) -> Result<Arc<dyn RegionRules>, SourceFault>;

    /// Checks a component, compiles it, tries to start it, and keeps it.
    ///
    /// # Errors
    /// What the host refuses, with its code.
    fn take_in(&self, component: &[u8]) -> Result<CheckedComponent, SourceFault>;
}

/// A source without any component: what was installed elsewhere is not at hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRules;

impl RulesSource for NoRules {
    fn rules(&self, _set: &RuleSet) -> Result<Arc<dyn RegionRules>, RuleFault> {
        Err(RuleFault::Unavailable {
            detail: "this program runs no components".to_owned(),
        })
    }

    fn candidate(&self, _hash: &str, _settings: &Value) -> Result<Arc<dyn RegionRules>, SourceFault> {
        Err(no_host())
    }

    fn take_in(&self, _component: &[u8]) -> Result<CheckedComponent, SourceFault> {
        Err(no_host())
    }
}

fn no_host() -> SourceFault {
    SourceFault::Unavailable {
        code: "no_host".to_owned(),
    }
}
