//! The national schema: releases of figures, and what they mean, for readers who are in no tenant.
//!
//! No type of it can reach a person, a family or a dossier, and none may be added that does: it is a schema of its own,
//! over a store of its own. What is told is decided by `krachtig_national::reading`; here it is only told.

pub mod making;
mod object;
mod releases;
mod stories;
mod word;

use std::sync::Arc;

use async_graphql::{
    Context, Data, EmptyMutation, EmptySubscription, Error, ErrorExtensions, Result, Schema, SchemaBuilder, Value,
};
use krachtig_core::error::Fault;
use krachtig_national::error::Failure;
use krachtig_national::reading::Reading;
use krachtig_national::word::Word as _;

pub use releases::NationalQuery;

use super::failure::{INTERNAL, REFUSED, coded, faulty};
use super::shown::AnswerRoom;

/// The bytes of the longest answer. Every figure of a hundred regions, with its margin and the labels of its category, is
/// half of it; who wants more of a release at once takes its files.
const LONGEST_ANSWER: usize = 1_200_000;

/// The schema for readers of releases. Each request needs [`request_data`].
pub type NationalSchema = Schema<NationalQuery, EmptyMutation, EmptySubscription>;

/// The schema, to be finished with the limits of whoever serves it.
pub fn builder() -> SchemaBuilder<NationalQuery, EmptyMutation, EmptySubscription> {
    Schema::build(NationalQuery, EmptyMutation, EmptySubscription)
}

/// The data that a request of the national schema needs.
pub fn request_data(reading: Reading) -> Data {
    let mut data = Data::default();
    data.insert(Arc::new(reading));
    data.insert(AnswerRoom::of(LONGEST_ANSWER));
    data
}

/// Who reads, and what is published.
fn reading<'c>(ctx: &Context<'c>) -> Result<&'c Arc<Reading>> {
    ctx.data().map_err(|_| bare())
}

fn bare() -> Error {
    coded(INTERNAL, "The request came in without its surroundings.")
}

/// The error of whatever kept a question from its answer: of a refusal its code and what it is about.
fn failed(failure: Failure, request: &str) -> Error {
    let refusals = match failure {
        Failure::Fault(fault) => return faulty(&Fault::from(fault), request),
        Failure::Refused(refusals) => refusals,
    };
    let Some(first) = refusals.all().first() else {
        return bare();
    };
    coded(REFUSED, first.code.about().trim()).extend_with(|_, extensions| {
        extensions.set("refusal", Value::from(first.code.code().to_ascii_uppercase()));
        extensions.set("field", Value::from(first.about.as_str()));
    })
}
