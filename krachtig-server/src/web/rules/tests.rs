//! Settings out of a schema and back: whatever a schema declares can be shown, typed and read, and what was left alone stays
//! as the plugin has it.

use krachtig_core::domain::id::PluginId;
use krachtig_core::domain::plugin::{Plugin, PluginDescription};
use krachtig_core::domain::record::Version;
use proptest::prelude::*;
use serde_json::{Value, json};
use time::macros::date;
use uuid::Uuid;

use super::super::field::Fields;
use super::super::form::{Form, Problems};
use super::super::words::{Language, Words};
use super::schema::{Kind, Schema, Setting};
use super::{field_of, settings};

fn plugin(schema: Value) -> Plugin {
    Plugin {
        id: PluginId::from_uuid(Uuid::from_u128(1)),
        name: "regels".to_owned(),
        edition: "1.0.0".to_owned(),
        hash: "00".repeat(32),
        settings_schema: schema,
        description: PluginDescription::default(),
        signed_by: None,
        uploaded_on: date!(2026 - 11 - 24),
        uploaded_by: String::new(),
        version: Version::FIRST,
    }
}

/// A schema with something of everything.
fn everything() -> Value {
    json!({
        "type": "object",
        "$defs": { "day": { "type": "string", "format": "date", "title": "A day" } },
        "properties": {
            "cap_cents": { "type": "integer", "minimum": 0, "maximum": 100_000, "default": 50_000,
                "x-texts": { "nl": { "title": "Hoogstens", "description": "Per gezin." } } },
            "debt_cents": { "type": "integer", "default": -5 },
            "days": { "type": "integer", "minimum": 1, "maximum": 30, "default": 7, "title": "Term" },
            "factor": { "type": "number", "default": 0.5 },
            "named": { "type": "string", "default": "" },
            "since": { "$ref": "#/$defs/day", "default": "2026-01-01" },
            "strict": { "type": "boolean", "default": true },
            "way": { "enum": ["supplier", "family"], "default": "family" },
            "peer_roles": { "type": "array", "items": { "type": "string" }, "default": ["professional", "coordinator"] },
            "words": { "type": "array", "items": { "type": "string" }, "default": ["a", "b"] },
            "group": { "type": "object", "default": { "cap_cents": 100 },
                "properties": { "cap_cents": { "type": "integer", "minimum": 0 }, "days": { "type": "integer" } } },
            "table": { "type": "array", "items": { "type": "object" }, "default": [{ "up_to": 5 }] },
        }
    })
}

fn t() -> &'static Words {
    Words::of(Language::Dutch)
}

fn filled(all: &[Setting], now: &Value) -> Form {
    let each = |form, setting: &Setting| field_of::filled(t(), form, (setting, now.get(&setting.key)));
    all.iter().fold(Form::default(), each)
}

fn kind<'s>(all: &'s [Setting], key: &str) -> &'s Kind {
    &all.iter().find(|setting| setting.key == key).expect("declared").kind
}

#[test]
fn each_kind_of_setting_has_its_field() {
    let plugin = plugin(everything());
    let all = Schema::of(&plugin).settings(t(), &json!({}));
    assert_eq!(all.len(), 12);
    assert!(matches!(kind(&all, "cap_cents"), Kind::Cents(_)));
    assert!(
        matches!(kind(&all, "debt_cents"), Kind::Whole(_)),
        "what may be owed is no amount"
    );
    assert!(matches!(kind(&all, "since"), Kind::Day), "a reference is followed");
    assert!(matches!(kind(&all, "way"), Kind::Choice(choices) if choices.len() == 2));
    assert!(matches!(kind(&all, "peer_roles"), Kind::Boxes(_)));
    assert!(matches!(kind(&all, "words"), Kind::Lines));
    assert!(matches!(kind(&all, "group"), Kind::Group(inner) if inner.len() == 2));
    assert!(
        matches!(kind(&all, "table"), Kind::Json),
        "what has no shape here is JSON"
    );
    let odd = Schema::of(&plugin).settings(t(), &json!({ "peer_roles": ["director"] }));
    assert!(
        matches!(kind(&odd, "peer_roles"), Kind::Json),
        "nothing that is set is lost"
    );

    let cap = all.iter().find(|setting| setting.key == "cap_cents").expect("declared");
    assert_eq!((cap.label.as_str(), cap.about.as_str()), ("Hoogstens", "Per gezin."));
    let english = Schema::of(&plugin).settings(Words::of(Language::English), &json!({}));
    assert!(
        english.iter().any(|setting| setting.label == "Cap"),
        "a name is made readable"
    );
    let (form, problems) = (filled(&all, &json!({})), Problems::default());
    let fields = Fields {
        t: t(),
        form: &form,
        problems: &problems,
    };
    let field = field_of::fields(&fields, cap, "").remove(0);
    assert_eq!(field.name, "set-cap_cents");
    assert_eq!(field.value, "500,00");
    assert_eq!(
        field.hint,
        "Per gezin. Van €\u{a0}0,00 tot en met €\u{a0}1.000,00. Standaard: €\u{a0}500,00."
    );
}

#[test]
fn what_is_left_alone_is_left_out_and_what_is_typed_is_read() {
    let plugin = plugin(everything());
    let all = Schema::of(&plugin).settings(t(), &json!({}));
    let form = filled(&all, &json!({}));
    assert_eq!(settings::read(t(), &form, &all), Ok(json!({})));
    let typed = form
        .with("set-cap_cents", "12,50")
        .with("set-debt_cents", "-7")
        .with("set-factor", "0,75")
        .with("set-since", "7-12-2026")
        .without("set-strict")
        .with("set-way", "supplier")
        .with("set-words", "een\n\n twee ")
        .with("set-group-days", "3")
        .with("set-table", "[]");
    let expected = json!({
        "cap_cents": 1_250, "debt_cents": -7, "factor": 0.75, "since": "2026-12-07", "strict": false,
        "way": "supplier", "words": ["een", "twee"], "group": { "cap_cents": 100, "days": 3 }, "table": []
    });
    assert_eq!(settings::read(t(), &typed, &all), Ok(expected));
}

#[test]
fn what_cannot_be_read_and_what_does_not_hold_is_told_at_its_field() {
    let plugin = plugin(everything());
    let all = Schema::of(&plugin).settings(t(), &json!({}));
    let form = filled(&all, &json!({}));
    let typed = form
        .with("set-cap_cents", "veel")
        .with("set-days", "1,5")
        .with("set-since", "gisteren")
        .with("set-way", "elsewhere")
        .with("set-table", "[");
    let wrong = settings::read(t(), &typed, &all).expect_err("wrong");
    for name in ["set-cap_cents", "set-days", "set-since", "set-way", "set-table"] {
        assert!(wrong.with(name).is_some(), "{name}: {wrong:?}");
    }
    let detail = "/cap_cents: value is less than the minimum of 0; /group/cap_cents: it is; not; right; \
                  /words/0: value is no string; they are no JSON object";
    let told = settings::refused(t(), detail, &all);
    assert_eq!(
        told.with("set-cap_cents"),
        Some("Dit past niet. Van €\u{a0}0,00 tot en met €\u{a0}1.000,00.")
    );
    assert!(told.with("set-group-cap_cents").is_some(), "{told:?}");
    assert!(
        told.with("set-words").is_some_and(|text| text.contains("no string")),
        "{told:?}"
    );
    assert_eq!(
        settings::refused(t(), "they are no JSON object", &all).iter().count(),
        1
    );
}

proptest! {
    #[test]
    fn settings_come_back_as_they_were_shown(
        cap in 0_i64..100_000, days in 1_i64..30, strict: bool, way in 0_usize..2,
        roles in proptest::sample::subsequence(vec!["coordinator", "professional", "budget_approver"], 1..3),
        words in proptest::collection::vec("[a-z]{1,5}", 0..4),
    ) {
        let plugin = plugin(everything());
        let schema = Schema::of(&plugin);
        let now = json!({
            "cap_cents": cap, "days": days, "strict": strict, "way": (["supplier", "family"][way]),
            "peer_roles": roles, "words": words,
        });
        let all = schema.settings(t(), &now);
        let read = settings::read(t(), &filled(&all, &now), &all).expect("it was shown so");
        let words = |whole: &serde_json::Map<String, Value>| whole.get("words").cloned();
        let (mut shown, mut back) = (schema.whole(&now), schema.whole(&read));
        // A list that was emptied cannot be told from one that was left alone.
        if shown["words"] == json!([]) {
            shown.remove("words");
            prop_assert_eq!(words(&back), Some(json!(["a", "b"])));
            back.remove("words");
        }
        for whole in [&mut shown, &mut back] {
            let roles = whole["peer_roles"].as_array_mut().expect("a list");
            roles.sort_by_key(ToString::to_string);
        }
        prop_assert_eq!(shown, back);
    }
}
