//! Removes the objects of a tenant that nobody can open any more, or never could: what a program that was killed between an
//! object and its row left behind, and what was taken away or erased while the object store was out of reach.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, Statement};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Tenants;
use crate::error::Fault;
use crate::store::{Doing, Slug, Store};

impl Tenants {
    /// Removes the objects of a tenant that no row has the key of and that were not written a moment ago. Answers how many
    /// there were.
    ///
    /// # Errors
    /// As [`Tenants::store`]; what the object store says. What was removed until then stays so.
    pub async fn sweep_objects(&self, slug: &Slug, now: OffsetDateTime) -> Result<usize, Fault> {
        let store = self.store(slug).await?;
        let objects = store.objects()?;
        // Nothing that is old gets a row any more, so it does not matter what comes first.
        let living = living(&store).await?;
        let orphans = objects.orphans(&living, now).await?;
        for orphan in &orphans {
            objects.remove(*orphan).await?;
        }
        if !orphans.is_empty() {
            tracing::info!(%slug, count = orphans.len(), "objects without a row were removed");
        }
        Ok(orphans.len())
    }

    /// Whether it was said where objects lie.
    #[must_use]
    pub fn has_objects(&self) -> bool {
        self.inner.objects.is_some()
    }
}

/// The objects whose keys there are.
async fn living(store: &Store) -> Result<HashSet<Uuid>, Fault> {
    let doing = "reading which objects there are";
    let db = store.reader();
    let sql = "SELECT x.id FROM attachment_key x WHERE x.key IS NOT NULL";
    let ask = Statement::from_string(db.get_database_backend(), sql);
    let found = db.query_all_raw(ask).await.doing(doing)?;
    let ids = found.iter().map(|row| row.try_get_by_index::<Uuid>(0));
    ids.collect::<Result<_, _>>().doing(doing)
}
