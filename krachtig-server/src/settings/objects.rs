//! The section of the settings that says where attachments lie and what they may take. Opening that place does not belong
//! here.

use serde::{Deserialize, Serialize};

use super::OutOfBounds;

/// Attachments: where their contents lie, sealed, and what one may take.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    /// `folder:<directory>`, or `s3://<bucket>/<prefix>`. Empty: the folder `objects` in the directory of `database.url`.
    pub url: String,
    /// The address of an object store that speaks S3 and is not Amazon's.
    pub endpoint: String,
    /// The region for which requests to a bucket are signed.
    pub region: String,
    /// The most that one file may take, in bytes.
    pub file_limit_bytes: usize,
    /// How many pictures are decoded at once.
    pub pictures_at_once: usize,
}

impl Default for Objects {
    fn default() -> Self {
        Self {
            url: String::new(),
            endpoint: String::new(),
            region: "eu-central-1".to_owned(),
            file_limit_bytes: 10 * 1024 * 1024,
            pictures_at_once: 2,
        }
    }
}

impl Objects {
    /// What is wrong with the address, or with what belongs to it.
    pub(super) fn wrongly_shaped(&self) -> Option<OutOfBounds> {
        let wrong = |key, must| Some(OutOfBounds { key, must });
        let bucket = self.url.strip_prefix("s3://");
        let folder = self.url.strip_prefix("folder:");
        let named = bucket
            .or(folder)
            .is_some_and(|rest| !rest.trim_start_matches('/').is_empty());
        if !self.url.is_empty() && !named {
            return wrong("objects.url", "be empty, folder:<directory> or s3://<bucket>/<prefix>");
        }
        let is_address = ["https://", "http://"]
            .iter()
            .any(|scheme| self.endpoint.starts_with(scheme));
        if !self.endpoint.is_empty() && !is_address {
            return wrong("objects.endpoint", "be empty or an address like https://s3.example.org");
        }
        if self.region.is_empty() {
            return wrong("objects.region", "name a region, whatever the store calls it");
        }
        None
    }
}
