//! Ids on the wire: a scalar per kind of id, which takes no id of another kind.

use std::borrow::Cow;
use std::ops::Deref;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{
    ContextSelectionSet, InputType, InputValueError, InputValueResult, OutputType, Positioned, ServerResult, Value,
};
use krachtig_core::domain::id::Id;

use super::described;

/// An id of the kind `I`: a GraphQL scalar named after the kind, told as a text that begins with the kind's prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalId<I: Id>(pub I);

impl<I: Id> GlobalId<I> {
    /// The id as it is told on the wire.
    #[must_use]
    pub fn wire(self) -> Value {
        Value::String(self.0.to_string())
    }

    fn meta() -> MetaType {
        let about = format!("The id of: {} It begins with `{}_`.", I::ABOUT, I::PREFIX);
        MetaType::Scalar {
            name: I::NAME.to_owned(),
            description: described(&about),
            // Only the shape is checked while a query is validated; the prefix is checked when the id is parsed,
            // for only there can the answer say what was expected.
            is_valid: Some(std::sync::Arc::new(|value| matches!(value, Value::String(_)))),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            specified_by_url: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        }
    }
}

impl<I: Id> Deref for GlobalId<I> {
    type Target = I;

    fn deref(&self) -> &I {
        &self.0
    }
}

impl<I: Id> InputType for GlobalId<I> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(I::NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::Scalar, |_| Self::meta())
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.unwrap_or_default() {
            Value::String(text) => text.parse().map(Self).map_err(InputValueError::custom),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        self.wire()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<I: Id> OutputType for GlobalId<I> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(I::NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Self as InputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(self.wire())
    }
}
