//! Records that are shown as GraphQL objects, read from memory in one walk that never waits.
//!
//! async-graphql resolves every field of every object in a boxed future of its own, which for values that are at
//! hand is most of the work. Here an object's field is a plain function that tells a part of the record, and the
//! outermost object ([`Object`]) walks the whole selection under it at once, children borrowed from the dossier that it
//! holds. What is told is written as JSON right away, for a map for each object, filled to be written once, costs several
//! times what telling does. Validation, introspection and the schema's text are async-graphql's: an object registers
//! there like any other, and its JSON goes through as it is.
//!
//! What has to be loaded does not belong here: that is a root resolver's one call to a service. Names of members are
//! the exception, see [`super::member_names`]. A field that is shown takes no arguments. Extensions of async-graphql
//! that hook into single fields see the outermost object only.

mod answer;
mod object;
mod plan;
mod room;
mod walk;

use std::borrow::Cow;

pub use answer::{Answer, Child, Fetched, Made, alone, child, children};
pub use object::Object;
pub use room::AnswerRoom;
pub use walk::{Answered, Fields, Walk};

/// A value that is shown as a GraphQL object.
pub trait Shown: Send + Sync + Sized + 'static {
    /// What its fields look at besides the value itself; `()` when the value is enough.
    type Around: ?Sized + Send + Sync + 'static;

    /// The name of the GraphQL type.
    fn name() -> Cow<'static, str>;

    /// What it is, for the schema.
    fn about() -> Cow<'static, str>;

    /// Tells its fields, for the schema.
    fn describe(fields: &mut Fields<'_>);

    /// Tells a field; nothing for a field that it does not have, which validation keeps away.
    fn field(&self, around: &Self::Around, name: &str, walk: &mut Walk<'_>) -> Option<Answered>;
}

/// Declares how a value is shown: the name, and per field its text, its GraphQL type and what it answers.
///
/// The names of fields are written as on the wire, in camelCase. What a field looks at besides the value itself is
/// named as a second parameter, where there is such a thing.
macro_rules! shown {
    ($(#[doc = $about:literal])* $name:literal, |$record:ident: $type:ty| { $($fields:tt)+ }) => {
        $crate::graphql::shown::shown! {
            $(#[doc = $about])* $name, |$record: $type, _around: ()| { $($fields)+ }
        }
    };
    ($(#[doc = $about:literal])* $name:literal, |$record:ident: $type:ty, $around:ident: $home:ty| {
        $($(#[doc = $field_about:literal])* $field:ident: $answer:ty = $value:expr;)+
    }) => {
        impl $crate::graphql::shown::Shown for $type {
            type Around = $home;

            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed($name)
            }

            fn about() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(concat!($($about),*))
            }

            fn describe(fields: &mut $crate::graphql::shown::Fields<'_>) {
                $(fields.add::<$answer>(stringify!($field), concat!($($field_about),*));)+
            }

            fn field(
                &self,
                around: &Self::Around,
                name: &str,
                walk: &mut $crate::graphql::shown::Walk<'_>,
            ) -> Option<$crate::graphql::shown::Answered> {
                let ($record, $around) = (self, around);
                $(if name == stringify!($field) {
                    let answer: $answer = $value;
                    return Some($crate::graphql::shown::Answer::answer(answer, walk));
                })+
                None
            }
        }
    };
}
pub(crate) use shown;
