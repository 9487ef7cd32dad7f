//! Who sends a request: made into a [`Ctx`] once, before anything else looks at it; and the door at which people sign in.
//!
//! What somebody may do does not belong here: that is `krachtig_core::access`, asked by the services.

mod account;
mod client;
mod cookies;
mod door;
mod known;
mod making;
mod operator;
mod page_session;
mod pages;
mod provider;
mod provider_page;
mod reader_session;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use krachtig_core::access::Actor;
use krachtig_core::domain::access_log::Client;
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::identity::Session;
use krachtig_core::error::Fault;
use krachtig_core::evidence::LogKey;
use krachtig_core::service::{Ctx, Failure, Knock, Services};
use krachtig_core::store::{Slug, Store};
use krachtig_national::reading::{Machine, Reading};
use poem::Request;
use poem::http::{StatusCode, header::AUTHORIZATION};

use crate::http::graphql::CLIENT_HEADER;
use crate::http::{HttpRefusal, same_site};
use crate::settings::Settings;
use crate::telemetry::RequestId;
use cookies::Cookie;
use known::{Known, Memory, Shown, Use, look_up};
use provider::Providers;

pub use door::routes as door_routes;
pub use making::{MakerAuth, MakersTools};
pub use operator::{AtPlatform, OperatorAuth};
pub use pages::{Entered, Entry, public};
pub use provider_page::{Linking, OfferedProvider};
pub use reader_session::AtPage;

const UNAUTHENTICATED: HttpRefusal = HttpRefusal::new(
    StatusCode::UNAUTHORIZED,
    "unauthenticated",
    "sign in, or send a valid access token as a Bearer token",
);
const INACTIVE: HttpRefusal = HttpRefusal::new(
    StatusCode::FORBIDDEN,
    "tenant_inactive",
    "nobody can work in this tenant now",
);
const BUSY: HttpRefusal = HttpRefusal::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again in a moment");

/// How often it is looked whether an open stream may stay open.
const LOOKED_AFTER: Duration = Duration::from_millis(700);

/// Knows members of a tenant by the token or the session that they show. The tenant is the path's.
#[derive(Clone)]
pub struct TenantAuth {
    services: Services,
    clock: Arc<dyn Clock>,
    log_key: Arc<LogKey>,
    memory: Arc<Memory>,
    public_origin: Arc<str>,
    address_header: Arc<str>,
    providers: Arc<Providers>,
}

impl TenantAuth {
    /// Over these services. The key codes the addresses that the access log tells.
    #[must_use]
    pub fn new(services: Services, clock: Arc<dyn Clock>, log_key: Arc<LogKey>, settings: &Settings) -> Self {
        Self {
            services,
            clock,
            log_key,
            memory: Arc::default(),
            public_origin: settings.server.public_origin.as_str().into(),
            address_header: settings.identity.client_address_header.as_str().into(),
            providers: Arc::default(),
        }
    }

    /// The context of whoever sends a request.
    ///
    /// # Errors
    /// The same refusal for a tenant that is not there as for a token or session that is not valid; `cross_site` for a
    /// session that comes along with a request of another site.
    pub async fn context(&self, request: &Request) -> Result<Ctx, HttpRefusal> {
        let (slug, shown) = self.shown(request)?;
        let store = self.store(&slug).await?;
        let rules = (&*self.clock, self.services.session_limits());
        let known = self.memory.identify(&store, &shown, rules).await.map_err(unknown)?;
        let known = known.ok_or(UNAUTHENTICATED)?;
        Ok(self.ctx(store, request, known)?.0)
    }

    /// Resolves when whoever sends a request would not be let in any more, or with other roles: an open stream ends
    /// with it. That a stream is open is no use of a session.
    pub fn ended(&self, request: &Request) -> Option<BoxFuture<'static, ()>> {
        let (slug, shown) = self.shown(request).ok()?;
        let this = self.clone();
        Some(Box::pin(async move {
            let mut before = None;
            while let Some(now) = this.actor_now(&slug, &shown).await {
                if before.get_or_insert_with(|| now.clone()) != &now {
                    return;
                }
                tokio::time::sleep(LOOKED_AFTER).await;
            }
        }))
    }

    async fn actor_now(&self, slug: &Slug, shown: &Shown) -> Option<Actor> {
        let store = self.store(slug).await.ok()?;
        let rules = (&*self.clock, self.services.session_limits());
        let known = look_up(&store, (shown, Use::Watches), rules).await.ok()?;
        known.map(|known| known.actor)
    }

    /// What the request shows: a token, or else a session, which has to come from our own pages.
    fn shown(&self, request: &Request) -> Result<(Slug, Shown), HttpRefusal> {
        let slug = slug_of(request)?;
        if request.headers().contains_key(AUTHORIZATION) {
            return Ok((slug, Shown::Token(bearer(request)?.to_owned())));
        }
        let secret = Cookie::Session.of(request, &slug).ok_or(UNAUTHENTICATED)?;
        same_site::require_ours(request, &self.public_origin)?;
        if !request.headers().contains_key(CLIENT_HEADER) {
            return Err(UNAUTHENTICATED);
        }
        Ok((slug, Shown::Session(secret)))
    }

    /// The session that a request shows, asked of the store: for what changes how its owner signs in.
    ///
    /// # Errors
    /// As [`TenantAuth::context`]; a token is no session.
    async fn signed_in(&self, request: &Request) -> Result<(Ctx, Session), HttpRefusal> {
        let (slug, shown) = self.shown(request)?;
        if matches!(shown, Shown::Token(_)) {
            return Err(UNAUTHENTICATED);
        }
        let store = self.store(&slug).await?;
        let rules = (&*self.clock, self.services.session_limits());
        let known = look_up(&store, (&shown, Use::Acts), rules).await.map_err(unknown)?;
        let (ctx, session) = self.ctx(store, request, known.ok_or(UNAUTHENTICATED)?)?;
        Ok((ctx, session.ok_or(UNAUTHENTICATED)?))
    }

    /// Somebody who is not known yet.
    async fn knock(&self, request: &Request) -> Result<Knock, HttpRefusal> {
        let slug = slug_of(request)?;
        Ok(Knock {
            store: self.store(&slug).await?,
            clock: self.clock.clone(),
            request: request_id(request),
            client: self.client(request),
            address: self.address(request),
            browser: Cookie::Browser.of(request, &slug),
            session: Cookie::Session.of(request, &slug),
        })
    }

    /// The program that sends a request, and from where, as the access log tells it.
    fn client(&self, request: &Request) -> Client {
        client::client(request.headers(), self.address(request), &self.log_key)
    }

    /// From where a request comes: as the reverse proxy tells, where there is one.
    fn address(&self, request: &Request) -> Option<IpAddr> {
        if self.address_header.is_empty() {
            return request.remote_addr().as_socket_addr().map(std::net::SocketAddr::ip);
        }
        // What the client itself wrote stands before what the proxy added.
        let told = request.headers().get_all(&*self.address_header).iter().next_back()?;
        told.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    }

    async fn store(&self, slug: &Slug) -> Result<Arc<Store>, HttpRefusal> {
        self.services.tenants().store(slug).await.map_err(refusal)
    }

    fn ctx(&self, store: Arc<Store>, request: &Request, known: Known) -> Result<(Ctx, Option<Session>), HttpRefusal> {
        let ctx = Ctx {
            store,
            actor: known.actor,
            clock: self.clock.clone(),
            request: request_id(request),
            purpose: client::purpose(request)?,
            client: self.client(request),
        };
        Ok((ctx, known.session))
    }
}

fn slug_of(request: &Request) -> Result<Slug, HttpRefusal> {
    let slug = request.raw_path_param("tenant");
    slug.and_then(|slug| slug.parse().ok()).ok_or(UNAUTHENTICATED)
}

fn unknown(failure: Failure) -> HttpRefusal {
    match failure {
        Failure::Fault(fault) => refusal(fault),
        Failure::Refused(_) => UNAUTHENTICATED,
    }
}

/// Knows readers of releases by the token that they show, or at a page by the session that stands for one.
pub struct NationalAuth {
    services: Services,
    machine: Arc<dyn Machine>,
    public_origin: Arc<str>,
    sessions: page_session::PageSessions,
}

impl NationalAuth {
    /// Over these services.
    #[must_use]
    pub fn new(services: Services, machine: Arc<dyn Machine>, settings: &Settings) -> Self {
        Self {
            services,
            machine,
            public_origin: settings.server.public_origin.as_str().into(),
            sessions: reader_session::sessions(),
        }
    }

    /// What the sender of a request may read.
    ///
    /// # Errors
    /// The same refusal for no token as for a wrong one, one that is over and one that was revoked.
    pub async fn reading(&self, request: &Request) -> Result<Reading, HttpRefusal> {
        let hash = self.hash_shown(request)?;
        self.reading_of(request, &hash).await
    }

    /// What the holder of the token of this hash may read.
    async fn reading_of(&self, request: &Request, hash: &str) -> Result<Reading, HttpRefusal> {
        let stores = self.services.tenants().national_stores().await.map_err(refusal)?;
        let known = stores.published.reader(hash, self.machine.now()).await;
        let reader = known.map_err(|fault| refusal(fault.into()))?.ok_or(UNAUTHENTICATED)?;
        Ok(Reading {
            published: stores.published.clone(),
            reader,
            machine: self.machine.clone(),
            request: request_id(request),
        })
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
