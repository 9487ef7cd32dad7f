//! Settings held against the JSON Schema that the rules declare for them.
//!
//! Both come from elsewhere: the schema from whoever built the component, the settings from whoever looks after a
//! tenant. So the work is bounded before it is done. Which schemas are taken does not belong here: see [`schema`].

mod schema;

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use serde_json::{Map, Value};

use super::HostError;
use schema::SettingsSchema;

/// The longest settings, in bytes of JSON.
pub const LARGEST_SETTINGS: usize = 64 * 1024;
/// How many pairs of a value and a subschema are tried at most.
const MOST_WORK: usize = 250_000;
/// How many faults are told at most.
const MOST_FAULTS: usize = 20;
/// How many characters of a place or a problem are told at most.
const LONGEST_TEXT: usize = 200;

/// How many schemas are kept at hand.
const AT_HAND: usize = 64;

/// Something that is wrong with settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsFault {
    /// Where, as a JSON pointer: `/cap_cents`; empty for the settings as a whole.
    pub place: String,
    /// What is wrong. It tells what the schema asks and doesn't quote the value.
    pub problem: String,
}

/// All that is wrong with settings, twenty faults at most.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SettingsFaults(pub Vec<SettingsFault>);

impl SettingsFaults {
    /// One fault of the settings as a whole.
    pub(super) fn whole(problem: &str) -> Self {
        Self(vec![SettingsFault {
            place: String::new(),
            problem: problem.to_owned(),
        }])
    }
}

impl fmt::Display for SettingsFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let between = if index == 0 { "" } else { "; " };
            let place = if fault.place.is_empty() { "/" } else { &fault.place };
            write!(f, "{between}{place}: {}", fault.problem)?;
        }
        Ok(())
    }
}

/// Checks settings against the schema that rules declare, and returns them: an object of declared properties only.
///
/// ```
/// use krachtig_server::plugin_host::{HostError, check_settings};
/// use serde_json::json;
///
/// let schema = r#"{"type": "object", "properties": {"cap": {"type": "integer", "minimum": 0, "default": 5}}}"#;
/// assert_eq!(check_settings(schema, &json!({"cap": 7})).unwrap().len(), 1);
/// let refused = |settings| check_settings(schema, &settings).unwrap_err().to_string();
/// assert_eq!(
///     refused(json!({"cap": -1})),
///     "the settings don't match: /cap: value is less than the minimum of 0"
/// );
/// assert_eq!(refused(json!({"cup": 7})), "the settings don't match: /cup: no such setting is declared");
/// ```
///
/// # Errors
/// [`HostError::BadSchema`] for a schema that is not taken, [`HostError::Settings`] with each place that doesn't
/// match it.
pub fn check_settings(schema: &str, settings: &Value) -> Result<Map<String, Value>, HostError> {
    let schema = SettingsSchema::read(schema).map_err(HostError::BadSchema)?;
    check(&schema, settings).map_err(HostError::Settings)
}

/// The schemas that were found fit lately, by their text: rules are loaded far more often than the form of their settings
/// changes.
pub(super) struct KnownSchemas(Mutex<LruCache<Box<str>, Arc<SettingsSchema>>>);

impl KnownSchemas {
    pub(super) fn new() -> Self {
        let most = NonZeroUsize::new(AT_HAND).unwrap_or(NonZeroUsize::MIN);
        Self(Mutex::new(LruCache::new(most)))
    }

    /// As [`check_settings`], for settings as text.
    pub(super) fn check(&self, schema: &str, settings: &str) -> Result<Map<String, Value>, HostError> {
        let refused = |problem| HostError::Settings(SettingsFaults::whole(problem));
        if settings.len() > LARGEST_SETTINGS {
            return Err(refused("they are longer than 64 KiB"));
        }
        let settings: Value = serde_json::from_str(settings).map_err(|_| refused("they are no JSON"))?;
        let schema = self.read(schema).map_err(HostError::BadSchema)?;
        check(&schema, &settings).map_err(HostError::Settings)
    }

    /// The schema of a text. A large one is read anew each time, so that nobody fills the memory with theirs.
    fn read(&self, text: &str) -> Result<Arc<SettingsSchema>, String> {
        if let Some(known) = self.lock().get(text) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(SettingsSchema::read(text)?);
        if read.is_small() {
            self.lock().put(text.into(), Arc::clone(&read));
        }
        Ok(read)
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<Box<str>, Arc<SettingsSchema>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check(schema: &SettingsSchema, settings: &Value) -> Result<Map<String, Value>, SettingsFaults> {
    let Value::Object(given) = settings else {
        return Err(SettingsFaults::whole("they are no JSON object"));
    };
    if settings.to_string().len() > LARGEST_SETTINGS {
        return Err(SettingsFaults::whole("they are longer than 64 KiB"));
    }
    if values(settings).saturating_mul(schema.subschemas) > MOST_WORK {
        return Err(SettingsFaults::whole(
            "they hold more values than a schema of this size is tried on",
        ));
    }
    let undeclared = given
        .keys()
        .filter(|name| !schema.declares(name))
        .map(|name| SettingsFault {
            place: shortened(format!("/{}", name.replace('~', "~0").replace('/', "~1"))),
            problem: "no such setting is declared".to_owned(),
        });
    let unfit = schema.validator.iter_errors(settings).filter_map(|error| {
        // What is not declared stands in the list already, each by its name.
        let undeclared = matches!(
            error.kind(),
            jsonschema::error::ValidationErrorKind::AdditionalProperties { .. }
        ) && error.instance_path().as_str().is_empty();
        (!undeclared).then(|| SettingsFault {
            place: shortened(error.instance_path().as_str().to_owned()),
            problem: shortened(error.masked().to_string()),
        })
    });
    let faults: Vec<SettingsFault> = undeclared.chain(unfit).take(MOST_FAULTS).collect();
    if faults.is_empty() {
        Ok(given.clone())
    } else {
        Err(SettingsFaults(faults))
    }
}

/// How many values there are in a value, itself included.
fn values(value: &Value) -> usize {
    let mut count = 0;
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        count += 1;
        match value {
            Value::Array(items) => left.extend(items),
            Value::Object(properties) => left.extend(properties.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    count
}

/// A text that somebody else chose, cut off where it gets long.
pub(super) fn shortened(text: String) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests;
