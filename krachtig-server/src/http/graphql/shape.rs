//! Weighs a parsed query: how deep and how wide it is once its fragments are spread out.
//!
//! Each fragment is measured once, so a chain of fragments that doubles at every step is weighed in a moment although
//! spreading it out would never end; the engine's own checks do spread it out, and therefore must not see it.
//! What does NOT belong here: weights that the schema gives to its fields; the engine sums those.

use std::collections::HashMap;

use async_graphql::{
    Name, Positioned,
    parser::types::{ExecutableDocument, FragmentDefinition, Selection, SelectionSet},
};

use super::errors::Breach;
use crate::settings::Graphql;

/// Where a query asks for the schema.
const INTROSPECTION_ROOTS: [&str; 2] = ["__schema", "__type"];
/// Lists in the schema's description that lead back to types, so that each one multiplies the answer.
const CIRCULAR_LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];
const PLAIN_LISTS: [&str; 4] = ["args", "directives", "enumValues", "types"];
/// The query that tools send asks for nine lists, one of them circular on each way down.
const MOST_INTROSPECTION_LISTS: usize = 16;
const MOST_INTROSPECTION_ROOTS: usize = 2;

/// Weighs every operation of `document`; whether it may ask for the schema is `introspection`.
pub(super) fn check(document: &ExecutableDocument, limits: &Graphql, introspection: bool) -> Result<(), Breach> {
    let mut scale = Scale {
        fragments: &document.fragments,
        weighed: HashMap::new(),
    };
    // Fragments that nothing uses are weighed too: the engine looks at them all.
    for name in document.fragments.keys() {
        scale.fragment(name)?.within(limits)?;
    }
    for (_, operation) in document.operations.iter() {
        let weight = scale.selection_set(&operation.node.selection_set.node)?;
        weight.within(limits)?;
        if weight.introspection_roots > 0 && !introspection {
            return Err(Breach::IntrospectionOff);
        }
    }
    Ok(())
}

/// What a set of selections weighs, fragments spread out.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    depth: usize,
    selections: usize,
    /// Lists of the schema's description below here, if this turns out to be introspection.
    lists: usize,
    /// Circular ones on the longest way down.
    circular: usize,
    introspection_roots: usize,
    introspection_lists: usize,
    introspection_circular: usize,
}

impl Weight {
    fn within(&self, limits: &Graphql) -> Result<(), Breach> {
        if self.depth > limits.depth {
            return Err(Breach::TooDeep);
        }
        if self.selections > limits.selections {
            return Err(Breach::TooManySelections);
        }
        if self.introspection_roots > MOST_INTROSPECTION_ROOTS
            || self.introspection_lists > MOST_INTROSPECTION_LISTS
            || self.introspection_circular > 1
        {
            return Err(Breach::CircularIntrospection);
        }
        Ok(())
    }

    fn beside(&mut self, other: Self) {
        self.depth = self.depth.max(other.depth);
        self.selections = self.selections.saturating_add(other.selections);
        self.lists = self.lists.saturating_add(other.lists);
        self.circular = self.circular.max(other.circular);
        self.introspection_roots = self.introspection_roots.saturating_add(other.introspection_roots);
        self.introspection_lists = self.introspection_lists.saturating_add(other.introspection_lists);
        self.introspection_circular = self.introspection_circular.max(other.introspection_circular);
    }

    fn under_field(mut self, name: &str) -> Self {
        self.depth += 1;
        let circular = CIRCULAR_LISTS.contains(&name);
        self.circular += usize::from(circular);
        self.lists = self
            .lists
            .saturating_add(usize::from(circular || PLAIN_LISTS.contains(&name)));
        if INTROSPECTION_ROOTS.contains(&name) {
            self.introspection_roots = self.introspection_roots.saturating_add(1);
            self.introspection_lists = self.introspection_lists.saturating_add(self.lists);
            self.introspection_circular = self.introspection_circular.max(self.circular);
        }
        self
    }
}

struct Scale<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while a fragment is being weighed: meeting it again then is a cycle.
    weighed: HashMap<&'a str, Option<Weight>>,
}

impl<'a> Scale<'a> {
    fn fragment(&mut self, name: &str) -> Result<Weight, Breach> {
        // An unknown fragment weighs nothing; the engine says that it is unknown.
        let Some((name, fragment)) = self.fragments.get_key_value(name) else {
            return Ok(Weight::default());
        };
        match self.weighed.get(name.as_str()) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => return Err(Breach::FragmentCycle),
            None => {}
        }
        self.weighed.insert(name, None);
        let weight = self.selection_set(&fragment.node.selection_set.node)?;
        self.weighed.insert(name, Some(weight));
        Ok(weight)
    }

    fn selection_set(&mut self, set: &'a SelectionSet) -> Result<Weight, Breach> {
        let mut sum = Weight::default();
        for selection in &set.items {
            let mut weight = match &selection.node {
                Selection::Field(field) => self
                    .selection_set(&field.node.selection_set.node)?
                    .under_field(&field.node.name.node),
                Selection::InlineFragment(inline) => self.selection_set(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            };
            weight.selections = weight.selections.saturating_add(1);
            sum.beside(weight);
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt::Write, time::Instant};

    use super::*;

    fn of(query: &str) -> Result<(), Breach> {
        let document = async_graphql::parser::parse_query(query).expect("it parses");
        check(
            &document,
            &Graphql {
                depth: 4,
                selections: 6,
                ..Graphql::default()
            },
            true,
        )
    }

    #[test]
    fn depth_and_width_count_what_fragments_bring() {
        assert_eq!(of("{ a { b { c { d } } } }"), Ok(()));
        assert_eq!(of("{ a { b { c { d { e } } } } }"), Err(Breach::TooDeep));
        assert_eq!(
            of("{ a { ...F } } fragment F on T { b { ... on T { c { d { e } } } } }"),
            Err(Breach::TooDeep)
        );
        assert_eq!(of("{ a b c d e f }"), Ok(()));
        assert_eq!(
            of("{ ...F ...F } fragment F on T { a b c }"),
            Err(Breach::TooManySelections)
        );
    }

    #[test]
    fn circles_are_found_from_every_side() {
        for query in [
            "{ ...A } fragment A on T { ...A }",
            "{ ...A } fragment A on T { a { ...B } } fragment B on T { ...A }",
            "{ a } fragment A on T { ...B } fragment B on T { ...A }",
        ] {
            assert_eq!(of(query), Err(Breach::FragmentCycle), "{query}");
        }
    }

    #[test]
    fn fragments_that_double_are_weighed_in_a_moment() {
        let mut query = "{ ...F0 }".to_owned();
        for step in 0..200 {
            write!(
                query,
                " fragment F{step} on T {{ ...F{next} ...F{next} }}",
                next = step + 1
            )
            .expect("strings grow");
        }
        let document = async_graphql::parser::parse_query(&query).expect("it parses");
        let begun = Instant::now();
        assert_eq!(
            check(&document, &Graphql::default(), true),
            Err(Breach::TooManySelections)
        );
        assert!(begun.elapsed().as_millis() < 50, "took {:?}", begun.elapsed());
    }

    #[test]
    fn the_schema_may_be_asked_for_once_around() {
        let limits = Graphql::default();
        let check = |query: &str, allowed| {
            check(
                &async_graphql::parser::parse_query(query).expect("it parses"),
                &limits,
                allowed,
            )
        };
        let fair = "{ __schema { types { fields { args { type { ofType { name } } } } inputFields { name } } } }";
        assert_eq!(check(fair, true), Ok(()));
        assert_eq!(check(fair, false), Err(Breach::IntrospectionOff));
        assert_eq!(check("{ a { __typename } }", false), Ok(()));
        let circular = "{ __schema { types { fields { type { fields { type { name } } } } } } }";
        assert_eq!(check(circular, true), Err(Breach::CircularIntrospection));
        let hidden = "{ ...A } fragment A on Q { __type(name: \"T\") { ...B } } \
                      fragment B on __Type { fields { type { ...C } } } fragment C on __Type { fields { name } }";
        assert_eq!(check(hidden, true), Err(Breach::CircularIntrospection));
        assert_eq!(
            check("{ fields { fields { fields { name } } } }", true),
            Ok(()),
            "our own field of that name"
        );
        let wide = format!("{{ __schema {{ {} }} }}", "types { name } ".repeat(17));
        assert_eq!(check(&wide, true), Err(Breach::CircularIntrospection));
    }
}
