//! Every operation of a GraphQL schema as a document with its variables, made from the schema alone: an operation that
//! is new is asked without anybody thinking of it.
//!
//! What is sent is well-formed and never right: texts are blank, days lie in the future, versions were never seen. So
//! whoever may do something hears what is wrong with it, and nothing is changed.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
};
use serde_json::{Map, Value, json};

/// An operation.
pub(super) struct Operation {
    /// `query`, `mutation` or `subscription`.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) document: String,
    arguments: Vec<(String, Type)>,
}

/// Ids by the name of their kind: `TrajectoryId`.
pub(super) type Ids = HashMap<&'static str, String>;

/// A schema, read from its text.
pub(super) struct Schema(ServiceDocument);

impl Schema {
    pub(super) fn read(sdl: &str) -> Self {
        Self(async_graphql::parser::parse_schema(sdl).expect("a schema is its own language"))
    }

    /// Every operation, in the schema's order.
    pub(super) fn operations(&self) -> Vec<Operation> {
        let roots = [
            ("query", "Query"),
            ("mutation", "Mutation"),
            ("subscription", "Subscription"),
        ];
        let all = roots.into_iter().flat_map(|(kind, root)| {
            let fields = self.fields(root).into_iter().flatten();
            fields.map(move |field| self.operation(kind, field))
        });
        all.collect()
    }

    fn kind(&self, name: &str) -> Option<&TypeKind> {
        self.0.definitions.iter().find_map(|definition| match definition {
            TypeSystemDefinition::Type(ty) if ty.node.name.node == name => Some(&ty.node.kind),
            _ => None,
        })
    }

    fn is_one_of(&self, name: &str) -> bool {
        self.0.definitions.iter().any(|definition| match definition {
            TypeSystemDefinition::Type(ty) => {
                let directives = &ty.node.directives;
                ty.node.name.node == name && directives.iter().any(|one| one.node.name.node == "oneOf")
            }
            _ => false,
        })
    }

    fn fields(&self, name: &str) -> Option<Vec<&FieldDefinition>> {
        match self.kind(name)? {
            TypeKind::Object(object) => Some(object.fields.iter().map(|field| &field.node).collect()),
            _ => None,
        }
    }

    fn operation(&self, kind: &'static str, field: &FieldDefinition) -> Operation {
        let needed = |argument: &&InputValueDefinition| !argument.ty.node.nullable && argument.default_value.is_none();
        let arguments: Vec<&InputValueDefinition> = field
            .arguments
            .iter()
            .map(|argument| &argument.node)
            .filter(needed)
            .collect();
        let declared: Vec<String> = arguments
            .iter()
            .map(|one| format!("${}: {}", one.name.node, one.ty.node))
            .collect();
        let given: Vec<String> = arguments
            .iter()
            .map(|one| format!("{0}: ${0}", one.name.node))
            .collect();
        let around = |list: Vec<String>| {
            if list.is_empty() {
                String::new()
            } else {
                format!("({})", list.join(", "))
            }
        };
        let name = field.name.node.to_string();
        let answer = self.answer(&field.ty.node);
        Operation {
            kind,
            document: format!("{kind}{} {{ {name}{} {answer} }}", around(declared), around(given)),
            arguments: arguments
                .into_iter()
                .map(|one| (one.name.node.to_string(), one.ty.node.clone()))
                .collect(),
            name,
        }
    }

    /// What is selected: enough to see whether there is an answer, and how many rows it has.
    fn answer(&self, ty: &Type) -> String {
        let Some(fields) = self.fields(&base(ty)) else {
            return String::new();
        };
        let has = |name: &str| fields.iter().any(|field| field.name.node == name);
        let what = if has("refusals") {
            "refusals { code field }"
        } else if base(ty) == "LoggedLineConnection" {
            // Every question adds to the log, so how many lines it has is never the same twice.
            "__typename"
        } else if has("totalCount") {
            "totalCount edges { node { __typename } }"
        } else if has("partsHidden") {
            "partsHidden"
        } else {
            "__typename"
        };
        format!("{{ {what} }}")
    }

    /// The variables of an operation with these ids.
    pub(super) fn variables(&self, operation: &Operation, ids: &Ids) -> Value {
        let given = operation
            .arguments
            .iter()
            .map(|(name, ty)| (name.clone(), self.value(ty, ids)));
        Value::Object(given.collect())
    }

    /// A field's value. A quarter is read before anybody is asked about it, so it has to be one.
    fn field(&self, field: &InputValueDefinition, ids: &Ids) -> Value {
        if field.name.node == "quarter" {
            return json!("2999-Q1");
        }
        self.value(&field.ty.node, ids)
    }

    fn value(&self, ty: &Type, ids: &Ids) -> Value {
        let name = match &ty.base {
            BaseType::List(_) => return json!([]),
            BaseType::Named(name) => name.as_str(),
        };
        match self.kind(name) {
            Some(TypeKind::Enum(words)) => json!(words.values[0].node.value.node.as_str()),
            Some(TypeKind::InputObject(input)) => {
                let one_of = self.is_one_of(name);
                let needed = |field: &&InputValueDefinition| {
                    one_of || (!field.ty.node.nullable && field.default_value.is_none())
                };
                let fields = input.fields.iter().map(|field| &field.node).filter(needed);
                let fields = fields.take(if one_of { 1 } else { usize::MAX });
                let fields: Map<String, Value> = fields
                    .map(|field| (field.name.node.to_string(), self.field(field, ids)))
                    .collect();
                Value::Object(fields)
            }
            _ => scalar(name, ids),
        }
    }
}

fn base(ty: &Type) -> String {
    match &ty.base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => base(inner),
    }
}

/// A value that is never right, but for ids.
fn scalar(name: &str, ids: &Ids) -> Value {
    match name {
        "String" => json!(" "),
        "Boolean" => json!(false),
        "Int" => json!(-1),
        "Date" => json!("2999-12-31"),
        "Cents" => json!(0),
        "JSON" => json!({}),
        id if ids.contains_key(id) => json!(ids[id]),
        other => panic!("the matrix has no value of {other}: give it one in its ground"),
    }
}
