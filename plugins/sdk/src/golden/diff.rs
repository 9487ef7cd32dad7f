//! Where two answers differ: a line per field, by its path.

use serde_json::Value;

use crate::budget::Answer;

/// A line for each field in which the answers differ.
pub(super) fn lines(expected: &Answer, found: &Answer) -> Vec<String> {
    let json = |answer: &Answer| serde_json::to_value(answer).unwrap_or(Value::Null);
    let mut lines = Vec::new();
    compare("", Some(&json(expected)), Some(&json(found)), &mut lines);
    lines
}

fn compare(path: &str, expected: Option<&Value>, found: Option<&Value>, lines: &mut Vec<String>) {
    match (expected, found) {
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            for (name, value) in left {
                compare(&below(path, name), Some(value), right.get(name), lines);
            }
            for (name, value) in right.iter().filter(|(name, _)| !left.contains_key(*name)) {
                compare(&below(path, name), None, Some(value), lines);
            }
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) => {
            if let (Some(left), Some(right)) = (codes(left), codes(right))
                && left != right
            {
                // By place, a finding too many would make all that follow it differ.
                lines.push(format!("{path}: expected {}, found {}", listed(&left), listed(&right)));
            } else {
                for index in 0..left.len().max(right.len()) {
                    compare(&format!("{path}[{index}]"), left.get(index), right.get(index), lines);
                }
            }
        }
        (expected, found) if expected == found => {}
        (expected, found) => {
            let (expected, found) = (shown(path, expected), shown(path, found));
            lines.push(format!("{path}: expected {expected}, found {found}"));
        }
    }
}

/// The codes of a list of findings; none for another list.
fn codes(list: &[Value]) -> Option<Vec<&str>> {
    list.iter()
        .map(|item| item.get("code").and_then(Value::as_str))
        .collect()
}

fn listed(codes: &[&str]) -> String {
    if codes.is_empty() {
        "none".to_owned()
    } else {
        codes.join(", ")
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// A value as JSON, and an amount in euros as well: cents are hard to read.
fn shown(path: &str, value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(value) => match value.as_i64().filter(|_| path.ends_with("amount")) {
            Some(cents) => {
                let sign = if cents < 0 { "-" } else { "" };
                let size = cents.unsigned_abs();
                format!("{cents} (EUR {sign}{}.{:02})", size / 100, size % 100)
            }
            None => value.to_string(),
        },
    }
}
