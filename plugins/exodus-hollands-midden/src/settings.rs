//! The settings of the rules: every amount and every number in them, each with its default.

use krachtig_region::Settings;
use krachtig_region::settings::{some, within};
use serde::{Deserialize, Serialize};

/// The most that an amount may be set to, in euro cents.
const MOST_CENTS: i64 = 100_000_000;

/// The settings, as they hold on the day of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MandateSettings {
    /// The most that one family gets in a calendar year, in euro cents.
    pub year_cap_cents: i64,
    /// Up to which amount the worker who asks decides, in euro cents.
    pub worker_cents: i64,
    /// Up to which amount a coordinator decides, in euro cents.
    pub coordinator_cents: i64,
    /// The roles that decide up to that amount, and are one of two above it.
    pub coordinator_roles: Vec<String>,
    /// The roles that are the other of two.
    pub finance_roles: Vec<String>,
    /// Above which amount a receipt is due, in euro cents.
    pub receipt_above_cents: i64,
    /// Within how many days the receipt is due.
    pub receipt_days: u32,
    /// For how many days a silo that was asked is waited for.
    pub silo_wait_days: u32,
    /// Within how many days the check of a silo that stayed silent is due.
    pub silo_check_days: u32,
}

impl Default for MandateSettings {
    fn default() -> Self {
        Self {
            year_cap_cents: 250_000,
            worker_cents: 25_000,
            coordinator_cents: 100_000,
            coordinator_roles: vec!["coordinator".to_owned()],
            finance_roles: vec!["budget_approver".to_owned()],
            receipt_above_cents: 5_000,
            receipt_days: 30,
            silo_wait_days: 1,
            silo_check_days: 42,
        }
    }
}

impl Settings for MandateSettings {
    const SCHEMA: &'static str = include_str!("settings.schema.json");

    fn check(&self) -> Result<(), String> {
        within("year_cap_cents", &self.year_cap_cents, &(0..=MOST_CENTS))?;
        within("worker_cents", &self.worker_cents, &(0..=MOST_CENTS))?;
        within("coordinator_cents", &self.coordinator_cents, &(0..=MOST_CENTS))?;
        some("coordinator_roles", &self.coordinator_roles)?;
        some("finance_roles", &self.finance_roles)?;
        within("receipt_above_cents", &self.receipt_above_cents, &(0..=MOST_CENTS))?;
        within("receipt_days", &self.receipt_days, &(0..=3_660))?;
        within("silo_wait_days", &self.silo_wait_days, &(0..=366))?;
        within("silo_check_days", &self.silo_check_days, &(0..=3_660))
    }
}

#[cfg(test)]
mod tests {
    use super::MandateSettings;

    #[test]
    fn the_schema_declares_the_defaults_and_bounds_that_hold() {
        assert_eq!(krachtig_region::settings::check_schema::<MandateSettings>(), Ok(()));
    }
}
