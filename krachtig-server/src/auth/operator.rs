//! Operators of the platform at their pages: each shows a token once, and a session stands for it for some hours. A token
//! that is taken away ends its sessions at once.
//!
//! What an operator may do in a tenant does not belong here: the policies say it, and no dossier is in it.

use std::sync::Arc;

use krachtig_core::access::Actor;
use krachtig_core::domain::access_log::Client;
use krachtig_core::domain::clock::Clock;
use krachtig_core::service::{Ctx, Services, hash_of};
use krachtig_core::store::{Operator, Slug};
use poem::Request;
use poem::http::{HeaderValue, Method};
use time::Duration;

use super::page_session::{Kind, PageSessions, is_form_token};
use super::{UNAUTHENTICATED, refusal, request_id};
use crate::http::{HttpRefusal, same_site};
use crate::settings::Settings;

/// Knows operators by the session that stands for their token.
pub struct OperatorAuth {
    services: Services,
    clock: Arc<dyn Clock>,
    public_origin: Arc<str>,
    sessions: PageSessions,
}

/// An operator at a page.
pub struct AtPlatform {
    /// Who.
    pub operator: Operator,
    /// What forms bring along.
    pub form_token: String,
}

impl OperatorAuth {
    /// Over these services.
    #[must_use]
    pub fn new(services: Services, clock: Arc<dyn Clock>, settings: &Settings) -> Self {
        Self {
            services,
            clock,
            public_origin: settings.server.public_origin.as_str().into(),
            sessions: PageSessions::new(Kind {
                cookie: "__Secure-krachtig-platform",
                path: "/platform",
                holds: Duration::hours(4),
                form_token: "krachtig 2026 token of a form, from the secret of an operator's session",
            }),
        }
    }

    /// Who asks for a page.
    ///
    /// # Errors
    /// Where there is no session, or not for a token any more; `cross_site` for a form that is not of our own pages.
    pub async fn at_page(&self, request: &Request) -> Result<AtPlatform, HttpRefusal> {
        let session = self.sessions.of(request, self.clock.now())?;
        if request.method() != Method::GET {
            self.require_own_page(request)?;
        }
        let operator = self.operator(&session.token).await?;
        Ok(AtPlatform {
            operator: operator.ok_or(UNAUTHENTICATED)?,
            form_token: session.form_token,
        })
    }

    /// The operator whose token has this hash.
    async fn operator(&self, hash: &str) -> Result<Option<Operator>, HttpRefusal> {
        let Some(hash) = bytes_of(hash) else { return Ok(None) };
        let operators = self.services.tenants().operators();
        operators.by_token(hash).await.map_err(refusal)
    }

    /// Refuses a form that does not come from one of our own pages.
    ///
    /// # Errors
    /// `cross_site`.
    pub fn require_own_page(&self, request: &Request) -> Result<(), HttpRefusal> {
        same_site::require_ours(request, &self.public_origin)
    }

    /// Begins a session for whoever shows a token; nothing for one that opens nothing.
    ///
    /// # Errors
    /// A fault.
    pub async fn enter(&self, token: &str) -> Result<Option<HeaderValue>, HttpRefusal> {
        let hash = hash_of(token.trim());
        match self.operator(&hash).await? {
            Some(_) => self.sessions.begin(hash, self.clock.now()),
            None => Ok(None),
        }
    }

    /// Ends the session that the browser shows; the cookie tells the browser.
    pub fn leave(&self, request: &Request) -> Option<HeaderValue> {
        self.sessions.end(request)
    }

    /// The context of an operator within a tenant.
    ///
    /// # Errors
    /// There is no such tenant, or nobody can work in it now.
    pub async fn within(&self, request: &Request, (at, slug): (&AtPlatform, &str)) -> Result<Ctx, HttpRefusal> {
        let slug: Slug = slug.parse().map_err(|_| UNAUTHENTICATED)?;
        Ok(Ctx {
            store: self.services.tenants().store(&slug).await.map_err(refusal)?,
            actor: Actor::Operator { id: at.operator.id },
            clock: self.clock.clone(),
            request: request_id(request),
            purpose: None,
            client: Client::named("platform"),
        })
    }
}

impl AtPlatform {
    /// Whether a form is of a page of this session.
    #[must_use]
    pub fn is_form_token(&self, brought: &str) -> bool {
        is_form_token(&self.form_token, brought)
    }
}

/// The 32 bytes of a hash in hexadecimal.
fn bytes_of(hash: &str) -> Option<[u8; 32]> {
    blake3::Hash::from_hex(hash).ok().map(Into::into)
}
