//! The schema, once with every check and once for documents that have passed them.
//!
//! What does NOT belong here: the types of the schema.

use async_graphql::{Executor, ObjectType, Schema, SchemaBuilder, SubscriptionType, ValidationMode};

use super::names::Names;
use crate::settings::Graphql;

/// The engine's own bound on nesting while it checks, fragments counted as levels.
const ENGINE_RECURSION: usize = 32;

/// One schema in two settings of the engine.
///
/// Checking a document against the schema comes out the same every time, but for the variables, whose types the engine
/// checks again while it executes. So a document that was once accepted in full goes to the second engine, which leaves
/// out the rules and still sums the complexity with the variables at hand. Measured with rows in memory, a dossier took
/// 152 µs with parsing and rules, 84 µs with its document kept, and 70 µs without the rules as well.
#[derive(Clone)]
pub struct Engines<E> {
    pub(super) strict: E,
    pub(super) proven: E,
    pub(super) names: Names,
}

impl<Q, M, S> Engines<Schema<Q, M, S>>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
    Schema<Q, M, S>: Executor,
{
    /// Builds both with the limits of `settings` and without suggestions, which would tell the schema's names to those
    /// who may not ask. `schema` is called twice and must make the same schema each time.
    pub fn new(settings: &Graphql, schema: impl Fn() -> SchemaBuilder<Q, M, S>) -> Self {
        let build = |mode| {
            schema()
                .disable_suggestions()
                .limit_recursive_depth(ENGINE_RECURSION)
                .limit_depth(settings.depth)
                .limit_complexity(settings.complexity)
                .validation_mode(mode)
                .finish()
        };
        let strict = build(ValidationMode::Strict);
        Self {
            names: Names::of(&strict.sdl()),
            strict,
            proven: build(ValidationMode::Fast),
        }
    }

    /// The schema with every check, for instance to print it.
    pub fn schema(&self) -> &Schema<Q, M, S> {
        &self.strict
    }
}
