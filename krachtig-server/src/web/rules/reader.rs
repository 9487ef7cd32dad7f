//! One setting out of its schema: what it is, between which bounds, and what it is called.
//!
//! What can be done with settings does not belong here: see [`super::schema`].

use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, Role, Vocabulary};
use serde_json::Value;

use super::super::words::Words;
use super::schema::{Bounds, Kind, Setting, plain};

/// How deep groups are shown within groups.
const DEEPEST: usize = 3;

/// Reads the settings of one schema.
pub(super) struct Reader<'s> {
    pub(super) root: &'s Value,
    pub(super) t: &'static Words,
}

impl Reader<'_> {
    /// The setting of a name within a place: what its schema says, what it is by itself and what it is now.
    pub(super) fn setting(
        &self,
        (key, within): (&str, &str),
        (schema, default, now): (&Value, Option<Value>, Option<&Value>),
        depth: usize,
    ) -> Setting {
        let place = format!("{within}/{}", key.replace('~', "~0").replace('/', "~1"));
        let led = self.led(schema);
        let default = default.or_else(|| led.get("default").cloned());
        let shown = now.or(default.as_ref());
        let kind = self.kind((key, &place), (led, &default, now), depth);
        let fits = shown.is_none_or(|value| fits(&kind, value));
        Setting {
            label: self.text((schema, led), "title").unwrap_or_else(|| in_words(key)),
            about: self.text((schema, led), "description").unwrap_or_default(),
            kind: if fits { kind } else { Kind::Json },
            key: key.to_owned(),
            default,
            place,
        }
    }

    /// Where a reference leads. The host takes none that goes round.
    fn led<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema.get("$ref").and_then(Value::as_str);
        let name = name.and_then(|reference| reference.strip_prefix("#/$defs/"));
        let found = name.and_then(|name| self.root.get("$defs")?.get(name));
        found.map_or(schema, |found| {
            if found.get("$ref").is_some() {
                self.led(found)
            } else {
                found
            }
        })
    }

    /// A text about a setting: in the reader's language where it has it, as it stands otherwise.
    fn text(&self, (schema, led): (&Value, &Value), word: &str) -> Option<String> {
        let language = self.t.language.code();
        let of = |schema: &Value| {
            let own = schema
                .get("x-texts")
                .and_then(|texts| texts.get(language)?.get(word)?.as_str());
            own.or_else(|| schema.get(word)?.as_str()).map(str::to_owned)
        };
        of(schema).or_else(|| of(led))
    }

    fn kind(
        &self,
        (key, place): (&str, &str),
        (schema, default, now): (&Value, &Option<Value>, Option<&Value>),
        depth: usize,
    ) -> Kind {
        if let Some(choices) = choices(schema) {
            return Kind::Choice(choices);
        }
        let has = |words: &[&str]| words.iter().any(|word| schema.get(word).is_some());
        if has(&[
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "if",
            "const",
            "patternProperties",
            "prefixItems",
        ]) {
            return Kind::Json;
        }
        let unit = schema.get("x-unit").and_then(Value::as_str);
        match schema.get("type").and_then(Value::as_str) {
            Some("integer")
                if (key.ends_with("_cents") || unit == Some("euro_cents")) && least(schema) >= Some(0.0) =>
            {
                Kind::Cents(bounds(schema))
            }
            Some("integer") => Kind::Whole(bounds(schema)),
            Some("number") => Kind::Number(bounds(schema)),
            Some("boolean") => Kind::Tick,
            Some("string") if schema.get("format").and_then(Value::as_str) == Some("date") => Kind::Day,
            Some("string") => Kind::Text,
            Some("array") => self.list(key, schema),
            Some("object") if depth < DEEPEST => self.group(place, (schema, default, now), depth),
            _ => Kind::Json,
        }
    }

    fn list(&self, key: &str, schema: &Value) -> Kind {
        let items = schema.get("items").map(|items| self.led(items));
        let Some(items) = items else { return Kind::Json };
        if let Some(choices) = choices(items) {
            return Kind::Boxes(choices);
        }
        if items.get("type").and_then(Value::as_str) != Some("string") {
            return Kind::Json;
        }
        let named = [schema, items]
            .into_iter()
            .find_map(|one| one.get("x-vocabulary")?.as_str());
        match named.or_else(|| key.rsplit('_').next()) {
            Some("role" | "roles") => Kind::Boxes(self.words(Role::of_office())),
            Some("life_domain" | "domains") => Kind::Boxes(self.words(LifeDomain::ALL.iter().copied())),
            Some("funding_silo" | "silos") => Kind::Boxes(self.words(FundingSilo::ALL.iter().copied())),
            _ => Kind::Lines,
        }
    }

    fn words<V: Vocabulary>(&self, words: impl Iterator<Item = V>) -> Vec<(Value, String)> {
        words
            .map(|word| (Value::from(word.code()), self.t.word(word)))
            .collect()
    }

    fn group(
        &self,
        place: &str,
        (schema, default, now): (&Value, &Option<Value>, Option<&Value>),
        depth: usize,
    ) -> Kind {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return Kind::Json;
        };
        let setting = |(key, schema): (&String, &Value)| {
            let default = default.as_ref().and_then(|value| value.get(key)).cloned();
            self.setting(
                (key, place),
                (schema, default, now.and_then(|now| now.get(key))),
                depth + 1,
            )
        };
        Kind::Group(properties.iter().map(setting).collect())
    }
}

fn least(schema: &Value) -> Option<f64> {
    schema.get("minimum").and_then(Value::as_f64)
}

fn bounds(schema: &Value) -> Bounds {
    Bounds {
        least: least(schema),
        most: schema.get("maximum").and_then(Value::as_f64),
    }
}

/// The values of which a schema takes one, where it says so: as a list, or each with its own title.
fn choices(schema: &Value) -> Option<Vec<(Value, String)>> {
    let scalar = |value: &Value| !value.is_object() && !value.is_array() && !value.is_null();
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let all: Vec<(Value, String)> = values
            .iter()
            .map(|value| (value.clone(), in_words(&plain(value))))
            .collect();
        return all.iter().all(|(value, _)| scalar(value)).then_some(all);
    }
    let each = |one: &Value| {
        let value = one.get("const").filter(|value| scalar(value))?;
        let title = one.get("title").and_then(Value::as_str);
        Some((
            value.clone(),
            title.map_or_else(|| in_words(&plain(value)), str::to_owned),
        ))
    };
    schema
        .get("oneOf")
        .and_then(Value::as_array)?
        .iter()
        .map(each)
        .collect()
}

/// Whether a value can be shown as this.
fn fits(kind: &Kind, value: &Value) -> bool {
    let strings = |each: &dyn Fn(&Value) -> bool| value.as_array().is_some_and(|all| all.iter().all(each));
    match kind {
        Kind::Cents(_) => value.as_i64().is_some_and(|cents| cents >= 0),
        Kind::Whole(_) => value.is_i64(),
        Kind::Number(_) => value.is_number(),
        Kind::Text | Kind::Day => value.is_string(),
        Kind::Tick => value.is_boolean(),
        Kind::Choice(choices) => choices.iter().any(|(one, _)| one == value),
        Kind::Boxes(choices) => strings(&|one| choices.iter().any(|(choice, _)| choice == one)),
        Kind::Lines => strings(&|one| {
            one.as_str()
                .is_some_and(|text| text.trim() == text && !text.contains('\n'))
        }),
        Kind::Group(settings) => value.as_object().is_some_and(|object| {
            object
                .keys()
                .all(|key| settings.iter().any(|setting| &setting.key == key))
        }),
        Kind::Json => true,
    }
}

/// A name of a program's as somebody reads it: `year_cap_cents` is “Year cap”.
fn in_words(name: &str) -> String {
    let name = name.strip_suffix("_cents").unwrap_or(name).replace('_', " ");
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
