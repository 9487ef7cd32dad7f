//! Every closed word list of the domain as a GraphQL enum, from one generic wrapper.

use std::borrow::Cow;
use std::ops::Deref;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry};
use async_graphql::{
    ContextSelectionSet, InputType, InputValueError, InputValueResult, Name, OutputType, Positioned, ServerResult,
    Value,
};
use krachtig_core::domain::vocabulary::Vocabulary;

use super::described;

/// A word of the list `V`: a GraphQL enum named after the list, its values the codes in SCREAMING_SNAKE_CASE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<V: Vocabulary>(pub V);

impl<V: Vocabulary> Word<V> {
    /// The word under its name on the wire.
    #[must_use]
    pub fn wire(self) -> Value {
        Value::Enum(Name::new(self.0.code().to_ascii_uppercase()))
    }

    /// The word with this name on the wire: the code in upper case, and in no other case.
    fn from_wire(name: &str) -> Option<Self> {
        let upper = !name.bytes().any(|byte| byte.is_ascii_lowercase());
        let named = |word: &&V| upper && word.code().eq_ignore_ascii_case(name);
        V::ALL.iter().find(named).copied().map(Self)
    }

    fn meta(rust_typename: &'static str) -> MetaType {
        let value = |word: &V| {
            let name = word.code().to_ascii_uppercase();
            let meta = MetaEnumValue {
                name: name.clone(),
                description: described(word.about()),
                deprecation: Deprecation::NoDeprecated,
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                directive_invocations: Vec::new(),
            };
            (name, meta)
        };
        MetaType::Enum {
            name: pascal_case(V::NAME),
            description: described(V::ABOUT),
            enum_values: V::ALL.iter().map(value).collect::<IndexMap<_, _>>(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: Some(rust_typename),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        }
    }
}

impl<V: Vocabulary> Deref for Word<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.0
    }
}

impl<V: Vocabulary> InputType for Word<V> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Owned(pascal_case(V::NAME))
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let rust = std::any::type_name::<Self>();
        registry.create_input_type::<Self, _>(MetaTypeId::Enum, |_| Self::meta(rust))
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        // A literal arrives as an enum value, a variable as a JSON string.
        let name = match &value {
            Value::Enum(name) => name.as_str(),
            Value::String(name) => name.as_str(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        Self::from_wire(name).ok_or_else(|| InputValueError::custom("the list has no such word"))
    }

    fn to_value(&self) -> Value {
        self.wire()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<V: Vocabulary> OutputType for Word<V> {
    fn type_name() -> Cow<'static, str> {
        <Self as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Self as InputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(self.wire())
    }
}

/// `life_domain` as `LifeDomain`.
fn pascal_case(snake: &str) -> String {
    let capital = |part: &str| {
        let mut chars = part.chars();
        chars
            .next()
            .map(|first| first.to_ascii_uppercase())
            .into_iter()
            .chain(chars)
            .collect::<String>()
    };
    snake.split('_').map(capital).collect()
}
