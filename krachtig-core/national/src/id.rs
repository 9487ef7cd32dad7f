//! One type per kind of id. On the wire an id carries its kind's prefix and another kind's is rejected.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is no id of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id that starts with {prefix}_")]
pub struct NotAnId {
    /// The prefix that this kind of id carries.
    pub prefix: &'static str,
}

macro_rules! ids {
    ($($(#[doc = $about:literal])* $name:ident = $prefix:literal),+ $(,)?) => {$(
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// The id behind which this UUID stands.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, as the store keeps it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let wrong = NotAnId { prefix: $prefix };
                let rest = text.strip_prefix(concat!($prefix, "_")).filter(|rest| rest.len() == 32);
                Uuid::try_parse(rest.ok_or(wrong)?).map(Self).map_err(|_| wrong)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    )+};
}

ids! {
    /// The definition of a release.
    DefinitionId = "def",
    /// A release.
    ReleaseId = "rel",
    /// A reader of releases.
    ReaderId = "rdr",
    /// An access token of a reader.
    ReaderTokenId = "rtk",
    /// A line of the log of what readers read.
    ReadId = "rdl",
}
