//! Settings that match and that don't, and schemas that were built to hurt.

use std::time::{Duration, Instant};

use serde_json::json;

use super::*;

const SCHEMA: &str = r##"{
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": false,
    "properties": {
        "cap_cents": {"description": "The cap.", "type": "integer", "minimum": 0, "maximum": 100, "default": 50},
        "from": {"type": "string", "format": "date", "default": "2026-01-01"},
        "code": {"type": "string", "pattern": "^[a-z]{1,8}$", "default": "wmo"},
        "roles": {"$ref": "#/$defs/roles", "default": ["coordinator"], "x-control": "checkboxes"}
    },
    "$defs": {"roles": {"type": "array", "items": {"type": "string", "maxLength": 20}, "minItems": 1}}
}"##;

fn faults(settings: &Value) -> Vec<(String, String)> {
    match check_settings(SCHEMA, settings) {
        Ok(_) => Vec::new(),
        Err(HostError::Settings(SettingsFaults(faults))) => {
            faults.into_iter().map(|fault| (fault.place, fault.problem)).collect()
        }
        Err(other) => panic!("{other}"),
    }
}

/// The refusal of a schema, which comes in bounded time.
fn refusal(schema: &str) -> String {
    let start = Instant::now();
    let refused = check_settings(schema, &json!({})).expect_err("the schema is not taken");
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "{refused} took {took:?}");
    assert_eq!(refused.code(), "bad_settings_schema", "{refused}");
    refused.to_string()
}

/// A schema of one property, with these definitions.
fn with_property(property: &str, definitions: &str) -> String {
    format!(r#"{{"type": "object", "properties": {{"a": {property}}}, "$defs": {{{definitions}}}}}"#)
}

#[test]
fn settings_that_match_are_kept_as_they_are() {
    for settings in [
        json!({}),
        json!({"cap_cents": 0, "from": "2026-12-31", "code": "jeugd", "roles": ["coordinator", "professional"]}),
    ] {
        let kept = check_settings(SCHEMA, &settings).expect("they match");
        assert_eq!(Value::Object(kept), settings);
    }
}

#[test]
fn each_place_is_told_and_the_value_is_not() {
    let secret = "900101999";
    let settings = json!({
        "cap_cents": 101, "from": "2026-02-30", "code": secret, "roles": ["coordinator", secret.repeat(9)],
        "colour/red": secret,
    });
    let told = faults(&settings);
    let places: Vec<&str> = told.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["/colour~1red", "/cap_cents", "/code", "/from", "/roles/1"]);
    assert_eq!(told[0].1, "no such setting is declared");
    assert_eq!(told[1].1, "value is greater than the maximum of 100");
    assert!(told.iter().all(|(_, problem)| !problem.contains(secret)), "{told:?}");

    let many = (0..100).map(|number| (format!("x{number}"), Value::Null)).collect();
    assert_eq!(faults(&Value::Object(many)).len(), MOST_FAULTS);
    let [(place, _)] = &faults(&json!({ "é".repeat(10_000): 1 }))[..] else {
        panic!("one fault");
    };
    assert_eq!(place.chars().count(), LONGEST_TEXT + 1);
}

#[test]
fn settings_that_are_no_object_or_too_long_are_refused_as_a_whole() {
    let whole = |problem: &str| vec![(String::new(), problem.to_owned())];
    assert_eq!(faults(&json!([])), whole("they are no JSON object"));
    assert_eq!(
        faults(&json!({"code": "x".repeat(LARGEST_SETTINGS)})),
        whole("they are longer than 64 KiB")
    );
    assert_eq!(
        faults(&json!({"roles": vec![0; 30_000]})),
        whole("they hold more values than a schema of this size is tried on")
    );
    for text in ["", "{", &"[".repeat(100_000)] {
        let refused = KnownSchemas::new().check(SCHEMA, text).expect_err("no JSON");
        assert_eq!(refused.code(), "bad_settings");
    }
}

#[test]
fn a_schema_that_is_known_answers_as_a_new_one_and_a_large_one_is_not_kept() {
    let known = KnownSchemas::new();
    let kept = || known.lock().len();
    for _ in 0..2 {
        known.check(SCHEMA, r#"{"cap_cents": 7}"#).expect("they match");
        let refused = known
            .check(SCHEMA, r#"{"cap_cents": 101}"#)
            .expect_err("over the maximum");
        assert!(refused.to_string().contains("/cap_cents"), "{refused}");
        assert_eq!(kept(), 1);
    }
    known.check("{}", "{}").expect_err("no schema");
    let pattern = r#"{"allOf": [{"pattern": "a"}, {"pattern": "a"}, {"pattern": "a"}, {"pattern": "a"}, {"pattern": "a"}], "default": "a"}"#;
    let long = format!(
        r#"{{"type": "string", "title": "{}", "default": ""}}"#,
        "x".repeat(8 * 1024)
    );
    for large in [with_property(pattern, ""), with_property(&long, "")] {
        known.check(&large, "{}").expect("it is taken");
    }
    assert_eq!(kept(), 1);
    for number in 0..2 * AT_HAND {
        let schema = with_property(&format!(r#"{{"type": "integer", "default": {number}}}"#), "");
        known.check(&schema, "{}").expect("it is taken");
    }
    assert_eq!(kept(), AT_HAND);
}

#[test]
fn a_schema_that_is_none_is_refused() {
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    for (schema, says) in [
        ("", "no JSON"),
        ("[]", "no JSON object"),
        (&deep, "no JSON"),
        ("{}", "its type is not object"),
        (r#"{"type": "object"}"#, "declares no properties"),
        (&with_property(r#"{"type": "integer"}"#, ""), "a has no default"),
        (
            &with_property(r#"{"type": "integer", "default": "1"}"#, ""),
            "/a: value is not of type",
        ),
        (
            &with_property(r#"{"type": "number!", "default": 1}"#, ""),
            "/properties/a/type",
        ),
        (
            &with_property(r#"{"minium": 1, "default": 1}"#, ""),
            "keyword minium is not taken",
        ),
        (
            &with_property(r#"{"format": "regex", "default": "a"}"#, ""),
            "a format is none of",
        ),
        (
            r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {}}"#,
            "2020-12",
        ),
        (
            &format!(
                r#"{{"type": "object", "properties": {{}}, "title": "{}"}}"#,
                "x".repeat(70_000)
            ),
            "64 KiB",
        ),
    ] {
        let refused = refusal(schema);
        assert!(refused.contains(says), "{refused:?} doesn't say {says:?}");
    }
}

#[test]
fn a_schema_that_was_built_to_hurt_is_refused_in_bounded_time() {
    let nested = format!("{}true{}", r#"{"not":"#.repeat(60), "}".repeat(60));
    // Each definition asks the next one twice: thirty of them would be a thousand million checks.
    let doubling: Vec<String> = (0..14)
        .map(|n| {
            format!(
                r##""d{n}": {{"allOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}]}}"##,
                n + 1
            )
        })
        .collect();
    let doubling = format!(r#"{}, "d14": true"#, doubling.join(","));
    let chain: Vec<String> = (0..1_500)
        .map(|n| format!(r##""d{n}": {{"$ref": "#/$defs/d{}"}}"##, n + 1))
        .collect();
    let chain = format!(r#"{}, "d1500": true"#, chain.join(","));
    let round = r##""one": {"$ref": "#/$defs/two"}, "two": {"not": {"$ref": "#/$defs/one"}}"##;
    let remote = |to: &str| with_property(&format!(r#"{{"$ref": "{to}", "default": 1}}"#), "");
    let pattern = |pattern: &str| with_property(&format!(r#"{{"pattern": "{pattern}", "default": "aaaa"}}"#), "");
    let patterns: Vec<String> = (0..51).map(|n| format!(r#"{{"pattern": "{n}"}}"#)).collect();
    let wide = vec!["true"; 3_000].join(",");
    for (schema, says) in [
        (
            with_property(&format!(r#"{{"default": 1, "not": {nested}}}"#), ""),
            "16 deep",
        ),
        (
            with_property(r##"{"default": 1, "$ref": "#/$defs/d0"}"##, &doubling),
            "deep in one another",
        ),
        (
            with_property(r##"{"default": 1, "$ref": "#/$defs/d7"}"##, &doubling),
            "deep in one another",
        ),
        (with_property(r#"{"default": 1}"#, &chain), "16 deep"),
        (
            with_property(r##"{"default": 1, "$ref": "#/$defs/one"}"##, round),
            "leads round to itself",
        ),
        (
            with_property(r#"{"default": 1}"#, r##""a": {"$ref": "#/$defs/a"}"##),
            "leads round to itself",
        ),
        (
            with_property(&format!(r#"{{"default": 1, "anyOf": [{wide}]}}"#), ""),
            "2000 subschemas",
        ),
        (remote("https://example.org/schema.json"), "$ref doesn't lead"),
        (remote("file:///etc/passwd"), "$ref doesn't lead"),
        (remote("#"), "$ref doesn't lead"),
        (remote("#/$defs/nothing"), "leads to nothing"),
        (
            with_property(r##"{"default": 1, "$dynamicRef": "#a"}"##, ""),
            "$dynamicRef is not taken",
        ),
        (
            with_property(r#"{"default": 1, "$id": "https://example.org/"}"#, ""),
            "$id is not taken",
        ),
        (pattern(&"a?".repeat(300)), "longer than 500"),
        (pattern(r"(((\\w{99}){99}){99}){99}"), "/properties/a/pattern"),
        (pattern("(?=a)b"), "/properties/a/pattern"),
        (
            with_property(&format!(r#"{{"default": "1", "anyOf": [{}]}}"#, patterns.join(",")), ""),
            "50 patterns",
        ),
    ] {
        let refused = refusal(&schema);
        assert!(refused.contains(says), "{refused:?} doesn't say {says:?}");
        assert!(refused.len() < 1_000);
    }
}

#[test]
fn the_worst_that_is_taken_ends_soon() {
    // Patterns that take a backtracking engine for ever, each near the largest that is taken, on a long text.
    let patterns: Vec<String> = (0..MOST_PATTERNS_TRIED)
        .map(|n| format!(r#"{{"pattern": "^(([a-z]{{1,9}})+)+{n}$"}}"#))
        .collect();
    let schema = with_property(
        &format!(r#"{{"default": "", "not": {{"anyOf": [{}]}}}}"#, patterns.join(",")),
        "",
    );
    // As many pairs of a value and a subschema as are tried, none of which fits.
    let alternatives = vec![r#"{"type": "array", "items": {"type": "integer", "minimum": 1}}"#; 120].join(",");
    let wide = with_property(&format!(r#"{{"default": [], "anyOf": [{alternatives}]}}"#), "");
    for (schema, settings) in [
        (schema, json!({"a": "a".repeat(60_000)})),
        (wide, json!({"a": vec!["x"; 1_000]})),
    ] {
        let start = Instant::now();
        let outcome = check_settings(&schema, &settings)
            .map(|_| ())
            .map_err(|error| error.code().to_owned());
        let took = start.elapsed();
        assert!(took < Duration::from_secs(10), "{outcome:?} took {took:?}");
    }
}

/// As many as are taken.
const MOST_PATTERNS_TRIED: usize = 50;
