//! What was read and has no line yet.

use super::AuditLine;
use crate::access::Permit;
use crate::error::Fault;
use crate::store::Store;

/// What was read of a tenant's store for somebody, and not handed on yet: that takes the line that tells of it.
///
/// It can be looked at, for whether somebody may have it may depend on what it is.
#[must_use = "what was read is handed on by telling the log"]
pub(crate) struct Unlogged<T>(T);

impl<T> Unlogged<T> {
    /// What the store just read.
    pub(in crate::store) fn new(read: T) -> Self {
        Self(read)
    }

    /// Looks at it, to decide whether it may be handed on.
    pub(crate) fn peek(&self) -> &T {
        &self.0
    }

    /// Hands it on once the log tells of it. Where the permit's action shows nothing of the people in the dossiers, no
    /// line is made.
    ///
    /// # Errors
    /// [`Fault::Database`] where the line can't be written. Nothing was then handed on.
    pub(crate) async fn log(
        self,
        store: &Store,
        permit: &Permit,
        line: impl FnOnce(&T) -> AuditLine,
    ) -> Result<T, Fault> {
        if permit.action().is_about_people() {
            store.log(line(&self.0)).await?;
        }
        Ok(self.0)
    }

    /// Takes it for what no person gets to see: a replay by rules, or a record that is about nobody.
    pub(crate) fn unseen(self) -> T {
        self.0
    }
}

impl<T> Unlogged<Option<T>> {
    /// The same without the case that there was nothing: nothing leaves no line.
    pub(crate) fn found(self) -> Option<Unlogged<T>> {
        self.0.map(Unlogged)
    }
}
