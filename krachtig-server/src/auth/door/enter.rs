//! The ways in: password, passkey, invitation.

use krachtig_core::service::{AcceptInvitation, BegunCeremony, Outcome, PasswordSignIn, SignedIn};
use poem::Request;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Answered, TenantAuth, read};
use crate::auth::slug_of;
use crate::http::HttpRefusal;

/// Lets somebody in, or tells why not.
fn entered(request: &Request, outcome: Outcome<SignedIn>) -> Answered {
    match outcome {
        Ok(signed_in) => Ok(Answer::let_in(&slug_of(request)?, &signed_in)),
        Err(failure) => Answer::refused(failure),
    }
}

/// Tells what the browser does next.
pub(super) fn begun(outcome: Outcome<BegunCeremony>) -> Answered {
    match outcome {
        Ok(begun) => Ok(Answer::told(
            json!({ "ceremony": begun.handle, "options": begun.options }),
        )),
        Err(failure) => Answer::refused(failure),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignIn {
    email: String,
    password: String,
    code: Option<String>,
    recovery_code: Option<String>,
}

pub(super) async fn sign_in(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: SignIn = read(body)?;
    let knock = auth.knock(request).await?;
    let shown = PasswordSignIn {
        email: asked.email,
        password: asked.password,
        code: asked.code,
        recovery_code: asked.recovery_code,
    };
    entered(request, auth.services.sign_in_by_password(&knock, shown).await)
}

pub(super) async fn begin_passkey(auth: &TenantAuth, request: &Request) -> Answered {
    let knock = auth.knock(request).await?;
    begun(auth.services.begin_passkey_sign_in(&knock).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passkey {
    ceremony: String,
    credential: Value,
}

pub(super) async fn passkey(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: Passkey = read(body)?;
    let knock = auth.knock(request).await?;
    let shown = (asked.ceremony.as_str(), asked.credential);
    entered(request, auth.services.sign_in_by_passkey(&knock, shown).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invited {
    invitation: String,
}

pub(super) async fn begin_invited(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: Invited = read(body)?;
    let knock = auth.knock(request).await?;
    begun(auth.services.begin_invited_passkey(&knock, &asked.invitation).await)
}

/// By a password, or else by a passkey.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accept {
    invitation: String,
    password: Option<String>,
    ceremony: Option<String>,
    label: Option<String>,
    credential: Option<Value>,
}

pub(super) async fn invitation(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: Accept = read(body)?;
    let chosen = match (asked.password, asked.ceremony, asked.label, asked.credential) {
        (Some(password), None, None, None) => AcceptInvitation::Password(password),
        (None, Some(handle), Some(label), Some(made)) => AcceptInvitation::Passkey(handle, label, made),
        _ => return Err(HttpRefusal::of_status(poem::http::StatusCode::BAD_REQUEST)),
    };
    let knock = auth.knock(request).await?;
    let accepted = auth.services.accept_invitation(&knock, &asked.invitation, chosen);
    entered(request, accepted.await)
}
