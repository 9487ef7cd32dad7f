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
    /// Whether what may be left out is sent too, where an id stands in it.
    with_ids: bool,
}

impl Operation {
    /// How its row is called.
    pub(super) fn label(&self) -> String {
        let and = if self.with_ids { " (and ids)" } else { "" };
        format!("{} {}{and}", self.kind, self.name)
    }
}

/// Ids by the name of their kind: `TrajectoryId`.
pub(crate) type Ids = HashMap<&'static str, String>;

/// A schema, read from its text.
pub(super) struct Schema(ServiceDocument);

impl Schema {
    pub(super) fn read(sdl: &str) -> Self {
        Self(async_graphql::parser::parse_schema(sdl).expect("a schema is its own language"))
    }

    /// Every operation, in the schema's order; and once more with the ids that may be left out, where there are such.
    pub(super) fn operations(&self) -> Vec<Operation> {
        let roots = [
            ("query", "Query"),
            ("mutation", "Mutation"),
            ("subscription", "Subscription"),
        ];
        let all = roots.into_iter().flat_map(|(kind, root)| {
            let fields = self.fields(root).into_iter().flatten();
            fields.flat_map(move |field| {
                let plain = self.operation(kind, field, false);
                let more = self.operation(kind, field, true);
                let ids = |operation: &Operation| self.ids_of(operation).len();
                let more = (ids(&more) > ids(&plain)).then_some(more);
                [Some(plain), more].into_iter().flatten()
            })
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

    fn operation(&self, kind: &'static str, field: &FieldDefinition, with_ids: bool) -> Operation {
        let needed = |argument: &&InputValueDefinition| self.is_sent(argument, with_ids);
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
            with_ids,
        }
    }

    /// Whether an argument or a field is sent: one that has to be, and one with an id in it where those are asked for.
    fn is_sent(&self, input: &InputValueDefinition, with_ids: bool) -> bool {
        let needed = !input.ty.node.nullable && input.default_value.is_none();
        needed || (with_ids && !self.ids_in(&input.ty.node, true).is_empty())
    }

    /// The kinds of ids that an operation sends, in the order in which they stand.
    pub(super) fn ids_of(&self, operation: &Operation) -> Vec<String> {
        let types = operation.arguments.iter();
        types.flat_map(|(_, ty)| self.ids_in(ty, operation.with_ids)).collect()
    }

    fn ids_in(&self, ty: &Type, with_ids: bool) -> Vec<String> {
        if matches!(ty.base, BaseType::List(_)) && !with_ids {
            return Vec::new();
        }
        let name = base(ty);
        match self.kind(&name) {
            Some(TypeKind::InputObject(_)) => {
                let fields = self.sent_fields(&name, with_ids).into_iter();
                fields.flat_map(|field| self.ids_in(&field.ty.node, with_ids)).collect()
            }
            Some(TypeKind::Scalar) if name.ends_with("Id") => vec![name],
            _ => Vec::new(),
        }
    }

    /// The fields of an input object that are sent: of one that is one of several, the first, or the first with an id.
    fn sent_fields(&self, name: &str, with_ids: bool) -> Vec<&InputValueDefinition> {
        let Some(TypeKind::InputObject(input)) = self.kind(name) else {
            return Vec::new();
        };
        let fields = || input.fields.iter().map(|field| &field.node);
        if self.is_one_of(name) {
            let with_id = |field: &&InputValueDefinition| !self.ids_in(&field.ty.node, with_ids).is_empty();
            return fields().find(with_id).or(fields().next()).into_iter().collect();
        }
        fields().filter(|field| self.is_sent(field, with_ids)).collect()
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
            .map(|(name, ty)| (name.clone(), self.given(name, ty, (ids, operation.with_ids))));
        Value::Object(given.collect())
    }

    /// The value of an argument or a field. A period is read before anybody is asked about it, so it has to be one.
    fn given(&self, name: &str, ty: &Type, ids: (&Ids, bool)) -> Value {
        if name == "period" {
            return json!("2199-Q4");
        }
        self.value(ty, ids)
    }

    fn value(&self, ty: &Type, (ids, with_ids): (&Ids, bool)) -> Value {
        let name = match &ty.base {
            BaseType::List(one) if !self.ids_in(ty, with_ids).is_empty() => {
                return json!([self.value(one, (ids, with_ids))]);
            }
            BaseType::List(_) => return json!([]),
            BaseType::Named(name) => name.as_str(),
        };
        match self.kind(name) {
            Some(TypeKind::Enum(words)) => json!(words.values[0].node.value.node.as_str()),
            Some(TypeKind::InputObject(_)) => {
                let fields = self.sent_fields(name, with_ids).into_iter();
                let fields: Map<String, Value> = fields
                    .map(|field| {
                        let name = field.name.node.as_str();
                        (name.to_owned(), self.given(name, &field.ty.node, (ids, with_ids)))
                    })
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
        // No rules have such a setting.
        "JSON" => json!({ "bestaat niet": true }),
        id if ids.contains_key(id) => json!(ids[id]),
        other => panic!("the matrix has no value of {other}: give it one in its ground"),
    }
}
