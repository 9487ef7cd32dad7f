//! Readers of releases at pages: the token is shown once, and a session in the browser stands for it for a working day. It
//! is good for what its token opens at that moment, so a token that is taken away ends its sessions at once.

use krachtig_core::service::hash_of;
use krachtig_national::reading::Reading;
use poem::Request;
use poem::http::{HeaderValue, Method, StatusCode, header};
use time::Duration;

use super::page_session::{Kind, PageSessions, ShownSession, is_form_token};
use super::{NationalAuth, UNAUTHENTICATED, bearer};
use crate::http::graphql::CLIENT_HEADER;
use crate::http::{HttpRefusal, same_site};

/// Sessions of readers.
pub(super) fn sessions() -> PageSessions {
    PageSessions::new(Kind {
        cookie: "__Secure-krachtig-readers",
        path: "/national",
        holds: Duration::hours(12),
        form_token: "krachtig 2026 token of a form, from the secret of a reader's session",
    })
}

/// A reader at a page.
pub struct AtPage {
    /// What may be read.
    pub reading: Reading,
    /// What forms bring along.
    pub form_token: String,
    /// The hash of the token for which the session stands.
    pub(super) hash: String,
}

impl AtPage {
    /// Whether a form is of a page of this session.
    #[must_use]
    pub fn is_form_token(&self, brought: &str) -> bool {
        is_form_token(&self.form_token, brought)
    }
}

impl NationalAuth {
    /// The hash of the token that a program shows, or for which the session stands that a page of ours shows.
    pub(super) fn hash_shown(&self, request: &Request) -> Result<String, HttpRefusal> {
        if request.headers().contains_key(header::AUTHORIZATION) {
            return Ok(hash_of(bearer(request)?));
        }
        let session = self.session(request)?;
        same_site::require_ours(request, &self.public_origin)?;
        if !request.headers().contains_key(CLIENT_HEADER) {
            return Err(UNAUTHENTICATED);
        }
        Ok(session.token)
    }

    fn session(&self, request: &Request) -> Result<ShownSession, HttpRefusal> {
        self.sessions.of(request, self.machine.now())
    }

    /// What the sender of a request for a file may read: a program by its token, a browser by its session.
    ///
    /// # Errors
    /// As [`NationalAuth::reading`].
    pub async fn fetching(&self, request: &Request) -> Result<Reading, HttpRefusal> {
        let hash = match request.headers().contains_key(header::AUTHORIZATION) {
            true => hash_of(bearer(request)?),
            false => self.session(request)?.token,
        };
        self.reading_of(request, &hash).await
    }

    /// Who asks for a page, or sends a form of one.
    ///
    /// # Errors
    /// Where there is no session, or not for a token any more; `cross_site` for a form that is not of our own pages.
    pub async fn at_page(&self, request: &Request) -> Result<AtPage, HttpRefusal> {
        let session = self.session(request)?;
        if request.method() != Method::GET {
            self.require_own_page(request)?;
        }
        Ok(AtPage {
            reading: self.reading_of(request, &session.token).await?,
            form_token: session.form_token,
            hash: session.token,
        })
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
    pub async fn enter(&self, request: &Request, token: &str) -> Result<Option<HeaderValue>, HttpRefusal> {
        let hash = hash_of(token.trim());
        match self.reading_of(request, &hash).await {
            Ok(_) => self.sessions.begin(hash, self.machine.now()),
            Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// Ends the session that the browser shows; the cookie tells the browser.
    pub fn leave(&self, request: &Request) -> Option<HeaderValue> {
        self.sessions.end(request)
    }
}
