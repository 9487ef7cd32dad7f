//! One's own account at its page: the session that the page is asked for with, and what changes it.
//!
//! How programs look after an account does not belong here: see [`super::door`].

use krachtig_core::domain::identity::Session;
use krachtig_core::service::{ChangePassword, Ctx, Failure};
use poem::Request;
use poem::http::HeaderValue;

use super::cookies::Cookie;
use super::door::{Answer, forget};
use super::known::Shown;
use super::pages::Entered;
use super::{TenantAuth, UNAUTHENTICATED, refusal, slug_of, unknown};
use crate::http::HttpRefusal;

impl TenantAuth {
    /// The session with which a page is asked for. It is looked up, not remembered: what is changed here counts at once.
    ///
    /// # Errors
    /// As [`TenantAuth::visitor`].
    pub async fn own_session(&self, request: &Request) -> Result<(Ctx, Session), HttpRefusal> {
        let slug = slug_of(request)?;
        let secret = Cookie::Session.of(request, &slug).ok_or(UNAUTHENTICATED)?;
        let store = self.store(&slug).await?;
        let rules = (&*self.clock, self.services.session_limits());
        let known = super::look_up(&store, (&Shown::Session(secret), super::Use::Acts), rules).await;
        let (ctx, session) = self.ctx(store, request, known.map_err(unknown)?.ok_or(UNAUTHENTICATED)?)?;
        Ok((ctx, session.ok_or(UNAUTHENTICATED)?))
    }

    /// Forgets the session that a request shows: it ended this moment, or may have.
    pub fn forget_session(&self, request: &Request, ctx: &Ctx) {
        forget(self, request, &ctx.store);
    }

    /// Changes the password: every other session ends, and this browser gets cookies anew.
    ///
    /// # Errors
    /// Where nobody is signed in, and for a fault.
    pub async fn change_password(&self, request: &Request, order: ChangePassword) -> Result<Entered, HttpRefusal> {
        let (ctx, session) = self.own_session(request).await?;
        let knock = self.knock(request).await?;
        let changed = self.services.change_password((&knock, &ctx), &session, order).await;
        self.forget_session(request, &ctx);
        match changed {
            Ok(signed_in) => {
                let cookies: Vec<HeaderValue> = Answer::let_in(&slug_of(request)?, &signed_in).into_cookies();
                Ok(Entered::In(cookies))
            }
            Err(Failure::Refused(refusals)) => Ok(Entered::Refused(refusals)),
            Err(Failure::Fault(fault)) => Err(refusal(fault)),
        }
    }
}
