//! Moves a tenant's whole store to another place: copies it while nobody can write, compares, and switches the
//! directory in one step. Interrupted before the switch, the tenant is where it was; after it, at the new place.
//! An old copy that an interruption left is removed at the next start, a half-made new one at the next move.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::keys::Files;
use super::places::Ground;
use super::{Inner, Tenants, open};
use crate::error::Fault;
use crate::store::directory::Entry;
use crate::store::migration::{DERIVED_TABLES, MIGRATION_TABLE};
use crate::store::schema::{Schema, tables_in};
use crate::store::seal::Keyring;
use crate::store::{Doing, Slug, TenantState, postgres};

impl Tenants {
    /// Moves a tenant to the place of this name, `home` or one of [`super::Options::places`].
    ///
    /// Meanwhile the tenant can be read but not written: writers wait, and get a fault once the move is done or
    /// their patience ends. To move to where the tenant is already does nothing. The old copy is removed.
    ///
    /// # Errors
    /// [`Fault::PlaceUnknown`], [`Fault::TenantUnknown`]; [`Fault::MoveIncomplete`] and database faults leave
    /// the tenant where it was.
    pub async fn move_to(&self, slug: &Slug, place: &str) -> Result<(), Fault> {
        let inner = &*self.inner;
        let target = inner.places.ground(place)?;
        let entry = inner.directory.get(slug).await?;
        if entry.tenant.place == place {
            return Ok(());
        }
        if entry.tenant.state == TenantState::Creating {
            return Err(Fault::TenantInactive {
                slug: slug.to_string(),
                state: entry.tenant.state,
            });
        }
        let source = inner.places.ground(&entry.tenant.place)?;
        if source.identity().await? == target.identity().await? {
            let what = format!("places {} and {place} are one and the same", entry.tenant.place);
            return Err(Fault::Unsuitable { what });
        }
        if let Some(old) = &entry.moved_from {
            inner.remove_old_store(slug, old).await?;
        }
        // Opening brings the schema up to date, and both sides must have the same one.
        open::open_entry(inner, &entry).await?.close().await;
        inner.move_between(&entry, (source, target), place).await?;
        inner.stores.forget(slug);
        inner.remove_old_store(slug, &entry.tenant.place).await
    }
}

impl Inner {
    async fn move_between(
        &self,
        entry: &Entry,
        (source, target): (&Ground, &Ground),
        place: &str,
    ) -> Result<(), Fault> {
        let slug = &entry.tenant.slug;
        // The lock on the source is taken first and kept to the end: it holds up writers, and of two programs
        // that move the same tenant the second finds it gone.
        let writer = source.writer(slug, false);
        let from = source.begin(&writer, slug).await?;
        if source.names(slug).is_some() {
            postgres::hold_writers(&from).await?;
        }
        if self.directory.get(slug).await?.tenant.place != entry.tenant.place {
            return Err(moved_meanwhile(slug));
        }
        if let Err(fault) = self.copy_to(entry, &from, target, place).await {
            // A copy of what was entrusted to us must not lie about. The fault that led here matters more than
            // one from cleaning up, and the next move to this place cleans up as well.
            if let Err(another) = target.remove_store(slug).await {
                tracing::warn!(%slug, place, fault = %another, "an incomplete copy of a tenant could not be removed");
            }
            return Err(fault);
        }
        // From here on the tenant is at the new place.
        if !self.directory.switch_place(slug, &entry.tenant.place, place).await? {
            return Err(moved_meanwhile(slug));
        }
        self.shut_out(source, &from, slug).await?;
        from.commit().await.doing("closing a store that was moved")?;
        source.release(writer).await;
        Ok(())
    }

    async fn copy_to(
        &self,
        entry: &Entry,
        from: &DatabaseTransaction,
        target: &Ground,
        place: &str,
    ) -> Result<(), Fault> {
        let slug = &entry.tenant.slug;
        // Whatever is there is not the tenant, since the directory says that it is elsewhere.
        target.remove_store(slug).await?;
        let keyring = self.keyring(entry.tenant.id, Files::Old).await?;
        let with_keys = (entry, &keyring);
        self.places.create_store(with_keys, place, &self.options.schema).await?;
        let writer = target.writer(slug, false);
        let to = target.begin(&writer, slug).await?;
        copy(&self.options.schema, (from, &to), &keyring).await?;
        to.commit().await.doing("committing a tenant's copy")?;
        target.release(writer).await;
        Ok(())
    }

    /// Another program may know the tenant to be at the old place for a moment longer: what it would write there
    /// must fail rather than be lost. Every change writes the audit log, so that is where it fails.
    async fn shut_out(&self, source: &Ground, from: &DatabaseTransaction, slug: &Slug) -> Result<(), Fault> {
        if let Some(names) = source.names(slug) {
            return postgres::shut_out(from, &names).await;
        }
        let trigger = "CREATE TRIGGER audit_moved BEFORE INSERT ON audit \
                       BEGIN SELECT RAISE(ABORT, 'this store was moved'); END";
        from.execute_unprepared(trigger)
            .await
            .doing("closing a store that was moved")
            .map(|_| ())
    }
}

fn moved_meanwhile(slug: &Slug) -> Fault {
    Fault::Unsuitable {
        what: format!("tenant {slug} was moved by another program at the same time"),
    }
}

async fn copy(
    schema: &Schema,
    (from, to): (&DatabaseTransaction, &DatabaseTransaction),
    keyring: &Arc<Keyring>,
) -> Result<(), Fault> {
    let doing = "copying a tenant";
    let tables = (schema.tables)();
    for name in tables_in(from).await.doing(doing)? {
        let follows = name == MIGRATION_TABLE || DERIVED_TABLES.contains(&name.as_str());
        if !follows && !tables.iter().any(|table| table.name == name) {
            let what = format!("table {name} is not in the schema's list, so a move would leave it behind");
            return Err(Fault::Unsuitable { what });
        }
    }
    // Migrations may have put rows into the new tables that the old ones have as well.
    for table in tables.iter().rev().filter(|table| !table.append_only) {
        (table.clear)(to).await.doing(doing)?;
    }
    for table in &tables {
        (table.copy)((from, to), keyring).await.doing(doing)?;
    }
    for table in &tables {
        let source_rows = (table.count)(from).await.doing(doing)?;
        let copied_rows = (table.count)(to).await.doing(doing)?;
        if source_rows != copied_rows {
            return Err(Fault::MoveIncomplete {
                table: table.name,
                source_rows,
                copied_rows,
            });
        }
    }
    Ok(())
}
