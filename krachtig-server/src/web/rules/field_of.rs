//! The fields in which settings are filled in, each as its kind asks.

use i18n_embed_fl::fl;
use krachtig_core::domain::money::Cents;
use serde_json::Value;

use super::super::field::{Field, Fields};
use super::super::form::Form;
use super::super::words::{Language, Words};
use super::schema::{Bounds, Kind, Setting};

/// The name of a setting's field: its place, of signs that an address of a page takes.
pub(super) fn name(setting: &Setting) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    format!("set{}", setting.place.chars().map(safe).collect::<String>())
}

/// The form with what a setting is now.
pub(super) fn filled(t: &'static Words, form: Form, (setting, now): (&Setting, Option<&Value>)) -> Form {
    if let Kind::Group(settings) = &setting.kind {
        let each = |form, one: &Setting| filled(t, form, (one, now.and_then(|now| now.get(&one.key))));
        return settings.iter().fold(form, each);
    }
    let name = name(setting);
    let Some(value) = now.or(setting.default.as_ref()) else {
        return form.or(&name, "");
    };
    match &setting.kind {
        Kind::Tick if value != &Value::Bool(true) => form,
        Kind::Tick => form.or(&name, "yes"),
        Kind::Boxes(_) => {
            let chosen = value.as_array().into_iter().flatten();
            chosen.fold(form, |form, one| form.and(&name, text(one)))
        }
        Kind::Lines => {
            let lines: Vec<String> = value.as_array().into_iter().flatten().map(text).collect();
            form.or(&name, lines.join("\n"))
        }
        Kind::Cents(_) => form.or(&name, value.as_i64().map(|cents| amount(t, cents)).unwrap_or_default()),
        Kind::Json => form.or(&name, serde_json::to_string_pretty(value).unwrap_or_default()),
        _ => form.or(&name, text(value)),
    }
}

/// A value as it stands in a field.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An amount as people type it.
fn amount(t: &Words, cents: i64) -> String {
    let sign = match t.language {
        Language::Dutch => ',',
        Language::English => '.',
    };
    format!("{}{sign}{:02}", cents / 100, cents % 100)
}

/// The fields of a setting: one, or several under one name.
pub(super) fn fields(all: &Fields<'_>, setting: &Setting, within: &str) -> Vec<Field> {
    let label = if within.is_empty() {
        setting.label.clone()
    } else {
        format!("{within}: {}", setting.label)
    };
    if let Kind::Group(settings) = &setting.kind {
        return settings.iter().flat_map(|one| fields(all, one, &label)).collect();
    }
    let name = name(setting);
    let at = (name.as_str(), label);
    let choices = |choices: &[(Value, String)]| -> Vec<(String, String)> {
        choices
            .iter()
            .map(|(value, label)| (text(value), label.clone()))
            .collect()
    };
    let field = match &setting.kind {
        Kind::Cents(_) => all.amount(at.0, at.1),
        Kind::Whole(_) | Kind::Number(_) => all.code(at.0, at.1),
        Kind::Day => all.day(at.0, at.1),
        Kind::Tick => all.tick(at.0, at.1),
        Kind::Choice(of) => all.select_of(at, choices(of)),
        Kind::Boxes(of) => all.boxes(at, choices(of)),
        Kind::Lines | Kind::Json => all.prose(at.0, at.1),
        Kind::Text | Kind::Group(_) => all.line(at.0, at.1),
    };
    let hint = hint(all.t, setting);
    // What is left blank is what the rules have by themselves.
    let field = match &setting.kind {
        Kind::Tick => field,
        _ => Field {
            required: false,
            ..field
        },
    };
    vec![field.hint(hint)]
}

/// What helps to fill it in: what it is about, between which bounds, and what it is by itself.
fn hint(t: &'static Words, setting: &Setting) -> String {
    let bounds = match &setting.kind {
        Kind::Cents(bounds) => between(t, *bounds, &|cents| written(t, cents)),
        Kind::Whole(bounds) | Kind::Number(bounds) => between(t, *bounds, &|number| number.to_string()),
        Kind::Lines => fl!(t, "setting-lines"),
        Kind::Json => fl!(t, "setting-json"),
        _ => String::new(),
    };
    let default = setting
        .default
        .as_ref()
        .map(|value| fl!(t, "setting-default", value = setting.said(t, value)));
    let parts = [setting.about.clone(), bounds, default.unwrap_or_default()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// A number of cents as an amount.
#[expect(
    clippy::cast_possible_truncation,
    reason = "bounds of amounts are whole numbers far below 2^53"
)]
pub(super) fn written(t: &Words, cents: f64) -> String {
    Cents::new(cents as i64).map_or_else(|| cents.to_string(), |cents| t.format.amount(cents))
}

/// The bounds of a number in words.
pub(super) fn between(t: &'static Words, bounds: Bounds, written: &dyn Fn(f64) -> String) -> String {
    match (bounds.least, bounds.most) {
        (Some(least), Some(most)) => fl!(t, "setting-between", least = written(least), most = written(most)),
        (Some(least), None) => fl!(t, "setting-least", least = written(least)),
        (None, Some(most)) => fl!(t, "setting-most", most = written(most)),
        (None, None) => String::new(),
    }
}
