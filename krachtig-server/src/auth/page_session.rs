//! Sessions at pages that belong to no office: a token is shown once, and a cookie stands for it for a while.
//!
//! They are held in memory and die with the process; whoever it is signs in again. Whose token it is does not belong here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use krachtig_core::service::{fresh_secret, hash_of};
use poem::Request;
use poem::http::{HeaderValue, header};
use time::{Duration, OffsetDateTime};

use super::UNAUTHENTICATED;
use crate::http::HttpRefusal;

/// How many sessions are held: the oldest make room.
const MOST: usize = 10_000;

/// What tells sessions of one kind from all others.
pub(super) struct Kind {
    /// The cookie's name. Some pages of this host and nothing else see it, so it can't begin with `__Host-`.
    pub(super) cookie: &'static str,
    /// Where the browser shows it.
    pub(super) path: &'static str,
    /// How long one holds.
    pub(super) holds: Duration,
    /// What a form's token is derived for.
    pub(super) form_token: &'static str,
}

/// A session.
struct Held {
    /// The hash of the token that was shown.
    token: String,
    until: OffsetDateTime,
}

/// The sessions, by the hash of the secret that the browser has.
pub(super) struct PageSessions {
    kind: Kind,
    held: Mutex<HashMap<String, Held>>,
}

/// A session that a browser shows.
pub(super) struct ShownSession {
    /// The hash of the token for which it stands.
    pub(super) token: String,
    /// What forms bring along.
    pub(super) form_token: String,
}

impl PageSessions {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            held: Mutex::default(),
        }
    }

    /// Begins a session for a token; the cookie tells the browser.
    ///
    /// # Errors
    /// There is no randomness.
    pub(super) fn begin(&self, token: String, now: OffsetDateTime) -> Result<Option<HeaderValue>, HttpRefusal> {
        let secret = fresh_secret().map_err(|_| HttpRefusal::internal())?;
        let until = now + self.kind.holds;
        self.hold(&secret, Held { token, until }, now);
        Ok(self.cookie(&secret, self.kind.holds.whole_seconds()))
    }

    fn hold(&self, secret: &str, held: Held, now: OffsetDateTime) {
        let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, held| held.until > now);
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, held)| held.until);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                all.remove(&oldest);
            }
        }
        all.insert(hash_of(secret), held);
    }

    /// The hash of the token for which a session stands.
    fn token(&self, secret: &str, now: OffsetDateTime) -> Option<String> {
        let all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = all.get(&hash_of(secret)).filter(|held| held.until > now)?;
        Some(held.token.clone())
    }

    /// The session that the browser shows.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn of(&self, request: &Request, now: OffsetDateTime) -> Result<ShownSession, HttpRefusal> {
        let secret = shown(request, self.kind.cookie).ok_or(UNAUTHENTICATED)?;
        let token = self.token(&secret, now).ok_or(UNAUTHENTICATED)?;
        let form_token = form_token(self.kind.form_token, &secret);
        Ok(ShownSession { token, form_token })
    }

    /// Ends the session that the browser shows; the cookie tells the browser.
    pub(super) fn end(&self, request: &Request) -> Option<HeaderValue> {
        if let Some(secret) = shown(request, self.kind.cookie) {
            let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            all.remove(&hash_of(&secret));
        }
        self.cookie("", 0)
    }

    fn cookie(&self, value: &str, seconds: i64) -> Option<HeaderValue> {
        let Kind { cookie, path, .. } = self.kind;
        let text = format!("{cookie}={value}; Path={path}; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict");
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// What the browser shows. Where the name comes twice, nothing: one of them is not ours.
fn shown(request: &Request, name: &str) -> Option<String> {
    let headers = request.headers().get_all(header::COOKIE).iter();
    let mut found = headers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned());
    let first = found.next()?;
    (found.next().is_none() && !first.is_empty() && first.len() <= 256).then_some(first)
}

/// What forms bring to show that they are of a page of this session.
fn form_token(purpose: &str, secret: &str) -> String {
    let token = blake3::derive_key(purpose, secret.as_bytes());
    blake3::Hash::from_bytes(token).to_hex().to_string()
}

/// Whether a form brings it.
pub(super) fn is_form_token(expected: &str, brought: &str) -> bool {
    let of = |text: &str| blake3::Hash::from_hex(text).ok();
    // Hashes compare in constant time.
    of(expected).is_some_and(|expected| Some(expected) == of(brought))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn sessions() -> PageSessions {
        PageSessions::new(Kind {
            cookie: "__Secure-proef",
            path: "/proef",
            holds: Duration::hours(12),
            form_token: "a test's",
        })
    }

    fn showing(cookies: &str) -> Request {
        Request::builder().header("cookie", cookies).finish()
    }

    #[test]
    fn a_session_stands_for_its_token_until_it_ends() {
        let (sessions, now) = (sessions(), datetime!(2026-11-28 09:00 UTC));
        let cookie = sessions
            .begin("a".to_owned(), now)
            .expect("randomness")
            .expect("a cookie");
        let text = cookie.to_str().expect("text");
        assert!(
            text.ends_with("; Path=/proef; Max-Age=43200; Secure; HttpOnly; SameSite=Strict"),
            "{text}"
        );
        let request = showing(text.split(';').next().expect("a pair"));
        assert_eq!(sessions.of(&request, now).expect("known").token, "a");
        assert!(
            sessions.of(&request, now + Duration::hours(12)).is_err(),
            "a day is over"
        );
        assert!(sessions.of(&showing("__Secure-proef=other"), now).is_err());
        let twice = showing(&format!("{0}; {0}", text.split(';').next().expect("a pair")));
        assert!(sessions.of(&twice, now).is_err(), "one of two is not ours");
        sessions.end(&request);
        assert!(sessions.of(&request, now).is_err());
    }

    #[test]
    fn a_form_is_of_the_session_that_made_its_page() {
        let token = form_token("a test's", "one");
        assert!(is_form_token(&token, &token));
        assert!(!is_form_token(&token, &form_token("a test's", "other")));
        assert!(!is_form_token("", ""));
    }
}
