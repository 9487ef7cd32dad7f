//! The settings that a plugin declares, read off their JSON Schema: what each is, within which bounds, and what it is
//! called. What has no shape here is a text of JSON, so every schema that is taken can be filled in.
//!
//! Whether settings hold does not belong here: the host checks them against the schema itself.
//!
//! Three conventions are read besides the schema's own words. An amount in euro cents is an integer whose name ends in
//! `_cents`, or has `"x-unit": "euro_cents"`. A list of words of the field is one whose name ends in `_roles`,
//! `_domains` or `_silos`, or has `"x-vocabulary"`. Texts in the reader's language stand in `"x-texts"`:
//! `{"nl": {"title": "…", "description": "…"}}`.

use i18n_embed_fl::fl;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::plugin::Plugin;
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, Role, Vocabulary};
use serde_json::{Map, Value};

use super::super::words::Words;

/// How deep groups are shown within groups.
const DEEPEST: usize = 3;

/// The settings of a plugin.
pub(super) struct Schema<'p>(&'p Value);

/// The bounds of a number, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Bounds {
    pub(super) least: Option<f64>,
    pub(super) most: Option<f64>,
}

/// What a setting is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// An amount, in euro cents.
    Cents(Bounds),
    /// A whole number.
    Whole(Bounds),
    /// A number.
    Number(Bounds),
    /// A text.
    Text,
    /// A day.
    Day,
    /// Yes or no.
    Tick,
    /// One of these, each with what it is called.
    Choice(Vec<(Value, String)>),
    /// Any of these.
    Boxes(Vec<(Value, String)>),
    /// Texts, one a line.
    Lines,
    /// Several settings under one name.
    Group(Vec<Setting>),
    /// Anything else, as JSON.
    Json,
}

/// A setting.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setting {
    /// Where it stands in the settings, as a JSON pointer.
    pub(super) place: String,
    /// The name under which its group has it.
    pub(super) key: String,
    pub(super) label: String,
    pub(super) about: String,
    pub(super) kind: Kind,
    /// What it is where nobody says.
    pub(super) default: Option<Value>,
}

impl<'p> Schema<'p> {
    pub(super) fn of(plugin: &'p Plugin) -> Self {
        Self(&plugin.settings_schema)
    }

    /// The settings that it declares, of such a kind that what they are now can be shown.
    pub(super) fn settings(&self, t: &'static Words, now: &Value) -> Vec<Setting> {
        let properties = self.0.get("properties").and_then(Value::as_object);
        let read = Reader { root: self.0, t };
        let setting = |(key, schema): (&String, &Value)| {
            let default = schema.get("default").cloned();
            read.setting((key, ""), (schema, default, now.get(key)), 1)
        };
        properties.into_iter().flatten().map(setting).collect()
    }

    /// Settings with everything that they leave out.
    pub(super) fn whole(&self, settings: &Value) -> Map<String, Value> {
        let properties = self.0.get("properties").and_then(Value::as_object);
        let defaults = properties.into_iter().flatten();
        let mut whole: Map<String, Value> = defaults
            .filter_map(|(key, schema)| Some((key.clone(), schema.get("default")?.clone())))
            .collect();
        whole.extend(
            settings
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, value)| (key.clone(), value.clone())),
        );
        whole
    }

    /// What settings say other than the plugin's own, each with its name, in words.
    pub(super) fn told(&self, t: &'static Words, settings: &Value) -> Vec<(String, String)> {
        let given = |setting: &Setting| Some((setting.label.clone(), setting.said(t, settings.get(&setting.key)?)));
        self.settings(t, settings).iter().filter_map(given).collect()
    }

    /// Each setting: what it is called, what it is about, and what it is by itself.
    pub(super) fn declared(&self, t: &'static Words) -> Vec<(String, String, String)> {
        let told = |setting: Setting| {
            let default = setting.default.as_ref().map(|value| setting.said(t, value));
            (setting.label, setting.about, default.unwrap_or_default())
        };
        self.settings(t, &Value::Null).into_iter().map(told).collect()
    }
}

impl Setting {
    /// A value of it in words.
    pub(super) fn said(&self, t: &'static Words, value: &Value) -> String {
        let name = |choices: &[(Value, String)], one: &Value| {
            let found = choices.iter().find(|(value, _)| value == one);
            found.map_or_else(|| plain(one), |(_, label)| label.clone())
        };
        let list = |each: &dyn Fn(&Value) -> String| {
            let all: Vec<String> = value.as_array().into_iter().flatten().map(each).collect();
            all.join(", ")
        };
        match &self.kind {
            Kind::Cents(_) => {
                let amount = value.as_i64().and_then(Cents::new).map(|cents| t.format.amount(cents));
                amount.unwrap_or_else(|| plain(value))
            }
            Kind::Whole(_) => value
                .as_i64()
                .map_or_else(|| plain(value), |number| t.format.number(number)),
            Kind::Tick if value == &Value::Bool(true) => fl!(t, "yes"),
            Kind::Tick => fl!(t, "no"),
            Kind::Choice(choices) => name(choices, value),
            Kind::Boxes(choices) => list(&|one| name(choices, one)),
            Kind::Lines => list(&plain),
            Kind::Group(settings) => {
                let told = |one: &Setting| Some(format!("{}: {}", one.label, one.said(t, value.get(&one.key)?)));
                let told: Vec<String> = settings.iter().filter_map(told).collect();
                told.join("; ")
            }
            Kind::Number(_) | Kind::Text | Kind::Day | Kind::Json => plain(value),
        }
    }
}

/// A value without the signs around a text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

struct Reader<'s> {
    root: &'s Value,
    t: &'static Words,
}

impl Reader<'_> {
    fn setting(
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
