//! How the pages of the web know who asks: by the session that the browser shows, and by nothing else.
//!
//! A page may be asked for from anywhere, as a link in a mail does. What changes something has to come from a page of
//! ours, by what the browser says and by a token in the form that belongs to the session. What a page shows does not
//! belong here.

use krachtig_core::domain::refusal::{Refusal, RefusalCode, Refusals};
use krachtig_core::error::Fault;
use krachtig_core::service::{AcceptInvitation, ByLink, Ctx, Failure, LinkedReferral, PasswordSignIn, SignedIn};
use poem::Request;
use poem::http::{HeaderValue, Method, StatusCode};

use super::cookies::Cookie;
use super::door::{Answer, forget};
use super::known::Shown;
use super::{TenantAuth, UNAUTHENTICATED, refusal, slug_of, unknown};
use crate::http::{HttpRefusal, same_site};

/// What a form's token is derived for: another text makes every token of before invalid.
const FORM_TOKEN: &str = "krachtig 2026 token of a form, from the secret of a session";

/// How somebody comes in by a form.
pub enum Entry {
    /// By e-mail address and password, with a code where there is one.
    Password(PasswordSignIn),
    /// By an invitation, with the password that is chosen.
    Invitation(String, String),
}

/// What came of it.
pub enum Entered {
    /// Let in; these cookies show it from now on.
    In(Vec<HeaderValue>),
    /// Not let in.
    Refused(Refusals),
}

impl TenantAuth {
    /// The context of whoever asks for a page, or sends a form.
    ///
    /// # Errors
    /// The same refusal for a tenant that is not there as for a session that is not valid; `cross_site` for a form that
    /// is not of our own pages.
    pub async fn visitor(&self, request: &Request) -> Result<Ctx, HttpRefusal> {
        let slug = slug_of(request)?;
        let secret = Cookie::Session.of(request, &slug).ok_or(UNAUTHENTICATED)?;
        if request.method() != Method::GET {
            self.require_own_page(request)?;
        }
        let store = self.store(&slug).await?;
        let rules = (&*self.clock, self.services.session_limits());
        let shown = Shown::Session(secret);
        let known = self.memory.identify(&store, &shown, rules).await.map_err(unknown)?;
        Ok(self.ctx(store, request, known.ok_or(UNAUTHENTICATED)?)?.0)
    }

    /// Refuses a form that does not come from one of our own pages.
    ///
    /// # Errors
    /// `cross_site`.
    pub fn require_own_page(&self, request: &Request) -> Result<(), HttpRefusal> {
        same_site::require_ours(request, &self.public_origin)
    }

    /// What a form brings to show that it is of a page of this session.
    #[must_use]
    pub fn form_token(&self, request: &Request) -> Option<String> {
        let secret = Cookie::Session.of(request, &slug_of(request).ok()?)?;
        let token = blake3::derive_key(FORM_TOKEN, secret.as_bytes());
        Some(blake3::Hash::from_bytes(token).to_hex().to_string())
    }

    /// Whether a form brings it.
    #[must_use]
    pub fn is_form_token(&self, request: &Request, brought: &str) -> bool {
        let of = |text: &str| blake3::Hash::from_hex(text).ok();
        let expected = self.form_token(request).and_then(|token| of(&token));
        // Hashes compare in constant time.
        expected.is_some() && expected == of(brought)
    }

    /// Lets somebody in by a form.
    ///
    /// # Errors
    /// For a tenant that is not there, and for a fault.
    pub async fn enter(&self, request: &Request, entry: Entry) -> Result<Entered, HttpRefusal> {
        let knock = self.knock(request).await?;
        let entered = match entry {
            Entry::Password(shown) => self.services.sign_in_by_password(&knock, shown).await,
            Entry::Invitation(secret, password) => {
                let chosen = AcceptInvitation::Password(password);
                self.services.accept_invitation(&knock, &secret, chosen).await
            }
        };
        match entered {
            Ok(signed_in) => Ok(Entered::In(self.cookies(request, &signed_in)?)),
            Err(Failure::Refused(refusals)) => Ok(Entered::Refused(refusals)),
            Err(Failure::Fault(fault)) => Err(refusal(fault)),
        }
    }

    /// Shows a party the referral of a link, and does what it says by it.
    ///
    /// # Errors
    /// For a fault. What the link does not open, a tenant that is not there included, is refused in the answer.
    pub async fn by_link(
        &self,
        request: &Request,
        (link, deed): (&str, Option<ByLink>),
    ) -> Result<Result<LinkedReferral, Refusals>, HttpRefusal> {
        let knock = match self.knock(request).await {
            Err(nowhere) if nowhere.status == StatusCode::UNAUTHORIZED => {
                return Ok(Err(Refusal::new(RefusalCode::NotFound, "link").into()));
            }
            knock => knock?,
        };
        let done = match deed {
            Some(deed) => self.services.do_by_link(&knock, link, deed).await,
            None => self.services.open_by_link(&knock, link).await,
        };
        match done {
            Ok(shown) => Ok(Ok(shown)),
            Err(Failure::Refused(refusals)) => Ok(Err(refusals)),
            Err(Failure::Fault(fault)) => Err(refusal(fault)),
        }
    }

    fn cookies(&self, request: &Request, signed_in: &SignedIn) -> Result<Vec<HeaderValue>, HttpRefusal> {
        Ok(Answer::let_in(&slug_of(request)?, signed_in).into_cookies())
    }

    /// Ends the session that the request shows; these cookies tell the browser.
    ///
    /// # Errors
    /// Where there is none, and for a fault.
    pub async fn leave(&self, request: &Request) -> Result<Vec<HeaderValue>, HttpRefusal> {
        self.require_own_page(request)?;
        let slug = slug_of(request)?;
        let secret = Cookie::Session.of(request, &slug).ok_or(UNAUTHENTICATED)?;
        let store = self.store(&slug).await?;
        let rules = (&*self.clock, self.services.session_limits());
        let known = super::look_up(&store, (&Shown::Session(secret), super::Use::Acts), rules).await;
        let (ctx, session) = self.ctx(store, request, known.map_err(unknown)?.ok_or(UNAUTHENTICATED)?)?;
        let session = session.ok_or(UNAUTHENTICATED)?;
        let ended = self.services.end_own_session(&ctx, session.id).await;
        forget(self, request, &ctx.store);
        match ended {
            Ok(()) | Err(Failure::Refused(_)) => Ok(Cookie::Session.set(&slug, "", 0).into_iter().collect()),
            Err(Failure::Fault(fault)) => Err(refusal(fault)),
        }
    }
}

/// What the public hears of a fault.
#[must_use]
pub fn public(fault: Fault) -> HttpRefusal {
    refusal(fault)
}
