//! Sealing by itself, for those who measure what it costs. No store is involved.

use serde_json::Value as Json;
use uuid::Uuid;

use super::{Cell, DataKey, Unopened, random, value};
use crate::domain::id::TenantId;
use crate::error::Fault;

/// The cell that everything is sealed for.
const CELL: Cell = Cell {
    table: "detainee",
    column: "institution",
    id: Uuid::nil(),
};

/// A key that opens nothing but what it sealed itself.
#[derive(Debug)]
pub struct SealTrial(DataKey);

impl SealTrial {
    /// A new one.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] where the operating system gives no random numbers.
    pub fn new() -> Result<Self, Fault> {
        Ok(Self(DataKey::new(TenantId::from_uuid(Uuid::nil()), 1, &random()?)))
    }

    /// A value as it would be kept.
    ///
    /// # Errors
    /// As [`SealTrial::new`].
    pub fn seal(&self, value: &Json) -> Result<String, Fault> {
        self.0.seal(CELL, value)
    }

    /// The value of what was kept; nothing where it does not open.
    #[must_use]
    pub fn open(&self, sealed: &str) -> Option<Json> {
        let opened = || {
            let (_, coded) = value::parts(sealed).ok_or(Unopened::Corrupt)?;
            self.0.open(CELL, coded)
        };
        opened().ok()
    }
}
