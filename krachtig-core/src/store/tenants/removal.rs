//! Removes what a move left at a tenant's old place. Erasing persons from a store does not belong here.

use super::places::Ground;
use super::{Inner, Tenants};
use crate::error::Fault;
use crate::store::connect::SqliteFile;
use crate::store::{Slug, postgres};

impl Tenants {
    /// Removes the copies at the old places of tenants whose move was interrupted after the switch. A place that
    /// cannot be reached is no reason not to start: the next start tries again.
    pub(super) async fn clean_up_after_moves(&self) -> Result<(), Fault> {
        for (slug, old) in self.inner.directory.left_behind().await? {
            if let Err(fault) = self.inner.remove_old_store(&slug, &old).await {
                tracing::warn!(%slug, place = old, %fault, "the old copy of a moved tenant is still there");
            }
        }
        Ok(())
    }
}

impl Inner {
    /// Removes a tenant's store at a place where the directory no longer says it is.
    pub(super) async fn remove_old_store(&self, slug: &Slug, old_place: &str) -> Result<(), Fault> {
        self.places.ground(old_place)?.remove_store(slug).await?;
        self.directory.forget_old_place(slug).await
    }
}

impl Ground {
    /// Removes whatever there is of this tenant.
    pub(super) async fn remove_store(&self, slug: &Slug) -> Result<(), Fault> {
        match self {
            Self::Files { dir } => SqliteFile::of_tenant(dir, slug).remove(),
            Self::Server { admin, database, .. } => {
                postgres::remove(admin, &postgres::Names::new(slug, database)).await
            }
        }
    }
}
