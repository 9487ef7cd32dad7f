//! The outermost object of a walk: what resolvers answer with.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use krachtig_core::domain::id::MemberId;

use super::Shown;
use super::walk::{Fields, Walk};
use crate::graphql::member_names::{MemberNames, Names};
use crate::graphql::scalar::described;

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

    fn walk(&self, ctx: &ContextSelectionSet<'_>, names: &Names) -> (Value, BTreeSet<MemberId>) {
        let wanted = RefCell::default();
        let walk = Walk {
            query: ctx.query_env,
            selected: &ctx.item.node,
            names,
            wanted: &wanted,
        };
        let value = walk.object(&self.record, &self.around);
        (value, wanted.into_inner())
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
        let (value, wanted) = self.walk(ctx, &Names::none());
        if wanted.is_empty() {
            return Ok(value);
        }
        // Names are asked for once for the whole object, after which it is walked again: a walk costs less than
        // keeping account of the places in it that wait for a name.
        let failed = |error: async_graphql::Error| ctx.set_error_path(error.into_server_error(field.pos));
        let source = ctx.data::<MemberNames>().map_err(failed)?;
        let names = source.load(wanted).await.map_err(failed)?;
        Ok(self.walk(ctx, &names).0)
    }
}
