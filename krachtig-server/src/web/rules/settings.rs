//! Settings out of a form: read field by field, and what is wrong with them told at the field that it is about.

use i18n_embed_fl::fl;
use serde_json::{Map, Value};

use super::super::form::{Form, Problems};
use super::super::format::{read_amount, read_day};
use super::super::words::Words;
use super::field_of::{between, name, text, written};
use super::schema::{Kind, Setting};

/// Reads settings. What is left blank, or is what the rules have by themselves, is left out.
///
/// # Errors
/// What cannot be read, at its field.
pub(super) fn read(t: &'static Words, form: &Form, settings: &[Setting]) -> Result<Value, Problems> {
    let mut wrong = Vec::new();
    let read = object(t, (form, settings), &mut wrong);
    let own = |setting: &&Setting| read.get(&setting.key) == setting.default.as_ref();
    let mut given = read.clone();
    for setting in settings.iter().filter(own) {
        given.remove(&setting.key);
    }
    if wrong.is_empty() {
        Ok(Value::Object(given))
    } else {
        Err(Problems::told(wrong.into_iter()))
    }
}

type Wrong = Vec<(String, String)>;

fn object(t: &'static Words, (form, settings): (&Form, &[Setting]), wrong: &mut Wrong) -> Map<String, Value> {
    let mut read = Map::new();
    for setting in settings {
        let value = match &setting.kind {
            Kind::Group(inner) => {
                let inner = object(t, (form, inner), wrong);
                (!inner.is_empty() || setting.default.is_some()).then_some(Value::Object(inner))
            }
            _ => match value(form, setting) {
                Ok(value) => value.or_else(|| setting.default.clone()),
                Err(()) => {
                    wrong.push((name(setting), unreadable(t, &setting.kind)));
                    None
                }
            },
        };
        read.extend(value.map(|value| (setting.key.clone(), value)));
    }
    read
}

/// What stands in a field; nothing where it is blank.
fn value(form: &Form, setting: &Setting) -> Result<Option<Value>, ()> {
    let name = name(setting);
    let typed = form.filled(&name);
    match &setting.kind {
        Kind::Tick => return Ok(Some(Value::Bool(form.ticked(&name)))),
        Kind::Boxes(choices) => {
            let ticked = |value: &&(Value, String)| form.all(&name).any(|one| one == text(&value.0));
            let chosen: Vec<Value> = choices.iter().filter(ticked).map(|(value, _)| value.clone()).collect();
            return Ok(Some(in_order(Value::Array(chosen), setting.default.as_ref())));
        }
        _ => {}
    }
    let Some(typed) = typed else { return Ok(None) };
    let read = match &setting.kind {
        Kind::Cents(_) => read_amount(&typed).map(|cents| Value::from(cents.get())),
        Kind::Whole(_) => typed.parse::<i64>().ok().map(Value::from),
        Kind::Number(_) => typed.replace(',', ".").parse::<f64>().ok().map(Value::from),
        Kind::Day => read_day(&typed).map(|day| Value::from(day.to_string())),
        Kind::Choice(choices) => {
            let chosen = choices.iter().find(|(value, _)| text(value) == typed);
            chosen.map(|(value, _)| value.clone())
        }
        Kind::Lines => {
            let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
            Some(lines.map(Value::from).collect())
        }
        Kind::Json => serde_json::from_str(&typed).ok(),
        Kind::Text | Kind::Tick | Kind::Boxes(_) | Kind::Group(_) => Some(Value::from(typed)),
    };
    read.map(Some).ok_or(())
}

/// The same words as by default are by default, in whichever order they are ticked.
fn in_order(chosen: Value, default: Option<&Value>) -> Value {
    let sorted = |value: &Value| {
        let mut all: Vec<String> = value.as_array().into_iter().flatten().map(text).collect();
        all.sort_unstable();
        all
    };
    match default {
        Some(default) if sorted(default) == sorted(&chosen) => default.clone(),
        _ => chosen,
    }
}

fn unreadable(t: &'static Words, kind: &Kind) -> String {
    match kind {
        Kind::Cents(_) => fl!(t, "wrong-amount"),
        Kind::Whole(_) => fl!(t, "wrong-number"),
        Kind::Number(_) => fl!(t, "wrong-decimal"),
        Kind::Day => fl!(t, "wrong-day"),
        Kind::Json => fl!(t, "wrong-json"),
        _ => fl!(t, "wrong-word"),
    }
}

/// What the host found wrong, each at the field of its setting.
pub(super) fn refused(t: &'static Words, detail: &str, settings: &[Setting]) -> Problems {
    let told = faults(detail)
        .into_iter()
        .map(|(place, problem)| match at(settings, &place) {
            Some(setting) => (name(setting), in_words(t, setting, &problem)),
            None => (
                String::new(),
                fl!(t, "wrong-setting", problem = format!("{place} {problem}")),
            ),
        });
    Problems::told(told)
}

/// The faults of a text in which each stands behind its place: `/cap_cents: …; /peers: …`.
fn faults(detail: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for part in detail.split("; ") {
        let placed = part.strip_prefix('/').and_then(|rest| rest.split_once(": "));
        match (placed, all.last_mut()) {
            (Some((place, problem)), _) => all.push((format!("/{place}"), problem.to_owned())),
            (None, Some((_, problem))) => {
                problem.push_str("; ");
                problem.push_str(part);
            }
            (None, None) => all.push((String::new(), part.to_owned())),
        }
    }
    all
}

/// The setting at a place, or around it.
fn at<'s>(settings: &'s [Setting], place: &str) -> Option<&'s Setting> {
    let around = |setting: &&Setting| {
        let rest = place.strip_prefix(setting.place.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let found = settings.iter().find(around)?;
    match &found.kind {
        Kind::Group(inner) => at(inner, place).or(inner.first()),
        _ => Some(found),
    }
}

/// What is wrong, in the reader's language as far as the setting's own bounds tell it.
fn in_words(t: &'static Words, setting: &Setting, problem: &str) -> String {
    let bounds = match &setting.kind {
        Kind::Cents(bounds) => between(t, *bounds, &|cents| written(t, cents)),
        Kind::Whole(bounds) | Kind::Number(bounds) => between(t, *bounds, &|number| number.to_string()),
        Kind::Boxes(_) => return fl!(t, "wrong-word-missing"),
        _ => String::new(),
    };
    if bounds.is_empty() {
        fl!(t, "wrong-setting", problem = problem)
    } else {
        fl!(t, "wrong-setting-bounds", bounds = bounds)
    }
}
