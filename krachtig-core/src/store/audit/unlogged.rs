//! What was read and has no line yet.

use uuid::Uuid;

use super::AuditLine;
use crate::access::Permit;
use crate::domain::id::Id;
use crate::error::Fault;
use crate::store::{Page, Store};

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

    /// Takes it for what no person gets to see: a replay by rules, a decision on whom a dossier is open to, or a record
    /// that is about nobody in a dossier.
    pub(crate) fn unseen(self) -> T {
        self.0
    }

    /// Hands it on as what belongs to the rows of a page: the page's line tells of it.
    pub(crate) fn beside(self, _logged: &Logged) -> T {
        self.0
    }
}

/// The proof that the log tells of a page. What belongs to the page's rows is read on the strength of its line, and of
/// nothing that the line does not tell.
#[derive(Clone, Debug)]
pub struct Logged {
    /// The trajectories or families that the line tells of, sorted.
    shown: Vec<Uuid>,
}

impl Logged {
    /// Those of some trajectories or families of which the line tells.
    pub(crate) fn among<I: Id>(&self, ids: &[I]) -> Vec<I> {
        let told = |id: &&I| self.shown.binary_search(&id.uuid()).is_ok();
        ids.iter().filter(told).copied().collect()
    }
}

impl<R> Unlogged<Page<R, ()>> {
    /// Hands a page on once the log tells of it, with the proof of that.
    ///
    /// # Errors
    /// As [`Unlogged::log`].
    pub(crate) async fn log_page(
        self,
        store: &Store,
        permit: &Permit,
        line: impl FnOnce(&Page<R, ()>) -> AuditLine,
    ) -> Result<Page<R>, Fault> {
        let mut shown = Vec::new();
        let told = |page: &Page<R, ()>| {
            let line = line(page);
            shown.clone_from(&line.shown);
            line
        };
        let Page { rows, more, .. } = self.log(store, permit, told).await?;
        shown.sort_unstable();
        let logged = Logged { shown };
        Ok(Page { rows, more, logged })
    }
}

impl<T> Unlogged<Option<T>> {
    /// The same without the case that there was nothing: nothing leaves no line.
    pub(crate) fn found(self) -> Option<Unlogged<T>> {
        self.0.map(Unlogged)
    }
}
