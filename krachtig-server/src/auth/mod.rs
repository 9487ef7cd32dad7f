//! Who sends a request: made into a [`Ctx`] once, before anything else looks at it.
//!
//! What somebody may do does not belong here: that is `krachtig_core::access`, asked by the services.

mod client;
mod tokens;

use std::sync::Arc;

use krachtig_core::domain::clock::{Clock, dutch_date};
use krachtig_core::error::Fault;
use krachtig_core::evidence::LogKey;
use krachtig_core::service::{Ctx, Failure, Services};
use krachtig_core::store::Slug;
use poem::Request;
use poem::http::{StatusCode, header::AUTHORIZATION};

use crate::http::HttpRefusal;
use crate::telemetry::RequestId;
use tokens::Tokens;

const UNAUTHENTICATED: HttpRefusal = HttpRefusal::new(
    StatusCode::UNAUTHORIZED,
    "unauthenticated",
    "send a valid access token as a Bearer token",
);
const INACTIVE: HttpRefusal = HttpRefusal::new(
    StatusCode::FORBIDDEN,
    "tenant_inactive",
    "nobody can work in this tenant now",
);
const BUSY: HttpRefusal = HttpRefusal::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again in a moment");

/// Knows members of a tenant by the token that they show. The tenant is the path's.
pub struct TenantAuth {
    services: Services,
    clock: Arc<dyn Clock>,
    log_key: Arc<LogKey>,
    tokens: Tokens,
}

impl TenantAuth {
    /// Over these services. The key codes the addresses that the access log tells.
    #[must_use]
    pub fn new(services: Services, clock: Arc<dyn Clock>, log_key: Arc<LogKey>) -> Self {
        Self {
            services,
            clock,
            log_key,
            tokens: Tokens::default(),
        }
    }

    /// The context of whoever sends a request.
    ///
    /// # Errors
    /// The same refusal for a tenant that is not there as for a token that is not valid.
    pub async fn context(&self, request: &Request) -> Result<Ctx, HttpRefusal> {
        let secret = bearer(request)?;
        let slug: Slug = request
            .raw_path_param("tenant")
            .and_then(|slug| slug.parse().ok())
            .ok_or(UNAUTHENTICATED)?;
        let store = self.services.tenants().store(&slug).await.map_err(refusal)?;
        let today = dutch_date(self.clock.now());
        let actor = self
            .tokens
            .identify(&store, secret, today)
            .await
            .map_err(|failure| match failure {
                Failure::Fault(fault) => refusal(fault),
                Failure::Refused(_) => UNAUTHENTICATED,
            })?;
        let actor = actor.ok_or(UNAUTHENTICATED)?;
        Ok(Ctx {
            store,
            actor,
            clock: self.clock.clone(),
            request: request_id(request),
            purpose: client::purpose(request)?,
            client: client::client(request, &self.log_key),
        })
    }
}

/// Knows readers of the national report by the token that they show.
pub struct NationalAuth {
    services: Services,
}

impl NationalAuth {
    /// Over these services.
    #[must_use]
    pub fn new(services: Services) -> Self {
        Self { services }
    }
}

impl NationalAuth {
    /// The reader who sends a request, by name.
    ///
    /// # Errors
    /// The same refusal for no token as for a wrong one.
    pub async fn reader(&self, request: &Request) -> Result<String, HttpRefusal> {
        let hash = krachtig_core::service::hash_of(bearer(request)?);
        let reader = self
            .services
            .tenants()
            .national()
            .reader(&hash)
            .await
            .map_err(refusal)?;
        let reader = reader.ok_or(UNAUTHENTICATED)?;
        tracing::info!(reader, request = request_id(request), "read of the national report");
        Ok(reader)
    }
}

fn bearer(request: &Request) -> Result<&str, HttpRefusal> {
    let value = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    value
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::trim)
        .ok_or(UNAUTHENTICATED)
}

pub(crate) fn request_id(request: &Request) -> String {
    request.data::<RequestId>().map(ToString::to_string).unwrap_or_default()
}

/// What the public hears of a fault; the cause goes to the log.
fn refusal(fault: Fault) -> HttpRefusal {
    match fault {
        Fault::TenantUnknown { .. } => UNAUTHENTICATED,
        Fault::TenantInactive { .. } => INACTIVE,
        Fault::TooManyTenants { .. } | Fault::ShuttingDown => BUSY,
        other => {
            tracing::error!(code = other.code(), error = %other, cause = ?std::error::Error::source(&other), "a request could not be admitted");
            HttpRefusal::internal()
        }
    }
}
