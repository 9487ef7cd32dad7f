//! What is told of an object: its selection with fragments spread out, and what is selected twice put together.
//!
//! No object here implements an interface or is in a union, so validation lets no fragment stand where it is on another
//! type, and conditions need no look.

use std::collections::HashMap;

use async_graphql::parser::types::{Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

/// The fragments of a query, by their names.
pub(super) type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// A field that is told under one key, wherever in the query it is selected.
pub(super) struct Planned<'q> {
    /// The field's name.
    pub(super) name: &'q str,
    /// What its value is told under.
    pub(super) key: &'q str,
    /// What is told of the objects that it answers with, in the order of the query.
    pub(super) fields: Vec<Planned<'q>>,
}

impl<'q> Planned<'q> {
    /// This field, selected at one place.
    pub(super) fn new(field: &'q Field, fragments: &'q Fragments) -> Self {
        Self::of(field, &[&field.selection_set.node], fragments)
    }

    fn of(field: &'q Field, places: &[&'q SelectionSet], fragments: &'q Fragments) -> Self {
        let mut found: Vec<(&Field, Vec<&SelectionSet>)> = Vec::new();
        for place in places {
            each_field(place, fragments, &mut |field| {
                let selected = &field.selection_set.node;
                let key = field.response_key();
                match found
                    .iter_mut()
                    .find(|(present, _)| present.response_key().node == key.node)
                {
                    Some((_, places)) => places.push(selected),
                    None => found.push((field, vec![selected])),
                }
            });
        }
        let fields = found.iter().map(|(field, places)| Self::of(field, places, fragments));
        Self {
            name: &field.name.node,
            key: &field.response_key().node,
            fields: fields.collect(),
        }
    }
}

/// Whether the operation's root selects something else under the key of this field, too.
pub(super) fn is_repeated(root: &Field, operation: &OperationDefinition, fragments: &Fragments) -> bool {
    let mut places = 0;
    each_field(&operation.selection_set.node, fragments, &mut |field| {
        places += usize::from(field.response_key().node == root.response_key().node);
    });
    places > 1
}

/// Visits each field of a selection and of the fragments in it.
fn each_field<'q>(selected: &'q SelectionSet, fragments: &'q Fragments, visit: &mut impl FnMut(&'q Field)) {
    for selection in &selected.items {
        let selected = match &selection.node {
            Selection::Field(field) => {
                visit(&field.node);
                continue;
            }
            Selection::InlineFragment(inline) => &inline.node.selection_set,
            // Validation has refused a query that spreads a fragment which it does not define.
            Selection::FragmentSpread(spread) => match fragments.get(&spread.node.fragment_name.node) {
                Some(fragment) => &fragment.node.selection_set,
                None => continue,
            },
        };
        each_field(&selected.node, fragments, visit);
    }
}
