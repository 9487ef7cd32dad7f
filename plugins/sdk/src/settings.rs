//! Reading settings: JSON text into a region's own type, with its bounds checked.
//!
//! Which settings there are does not belong here: that is each region's own.

use std::ops::RangeInclusive;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::finding::Problem;

/// A region's settings: every amount and every number in its rules, each with its default.
///
/// Derive `Deserialize` with `#[serde(default, deny_unknown_fields)]`, so that what is missing has its default and
/// what is not declared is refused. Numbers, texts, truth values, lists, structs and plain enums of these can be read;
/// what serde has to look at before it knows its type, such as `flatten` and `untagged`, can't.
pub trait Settings: DeserializeOwned + Default {
    /// Their JSON Schema (2020-12). [`check_schema`] holds it against the type.
    const SCHEMA: &'static str;

    /// Checks the bounds that [`Self::SCHEMA`] declares, for which there are [`within`] and [`some`].
    ///
    /// # Errors
    /// Which setting is out of its bounds.
    fn check(&self) -> Result<(), String>;
}

/// Reads settings and checks them.
///
/// # Errors
/// `bad_settings` where the text is no JSON object of these properties, or a value is out of bounds.
pub fn read<S: Settings>(json: &str) -> Result<S, Problem> {
    // Serde would also take a list for a struct, by position; a setting is always named.
    if !json.trim_start().starts_with('{') {
        return Err(Problem::bad_settings("not a JSON object"));
    }
    let mut unescaped = vec![0; json.len()];
    let (settings, _): (S, usize) = serde_json_core::from_str_escaped(json, &mut unescaped)
        .map_err(|_| Problem::bad_settings(not_as_declared::<S>(json)))?;
    settings.check().map_err(Problem::bad_settings)?;
    Ok(settings)
}

/// Why settings can't be read, for whoever tests rules. It quotes nothing of them.
#[cfg(not(target_family = "wasm"))]
fn not_as_declared<S: Settings>(json: &str) -> String {
    let line = serde_json::from_str::<S>(json).map_or_else(|error| error.line(), |_| 1);
    format!("line {line}: not as declared")
}

/// Why settings can't be read. In a component it is not told where: the host held them against the schema before, and a
/// reader of JSON that can tell makes up a third of a component.
#[cfg(target_family = "wasm")]
fn not_as_declared<S: Settings>(_json: &str) -> &'static str {
    "not as declared"
}

/// Checks that a number is within its bounds.
///
/// # Errors
/// That it is not, by its name.
pub fn within<N: PartialOrd>(name: &str, value: &N, bounds: &RangeInclusive<N>) -> Result<(), String> {
    if bounds.contains(value) {
        Ok(())
    } else {
        Err(format!("{name} is out of bounds"))
    }
}

/// Checks that a list holds something.
///
/// # Errors
/// That it does not, by its name.
pub fn some<T>(name: &str, list: &[T]) -> Result<(), String> {
    if list.is_empty() {
        Err(format!("{name} is empty"))
    } else {
        Ok(())
    }
}

/// Holds the schema against the type: the same properties with the same defaults, bounds that are the ones which
/// [`read`] checks, lists that may not be empty where it says so, and nothing taken that is not declared. For a test
/// of the rules.
///
/// # Errors
/// The first thing that differs.
pub fn check_schema<S: Settings + Serialize>() -> Result<(), String> {
    let schema: Value = serde_json::from_str(S::SCHEMA).map_err(|error| format!("the schema is no JSON: {error}"))?;
    let properties = schema["properties"].as_object().ok_or("the schema has no properties")?;
    if schema["additionalProperties"] != Value::Bool(false) {
        return Err("the schema allows what it does not declare".to_owned());
    }
    let declared: Map<String, Value> = properties
        .iter()
        .map(|(name, property)| (name.clone(), property["default"].clone()))
        .collect();
    let defaults = serde_json::to_value(S::default()).map_err(|error| error.to_string())?;
    if Value::Object(declared) != defaults {
        return Err(format!("the schema's defaults are not those that hold: {defaults}"));
    }
    for (name, property) in properties {
        if property["description"].as_str().is_none_or(str::is_empty) {
            return Err(format!("{name} has no description"));
        }
        check_property::<S>(name, property)?;
    }
    takes::<S>(&json!({}), true)?;
    takes::<S>(&json!({ "not_a_setting": 1 }), false)
}

fn check_property<S: Settings>(name: &str, property: &Value) -> Result<(), String> {
    match property["type"].as_str() {
        Some("integer") => {
            let bound = |which: &str| property[which].as_i64().ok_or_else(|| format!("{name} has no {which}"));
            let (low, high) = (bound("minimum")?, bound("maximum")?);
            for (value, fits) in [(low - 1, false), (low, true), (high, true), (high + 1, false)] {
                takes::<S>(&json!({ name: value }), fits)?;
            }
            takes::<S>(&json!({ name: low.to_string() }), false)
        }
        Some("array") => takes::<S>(&json!({ name: [] }), property["minItems"].as_u64().unwrap_or(0) == 0),
        Some("boolean") => {
            takes::<S>(&json!({ name: true }), true)?;
            takes::<S>(&json!({ name: false }), true)
        }
        other => Err(format!("{name} is of a type that is not checked: {other:?}")),
    }
}

/// Whether settings are taken or refused as they should be.
fn takes<S: Settings>(settings: &Value, fits: bool) -> Result<(), String> {
    match (read::<S>(&settings.to_string()), fits) {
        (Ok(_), true) | (Err(_), false) => Ok(()),
        (Ok(_), false) => Err(format!("{settings} is taken")),
        (Err(problem), true) => Err(format!("{settings} is refused: {}", problem.detail)),
    }
}

#[cfg(test)]
mod tests;
