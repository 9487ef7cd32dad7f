//! What went wrong, as a GraphQL error with a stable code under `extensions.code`.
//!
//! Refusals of a mutation do not belong here: they are data of its payload. The text of an error never holds what only
//! the inside should know; the cause goes to the log, beside the id of the request.

use std::error::Error as _;

use async_graphql::{Error, ErrorExtensions, Value};
use krachtig_core::domain::refusal::{Refusal, Refusals};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::error::Fault;
use krachtig_core::service::Failure;

use super::refusal::{camel_path, message};

/// The code of a fault in the program itself.
pub const INTERNAL: &str = "internal";
/// The code of an error that tells a refusal.
pub const REFUSED: &str = "refused";
/// The code of an error about a cursor that no list gave.
pub const WRONG_CURSOR: &str = "wrong_cursor";
/// The code of an error about the size of a page.
pub const OUT_OF_RANGE: &str = "out_of_range";
/// The code of an error about an answer that would be longer than answers may be.
pub const ANSWER_TOO_LONG: &str = "answer_too_long";

/// An error with a stable code.
pub fn coded(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// The error of a failed machine: its code, and no word of the cause, which is logged.
pub fn faulty(fault: &Fault, request: &str) -> Error {
    let mut causes = Vec::new();
    let mut cause = fault.source();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    tracing::error!(request, code = fault.code(), %fault, cause = causes.join(": "), "a request failed");
    coded(
        fault.code(),
        "The server could not do this. Its log tells why, under the id of the request.",
    )
}

/// The error of a refused query: the code of the refusal under `extensions.refusal`, its place under `extensions.field`.
pub fn refused(refusals: &Refusals) -> Error {
    let Refusal { code, field, .. } = refusals.first();
    coded(REFUSED, message(refusals.first())).extend_with(|_, extensions| {
        extensions.set("refusal", Value::from(code.code().to_ascii_uppercase()));
        extensions.set("field", Value::from(camel_path(field)));
    })
}

/// The error of whatever kept a query from its answer.
pub fn failed(failure: &Failure, request: &str) -> Error {
    match failure {
        Failure::Refused(refusals) => refused(refusals),
        Failure::Fault(fault) => faulty(fault, request),
    }
}
