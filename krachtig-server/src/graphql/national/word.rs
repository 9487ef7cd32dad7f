//! Every closed word list of releases as a GraphQL enum, from one generic wrapper. Words are told and never asked for.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value};
use krachtig_national::word::Word;

use crate::graphql::scalar::described;
use crate::graphql::shown::{Answer, Answered, Walk};

/// A word of the list `W`: a GraphQL enum named after the list, its values the codes in SCREAMING_SNAKE_CASE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coded<W: Word>(pub(super) W);

impl<W: Word> Coded<W> {
    fn wire(self) -> Value {
        Value::Enum(Name::new(self.0.code().to_ascii_uppercase()))
    }
}

impl<W: Word> OutputType for Coded<W> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        W::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Enum, |_| MetaType::Enum {
            name: W::NAME.to_owned(),
            description: described(W::ABOUT),
            enum_values: W::ALL.iter().map(value).collect::<IndexMap<_, _>>(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(self.wire())
    }
}

fn value<W: Word>(word: &W) -> (String, MetaEnumValue) {
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
}

impl<W: Word> Answer for Coded<W> {
    fn register(registry: &mut Registry) -> String {
        <Self as OutputType>::create_type_info(registry)
    }

    fn answer(self, walk: &mut Walk<'_>) -> Answered {
        walk.word(self.0.code())
    }
}
