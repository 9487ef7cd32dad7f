//! A tenant's door: JSON over HTTP under `/t/{tenant}/auth/`, for the pages and for whoever makes others.
//!
//! Every request is a `POST` with `application/json` and the header `X-Krachtig-Client`, from our own pages or from a
//! program. Each makes one call to a service. What the services refuse is answered with its code; deciding does not
//! belong here.

mod account;
mod answer;
mod enter;

use poem::{Endpoint, Request, Response};

use super::{TenantAuth, provider};
use crate::http::graphql::check_post;
use crate::http::{HttpRefusal, Routes, check_announced, read_limited};
use crate::telemetry::record_refusal;
pub(super) use account::forget;
pub(super) use answer::Answer;

/// The most that a request to the door may take, in bytes: a passkey's answer is the longest.
const LONGEST_BODY: usize = 64 * 1024;

/// What is asked at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    SignIn,
    BeginPasskeySignIn,
    PasskeySignIn,
    BeginInvitedPasskey,
    AcceptInvitation,
    SignOut,
    Account,
    EndSessions,
    ChangePassword,
    BeginPasskey,
    AddPasskey,
    RemovePasskey,
    OfferTotp,
    ConfirmTotp,
    RemoveTotp,
    RecoveryCodes,
    Providers,
    BeginProvider,
    UnlinkProvider,
}

const ROUTES: [(&str, Asked); 19] = [
    ("/t/:tenant/auth/sign-in", Asked::SignIn),
    ("/t/:tenant/auth/sign-in/passkey/begin", Asked::BeginPasskeySignIn),
    ("/t/:tenant/auth/sign-in/passkey", Asked::PasskeySignIn),
    ("/t/:tenant/auth/invitation/passkey/begin", Asked::BeginInvitedPasskey),
    ("/t/:tenant/auth/invitation", Asked::AcceptInvitation),
    ("/t/:tenant/auth/sign-out", Asked::SignOut),
    ("/t/:tenant/auth/account", Asked::Account),
    ("/t/:tenant/auth/sessions/end", Asked::EndSessions),
    ("/t/:tenant/auth/password", Asked::ChangePassword),
    ("/t/:tenant/auth/passkeys/begin", Asked::BeginPasskey),
    ("/t/:tenant/auth/passkeys", Asked::AddPasskey),
    ("/t/:tenant/auth/passkeys/remove", Asked::RemovePasskey),
    ("/t/:tenant/auth/totp/offer", Asked::OfferTotp),
    ("/t/:tenant/auth/totp", Asked::ConfirmTotp),
    ("/t/:tenant/auth/totp/remove", Asked::RemoveTotp),
    ("/t/:tenant/auth/recovery-codes", Asked::RecoveryCodes),
    ("/t/:tenant/auth/providers", Asked::Providers),
    ("/t/:tenant/auth/provider/begin", Asked::BeginProvider),
    ("/t/:tenant/auth/provider/unlink", Asked::UnlinkProvider),
];

/// Adds the door of every tenant to the routes.
#[must_use]
pub fn routes(auth: &TenantAuth, routes: Routes) -> Routes {
    let routes = provider::routes(auth, routes);
    ROUTES.into_iter().fold(routes, |routes, (path, asked)| {
        let door = Door {
            auth: auth.clone(),
            asked,
        };
        routes.at(("POST", path), door)
    })
}

struct Door {
    auth: TenantAuth,
    asked: Asked,
}

impl Door {
    async fn answer(&self, mut request: Request) -> Result<Response, HttpRefusal> {
        check_post(&request, &self.auth.public_origin)?;
        check_announced(request.headers(), LONGEST_BODY)?;
        let body = read_limited(request.take_body(), LONGEST_BODY).await?;
        let (auth, request) = (&self.auth, &request);
        let answer = match self.asked {
            Asked::SignIn => enter::sign_in(auth, request, &body).await,
            Asked::BeginPasskeySignIn => enter::begin_passkey(auth, request).await,
            Asked::PasskeySignIn => enter::passkey(auth, request, &body).await,
            Asked::BeginInvitedPasskey => enter::begin_invited(auth, request, &body).await,
            Asked::AcceptInvitation => enter::invitation(auth, request, &body).await,
            Asked::SignOut => account::sign_out(auth, request).await,
            Asked::Account => account::tell(auth, request).await,
            Asked::EndSessions => account::end_sessions(auth, request, &body).await,
            Asked::ChangePassword => account::password(auth, request, &body).await,
            Asked::BeginPasskey => account::begin_passkey(auth, request).await,
            Asked::AddPasskey => account::add_passkey(auth, request, &body).await,
            Asked::RemovePasskey => account::remove_passkey(auth, request, &body).await,
            Asked::OfferTotp => account::offer_totp(auth, request).await,
            Asked::ConfirmTotp => account::confirm_totp(auth, request, &body).await,
            Asked::RemoveTotp => account::remove_totp(auth, request).await,
            Asked::RecoveryCodes => account::recovery_codes(auth, request).await,
            Asked::Providers => provider::list(auth, request).await,
            Asked::BeginProvider => provider::begin(auth, request, &body).await,
            Asked::UnlinkProvider => account::unlink_provider(auth, request, &body).await,
        }?;
        Ok(answer.into_response())
    }
}

impl Endpoint for Door {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        Ok(self.answer(request).await.unwrap_or_else(|refusal| {
            record_refusal(refusal.code);
            poem::IntoResponse::into_response(refusal)
        }))
    }
}

/// Reads what a request asks for.
pub(super) fn read<'b, T: serde::Deserialize<'b>>(body: &'b [u8]) -> Result<T, HttpRefusal> {
    const UNREADABLE: HttpRefusal = HttpRefusal::new(
        poem::http::StatusCode::BAD_REQUEST,
        "bad_request",
        "The body is not what is asked for here.",
    );
    serde_json::from_slice(body).map_err(|_| UNREADABLE)
}

pub(super) type Answered = Result<Answer, HttpRefusal>;
