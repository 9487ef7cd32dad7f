//! The tenants' stores: connections, transactions, migrations, and the directory that tells which tenants exist.
//!
//! [`Tenants`] is the front door. It hands out a [`Store`] bound to one tenant, and nothing reaches a tenant's
//! rows without one. What is written goes through [`Writing`], whose commit takes the audit lines as an argument.
//!
//! Decisions do not belong here, and no type of the database library leaves this module.

mod audit;
mod batch;
mod casework;
mod connect;
mod counting;
mod directory;
mod dossier;
mod facts;
mod group;
mod list;
mod migration;
mod object;
mod place;
mod postgres;
mod rights;
mod row;
mod rows;
mod schema;
mod seal;
mod slug;
mod tenant;
mod tenants;
mod unlogged;
mod writing;

mod family_facts;
mod folded_facts;
mod indexing;
mod period_checks;
mod searched;
mod searching;

mod notice_news;
mod noticing;

#[cfg(test)]
mod tests;

use sea_orm::{DbErr, RuntimeErr};

pub use self::audit::Logged;
pub use self::audit::{
    Announcement, AuditLine, AuditLines, LogCheck, LogDamage, LogDamageKind, LogFilter, LoggedLine, RecordedChange,
};
pub(crate) use self::audit::{StoredCheckpoint, Unlogged};
pub(crate) use self::batch::{Batch, Written};
pub(crate) use self::casework::Find;
pub use self::counting::{StatementListener, counting_statements};
pub use self::directory::{Operator, Operators, Tenant, TenantKind, TenantState};
pub(crate) use self::dossier::Loaded;
pub(crate) use self::list::{ASSIGNMENT_HOLDS, CONSENT_IS_LAST, Condition, EVERYTHING, Reach, Within};
pub use self::list::{Cursor, Page, Window};
pub(crate) use self::object::ContentKey;
pub use self::object::{Bucket, BucketKey, ObjectPlace};
pub use self::place::Place;
pub(crate) use self::row::Row;
pub use self::seal::{MasterKey, MasterSource, SealTrial};
pub use self::slug::{NotASlug, Slug};
pub use self::tenant::Store;
pub use self::tenants::{CreateTenant, KeyState, KeyStatus, NationalStores, Options, Resealed, Tenants};
pub use self::writing::Writing;

pub(crate) use self::family_facts::{ComputedFacts, Mark, Waiting};
pub(crate) use self::noticing::Around;
pub(crate) use self::searched::searched_in_dossiers;
pub(crate) use self::searching::{Hit, Searchable, having, having_itself};

use crate::error::{Cause, Fault};

/// Says what was being done when the database failed.
pub(crate) trait Doing<T> {
    /// Turns the database's error into a fault with that context.
    fn doing(self, doing: &'static str) -> Result<T, Fault>;
}

impl<T> Doing<T> for Result<T, DbErr> {
    fn doing(self, doing: &'static str) -> Result<T, Fault> {
        self.map_err(|cause| fault(doing, cause))
    }
}

/// The fault of a database's error, with what was being done.
fn fault(doing: &'static str, cause: DbErr) -> Fault {
    if is_full(&cause) {
        let source = Cause::new(cause);
        return Fault::DiskFull { doing, source };
    }
    let source = Cause::new(cause);
    Fault::Database { doing, source }
}

/// Whether a database says that its disk is full: SQLITE_FULL, or PostgreSQL's `disk_full`.
fn is_full(cause: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(said)) | DbErr::Query(RuntimeErr::SqlxError(said))) = cause else {
        return false;
    };
    let Some(said) = said.as_database_error() else {
        return false;
    };
    matches!(said.code().as_deref(), Some("13" | "53100"))
}

impl<T> Doing<T> for std::io::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, Fault> {
        self.map_err(|cause| Fault::Io {
            doing,
            source: Cause::new(cause),
        })
    }
}
