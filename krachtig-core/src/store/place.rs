//! Places where stores are kept. How a connection is opened does not belong here.

use std::fmt;
use std::path::PathBuf;

/// A directory of SQLite files, or a PostgreSQL database.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// One file per tenant under `tenants/` in this directory.
    Sqlite {
        /// The directory; it is made, closed to others, where it is missing.
        dir: PathBuf,
    },
    /// One schema and one login role per tenant in this database.
    Postgres {
        /// A `postgres://` address of a role that may create schemas and roles and owns the database.
        admin_url: String,
    },
}

impl fmt::Debug for Place {
    /// Without the address of a PostgreSQL database, because it carries a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { dir } => f.debug_struct("Sqlite").field("dir", dir).finish(),
            Self::Postgres { .. } => f.debug_struct("Postgres").finish_non_exhaustive(),
        }
    }
}
