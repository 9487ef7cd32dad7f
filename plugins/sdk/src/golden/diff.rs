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
            for index in 0..left.len().max(right.len()) {
                compare(&format!("{path}[{index}]"), left.get(index), right.get(index), lines);
            }
        }
        (expected, found) if expected == found => {}
        (expected, found) => lines.push(format!("{path}: expected {}, found {}", shown(expected), shown(found))),
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), ToString::to_string)
}
