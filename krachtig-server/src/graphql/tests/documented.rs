//! Finds what a schema's text leaves undescribed.

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition};

/// Every type, field, argument, enum value and input field of the schema that has no description, as a path.
pub(crate) fn undocumented(sdl: &str) -> Vec<String> {
    let document = parse_schema(sdl).expect("async-graphql reads the schema that it wrote");
    let mut told = Vec::new();
    for definition in document.definitions {
        if let TypeSystemDefinition::Type(ty) = definition {
            tell(&ty.node, &mut told);
        }
    }
    told.retain(|(_, described)| !described);
    told.into_iter().map(|(path, _)| path).collect()
}

/// The paths in a type, each with whether it is described.
fn tell(ty: &TypeDefinition, told: &mut Vec<(String, bool)>) {
    let name = &ty.name.node;
    told.push((name.to_string(), ty.description.is_some()));
    let fields = match &ty.kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        TypeKind::InputObject(input) => return tell_inputs(name, &input.fields, told),
        TypeKind::Enum(list) => {
            let values = list.values.iter().map(|value| &value.node);
            return told
                .extend(values.map(|value| (format!("{name}.{}", value.value.node), value.description.is_some())));
        }
        TypeKind::Scalar | TypeKind::Union(_) => return,
    };
    for field in fields.iter().map(|field| &field.node) {
        let path = format!("{name}.{}", field.name.node);
        tell_inputs(&path, &field.arguments, told);
        told.push((path, field.description.is_some()));
    }
}

fn tell_inputs(under: &str, inputs: &[Positioned<InputValueDefinition>], told: &mut Vec<(String, bool)>) {
    let inputs = inputs.iter().map(|input| &input.node);
    told.extend(inputs.map(|input| (format!("{under}.{}", input.name.node), input.description.is_some())));
}

#[test]
fn what_has_no_description_is_found() {
    let sdl = r#"
        "A type." type T { "A field." a("An argument." x: Int): Int b(y: Int): Int }
        enum E { "A value." A B }
        "An input." input I { "A field." a: Int b: Int }
        scalar S
    "#;
    assert_eq!(undocumented(sdl), ["T.b.y", "T.b", "E", "E.B", "I.b", "S"]);
}
