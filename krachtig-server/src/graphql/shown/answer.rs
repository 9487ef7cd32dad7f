//! What a field can answer with.

use async_graphql::registry::Registry;
use async_graphql::{InputType, OutputType, ScalarType};
use krachtig_core::domain::family::Municipality;
use krachtig_core::domain::id::Id;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::domain::vocabulary::Vocabulary;
use time::{Date, OffsetDateTime};

use super::{Answered, Object, Shown, Walk};
use crate::graphql::scalar::{Cents, GlobalId, Json, Word};

/// A value with which a field can answer without waiting.
pub trait Answer: Sized {
    /// Registers its GraphQL type and names it: `Date!`.
    fn register(registry: &mut Registry) -> String;

    /// Tells the value.
    fn answer(self, walk: &mut Walk<'_>) -> Answered;
}

macro_rules! answers {
    ($($type:ty as $registered:ty => |$value:ident| $wire:expr;)+) => {$(
        impl Answer for $type {
            fn register(registry: &mut Registry) -> String {
                <$registered as OutputType>::create_type_info(registry)
            }

            fn answer(self, walk: &mut Walk<'_>) -> Answered {
                let $value = self;
                walk.value(&$wire)
            }
        }
    )+};
}

answers! {
    bool as bool => |value| value;
    i32 as i32 => |value| value;
    i64 as i64 => |value| value;
    Version as i32 => |value| value.get();
    &str as String => |value| value;
    String as String => |value| value;
    &Line as String => |value| value.as_str();
    &Prose as String => |value| value.as_str();
    &Municipality as String => |value| value.as_str();
    Date as Date => |value| ScalarType::to_value(&value);
    OffsetDateTime as OffsetDateTime => |value| ScalarType::to_value(&value);
    Cents as Cents => |value| value.0.get();
    Json as Json => |value| value.0;
}

impl<V: Vocabulary> Answer for Word<V> {
    fn register(registry: &mut Registry) -> String {
        <Self as InputType>::create_type_info(registry)
    }

    fn answer(self, walk: &mut Walk<'_>) -> Answered {
        walk.word(self.0.code())
    }
}

impl<I: Id> Answer for GlobalId<I> {
    fn register(registry: &mut Registry) -> String {
        <Self as InputType>::create_type_info(registry)
    }

    fn answer(self, walk: &mut Walk<'_>) -> Answered {
        walk.value(&format_args!("{}", self.0))
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

    fn answer(self, walk: &mut Walk<'_>) -> Answered {
        match self {
            Some(value) => value.answer(walk),
            None => walk.null(),
        }
    }
}

/// A value that was fetched because its field is selected: always there for whoever asks.
pub struct Fetched<T>(pub Option<T>);

impl<T: Answer> Answer for Fetched<T> {
    fn register(registry: &mut Registry) -> String {
        T::register(registry)
    }

    fn answer(self, walk: &mut Walk<'_>) -> Answered {
        self.0.answer(walk)
    }
}

impl<T: Answer> Answer for Vec<T> {
    fn register(registry: &mut Registry) -> String {
        format!("[{}]!", T::register(registry))
    }

    fn answer(self, walk: &mut Walk<'_>) -> Answered {
        walk.list(self)
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

    fn answer(self, walk: &mut Walk<'_>) -> Answered {
        walk.object(self.record, self.around)
    }
}

/// An object that is made for this answer.
pub struct Made<R: Shown<Around = ()>>(pub R);

impl<R: Shown<Around = ()>> Answer for Made<R> {
    fn register(registry: &mut Registry) -> String {
        <Object<R> as OutputType>::create_type_info(registry)
    }

    fn answer(self, walk: &mut Walk<'_>) -> Answered {
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
