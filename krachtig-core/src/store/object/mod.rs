//! Objects: what is too large for a row. They lie in a folder or in a bucket that speaks S3, and what lies there tells
//! nobody anything: each is sealed ([`sealed`]) with a key of its own, which is kept, sealed itself, in a row of the tenant
//! whose object it is. So a tenant's new key asks for nothing to be written anew here, and once a row's key is gone, the
//! object cannot be opened in whatever copy of the store.
//!
//! An object is written before the row that has its key, and removed after that; what no row has the key of is an orphan,
//! which [`TenantObjects::orphans`] finds. What an object holds, and who may see it, does not belong here.

#[cfg(feature = "s3")]
mod http;
mod place;
mod sealed;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use time::OffsetDateTime;
use uuid::Uuid;

pub use self::place::{Bucket, BucketKey, ObjectPlace};
use self::sealed::Bound;
pub(crate) use self::sealed::ContentKey;
use crate::domain::attachment::Rendition;
use crate::domain::id::TenantId;
use crate::error::{Cause, Fault};
use crate::store::Doing;

/// How long whatever no row has the key of may still be on its way to one.
const ON_ITS_WAY: time::Duration = time::Duration::DAY;

/// What the name of a preview ends with.
const PREVIEW: &str = ".preview";

/// The objects of all tenants.
#[derive(Clone)]
pub(crate) struct Objects {
    store: Arc<dyn ObjectStore>,
    /// The folder, where it is one.
    folder: Option<PathBuf>,
    prefix: Path,
}

impl Objects {
    /// The objects of one tenant.
    pub(crate) fn of(&self, tenant: TenantId) -> TenantObjects {
        TenantObjects {
            tenant,
            all: self.clone(),
        }
    }
}

/// The objects of one tenant: whoever has them reaches no other's.
#[derive(Clone)]
pub(crate) struct TenantObjects {
    tenant: TenantId,
    all: Objects,
}

impl TenantObjects {
    /// Seals and keeps a rendition of an attachment's content. Once this answers, it is durable.
    ///
    /// # Errors
    /// [`Fault::DiskFull`]; [`Fault::Objects`].
    pub(crate) async fn put(
        &self,
        (id, rendition): (Uuid, Rendition),
        key: &ContentKey,
        plain: &[u8],
    ) -> Result<(), Fault> {
        let sealed = key.seal(self.bound(id, rendition), plain)?;
        let done = self.all.store.put(&self.path(id, rendition), sealed.into()).await;
        done.map(|_| ()).map_err(|cause| fault("storing an object", cause))
    }

    /// The content of a rendition.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] where it is not there, or is not what was put there with this key; [`Fault::Objects`].
    pub(crate) async fn get(&self, (id, rendition): (Uuid, Rendition), key: &ContentKey) -> Result<Vec<u8>, Fault> {
        let doing = "reading an object";
        let found = match self.all.store.get(&self.path(id, rendition)).await {
            Ok(found) => found.bytes().await.map_err(|cause| fault(doing, cause))?,
            Err(object_store::Error::NotFound { .. }) => return Err(corrupt(id)),
            Err(cause) => return Err(fault(doing, cause)),
        };
        key.open(self.bound(id, rendition), &found).ok_or_else(|| corrupt(id))
    }

    /// Removes all renditions. Nothing happens where there is none.
    ///
    /// # Errors
    /// [`Fault::Objects`].
    pub(crate) async fn remove(&self, id: Uuid) -> Result<(), Fault> {
        for rendition in [Rendition::Preview, Rendition::Whole] {
            match self.all.store.delete(&self.path(id, rendition)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(cause) => return Err(fault("removing an object", cause)),
            }
        }
        Ok(())
    }

    /// The objects that are none of these and were not written a moment ago. What a killed program left half-written in a
    /// folder is removed on the way.
    ///
    /// # Errors
    /// [`Fault::Objects`]; [`Fault::Io`].
    pub(crate) async fn orphans(&self, living: &HashSet<Uuid>, now: OffsetDateTime) -> Result<Vec<Uuid>, Fault> {
        self.sweep_half_written(now)?;
        let before = (now - ON_ITS_WAY).unix_timestamp();
        let folder = self.folder();
        let listed = self.all.store.list(Some(&folder)).try_filter_map(|found| async move {
            let name = found.location.filename().unwrap_or_default();
            let id = Uuid::try_parse(name.strip_suffix(PREVIEW).unwrap_or(name)).ok();
            Ok(id.filter(|_| found.last_modified.timestamp() < before))
        });
        let listed: HashSet<Uuid> = listed
            .try_collect()
            .await
            .map_err(|cause| fault("listing objects", cause))?;
        Ok(listed.difference(living).copied().collect())
    }

    /// A file that was being written when its program was killed has a number sign in its name, and no list tells of it.
    fn sweep_half_written(&self, now: OffsetDateTime) -> Result<(), Fault> {
        let doing = "looking for half-written objects";
        let Some(folder) = &self.all.folder else { return Ok(()) };
        let entries = match std::fs::read_dir(folder.join(self.tenant.uuid().simple().to_string())) {
            Err(none) if none.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            entries => entries.doing(doing)?,
        };
        let age = Duration::from_secs(ON_ITS_WAY.whole_seconds().unsigned_abs());
        for entry in entries {
            let entry = entry.doing(doing)?;
            let written = entry.metadata().and_then(|about| about.modified()).doing(doing)?;
            let old = OffsetDateTime::from(written) + age < now;
            if old && entry.file_name().to_string_lossy().contains('#') {
                std::fs::remove_file(entry.path()).doing(doing)?;
            }
        }
        Ok(())
    }

    fn folder(&self) -> Path {
        self.all.prefix.clone().join(self.tenant.uuid().simple().to_string())
    }

    fn path(&self, id: Uuid, rendition: Rendition) -> Path {
        let end = match rendition {
            Rendition::Whole => "",
            Rendition::Preview => PREVIEW,
        };
        self.folder().join(format!("{}{end}", id.simple()))
    }

    fn bound(&self, id: Uuid, rendition: Rendition) -> Bound {
        Bound {
            tenant: self.tenant,
            id,
            rendition,
        }
    }
}

impl fmt::Debug for TenantObjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantObjects")
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

fn corrupt(id: Uuid) -> Fault {
    Fault::Corrupt {
        table: "attachment",
        column: "content",
        id,
    }
}

/// The fault of an object store's error: a full disk is told apart.
fn fault(doing: &'static str, cause: object_store::Error) -> Fault {
    let full = is_full(&cause);
    let source = Cause::new(cause);
    if full {
        Fault::DiskFull { doing, source }
    } else {
        Fault::Objects { doing, source }
    }
}

fn is_full(cause: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let mut next = Some(cause);
    while let Some(error) = next {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| matches!(io.kind(), StorageFull | QuotaExceeded | FileTooLarge)) {
            return true;
        }
        // What a bucket says comes as text alone.
        if error.source().is_none() && error.to_string().contains("507 Insufficient Storage") {
            return true;
        }
        next = error.source();
    }
    false
}
