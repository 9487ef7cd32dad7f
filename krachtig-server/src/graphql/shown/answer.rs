//! What a field can answer with.

use async_graphql::registry::Registry;
use async_graphql::{InputType, OutputType, ScalarType, Value};
use krachtig_core::domain::family::Municipality;
use krachtig_core::domain::id::Id;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::domain::vocabulary::Vocabulary;
use time::{Date, OffsetDateTime};

use super::{Object, Shown, Walk};
use crate::graphql::scalar::{Cents, GlobalId, Json, Word};

/// A value with which a field can answer without waiting.
pub trait Answer: Sized {
    /// Registers its GraphQL type and names it: `Date!`.
    fn register(registry: &mut Registry) -> String;

    /// The value on the wire.
    fn answer(self, walk: &Walk<'_>) -> Value;
}

macro_rules! answers {
    ($($type:ty as $registered:ty => |$value:ident| $wire:expr;)+) => {$(
        impl Answer for $type {
            fn register(registry: &mut Registry) -> String {
                <$registered as OutputType>::create_type_info(registry)
            }

            fn answer(self, _: &Walk<'_>) -> Value {
                let $value = self;
                $wire
            }
        }
    )+};
}

answers! {
    bool as bool => |value| Value::Boolean(value);
    i32 as i32 => |value| Value::Number(value.into());
    i64 as i64 => |value| Value::Number(value.into());
    Version as i32 => |value| Value::Number(value.get().into());
    &str as String => |value| Value::String(value.to_owned());
    String as String => |value| Value::String(value);
    &Line as String => |value| Value::String(value.as_str().to_owned());
    &Prose as String => |value| Value::String(value.as_str().to_owned());
    &Municipality as String => |value| Value::String(value.as_str().to_owned());
    Date as Date => |value| ScalarType::to_value(&value);
    OffsetDateTime as OffsetDateTime => |value| ScalarType::to_value(&value);
    Cents as Cents => |value| ScalarType::to_value(&value);
    Json as Json => |value| ScalarType::to_value(&value);
}

impl<V: Vocabulary> Answer for Word<V> {
    fn register(registry: &mut Registry) -> String {
        <Self as InputType>::create_type_info(registry)
    }

    fn answer(self, _: &Walk<'_>) -> Value {
        self.wire()
    }
}

impl<I: Id> Answer for GlobalId<I> {
    fn register(registry: &mut Registry) -> String {
        <Self as InputType>::create_type_info(registry)
    }

    fn answer(self, _: &Walk<'_>) -> Value {
        self.wire()
    }
}

impl<T: Answer> Answer for Option<T> {
    fn register(registry: &mut Registry) -> String {
        let mut name = T::register(registry);
        if name.ends_with('!') {
            name.pop();
        }
        name
    }

    fn answer(self, walk: &Walk<'_>) -> Value {
        self.map_or(Value::Null, |value| value.answer(walk))
    }
}

/// A value that was fetched because its field is selected: always there for whoever asks.
pub struct Fetched<T>(pub Option<T>);

impl<T: Answer> Answer for Fetched<T> {
    fn register(registry: &mut Registry) -> String {
        T::register(registry)
    }

    fn answer(self, walk: &Walk<'_>) -> Value {
        self.0.answer(walk)
    }
}

impl<T: Answer> Answer for Vec<T> {
    fn register(registry: &mut Registry) -> String {
        format!("[{}]!", T::register(registry))
    }

    fn answer(self, walk: &Walk<'_>) -> Value {
        Value::List(self.into_iter().map(|value| value.answer(walk)).collect())
    }
}

/// An object under the one whose field answers, borrowed from the same memory.
#[derive(Clone, Copy)]
pub struct Child<'a, R: Shown> {
    record: &'a R,
    around: &'a R::Around,
}

impl<R: Shown> Answer for Child<'_, R> {
    fn register(registry: &mut Registry) -> String {
        <Object<R> as OutputType>::create_type_info(registry)
    }

    fn answer(self, walk: &Walk<'_>) -> Value {
        walk.object(self.record, self.around)
    }
}

/// An object that is made for this answer.
pub struct Made<R: Shown<Around = ()>>(pub R);

impl<R: Shown<Around = ()>> Answer for Made<R> {
    fn register(registry: &mut Registry) -> String {
        <Object<R> as OutputType>::create_type_info(registry)
    }

    fn answer(self, walk: &Walk<'_>) -> Value {
        walk.object(&self.0, &())
    }
}

/// The record as a child that looks at the same surroundings.
pub fn child<'a, R: Shown>(record: &'a R, around: &'a R::Around) -> Child<'a, R> {
    Child { record, around }
}

/// The record as a child that looks at nothing but itself.
pub fn alone<R: Shown<Around = ()>>(record: &R) -> Child<'_, R> {
    Child { record, around: &() }
}

/// The records as children that look at the same surroundings.
pub fn children<'a, R: Shown>(records: impl IntoIterator<Item = &'a R>, around: &'a R::Around) -> Vec<Child<'a, R>> {
    records.into_iter().map(|record| child(record, around)).collect()
}
