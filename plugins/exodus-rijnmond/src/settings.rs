//! The settings of the rules: every amount and every number in them, each with its default.

use krachtig_region::Settings;
use krachtig_region::settings::{some, within};
use serde::{Deserialize, Serialize};

/// The settings, as they hold on the day of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TeamPotSettings {
    /// The most that one household gets, in euro cents.
    pub cap_cents: i64,
    /// How many colleagues have to agree.
    pub peers: u32,
    /// The roles in which somebody is a colleague.
    pub peer_roles: Vec<String>,
}

impl Default for TeamPotSettings {
    fn default() -> Self {
        Self {
            cap_cents: 50_000,
            peers: 3,
            peer_roles: vec!["professional".to_owned(), "coordinator".to_owned()],
        }
    }
}

impl Settings for TeamPotSettings {
    const SCHEMA: &'static str = include_str!("settings.schema.json");

    fn check(&self) -> Result<(), String> {
        within("cap_cents", &self.cap_cents, &(0..=100_000_000))?;
        within("peers", &self.peers, &(1..=10))?;
        some("peer_roles", &self.peer_roles)
    }
}

#[cfg(test)]
mod tests {
    use super::TeamPotSettings;

    #[test]
    fn the_schema_declares_the_defaults_and_bounds_that_hold() {
        assert_eq!(krachtig_region::settings::check_schema::<TeamPotSettings>(), Ok(()));
    }
}
