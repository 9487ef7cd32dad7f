//! The settings of the rules: every amount and every number in them, each with its default.

use krachtig_region::Settings;
use krachtig_region::settings::{some, within};
use serde::{Deserialize, Serialize};

/// The settings, as they hold on the day of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrustSettings {
    /// The most that one family gets, in euro cents.
    pub cap_cents: i64,
    /// In how many tranches at most.
    pub tranches: u32,
    /// How many people approve the plan.
    pub plan_approvals: u32,
    /// The roles of those who may.
    pub approver_roles: Vec<String>,
    /// Within how many days after a tranche the review talk is due.
    pub review_talk_days: u32,
}

impl Default for TrustSettings {
    fn default() -> Self {
        Self {
            cap_cents: 150_000,
            tranches: 3,
            plan_approvals: 2,
            approver_roles: vec![
                "coordinator".to_owned(),
                "professional".to_owned(),
                "budget_approver".to_owned(),
            ],
            review_talk_days: 92,
        }
    }
}

impl Settings for TrustSettings {
    const SCHEMA: &'static str = include_str!("settings.schema.json");

    fn check(&self) -> Result<(), String> {
        within("cap_cents", &self.cap_cents, &(0..=100_000_000))?;
        within("tranches", &self.tranches, &(1..=24))?;
        within("plan_approvals", &self.plan_approvals, &(1..=10))?;
        some("approver_roles", &self.approver_roles)?;
        within("review_talk_days", &self.review_talk_days, &(0..=3_660))
    }
}

impl TrustSettings {
    /// The size of a full tranche in cents: the cap over the tranches, rounded up, and never nothing.
    #[must_use]
    pub fn tranche_cents(&self) -> i64 {
        let tranches = i64::from(self.tranches.max(1));
        let whole = self.cap_cents / tranches;
        (whole + i64::from(self.cap_cents % tranches != 0)).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::TrustSettings;

    #[test]
    fn the_schema_declares_the_defaults_and_bounds_that_hold() {
        assert_eq!(krachtig_region::settings::check_schema::<TrustSettings>(), Ok(()));
    }

    #[test]
    fn tranches_cover_the_cap() {
        let of = |cap_cents| TrustSettings {
            cap_cents,
            ..TrustSettings::default()
        };
        assert_eq!(of(100).tranche_cents(), 34);
        assert_eq!(of(150_000).tranche_cents(), 50_000);
        assert_eq!(of(0).tranche_cents(), 1);
    }
}
