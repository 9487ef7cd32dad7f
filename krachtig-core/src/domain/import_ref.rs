//! What was imported: the office's own key of a row, and the record that was made from it. A second import of the
//! same row finds its key here and changes nothing.
//!
//! ```
//! use krachtig_core::domain::import_ref::ImportRef;
//! use krachtig_core::domain::record::{Record, RecordKind};
//!
//! assert_eq!(ImportRef::KIND, RecordKind::ImportRef);
//! ```

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::clock::Stamp;
use super::id::{Id, ImportRefId};
use super::record::{Record, Version, record};
use super::text::Line;
use super::vocabulary::Vocabulary;

/// An imported row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportRef {
    /// Its id.
    pub id: ImportRefId,
    /// The office's key of the row, unique in the tenant.
    pub key: Line,
    /// The kind of the record, by its code.
    pub record_kind: String,
    /// The record.
    pub record_id: Uuid,
    /// Always the first.
    pub version: Version,
}
record!(ImportRef, ImportRefId, ImportRef);

impl ImportRef {
    /// Notes that this record was made from the row with this key.
    #[must_use]
    pub fn of<R: Record>(key: Line, record: &R, stamp: Stamp<'_>) -> Self {
        Self {
            id: stamp.id(),
            key,
            record_kind: R::KIND.code().to_owned(),
            record_id: record.id().uuid(),
            version: Version::FIRST,
        }
    }
}
