//! What goes wrong with machines: one error type for the whole library.
//!
//! A [`Fault`]'s own text is fit for an operator and a caller alike: it names no person, no SQL and no stored
//! value. Its cause, behind [`std::error::Error::source`], is for the log. What people may not do, or should do
//! differently, is no fault and does not belong here: that is a refusal with a stable code.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::store::TenantState;

/// The private cause of a fault: for the log, never for a caller.
///
/// It can be cloned, because one failed group commit is the fault of everybody in the group.
#[derive(Clone)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl Cause {
    /// Wraps whatever went wrong.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(cause.into()))
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// Something went wrong with a machine, or with what a machine keeps.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A database could not do what was asked of it.
    #[error("the database failed while {doing}")]
    Database {
        /// What was being done, as a phrase: "beginning a transaction".
        doing: &'static str,
        /// What the database said.
        source: Cause,
    },
    /// The disk of the database, or of the objects, is full. Nothing of this was kept; what was there before is whole, and once there is room the
    /// same program writes again.
    #[error("the disk is full, which showed while {doing}")]
    DiskFull {
        /// What was being done, as a phrase: "writing".
        doing: &'static str,
        /// What the database said.
        source: Cause,
    },
    /// A stored value cannot be read as what it must be.
    #[error("what is stored in {table}.{column} of {id} cannot be read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The record.
        id: Uuid,
    },
    /// A stored value is sealed with a key that there is not, or no longer.
    #[error("what is stored in {table}.{column} of {id} is sealed with key {number}, which is gone")]
    KeyGone {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The record.
        id: Uuid,
        /// The number of the tenant's key.
        number: u32,
    },
    /// The master key is not there, is none, or is another than the one that the tenants' keys need.
    #[error("{what}")]
    MasterKey {
        /// What is wrong and what is needed, in words; never a key.
        what: String,
    },
    /// A migration failed; the store still has its old schema.
    #[error("migration {name} failed, the schema is as it was")]
    Migration {
        /// The migration's name.
        name: String,
        /// What the database said.
        source: Cause,
    },
    /// A store was written by a newer program, or by one with other migrations.
    #[error("the store has migration {found}, which this program does not know")]
    ForeignSchema {
        /// The first migration in the store that this program does not have at that place.
        found: String,
    },
    /// The directory has no such tenant.
    #[error("no tenant is called {slug}")]
    TenantUnknown {
        /// The slug asked for.
        slug: String,
    },
    /// There is such a tenant, yet nobody may work in it now.
    #[error("tenant {slug} is {state}")]
    TenantInactive {
        /// The tenant.
        slug: String,
        /// Why not.
        state: TenantState,
    },
    /// A new tenant wants a slug that another has.
    #[error("a tenant called {slug} exists already")]
    TenantExists {
        /// The slug asked for.
        slug: String,
    },
    /// A tenant's store is not where the directory says, or cannot be reached.
    #[error("the store of tenant {slug} cannot be reached")]
    TenantUnavailable {
        /// The tenant.
        slug: String,
        /// What stood in the way.
        source: Cause,
    },
    /// As many tenants as the program may hold open are all in use.
    #[error("{cap} tenants are in use, which is as many as may be open")]
    TooManyTenants {
        /// The cap.
        cap: usize,
    },
    /// The configuration names no such place.
    #[error("no place for stores is called {place}")]
    PlaceUnknown {
        /// The place's name.
        place: String,
    },
    /// A move of a tenant did not arrive whole; the tenant is where it was.
    #[error("table {table} has {source_rows} rows and its copy {copied_rows}, the tenant was not moved")]
    MoveIncomplete {
        /// The table.
        table: &'static str,
        /// Rows at the old place.
        source_rows: u64,
        /// Rows at the new place.
        copied_rows: u64,
    },
    /// The surroundings are not what this program can run on.
    #[error("{what}")]
    Unsuitable {
        /// What is wrong and what is needed, in words.
        what: String,
    },
    /// A file or directory could not be used.
    #[error("a file operation failed while {doing}")]
    Io {
        /// What was being done, as a phrase.
        doing: &'static str,
        /// What the operating system said.
        source: Cause,
    },
    /// Where objects lie, the contents of attachments, could not do what was asked of it.
    #[error("the object store failed while {doing}")]
    Objects {
        /// What was being done, as a phrase.
        doing: &'static str,
        /// What the object store said.
        source: Cause,
    },
    /// The program is going down and takes nothing new.
    #[error("shutting down")]
    ShuttingDown,
}

impl Fault {
    /// A stable code for logs and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database { .. } => "database",
            Self::DiskFull { .. } => "disk_full",
            Self::Corrupt { .. } => "corrupt",
            Self::KeyGone { .. } => "key_gone",
            Self::MasterKey { .. } => "master_key",
            Self::Migration { .. } => "migration",
            Self::ForeignSchema { .. } => "foreign_schema",
            Self::TenantUnknown { .. } => "tenant_unknown",
            Self::TenantInactive { .. } => "tenant_inactive",
            Self::TenantExists { .. } => "tenant_exists",
            Self::TenantUnavailable { .. } => "tenant_unavailable",
            Self::TooManyTenants { .. } => "too_many_tenants",
            Self::PlaceUnknown { .. } => "place_unknown",
            Self::MoveIncomplete { .. } => "move_incomplete",
            Self::Unsuitable { .. } => "unsuitable",
            Self::Io { .. } => "io",
            Self::Objects { .. } => "objects",
            Self::ShuttingDown => "shutting_down",
        }
    }
}
