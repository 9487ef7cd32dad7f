//! What mutations and filters take in: input objects, each turned into the command or draft that a service takes.
//!
//! Checking what was typed does not belong here: texts, dates and amounts pass as they came, and the domain refuses
//! them with a code and the path of the field. An input field has the name of the domain's field, so that such a path
//! leads back to it. Only what has no meaning at all (an id of another kind, a word of no list) is refused by GraphQL.

pub mod access;
pub mod budget;
pub mod casework;
pub mod filter;
pub mod mapping;
pub mod people;
pub mod rights;
pub mod rules;
pub mod support;
pub mod tenant;

pub mod own_plan;

pub mod notice;

use async_graphql::NewType;
use krachtig_core::domain::id::Id;
use krachtig_core::domain::money;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::vocabulary::Vocabulary;
use time::Date;

use super::scalar::{Cents, GlobalId, Json, Word};

/// A value as it came in, which becomes what the domain takes.
pub trait Input {
    /// What the domain takes.
    type Plain;

    /// The value as the domain takes it.
    fn plain(self) -> Self::Plain;
}

/// The version of a record that whoever edits it has seen.
#[derive(Clone, Copy, Debug, NewType)]
pub struct Seen(i32);

impl Input for Seen {
    type Plain = Version;

    fn plain(self) -> Version {
        Version::new(self.0)
    }
}

macro_rules! as_it_is {
    ($($type:ty),+) => {$(
        impl Input for $type {
            type Plain = Self;

            fn plain(self) -> Self {
                self
            }
        }
    )+};
}
as_it_is!(String, bool, i32, i64, Date);

impl<V: Vocabulary> Input for Word<V> {
    type Plain = V;

    fn plain(self) -> V {
        self.0
    }
}

impl<I: Id> Input for GlobalId<I> {
    type Plain = I;

    fn plain(self) -> I {
        self.0
    }
}

impl Input for Cents {
    type Plain = money::Cents;

    fn plain(self) -> money::Cents {
        self.0
    }
}

impl Input for Json {
    type Plain = serde_json::Value;

    fn plain(self) -> Self::Plain {
        self.0
    }
}

impl<T: Input> Input for Option<T> {
    type Plain = Option<T::Plain>;

    fn plain(self) -> Self::Plain {
        self.map(Input::plain)
    }
}

impl<T: Input> Input for Vec<T> {
    type Plain = Vec<T::Plain>;

    fn plain(self) -> Self::Plain {
        self.into_iter().map(Input::plain).collect()
    }
}

/// Declares an input object whose fields are those of what the domain takes.
macro_rules! input {
    ($(#[$($about:tt)*])* $name:ident => $plain:ty {
        $($(#[$($field_about:tt)*])* $field:ident: $type:ty),+ $(,)?
    }) => {
        #[derive(Clone, Debug, async_graphql::InputObject)]
        $(#[$($about)*])*
        pub struct $name {
            $($(#[$($field_about)*])* pub $field: $type),+
        }

        impl $crate::graphql::input::Input for $name {
            type Plain = $plain;

            fn plain(self) -> Self::Plain {
                Self::Plain { $($field: $crate::graphql::input::Input::plain(self.$field)),+ }
            }
        }
    };
}
pub(super) use input;

/// Declares an input object that the domain takes as a list of values.
macro_rules! tuple_input {
    ($(#[$($about:tt)*])* $name:ident {
        $($(#[$($field_about:tt)*])* $field:ident: $type:ty),+ $(,)?
    }) => {
        #[derive(Clone, Debug, async_graphql::InputObject)]
        $(#[$($about)*])*
        pub struct $name {
            $($(#[$($field_about)*])* pub $field: $type),+
        }

        impl $crate::graphql::input::Input for $name {
            type Plain = ($(<$type as $crate::graphql::input::Input>::Plain),+);

            fn plain(self) -> Self::Plain {
                ($($crate::graphql::input::Input::plain(self.$field)),+)
            }
        }
    };
}
pub(super) use tuple_input;

/// Declares the inputs of use cases that add a record to a trajectory.
macro_rules! adds {
    ($($name:ident: $fields:ident => $draft:ty;)+) => {$(
        $crate::graphql::input::input! {
            /// What is recorded, and of which trajectory.
            $name => krachtig_core::service::Add<$draft> {
                /// The trajectory.
                trajectory_id: $crate::graphql::scalar::GlobalId<krachtig_core::domain::id::TrajectoryId>,
                #[graphql(flatten)]
                draft: $fields,
            }
        }
    )+};
}
pub(super) use adds;

/// Declares the inputs of use cases that edit a record.
macro_rules! revises {
    ($($name:ident: $fields:ident => $record:ty, $draft:ty;)+) => {$(
        $crate::graphql::input::input! {
            /// The record to edit, the version that was seen, and every field as it is to be. A field that is left out
            /// is emptied.
            $name => krachtig_core::service::Revise<$record, $draft> {
                /// The record's id.
                id: $crate::graphql::scalar::GlobalId<<$record as krachtig_core::domain::record::Record>::Id>,
                /// The version that was seen. An edit of another version is refused as STALE.
                version: $crate::graphql::input::Seen,
                #[graphql(flatten)]
                draft: $fields,
            }
        }
    )+};
}
pub(super) use revises;

/// Declares the inputs of use cases that do something to a record and need nothing more to be said.
macro_rules! acts {
    ($($name:ident => $record:ty;)+) => {$(
        /// The record that it is done to, and the version that was seen.
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub struct $name {
            /// The record's id.
            pub id: $crate::graphql::scalar::GlobalId<<$record as krachtig_core::domain::record::Record>::Id>,
            /// The version that was seen. An edit of another version is refused as STALE.
            pub version: $crate::graphql::input::Seen,
        }

        impl $crate::graphql::input::Input for $name {
            type Plain = krachtig_core::service::Act<$record>;

            fn plain(self) -> Self::Plain {
                krachtig_core::service::Act {
                    id: self.id.0,
                    version: $crate::graphql::input::Input::plain(self.version),
                    note: None,
                }
            }
        }
    )+};
}
pub(super) use acts;

/// Declares the inputs of use cases that record what came of something.
macro_rules! concludes {
    ($($name:ident => $record:ty, $outcome:ty;)+) => {$(
        $crate::graphql::input::input! {
            /// What came of a record.
            $name => krachtig_core::service::Conclude<$record, $outcome> {
                /// The record's id.
                id: $crate::graphql::scalar::GlobalId<<$record as krachtig_core::domain::record::Record>::Id>,
                /// The version that was seen. An edit of another version is refused as STALE.
                version: $crate::graphql::input::Seen,
                /// What came of it.
                outcome: $crate::graphql::scalar::Word<$outcome>,
                /// On which day that was established.
                #[graphql(name = "concludedOn")]
                on: time::Date,
                /// What was said about it.
                note: Option<String>,
            }
        }
    )+};
}
pub(super) use concludes;
