//! Signing in at an organisation's identity provider (OpenID Connect), and hearing from it that somebody signed out.
//!
//! The code flow with PKCE. What goes out and what comes back belong together by three things: the state, which is kept
//! in the tenant's store, for minutes and once; a cookie, which binds it to the browser; the nonce, which the provider
//! signs. Whose account somebody has here does not belong here: the services tell.

mod client;
mod http;
mod sign_out;
#[cfg(test)]
mod tests;

use krachtig_core::domain::identity::IdentityProvider;
use krachtig_core::service::{Failure, Knock, VerifiedSubject, fresh_secret, hash_of};
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Endpoint, Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::cookies::Cookie;
use super::door::{Answer, Answered, read};
use super::{TenantAuth, slug_of};
use crate::http::{HttpRefusal, Routes};
use crate::telemetry::record_refusal;
use client::{Begun, CameBack, NotBelieved};

pub(super) use client::Providers;

/// Seconds that somebody has for signing in at the provider.
const PATIENCE: i64 = 300;

const NOT_BELIEVED: HttpRefusal = HttpRefusal::new(
    StatusCode::BAD_REQUEST,
    "provider_refused",
    "The identity provider's answer does not belong to a sign-in that began here.",
);
const UNREACHABLE: HttpRefusal = HttpRefusal::new(
    StatusCode::BAD_GATEWAY,
    "provider_unreachable",
    "The identity provider cannot be asked at the moment.",
);

fn not_believed(error: &NotBelieved) -> HttpRefusal {
    tracing::warn!(%error, "an identity provider's word was not believed");
    match error {
        NotBelieved::Unreachable(_) => UNREACHABLE,
        NotBelieved::Wrong(_) => NOT_BELIEVED,
    }
}

/// Adds the routes that browsers and providers come back to.
pub(super) fn routes(auth: &TenantAuth, routes: Routes) -> Routes {
    let door = |sign_out| ProviderDoor {
        auth: auth.clone(),
        sign_out,
    };
    routes
        .at(("GET", "/t/:tenant/auth/provider/callback"), door(false))
        .at(("POST", "/t/:tenant/auth/provider/sign-out"), door(true))
}

/// Where others come from outside: no page of ours sends these.
struct ProviderDoor {
    auth: TenantAuth,
    sign_out: bool,
}

impl Endpoint for ProviderDoor {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let answered = if self.sign_out {
            sign_out::hear(&self.auth, request).await
        } else {
            come_back(&self.auth, &request).await
        };
        Ok(answered.unwrap_or_else(|refusal| {
            record_refusal(refusal.code);
            poem::IntoResponse::into_response(refusal)
        }))
    }
}

/// The providers of a tenant, for the page for signing in.
pub(super) async fn list(auth: &TenantAuth, request: &Request) -> Answered {
    let knock = auth.knock(request).await?;
    match auth.services.identity_providers(&knock.store).await {
        Ok(all) => {
            let told = |provider: &IdentityProvider| json!({ "id": provider.id.to_string(), "name": provider.name });
            let all: Vec<Value> = all.iter().map(told).collect();
            Ok(Answer::told(json!({ "providers": all })))
        }
        Err(failure) => Answer::refused(failure),
    }
}

/// What the server remembers of a sign-in at a provider.
#[derive(Deserialize, Serialize)]
struct Remembered {
    provider: String,
    nonce: String,
    verifier: String,
    redirect: String,
    browser: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    provider: String,
    /// The invitation that is accepted by this.
    invitation: Option<String>,
    /// Whether the account of whoever is signed in is linked by this.
    #[serde(default)]
    link: bool,
}

/// Begins to sign in at a provider: tells the address to which the browser goes.
pub(super) async fn begin(auth: &TenantAuth, request: &Request, body: &[u8]) -> Answered {
    let asked: Begin = read(body)?;
    let slug = slug_of(request)?;
    let knock = auth.knock(request).await?;
    let signed_in = if asked.link {
        Some(auth.signed_in(request).await?)
    } else {
        None
    };
    let provider = match trusted(auth, &knock, |provider| provider.id.to_string() == asked.provider).await {
        Ok(Some(provider)) => provider,
        Ok(None) => return Err(HttpRefusal::of_status(StatusCode::NOT_FOUND)),
        Err(failure) => return Answer::refused(failure),
    };
    let metadata = auth.providers.discover(&provider, false).await;
    let metadata = metadata.map_err(|error| not_believed(&error))?;
    let redirect = format!("{}/t/{slug}/auth/provider/callback", origin(auth, request));
    let begun = Begun::new();
    let remembered = async {
        let browser = fresh_secret()?;
        let state = json!(Remembered {
            provider: asked.provider,
            nonce: begun.nonce.secret().clone(),
            verifier: begun.verifier.secret().clone(),
            redirect: redirect.clone(),
            browser: hash_of(&browser),
        });
        let session = signed_in.as_ref().map(|(ctx, session)| (ctx, session));
        let link = (asked.invitation.as_deref(), session);
        let handle = auth.services.begin_provider_sign_in(&knock, state, link).await?;
        Ok::<_, Failure>((browser, handle))
    };
    let (browser, handle) = match remembered.await {
        Ok(remembered) => remembered,
        Err(failure) => return Answer::refused(failure),
    };
    let address = client::address(&provider, (metadata, redirect), &begun, handle);
    let address = address.map_err(|error| not_believed(&error))?;
    // The invitation is a secret, and only the browser keeps it meanwhile.
    let shown = format!("{browser}.{}", asked.invitation.unwrap_or_default());
    let cookie = Cookie::Provider.set(&slug, &shown, PATIENCE);
    Ok(Answer::told(json!({ "location": address })).with(cookie))
}

/// The origin at which this browser meets us.
fn origin(auth: &TenantAuth, request: &Request) -> String {
    if !auth.public_origin.is_empty() {
        return auth.public_origin.to_string();
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    format!("http://{}", host.unwrap_or_default())
}

async fn trusted(
    auth: &TenantAuth,
    knock: &Knock,
    which: impl Fn(&IdentityProvider) -> bool,
) -> Result<Option<IdentityProvider>, Failure> {
    let all = auth.services.identity_providers(&knock.store).await?;
    Ok(all.into_iter().find(which))
}

/// What a browser brings back from a provider.
#[derive(Deserialize)]
struct Brought {
    state: String,
    code: Option<String>,
    /// The issuer (RFC 9207), so that no answer of one provider is taken for another's.
    iss: Option<String>,
}

/// Lets in whom the provider vouched for.
async fn come_back(auth: &TenantAuth, request: &Request) -> Result<Response, HttpRefusal> {
    if request.method() != poem::http::Method::GET {
        return Err(HttpRefusal::of_status(StatusCode::METHOD_NOT_ALLOWED));
    }
    let slug = slug_of(request)?;
    let brought: Brought = request.params().map_err(|_| NOT_BELIEVED)?;
    let shown = Cookie::Provider.of(request, &slug).ok_or(NOT_BELIEVED)?;
    let (browser, invitation) = shown.split_once('.').ok_or(NOT_BELIEVED)?;
    let knock = auth.knock(request).await?;
    let gone = Cookie::Provider.set(&slug, "", 0);
    let ceremony = match auth.services.take_provider_sign_in(&knock, &brought.state).await {
        Ok(ceremony) => ceremony,
        Err(failure) => return Ok(Answer::refused(failure)?.with(gone).into_response()),
    };
    let remembered: Remembered = serde_json::from_value(ceremony.state).map_err(|_| NOT_BELIEVED)?;
    if hash_of(browser) != remembered.browser {
        return Err(NOT_BELIEVED);
    }
    let found = trusted(auth, &knock, |provider| provider.id.to_string() == remembered.provider).await;
    let provider = match found {
        Ok(provider) => provider.ok_or(NOT_BELIEVED)?,
        Err(failure) => return Ok(Answer::refused(failure)?.into_response()),
    };
    if brought.iss.is_some_and(|issuer| issuer != provider.issuer) {
        return Err(NOT_BELIEVED);
    }
    let came_back = CameBack {
        code: brought.code.ok_or(NOT_BELIEVED)?,
        verifier: remembered.verifier,
        nonce: remembered.nonce,
        redirect: remembered.redirect,
    };
    let metadata = auth.providers.discover(&provider, false).await;
    let metadata = metadata.map_err(|error| not_believed(&error))?;
    let claims = client::claims(&provider, metadata, came_back).await;
    let claims = claims.map_err(|error| not_believed(&error))?;
    let who = subject(provider, &claims, (invitation, ceremony.member_id)).ok_or(NOT_BELIEVED)?;
    let answer = match auth.services.sign_in_by_provider(&knock, who).await {
        Ok(signed_in) => Answer::let_in(&slug, &signed_in).with(gone),
        Err(failure) => return Ok(Answer::refused(failure)?.with(gone).into_response()),
    };
    let mut response = answer.into_response();
    response.set_status(StatusCode::SEE_OTHER);
    let home = HeaderValue::try_from(format!("/t/{slug}/")).map_err(|_| HttpRefusal::internal())?;
    response.headers_mut().insert(header::LOCATION, home);
    Ok(response)
}

/// Who the verified claims are about.
fn subject(
    provider: IdentityProvider,
    claims: &Map<String, Value>,
    (invitation, link_to): (&str, Option<krachtig_core::domain::id::MemberId>),
) -> Option<VerifiedSubject> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let groups = claims.get(&provider.groups_claim).and_then(Value::as_array);
    let groups = groups
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned);
    Some(VerifiedSubject {
        subject: text("sub")?,
        groups: groups.collect(),
        session: text("sid"),
        invitation: (!invitation.is_empty()).then(|| invitation.to_owned()),
        link_to,
        provider,
    })
}
