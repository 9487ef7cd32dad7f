//! The walk over a selection, and the telling of fields to the schema.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use async_graphql::context::QueryEnv;
use async_graphql::indexmap::IndexMap;
use async_graphql::indexmap::map::Entry;
use async_graphql::parser::types::{Selection, SelectionSet};
use async_graphql::registry::{Deprecation, MetaField, Registry};
use async_graphql::{Name, Value};
use krachtig_core::domain::id::MemberId;

use super::{Answer, Shown, room};
use crate::graphql::member_names::Names;
use crate::graphql::scalar::described;

/// What a field sees of the query: the selection under it, and the names of members that are known.
pub struct Walk<'w> {
    pub(super) query: &'w QueryEnv,
    pub(super) selected: &'w SelectionSet,
    pub(super) names: &'w Names,
    pub(super) wanted: &'w RefCell<BTreeSet<MemberId>>,
    /// How much longer the answer may become; none once it is too long.
    pub(super) room: &'w Cell<Option<usize>>,
}

impl Walk<'_> {
    /// A member's name, when it is known. An unknown one is noted, to be asked for once the walk is over.
    pub fn member_name(&self, id: MemberId) -> Option<&str> {
        if !self.names.asked(id) {
            self.wanted.borrow_mut().insert(id);
        }
        self.names.get(id)
    }

    /// The fields of a record that are selected here; nothing once the answer is too long, which is told instead of it.
    pub(super) fn object<R: Shown>(&self, record: &R, around: &R::Around) -> Value {
        if self.room.get().is_none() {
            return Value::Null;
        }
        self.take(room::OBJECT);
        let mut into = IndexMap::with_capacity(self.selected.items.len());
        self.fill((record, around), &mut into);
        Value::Object(into)
    }

    fn fill<R: Shown>(&self, (record, around): (&R, &R::Around), into: &mut IndexMap<Name, Value>) {
        for selection in &self.selected.items {
            let (condition, selected) = match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let value = if field.name.node == "__typename" {
                        Some(Value::String(R::name().into_owned()))
                    } else {
                        record.field(around, &field.name.node, &self.under(&field.selection_set.node))
                    };
                    let (key, value) = (&field.response_key().node, value.unwrap_or_default());
                    self.take(room::field(&value));
                    merge(into, key.clone(), value);
                    continue;
                }
                Selection::InlineFragment(inline) => (inline.node.type_condition.as_ref(), &inline.node.selection_set),
                Selection::FragmentSpread(spread) => {
                    // Validation has refused a query that spreads a fragment which it does not define.
                    let Some(fragment) = self.query.fragments.get(&spread.node.fragment_name.node) else {
                        continue;
                    };
                    (Some(&fragment.node.type_condition), &fragment.node.selection_set)
                }
            };
            if condition.is_none_or(|condition| condition.node.on.node.as_str() == R::name()) {
                self.under(&selected.node).fill((record, around), into);
            }
        }
    }

    fn take(&self, weight: usize) {
        self.room.set(self.room.get().and_then(|room| room.checked_sub(weight)));
    }

    fn under<'u>(&'u self, selected: &'u SelectionSet) -> Walk<'u> {
        Walk {
            selected,
            query: self.query,
            names: self.names,
            wanted: self.wanted,
            room: self.room,
        }
    }
}

/// Puts a value under its key. A field that is selected twice has answered the same value with other parts of it
/// selected, so the parts are put together.
fn merge(into: &mut IndexMap<Name, Value>, key: Name, value: Value) {
    match into.entry(key) {
        Entry::Vacant(place) => {
            place.insert(value);
        }
        Entry::Occupied(mut present) => merge_values(present.get_mut(), value),
    }
}

fn merge_values(present: &mut Value, value: Value) {
    match (present, value) {
        (Value::Object(present), Value::Object(more)) => {
            for (key, value) in more {
                merge(present, key, value);
            }
        }
        (Value::List(present), Value::List(more)) => {
            for (present, value) in present.iter_mut().zip(more) {
                merge_values(present, value);
            }
        }
        _ => {}
    }
}

/// Gathers the fields of an object for the schema.
pub struct Fields<'r> {
    pub(super) registry: &'r mut Registry,
    pub(super) told: IndexMap<String, MetaField>,
}

impl Fields<'_> {
    /// Tells a field that answers with an `A`.
    pub fn add<A: Answer>(&mut self, name: &str, about: &str) {
        let ty = A::register(self.registry);
        let field = MetaField {
            name: name.to_owned(),
            description: described(about),
            args: IndexMap::new(),
            ty,
            deprecation: Deprecation::NoDeprecated,
            cache_control: async_graphql::CacheControl::default(),
            external: false,
            requires: None,
            provides: None,
            visible: None,
            shareable: false,
            inaccessible: false,
            tags: Vec::new(),
            override_from: None,
            compute_complexity: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        };
        self.told.insert(name.to_owned(), field);
    }
}
