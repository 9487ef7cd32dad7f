//! Whether two answers tell the same facts: a measurement of different work would compare nothing.

use anyhow::{Result, ensure};
use serde_json::{Map, Value};

/// Demands that the hand-written answer tells what the GraphQL answer tells. How people can be reached is sealed: by hand
/// it is passed on as it lies there, which is less work, and so it is left out here.
///
/// # Errors
/// The first place where they differ.
pub(crate) fn demand(graphql: &[u8], by_hand: &[u8]) -> Result<()> {
    let mut ours: Value = serde_json::from_slice(graphql)?;
    let ours = told(ours["data"].take());
    let theirs = told(serde_json::from_slice(by_hand)?);
    compare("", &ours, &theirs)
}

/// An answer without what differs in shape alone: where progress stands, and names of the hand-written one's own.
fn told(mut answer: Value) -> Value {
    if let Some(page) = answer.get_mut("trajectories").map(Value::take) {
        return nodes(page);
    }
    if answer.get("edges").is_some() {
        return nodes(answer);
    }
    if answer.get("budget").is_some() {
        unreachable_persons(&mut answer);
        return renamed(answer);
    }
    let progress = answer.get_mut("progress").map(Value::take);
    let mut dossier = answer["dossier"].take();
    unreachable_persons(&mut dossier);
    if let Some(progress) = progress {
        dossier["progress"] = progress;
    }
    renamed(dossier)
}

/// Leaves out how persons can be reached.
fn unreachable_persons(dossier: &mut Value) {
    let persons = dossier["persons"].as_array_mut().into_iter().flatten();
    for person in persons.filter_map(Value::as_object_mut) {
        person.remove("phone");
        person.remove("email");
    }
}

/// The rows of a page, without cursors, whose text is each side's own.
fn nodes(mut page: Value) -> Value {
    let rows = page["edges"].as_array_mut().map(std::mem::take).unwrap_or_default();
    let rows = rows.into_iter().map(|mut edge| {
        let mut node = edge["node"].take();
        if let Some(Value::Object(trajectory)) = node.get_mut("trajectory").map(Value::take) {
            for (name, value) in trajectory {
                node[name] = value;
            }
            node.as_object_mut().and_then(|node| node.remove("trajectory"));
        }
        node
    });
    Value::Array(rows.collect())
}

/// The stored JSON of a score says `domain` where the interface says `domainCode`, and leaves out what is absent.
fn renamed(value: Value) -> Value {
    match value {
        Value::Array(rows) => Value::Array(rows.into_iter().map(renamed).collect()),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| {
                let name = if name == "domainCode" {
                    "domain".to_owned()
                } else {
                    name
                };
                (name, renamed(value))
            });
            Value::Object(fields.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn compare(path: &str, ours: &Value, theirs: &Value) -> Result<()> {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ensure!(
                ours.len() == theirs.len(),
                "{path}: {} here, {} by hand",
                ours.len(),
                theirs.len()
            );
            let mut pairs = ours.iter().zip(theirs).enumerate();
            pairs.try_for_each(|(place, (ours, theirs))| compare(&format!("{path}[{place}]"), ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            let names: std::collections::BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
            let of = |fields: &Map<String, Value>, name: &str| fields.get(name).cloned().unwrap_or_default();
            names
                .into_iter()
                .try_for_each(|name| compare(&format!("{path}.{name}"), &of(ours, name), &of(theirs, name)))
        }
        _ => {
            ensure!(ours == theirs, "{path}: {ours} here, {theirs} by hand");
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_facts_in_another_shape_are_the_same() {
        let graphql = br#"{"data":{"dossier":{"family":{"name":"a","note":null},"progress":{"current":"X"}}}}"#;
        let by_hand = br#"{"dossier":{"family":{"name":"a"}},"progress":{"current":"X"}}"#;
        demand(graphql, by_hand).expect("they tell the same");
    }

    #[test]
    fn another_fact_is_found_where_it_stands() {
        let graphql = br#"{"data":{"dossier":{"persons":[{"name":"a"},{"name":"b"}]}}}"#;
        let by_hand = br#"{"dossier":{"persons":[{"name":"a"},{"name":"c"}]}}"#;
        let found = demand(graphql, by_hand).expect_err("they differ").to_string();
        assert_eq!(found, r#".persons[1].name: "b" here, "c" by hand"#);
        let fewer = br#"{"dossier":{"persons":[{"name":"a"}]}}"#;
        assert!(demand(graphql, fewer).is_err());
    }
}
