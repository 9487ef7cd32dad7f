//! Where objects lie: a folder, or a bucket of an object store that speaks S3. How they are sealed does not belong here.

use std::fmt;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path;
use zeroize::Zeroizing;

use super::Objects;
use crate::error::Fault;
use crate::store::connect::private_directory;
use crate::store::place::Place;

/// Where objects lie.
#[derive(Clone, Debug, Default)]
pub enum ObjectPlace {
    /// The folder `objects` in the directory of the home place. There is none beside a PostgreSQL place.
    #[default]
    Beside,
    /// A folder; it is made, closed to others, where it is missing.
    Folder(PathBuf),
    /// A bucket.
    Bucket(Bucket),
}

/// A bucket of an object store that speaks S3.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What the names of all objects in it begin with; may be empty.
    pub prefix: String,
    /// The address of the store, without the bucket's name; Amazon's own where none is given. Without TLS only this very
    /// machine is spoken to.
    pub endpoint: Option<String>,
    /// The region, as requests are signed for it.
    pub region: String,
    /// What requests are signed with.
    pub key: BucketKey,
}

/// What requests to a bucket are signed with. It shows in no log, and is wiped from memory when it goes.
#[derive(Clone)]
pub struct BucketKey {
    /// The name of the key.
    pub id: String,
    /// The key.
    pub secret: Zeroizing<String>,
}

impl fmt::Debug for BucketKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BucketKey")
    }
}

impl ObjectPlace {
    /// Opens it, making a folder where there is none.
    pub(crate) fn open(&self, home: &Place) -> Result<Option<Objects>, Fault> {
        match (self, home) {
            (Self::Beside, Place::Sqlite { dir }) => folder(&dir.join("objects")).map(Some),
            (Self::Beside, Place::Postgres { .. }) => Ok(None),
            (Self::Folder(dir), _) => folder(dir).map(Some),
            (Self::Bucket(one), _) => bucket(one).map(Some),
        }
    }
}

fn folder(dir: &FilePath) -> Result<Objects, Fault> {
    private_directory(dir)?;
    let store = LocalFileSystem::new_with_prefix(dir)
        .map_err(|cause| super::fault("opening the folder of objects", cause))?
        // What was acknowledged outlives a loss of power.
        .with_fsync(true);
    Ok(Objects {
        store: Arc::new(store),
        folder: Some(dir.to_owned()),
        prefix: Path::default(),
    })
}

#[cfg(feature = "s3")]
fn bucket(bucket: &Bucket) -> Result<Objects, Fault> {
    use object_store::RetryConfig;
    use object_store::aws::AmazonS3Builder;
    let mut builder = AmazonS3Builder::new()
        .with_http_connector(super::http::Connector)
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(&bucket.key.id)
        .with_secret_access_key(bucket.key.secret.as_str())
        // Not every store that speaks S3 knows how to remove many at once.
        .with_disable_bulk_delete(true)
        .with_allow_http(true)
        // Somebody waits for it.
        .with_retry(RetryConfig {
            max_retries: 2,
            retry_timeout: std::time::Duration::from_secs(20),
            ..RetryConfig::default()
        });
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    let store = builder
        .build()
        .map_err(|cause| super::fault("opening the bucket of objects", cause))?;
    Ok(Objects {
        store: Arc::new(store),
        folder: None,
        prefix: Path::from(bucket.prefix.as_str()),
    })
}

#[cfg(not(feature = "s3"))]
fn bucket(_: &Bucket) -> Result<Objects, Fault> {
    Err(Fault::Unsuitable {
        what: "this program was built without object stores that speak S3".to_owned(),
    })
}
