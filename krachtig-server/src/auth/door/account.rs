//! One's own account: its sessions, password, passkeys and one-time codes.

use krachtig_core::domain::id::{PasskeyId, ProviderLinkId, SessionId};
use krachtig_core::domain::identity::{Passkey, Session};
use krachtig_core::domain::token::Token;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{ChangePassword, Failure, LinkedProvider, Outcome};
use poem::Request;
use serde::Deserialize;
use serde_json::{Value, json};

use super::enter::begun;
use super::{Answer, Answered, TenantAuth, read};
use crate::auth::cookies::Cookie;
use crate::auth::known::Shown;
use crate::auth::slug_of;
use crate::http::HttpRefusal;

/// Tells that it was done, or why not.
fn done(outcome: Outcome<()>) -> Answered {
    match outcome {
        Ok(()) => Ok(Answer::done()),
        Err(failure) => Answer::refused(failure),
    }
}

/// Forgets the session that the request shows: it ended this moment, or may have.
pub(in crate::auth) fn forget(auth: &TenantAuth, request: &Request, store: &krachtig_core::store::Store) {
    if let Some(secret) = slug_of(request)
        .ok()
        .and_then(|slug| Cookie::Session.of(request, &slug))
    {
        auth.memory.forget(store, &Shown::Session(secret));
    }
}

/// Signs out: the session ends here, and not only in the browser.
pub(super) async fn sign_out(auth: &TenantAuth, request: &Request) -> Answered {
    let (ctx, session) = auth.signed_in(request).await?;
    let slug = slug_of(request)?;
    let ended = auth.services.end_own_session(&ctx, session.id).await;
    forget(auth, request, &ctx.store);
    Ok(done(ended)?.with(Cookie::Session.set(&slug, "", 0)))
}

fn session_told(session: &Session, current: &Session) -> Value {
    json!({
        "id": session.id.to_string(),
        "method": session.method.code(),
        "beganAt": session.began_at.unix_timestamp(),
        "seenAt": session.seen_at.unix_timestamp(),
        "expiresAt": session.expires_at.unix_timestamp(),
        "current": session.id == current.id,
    })
}

fn passkey_told(passkey: &Passkey) -> Value {
    json!({
        "id": passkey.id.to_string(),
        "label": passkey.label.as_str(),
        "addedOn": passkey.added_on.to_string(),
    })
}

fn token_told(token: &Token) -> Value {
    json!({
        "id": token.id.to_string(),
        "label": token.label.as_str(),
        "expiresOn": token.expires_on.to_string(),
        "scopes": token.scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>(),
        "lastUsedOn": token.last_used_on.map(|day| day.to_string()),
    })
}

fn provider_told(linked: &LinkedProvider) -> Value {
    json!({
        "id": linked.link.id.to_string(),
        "name": linked.provider.name.as_str(),
        "linkedAt": linked.link.id.made_at().unix_timestamp(),
    })
}

/// Who is signed in, with which sessions, passkeys, accounts at providers and access tokens.
pub(super) async fn tell(auth: &TenantAuth, request: &Request) -> Answered {
    let (ctx, current) = auth.signed_in(request).await?;
    let told = async {
        let sessions = auth.services.own_sessions(&ctx).await?;
        let passkeys = auth.services.own_passkeys(&ctx).await?;
        let tokens = auth.services.own_tokens(&ctx).await?;
        let providers = auth.services.own_provider_links(&ctx).await?;
        let roles: Vec<&str> = ctx.actor.roles().iter().map(|role| role.code()).collect();
        Ok::<_, Failure>(json!({
            "member": current.member_id.to_string(),
            "roles": roles,
            "sessions": sessions.iter().map(|session| session_told(session, &current)).collect::<Vec<_>>(),
            "passkeys": passkeys.iter().map(passkey_told).collect::<Vec<_>>(),
            "tokens": tokens.iter().map(token_told).collect::<Vec<_>>(),
            "providers": providers.iter().map(provider_told).collect::<Vec<_>>(),
        }))
    };
    match told.await {
        Ok(told) => Ok(Answer::told(told)),
        Err(failure) => Answer::refused(failure),
    }
}

/// Which sessions to end: one by its id, or all but the current one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    id: Option<String>,
}

pub(super) async fn end_sessions(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: End = read(body)?;
    let (ctx, current) = auth.signed_in(request).await?;
    let ended = match asked.id {
        None => auth.services.end_own_sessions(&ctx, Some(current.id)).await,
        Some(id) => {
            let id: SessionId = id
                .parse()
                .map_err(|_| HttpRefusal::of_status(poem::http::StatusCode::NOT_FOUND))?;
            auth.services.end_own_session(&ctx, id).await
        }
    };
    forget(auth, request, &ctx.store);
    done(ended)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Password {
    current: Option<String>,
    new: String,
}

pub(super) async fn password(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: Password = read(body)?;
    let (ctx, session) = auth.signed_in(request).await?;
    let knock = auth.knock(request).await?;
    let order = ChangePassword {
        current: asked.current,
        new: asked.new,
    };
    let changed = auth.services.change_password((&knock, &ctx), &session, order).await;
    forget(auth, request, &ctx.store);
    match changed {
        Ok(signed_in) => Ok(Answer::let_in(&slug_of(request)?, &signed_in)),
        Err(failure) => Answer::refused(failure),
    }
}

pub(super) async fn begin_passkey(auth: &TenantAuth, request: &Request) -> Answered {
    let (ctx, session) = auth.signed_in(request).await?;
    begun(auth.services.begin_passkey(&ctx, &session).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    ceremony: String,
    label: String,
    credential: Value,
}

pub(super) async fn add_passkey(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: Add = read(body)?;
    let (ctx, session) = auth.signed_in(request).await?;
    let made = (asked.ceremony.as_str(), asked.label.as_str(), asked.credential);
    match auth.services.add_passkey(&ctx, &session, made).await {
        Ok(passkey) => Ok(Answer::told(passkey_told(&passkey))),
        Err(failure) => Answer::refused(failure),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Remove {
    id: String,
}

pub(super) async fn remove_passkey(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: Remove = read(body)?;
    let (ctx, session) = auth.signed_in(request).await?;
    let id: PasskeyId = asked
        .id
        .parse()
        .map_err(|_| HttpRefusal::of_status(poem::http::StatusCode::NOT_FOUND))?;
    done(auth.services.remove_passkey(&ctx, &session, id).await)
}

pub(super) async fn unlink_provider(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: Remove = read(body)?;
    let (ctx, session) = auth.signed_in(request).await?;
    let id: ProviderLinkId = asked
        .id
        .parse()
        .map_err(|_| HttpRefusal::of_status(poem::http::StatusCode::NOT_FOUND))?;
    done(auth.services.unlink_provider(&ctx, &session, id).await)
}

pub(super) async fn offer_totp(auth: &TenantAuth, request: &Request) -> Answered {
    let (ctx, session) = auth.signed_in(request).await?;
    match auth.services.offer_totp(&ctx, &session).await {
        Ok(offered) => Ok(Answer::told(json!({ "secret": offered.secret, "uri": offered.uri }))),
        Err(failure) => Answer::refused(failure),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirm {
    code: String,
}

fn codes(outcome: Outcome<Vec<String>>) -> Answered {
    match outcome {
        Ok(codes) => Ok(Answer::told(json!({ "recoveryCodes": codes }))),
        Err(failure) => Answer::refused(failure),
    }
}

pub(super) async fn confirm_totp(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: Confirm = read(body)?;
    let (ctx, session) = auth.signed_in(request).await?;
    codes(auth.services.confirm_totp(&ctx, &session, &asked.code).await)
}

pub(super) async fn remove_totp(auth: &TenantAuth, request: &Request) -> Answered {
    let (ctx, session) = auth.signed_in(request).await?;
    done(auth.services.remove_totp(&ctx, &session).await)
}

pub(super) async fn recovery_codes(auth: &TenantAuth, request: &Request) -> Answered {
    let (ctx, session) = auth.signed_in(request).await?;
    codes(auth.services.renew_recovery_codes(&ctx, &session).await)
}
