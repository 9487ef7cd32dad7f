//! The region's rules that a tenant has installed: which component, with which settings, since when.
//!
//! Running them does not belong here: see [`crate::rules`].
//!
//! ```
//! use krachtig_core::domain::record::{Record, RecordKind};
//! use krachtig_core::domain::rule_set::RuleSet;
//!
//! assert_eq!(RuleSet::KIND, RecordKind::RuleSet);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::id::RuleSetId;
use super::record::{Version, record};
use super::text::Line;

/// Installed rules. The newest of a tenant is in force; a decision names the one that made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleSet {
    /// Its id.
    pub id: RuleSetId,
    /// The rules' name, as they say it themselves.
    pub name: Line,
    /// Their version, likewise.
    pub edition: Line,
    /// The SHA-256 of the component, in lower-case hexadecimal.
    pub hash: Line,
    /// The region's settings for them, as a JSON object.
    pub settings: serde_json::Value,
    /// When they were installed.
    pub installed_on: Date,
    /// By whom: the id of a member or an operator.
    pub installed_by: Line,
    /// Counts the installations of the tenant: the version of the settings in force.
    pub version: Version,
}
record!(RuleSet, RuleSetId, RuleSet);
