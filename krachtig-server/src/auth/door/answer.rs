//! What the door answers: JSON with cookies, or why not. A refusal has the one shape of an error that this server
//! answers with, with the refusal's code, field and values.

use krachtig_core::domain::refusal::{Refusal, RefusalCode};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Failure, SignedIn};
use krachtig_core::store::Slug;
use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::auth::cookies::Cookie;
use crate::auth::refusal;
use crate::http::HttpRefusal;
use crate::telemetry::record_refusal;

/// For how long a browser is known, in seconds: 90 days.
const BROWSER_KNOWN: i64 = 90 * 24 * 3600;

/// An answer in the making.
pub(in crate::auth) struct Answer {
    status: StatusCode,
    body: Value,
    cookies: Vec<HeaderValue>,
    wait: Option<String>,
}

impl Answer {
    /// It was done; this is told.
    pub(in crate::auth) fn told(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body,
            cookies: Vec::new(),
            wait: None,
        }
    }

    /// It was done, and there is nothing to tell.
    pub(in crate::auth) fn done() -> Self {
        Self::told(json!({}))
    }

    /// Somebody was let in.
    pub(in crate::auth) fn let_in(tenant: &Slug, signed_in: &SignedIn) -> Self {
        let session = &signed_in.session;
        let mut answer = Self::told(json!({
            "member": signed_in.member.id.to_string(),
            "method": session.method.code(),
            "expiresAt": session.expires_at.unix_timestamp(),
        }));
        let seconds = (session.expires_at - session.began_at).whole_seconds();
        answer
            .cookies
            .extend(Cookie::Session.set(tenant, &signed_in.secret, seconds));
        if let Some(browser) = &signed_in.browser {
            answer
                .cookies
                .extend(Cookie::Browser.set(tenant, browser, BROWSER_KNOWN));
        }
        answer
    }

    /// The same, and the browser gets or loses this cookie.
    pub(in crate::auth) fn with(mut self, cookie: Option<HeaderValue>) -> Self {
        self.cookies.extend(cookie);
        self
    }

    /// What a service refused.
    ///
    /// # Errors
    /// For a fault.
    pub(in crate::auth) fn refused(failure: Failure) -> Result<Self, HttpRefusal> {
        let refusals = match failure {
            Failure::Fault(fault) => return Err(refusal(fault)),
            Failure::Refused(refusals) => refusals,
        };
        let first = refusals.first();
        record_refusal(first.code.code());
        let status = match first.code {
            RefusalCode::SignInRefused | RefusalCode::CodeNeeded => StatusCode::UNAUTHORIZED,
            RefusalCode::SlowDown => StatusCode::TOO_MANY_REQUESTS,
            RefusalCode::SignInAgain => StatusCode::FORBIDDEN,
            RefusalCode::NotFound => StatusCode::NOT_FOUND,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let wait = first.args.get("seconds").cloned();
        let errors: Vec<Value> = refusals.iter().map(error).collect();
        Ok(Self {
            status,
            body: json!({ "errors": errors }),
            cookies: Vec::new(),
            wait: wait.filter(|_| first.code == RefusalCode::SlowDown),
        })
    }

    /// What is told and the cookies, for a page that answers in its own way.
    pub(in crate::auth) fn into_parts(self) -> (Value, Vec<HeaderValue>) {
        (self.body, self.cookies)
    }

    /// The cookies alone, for a page that answers in its own way.
    pub(in crate::auth) fn into_cookies(self) -> Vec<HeaderValue> {
        self.cookies
    }

    pub(in crate::auth) fn into_response(self) -> Response {
        let mut response = Response::builder()
            .status(self.status)
            .content_type("application/json")
            .body(self.body.to_string());
        let headers = response.headers_mut();
        for cookie in self.cookies {
            headers.append(header::SET_COOKIE, cookie);
        }
        if let Some(wait) = self.wait.and_then(|wait| HeaderValue::try_from(wait).ok()) {
            headers.insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

fn error(refusal: &Refusal) -> Value {
    let mut extensions = Map::new();
    for (name, value) in &refusal.args {
        extensions.insert((*name).to_owned(), json!(value));
    }
    extensions.insert("code".to_owned(), json!(refusal.code.code()));
    if !refusal.field.is_empty() {
        extensions.insert("field".to_owned(), json!(refusal.field));
    }
    json!({ "message": refusal.code.about().trim(), "extensions": extensions })
}
