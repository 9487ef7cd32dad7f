//! What this door and the engine refuse, with stable codes, and nothing in the text that should not leave the house.
//!
//! What does NOT belong here: refusals of the casework itself; those come from the services with codes of their own.

use async_graphql::{ErrorExtensionValues, Response, ServerError};
use poem::http::StatusCode;

use super::names::Names;
use crate::http::HttpRefusal;

/// The code of a fault of ours.
pub const INTERNAL: &str = "internal";
/// The engine or a resolver refused a value or a query.
const INVALID: &str = "graphql_invalid";
const CODE: &str = "code";
const DOES_NOT_FIT: &str = "The query or one of its values does not fit the schema.";
/// A wrong query may have an error at each word; nobody reads more than these.
const MOST_ERRORS: usize = 50;

/// A query that is heavier than allowed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Breach {
    /// More words and signs than allowed.
    TooManyTokens,
    /// Nested deeper than allowed.
    TooDeep,
    /// More aliases than allowed.
    TooManyAliases,
    /// More directives than allowed.
    TooManyDirectives,
    /// More selections than allowed once fragments are spread out.
    TooManySelections,
    /// A fragment that holds itself.
    FragmentCycle,
    /// A question about the schema that goes round in circles.
    CircularIntrospection,
    /// A question about the schema by somebody who may not ask.
    IntrospectionOff,
}

impl Breach {
    pub(super) fn refusal(self) -> HttpRefusal {
        let (code, message) = match self {
            Self::TooManyTokens => ("graphql_too_many_tokens", "The query is too long."),
            Self::TooDeep => ("graphql_too_deep", "The query is nested too deep."),
            Self::TooManyAliases => ("graphql_too_many_aliases", "The query renames too many fields."),
            Self::TooManyDirectives => ("graphql_too_many_directives", "The query has too many directives."),
            Self::TooManySelections => (
                "graphql_too_many_selections",
                "The query asks for too many fields at once.",
            ),
            Self::FragmentCycle => ("graphql_fragment_cycle", "A fragment of the query holds itself."),
            Self::CircularIntrospection => (
                "graphql_introspection_too_deep",
                "The question about the schema goes too far.",
            ),
            Self::IntrospectionOff => ("graphql_introspection_off", "The schema is not told here."),
        };
        HttpRefusal::new(StatusCode::BAD_REQUEST, code, message)
    }
}

/// A query that does not parse. The parser's own text quotes the query, so only the place is told.
pub(super) fn syntax(error: &async_graphql::parser::Error) -> HttpRefusal {
    let message = match error.positions().next() {
        Some(place) => format!(
            "The query is not GraphQL at line {}, column {}.",
            place.line, place.column
        )
        .into(),
        None => "The query is not GraphQL.".into(),
    };
    HttpRefusal {
        status: StatusCode::BAD_REQUEST,
        code: "graphql_syntax",
        message,
    }
}

/// Gives every error of an answer a code, and takes out what only the inside should know.
///
/// The engine explains a wrong query with the names of fields, arguments and types. Somebody who may not ask for the
/// schema could read it from there, guess by guess, so without `tells_schema` only the code is left, once. It repeats what
/// was sent as well, which may be somebody's name: of that only names of the schema are left.
pub(super) fn polish(answer: &mut Response, (tells_schema, names): (bool, &Names)) {
    for error in &mut answer.errors {
        if code_of(error).is_some() {
            continue;
        }
        if error.source.is_some() {
            // Some library's error slipped through a `?`: its text was not written for the public.
            tracing::error!("a resolver failed with an error that has no code");
            *error = ServerError {
                locations: error.locations.clone(),
                path: error.path.clone(),
                ..internal()
            };
            continue;
        }
        let code = engine_code(&error.message);
        if code == INVALID && !tells_schema {
            DOES_NOT_FIT.clone_into(&mut error.message);
            error.locations.clear();
        } else {
            if let Some(end) = error.message.find(" Did you mean") {
                // The engine keeps suggesting the arguments of directives even with suggestions switched off.
                error.message.truncate(end);
            }
            error.message = names.told_of(&error.message);
        }
        error.extensions.get_or_insert_default().set(CODE, code);
    }
    answer.errors.dedup();
    answer.errors.truncate(MOST_ERRORS);
}

fn code_of(error: &ServerError) -> Option<&async_graphql::Value> {
    error.extensions.as_ref()?.get(CODE)
}

/// The engine's own refusals have no codes, only texts.
fn engine_code(message: &str) -> &'static str {
    match message {
        "Query is too complex." => "graphql_too_complex",
        "Query is nested too deep." => "graphql_too_deep",
        text if text.starts_with("The recursion depth of the query") => "graphql_too_deep",
        text if text.starts_with("Unknown operation named") => "graphql_no_such_operation",
        "Operation name required in request." => "graphql_no_such_operation",
        _ => INVALID,
    }
}

fn internal() -> ServerError {
    with_code(HttpRefusal::internal())
}

/// A refusal as an error within a GraphQL answer.
pub(super) fn with_code(refusal: HttpRefusal) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set(CODE, refusal.code);
    ServerError {
        extensions: Some(extensions),
        ..ServerError::new(refusal.message, None)
    }
}
