//! Knows who makes releases, by a token of the scope `releases`.

use std::sync::Arc;

use krachtig_core::service::Services;
use krachtig_national::budget::Limits;
use krachtig_national::making::{Making, NoRandomness, Workshop};
use krachtig_national::reading::Machine;
use krachtig_national::signing::ReleaseKey;
use krachtig_national::store::ReaderScope;
use poem::Request;

use super::{AtPage, UNAUTHENTICATED, bearer, refusal, request_id};
use crate::http::HttpRefusal;

/// What an installation makes releases with, besides its stores.
#[derive(Clone)]
pub struct MakersTools {
    /// Signs releases.
    pub key: Arc<ReleaseKey>,
    /// How much may be told of any one family.
    pub limits: Limits,
    /// The version of this program.
    pub software: &'static str,
    /// Fills a buffer with bits that nobody can foresee.
    pub randomness: fn(&mut [u8]) -> Result<(), NoRandomness>,
}

/// Knows who makes releases.
pub struct MakerAuth {
    services: Services,
    machine: Arc<dyn Machine>,
    tools: MakersTools,
}

impl MakerAuth {
    /// Over these services.
    #[must_use]
    pub fn new(services: Services, machine: Arc<dyn Machine>, tools: MakersTools) -> Self {
        Self {
            services,
            machine,
            tools,
        }
    }

    /// What the sender of a request makes releases with.
    ///
    /// # Errors
    /// The same refusal for a token that does not open this as for none.
    pub async fn making(&self, request: &Request) -> Result<Making, HttpRefusal> {
        self.making_of(request, &krachtig_core::service::hash_of(bearer(request)?))
            .await
    }

    /// What whoever is at a page makes releases with.
    ///
    /// # Errors
    /// As [`MakerAuth::making`].
    pub async fn at_page(&self, request: &Request, reader: &AtPage) -> Result<Making, HttpRefusal> {
        self.making_of(request, &reader.hash).await
    }

    async fn making_of(&self, request: &Request, hash: &str) -> Result<Making, HttpRefusal> {
        let stores = self.services.tenants().national_stores().await.map_err(refusal)?;
        let known = stores.published.reader(hash, self.machine.now()).await;
        let maker = known.map_err(|fault| refusal(fault.into()))?;
        let maker = maker.filter(|maker| maker.scopes.contains(&ReaderScope::Releases));
        let MakersTools {
            key,
            limits,
            software,
            randomness,
        } = self.tools.clone();
        Ok(Making {
            workshop: Workshop {
                store: stores.maker.clone(),
                published: stores.published.clone(),
                machine: self.machine.clone(),
                key,
                limits,
                software,
                randomness,
            },
            maker: maker.ok_or(UNAUTHENTICATED)?,
            request: request_id(request),
        })
    }
}
