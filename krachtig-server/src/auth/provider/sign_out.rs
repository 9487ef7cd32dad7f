//! A provider's word that somebody signed out there (OpenID Connect Back-Channel Logout 1.0).

use krachtig_core::service::{Failure, ProviderSignOut};
use poem::http::{Method, StatusCode, header};
use poem::{Request, Response};
use serde_json::{Map, Value};

use super::client::{NotBelieved, signed, wrong};
use super::{NOT_BELIEVED, not_believed, trusted};
use crate::auth::TenantAuth;
use crate::auth::door::Answer;
use crate::http::{HttpRefusal, check_announced, read_limited};

/// The most that a logout token may take with its form, in bytes.
const LONGEST: usize = 16 * 1024;
/// A word is heard within so many seconds of being said, and not before.
const HEARD_WITHIN: i64 = 300;
/// How far the provider's clock may be ahead of ours, in seconds.
const AHEAD: i64 = 60;
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Hears a provider, and ends the sessions that it says are over.
pub(super) async fn hear(auth: &TenantAuth, mut request: Request) -> Result<Response, HttpRefusal> {
    if request.method() != Method::POST {
        return Err(HttpRefusal::of_status(StatusCode::METHOD_NOT_ALLOWED));
    }
    let kind = request.headers().get(header::CONTENT_TYPE);
    let is_form = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !is_form {
        return Err(HttpRefusal::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    check_announced(request.headers(), LONGEST)?;
    let body = read_limited(request.take_body(), LONGEST).await?;
    let body = String::from_utf8(body).map_err(|_| NOT_BELIEVED)?;
    // A token's signs need no escaping.
    let token = body.split('&').find_map(|pair| pair.strip_prefix("logout_token="));
    let token = token.ok_or(NOT_BELIEVED)?;
    let knock = auth.knock(&request).await?;
    // Whose word it claims to be tells only which keys to try.
    let said = super::client::unverified(token).map_err(|error| not_believed(&error))?;
    let issuer = said.get("iss").and_then(Value::as_str).unwrap_or_default().to_owned();
    let provider = trusted(auth, &knock, |provider| provider.issuer == issuer).await;
    let provider = provider.map_err(crate::auth::unknown)?.ok_or(NOT_BELIEVED)?;
    let metadata = auth.providers.discover(&provider, false).await;
    let mut claims = metadata.and_then(|metadata| signed(token, &metadata));
    if claims.is_err() {
        // It may have new keys by now.
        let metadata = auth.providers.discover(&provider, true).await;
        claims = metadata.and_then(|metadata| signed(token, &metadata));
    }
    let now = knock.clock.now().unix_timestamp();
    let word = claims.and_then(|claims| word(&claims, (&provider.issuer, &provider.client_id), now));
    let word = word.map_err(|error| not_believed(&error))?;
    let word = ProviderSignOut {
        provider: provider.id,
        session: word.session,
        subject: word.subject,
        token_id: word.token_id,
    };
    match auth.services.sign_out_by_provider(&knock, word).await {
        Ok(()) => Ok(Answer::done().into_response()),
        Err(Failure::Refused(_)) => Err(NOT_BELIEVED),
        Err(Failure::Fault(fault)) => Err(crate::auth::refusal(fault)),
    }
}

/// What a logout token says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) session: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) token_id: String,
}

/// What a signed token says, if it says all that a logout token must and nothing that it must not (section 2.6).
pub(super) fn word(claims: &Map<String, Value>, (issuer, client): (&str, &str), now: i64) -> Result<Word, NotBelieved> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let moment = |name: &str| claims.get(name).and_then(Value::as_i64);
    let for_us = match claims.get("aud") {
        Some(Value::String(one)) => one == client,
        Some(Value::Array(all)) => all.iter().any(|one| one == client),
        _ => false,
    };
    let said = moment("iat").unwrap_or(i64::MIN);
    let recent = said >= now.saturating_sub(HEARD_WITHIN) && said <= now + AHEAD;
    let over = moment("exp").is_some_and(|until| until < now);
    let event = claims
        .get("events")
        .and_then(|events| events.get(EVENT))
        .is_some_and(Value::is_object);
    let (session, subject) = (text("sid"), text("sub"));
    for (holds, why) in [
        (text("iss") == Some(issuer), "it is another's"),
        (for_us, "it is for another"),
        (recent && !over, "it is not of now"),
        (event, "it tells of something else"),
        (!claims.contains_key("nonce"), "it is an id token"),
        (session.is_some() || subject.is_some(), "it names nobody"),
    ] {
        if !holds {
            return Err(wrong(why));
        }
    }
    let token_id = text("jti")
        .filter(|id| !id.is_empty())
        .ok_or_else(|| wrong("it has no name"))?;
    Ok(Word {
        session: session.map(str::to_owned),
        subject: subject.map(str::to_owned),
        token_id: token_id.to_owned(),
    })
}
