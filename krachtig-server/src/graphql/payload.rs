//! What a mutation answers: the record as it became, or the reasons why not.
//!
//! Two fields, so that a program can ask for both in one query without a union: `{ goal { id } refusals { code } }`.

use std::borrow::Cow;
use std::sync::Arc;

use krachtig_core::domain::refusal::{Decision, Refusal};

use super::shown::{Answer, Answered, Child, Fields, Object, Shown, Walk, alone, child};

/// A decided record among what its fields look at, or the refusals.
pub struct Payload<R: Shown>(Decided<R>);

enum Decided<R: Shown> {
    Done { record: R, around: Arc<R::Around> },
    Refused(Vec<Refusal>),
}

impl<R: Shown> Payload<R> {
    /// What to answer for what a service decided; `around` is the surroundings as they became with it.
    pub fn of(decided: Decision<(R, Arc<R::Around>)>) -> Object<Self> {
        Object::from(Self(match decided {
            Ok((record, around)) => Decided::Done { record, around },
            Err(refusals) => Decided::Refused(refusals.iter().cloned().collect()),
        }))
    }
}

/// The name of the field that holds the record: the type's name with a small first letter.
pub(super) fn record_field<R: Shown>() -> String {
    let name = R::name();
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(letters)
        .collect()
}

impl<R: Shown> Shown for Payload<R> {
    type Around = ();

    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Payload", R::name()))
    }

    fn about() -> Cow<'static, str> {
        Cow::Borrowed("What came of a mutation: the record as it became, or why nothing was done.")
    }

    fn describe(fields: &mut Fields<'_>) {
        fields.add::<Option<Child<'_, R>>>(&record_field::<R>(), "The record as it became; absent when refused.");
        fields.add::<Vec<Child<'_, Refusal>>>("refusals", "Why nothing was done; empty when it was done.");
    }

    fn field(&self, (): &(), name: &str, walk: &mut Walk<'_>) -> Option<Answered> {
        match (&self.0, name) {
            (Decided::Done { .. }, "refusals") => Some(walk.list::<Child<'_, Refusal>>([])),
            (Decided::Refused(refusals), "refusals") => {
                Some(refusals.iter().map(alone).collect::<Vec<_>>().answer(walk))
            }
            (Decided::Done { record, around }, name) if name == record_field::<R>() => {
                Some(child(record, around).answer(walk))
            }
            _ => None,
        }
    }
}
