//! The settings of the rules: every amount and every number in them, each with its default.

use serde::Deserialize;

use crate::finding::Problem;

/// The JSON Schema of the settings. A test holds its defaults against [`Settings::default`].
pub const SCHEMA: &str = include_str!("settings.schema.json");

/// The settings, as they hold on the day of the request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
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

impl Default for Settings {
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

impl Settings {
    /// Reads settings and checks them against the bounds in [`SCHEMA`].
    ///
    /// # Errors
    /// `bad_settings` where the text is no JSON object of these properties, or a value is out of bounds.
    pub fn read(json: &str) -> Result<Self, Problem> {
        // Serde would also take a list for a struct, by position; a setting is always named.
        if !json.trim_start().starts_with('{') {
            return Err(bad("not a JSON object".to_owned()));
        }
        let settings: Self =
            serde_json::from_str(json).map_err(|e| bad(format!("line {}: not as declared", e.line())))?;
        if !(0..=100_000_000).contains(&settings.cap_cents) {
            return Err(bad("cap_cents is out of bounds".to_owned()));
        }
        if !(1..=24).contains(&settings.tranches) {
            return Err(bad("tranches is out of bounds".to_owned()));
        }
        if !(1..=10).contains(&settings.plan_approvals) {
            return Err(bad("plan_approvals is out of bounds".to_owned()));
        }
        if settings.approver_roles.is_empty() {
            return Err(bad("approver_roles is empty".to_owned()));
        }
        if settings.review_talk_days > 3_660 {
            return Err(bad("review_talk_days is out of bounds".to_owned()));
        }
        Ok(settings)
    }

    /// The size of a full tranche in cents: the cap over the tranches, rounded up, and never nothing.
    #[must_use]
    pub fn tranche_cents(&self) -> i64 {
        let tranches = i64::from(self.tranches.max(1));
        let whole = self.cap_cents / tranches;
        (whole + i64::from(self.cap_cents % tranches != 0)).max(1)
    }
}

fn bad(detail: String) -> Problem {
    Problem {
        code: "bad_settings",
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_declares_the_defaults_that_hold() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
        let properties = schema["properties"].as_object().expect("the schema has properties");
        let defaults: serde_json::Map<_, _> = properties
            .iter()
            .map(|(name, property)| (name.clone(), property["default"].clone()))
            .collect();
        assert_eq!(defaults.len(), 5);
        let read = Settings::read(&serde_json::Value::Object(defaults).to_string());
        assert_eq!(read, Ok(Settings::default()));
        assert_eq!(Settings::read("{}"), Ok(Settings::default()));
    }

    #[test]
    fn the_schemas_bounds_are_the_ones_that_are_checked() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
        for name in ["cap_cents", "tranches", "plan_approvals", "review_talk_days"] {
            let property = &schema["properties"][name];
            let (low, high) = (
                property["minimum"].as_i64().expect(name),
                property["maximum"].as_i64().expect(name),
            );
            for (value, fits) in [(low - 1, false), (low, true), (high, true), (high + 1, false)] {
                assert_eq!(
                    Settings::read(&format!("{{\"{name}\": {value}}}")).is_ok(),
                    fits,
                    "{name} = {value}"
                );
            }
        }
    }

    #[test]
    fn what_is_not_declared_is_refused() {
        for text in [
            "",
            "[]",
            "{\"cap\": 1}",
            "{\"approver_roles\": []}",
            "{\"cap_cents\": \"1\"}",
        ] {
            assert_eq!(
                Settings::read(text).map_err(|problem| problem.code),
                Err("bad_settings"),
                "{text}"
            );
        }
    }

    #[test]
    fn tranches_cover_the_cap() {
        let thirds = Settings {
            cap_cents: 100,
            tranches: 3,
            ..Settings::default()
        };
        assert_eq!(thirds.tranche_cents(), 34);
        assert_eq!(Settings::default().tranche_cents(), 50_000);
        assert_eq!(
            Settings {
                cap_cents: 0,
                ..Settings::default()
            }
            .tranche_cents(),
            1
        );
    }
}
