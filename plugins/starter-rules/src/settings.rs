//! The settings: every amount and every number in the rules, each with its default and its bounds.

use krachtig_region::Settings;
use krachtig_region::settings::within;
use serde::{Deserialize, Serialize};

/// The settings, as they hold on the day of the request. What they mean stands in `settings.schema.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StarterSettings {
    /// The most that one family gets, in euro cents.
    pub cap_cents: i64,
    /// Up to which amount the worker who asks decides, in euro cents.
    pub worker_cents: i64,
    /// Above which amount a receipt is due, in euro cents.
    pub receipt_above_cents: i64,
    /// Within how many days the receipt is due.
    pub receipt_days: u32,
}

impl Default for StarterSettings {
    fn default() -> Self {
        Self {
            cap_cents: 100_000,
            worker_cents: 25_000,
            receipt_above_cents: 5_000,
            receipt_days: 30,
        }
    }
}

impl Settings for StarterSettings {
    const SCHEMA: &'static str = include_str!("settings.schema.json");

    fn check(&self) -> Result<(), String> {
        within("cap_cents", &self.cap_cents, &(0..=100_000_000))?;
        within("worker_cents", &self.worker_cents, &(0..=100_000_000))?;
        within("receipt_above_cents", &self.receipt_above_cents, &(0..=100_000_000))?;
        within("receipt_days", &self.receipt_days, &(1..=365))
    }
}
