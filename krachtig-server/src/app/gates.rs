//! The gates of the doors for GraphQL: who is known may come in, with what resolvers need.
//!
//! Who somebody is does not belong here: see [`crate::auth`].

use std::sync::Arc;

use poem::Request;

use crate::auth::{MakerAuth, NationalAuth, TenantAuth};
use crate::graphql::{national, tenant};
use crate::http::HttpRefusal;
use crate::http::graphql::{Admission, Gate};
use krachtig_core::access::{Action, Relation, permit};
use krachtig_core::domain::id::MemberId;
use krachtig_core::service::Services;

/// Lets members of a tenant in.
pub(super) struct TenantGate {
    pub(super) services: Services,
    pub(super) auth: TenantAuth,
}

impl Gate for TenantGate {
    async fn admit(&self, request: &Request) -> Result<Admission, HttpRefusal> {
        let ctx = self.auth.context(request).await?;
        let uploads = permit(&ctx.actor, Action::UploadPlugin, Relation::None).is_some();
        let listener = ctx.actor.as_member().map(MemberId::uuid);
        let data = tenant::request_data(self.services.clone(), ctx);
        Ok(Admission {
            data,
            introspection: true,
            uploads,
            listener,
            ended: self.auth.ended(request),
        })
    }
}

/// Lets readers of releases in.
pub(super) struct NationalGate {
    pub(super) auth: Arc<NationalAuth>,
}

impl Gate for NationalGate {
    async fn admit(&self, request: &Request) -> Result<Admission, HttpRefusal> {
        let reading = self.auth.reading(request).await?;
        let data = national::request_data(reading);
        Ok(Admission {
            data,
            introspection: true,
            uploads: false,
            listener: None,
            ended: None,
        })
    }
}

/// Lets in who makes releases.
pub(super) struct MakingGate {
    pub(super) auth: Arc<MakerAuth>,
}

impl Gate for MakingGate {
    async fn admit(&self, request: &Request) -> Result<Admission, HttpRefusal> {
        let making = self.auth.making(request).await?;
        Ok(Admission {
            data: national::making::request_data(making),
            introspection: true,
            uploads: false,
            listener: None,
            ended: None,
        })
    }
}
