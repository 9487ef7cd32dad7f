//! A record as its form has it. Records serialise under their field names, and forms name their fields the same.
//!
//! Amounts and ids are written otherwise in forms, so whoever has them puts them in: see [`amount`].

use krachtig_core::domain::id::Id;
use krachtig_core::domain::money::Cents;
use serde::Serialize;
use serde_json::Value;

use super::super::form::Form;
use super::super::visit::Visit;
use super::super::words::Language;

/// A form with everything in it that a record holds.
pub(in crate::web) fn with(record: &impl Serialize) -> Form {
    let value = serde_json::to_value(record).unwrap_or_default();
    let Value::Object(fields) = value else {
        return Form::default();
    };
    // Which version it is of which record, a form says by itself.
    let told = fields.into_iter().filter(|(name, _)| name != "id" && name != "version");
    told.fold(Form::default(), |form, (name, value)| put(form, &name, &value))
}

fn put(form: Form, name: &str, value: &Value) -> Form {
    match value {
        Value::String(text) => form.and(name, text),
        Value::Number(number) => form.and(name, number.to_string()),
        Value::Bool(true) => form.and(name, "yes"),
        Value::Array(list) => list.iter().enumerate().fold(form, |form, (n, one)| match one {
            // What are objects are lines of the form, each with its fields; what are words are boxes that are ticked.
            Value::Object(fields) => fields.iter().fold(form, |form, (field, value)| {
                put(form, &format!("{name}.{n}.{field}"), value)
            }),
            one => put(form, name, one),
        }),
        Value::Null | Value::Bool(false) | Value::Object(_) => form,
    }
}

/// An amount as its field has it.
pub(super) fn amount(visit: &Visit, amount: Cents) -> String {
    match visit.t.language {
        Language::Dutch => amount.to_string().replace('.', ","),
        Language::English => amount.to_string(),
    }
}

/// An id as its field has it.
pub(super) fn id<I: Id>(id: Option<I>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}
