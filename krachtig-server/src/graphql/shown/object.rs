//! The outermost object of a walk: what resolvers answer with.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

use super::Shown;
use super::plan::{Planned, is_repeated};
use super::room::{self, AnswerRoom};
use super::walk::{Fields, Telling, Walk};
use crate::graphql::failure::{ANSWER_TOO_LONG, INTERNAL, coded};
use crate::graphql::member_names::{MemberNames, Names};
use crate::graphql::scalar::described;

/// What is told instead of an answer that is too long.
const TOO_LONG: &str = "The answer would be too long. Ask for less at once: fewer fields, or a part of what there is.";

/// A record with what its fields look at: a GraphQL object that a resolver answers with.
#[derive(Clone)]
pub struct Object<R: Shown> {
    record: R,
    around: Arc<R::Around>,
}

impl<R: Shown> Object<R> {
    /// The record among these surroundings.
    pub fn new(record: R, around: Arc<R::Around>) -> Self {
        Self { record, around }
    }

    fn walk(&self, at: &Planned<'_>, names: &Names, most: usize) -> Telling {
        let mut telling = Telling {
            json: Vec::new(),
            most,
            wanted: BTreeSet::new(),
        };
        let mut walk = Walk {
            names,
            at,
            telling: &mut telling,
        };
        let _told = walk.object(&self.record, &self.around);
        telling
    }
}

impl<R: Shown<Around = ()>> From<R> for Object<R> {
    fn from(record: R) -> Self {
        Self::new(record, Arc::new(()))
    }
}

impl<R: Shown> OutputType for Object<R> {
    fn type_name() -> Cow<'static, str> {
        R::name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
            let mut fields = Fields {
                registry,
                told: IndexMap::new(),
            };
            R::describe(&mut fields);
            MetaType::Object {
                name: R::name().into_owned(),
                description: described(&R::about()),
                fields: fields.told,
                cache_control: async_graphql::CacheControl::default(),
                extends: false,
                shareable: false,
                resolvable: true,
                keys: None,
                visible: None,
                inaccessible: false,
                interface_object: false,
                tags: Vec::new(),
                is_subscription: false,
                rust_typename: Some(std::any::type_name::<Self>()),
                directive_invocations: Vec::new(),
                requires_scopes: Vec::new(),
            }
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let failed = |error: async_graphql::Error| ctx.set_error_path(error.into_server_error(field.pos));
        let room = ctx.data_opt::<AnswerRoom>();
        let most = room.map_or(usize::MAX, AnswerRoom::left);
        let query = ctx.query_env;
        let at = Planned::new(&field.node, &query.fragments);
        let mut told = self.walk(&at, &Names::none(), most);
        if !told.wanted.is_empty() {
            // Names are asked for once for the whole object, after which it is walked again: a walk costs less than
            // keeping account of the places in it that wait for a name.
            let source = ctx.data::<MemberNames>().map_err(failed)?;
            let names = source.load(told.wanted).await.map_err(failed)?;
            told = self.walk(&at, &names, most);
        }
        // What a root selects twice under one key, async-graphql puts together, which it can do with values alone.
        let repeated = is_repeated(&field.node, &query.operation.node, &query.fragments);
        let times = if repeated { room::AS_VALUES } else { 1 };
        if room.is_some_and(|room| !room.take(told.json.len() * times)) {
            return Err(failed(coded(ANSWER_TOO_LONG, TOO_LONG)));
        }
        if repeated {
            let values = serde_json::from_slice(&told.json);
            return values.map_err(|_| failed(coded(INTERNAL, "What was told is no JSON.")));
        }
        Ok(Value::Binary(told.json.into()))
    }
}
