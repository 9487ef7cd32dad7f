//! The outermost object of a walk: what resolvers answer with.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use krachtig_core::domain::id::MemberId;

use super::Shown;
use super::room::AnswerRoom;
use super::walk::{Fields, Walk};
use crate::graphql::failure::{ANSWER_TOO_LONG, coded};
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

    fn walk(&self, ctx: &ContextSelectionSet<'_>, names: &Names, room: usize) -> Walked {
        let (wanted, room) = (RefCell::default(), Cell::new(Some(room)));
        let walk = Walk {
            query: ctx.query_env,
            selected: &ctx.item.node,
            names,
            wanted: &wanted,
            room: &room,
        };
        let value = walk.object(&self.record, &self.around);
        Walked {
            value,
            wanted: wanted.into_inner(),
            left: room.get(),
        }
    }
}

/// What a walk came to.
struct Walked {
    value: Value,
    /// Of whom no name was known.
    wanted: BTreeSet<MemberId>,
    /// How much longer the answer may become; none where it is too long.
    left: Option<usize>,
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
        let left = || room.map_or(usize::MAX, AnswerRoom::left);
        let mut walked = self.walk(ctx, &Names::none(), left());
        if !walked.wanted.is_empty() {
            // Names are asked for once for the whole object, after which it is walked again: a walk costs less than
            // keeping account of the places in it that wait for a name.
            let source = ctx.data::<MemberNames>().map_err(failed)?;
            let names = source.load(walked.wanted).await.map_err(failed)?;
            walked = self.walk(ctx, &names, left());
        }
        if let Some(room) = room {
            room.keep(walked.left.unwrap_or_default());
        }
        match walked.left {
            Some(_) => Ok(walked.value),
            None => Err(failed(coded(ANSWER_TOO_LONG, TOO_LONG))),
        }
    }
}
