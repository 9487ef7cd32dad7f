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
use serde_json::{Map, Value};

use super::super::words::Words;
use super::reader::Reader;

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
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
