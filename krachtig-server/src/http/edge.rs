//! What every request passes on its way in and every answer on its way out.
//!
//! One place gives the request its id, counts and logs it, turns panics and errors into the one error shape, and adds
//! the headers that protect browsers. What does NOT belong here: decisions that differ between routes.

use std::{panic::AssertUnwindSafe, time::Instant};

use futures_util::FutureExt;
use poem::{
    Endpoint, IntoResponse, PathPattern, Request, Response,
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
};
use tracing::Instrument;

use super::{HttpRefusal, server::refuse_announced};
use crate::telemetry::{InFlight, REQUEST_ID_HEADER, RequestId, record_request};

/// The label for requests that no route matched; their paths are anybody's to make up.
const NO_ROUTE: &str = "unmatched";

/// Routes that an operator's tools ask for all day long.
const WATCHERS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// What browsers are told unless a route told them something of its own.
const PROTECTIONS: [(HeaderName, &str); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];
const TLS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// The outermost endpoint.
pub struct Edge<E> {
    inner: E,
    tls_only: bool,
}

impl<E: Endpoint> Edge<E> {
    /// Wraps `inner`. With `tls_only`, browsers are told to come back by TLS only.
    pub fn new(inner: E, tls_only: bool) -> Self {
        Self { inner, tls_only }
    }

    async fn answer(&self, request: Request) -> Response {
        if let Err(refusal) = refuse_announced(&request) {
            return refusal.into_response();
        }
        match AssertUnwindSafe(self.inner.call(request)).catch_unwind().await {
            Ok(Ok(response)) => response.into_response(),
            Ok(Err(error)) => shaped(error),
            // The panic hook has told where; the message may hold data and goes nowhere.
            Err(_) => HttpRefusal::internal().into_response(),
        }
    }

    fn protect(&self, headers: &mut HeaderMap) {
        for (name, value) in PROTECTIONS {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
        if self.tls_only {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TLS_ONLY));
        }
        headers.remove(header::SERVER);
    }
}

/// An error as an answer: our own refusals as they are, ready-made answers too, and any other by its status alone,
/// because its text may tell what is inside.
fn shaped(error: poem::Error) -> Response {
    if error.is_from_response() || error.downcast_ref::<HttpRefusal>().is_some() {
        return error.into_response();
    }
    let pattern = error.data::<PathPattern>().cloned();
    let mut response = HttpRefusal::of_status(error.status()).into_response();
    if let Some(pattern) = pattern {
        response.set_data(pattern);
    }
    response
}

impl<E: Endpoint> Endpoint for Edge<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let begun = Instant::now();
        let id = RequestId::of(request.headers());
        let method = request.method().clone();
        let span = tracing::info_span!("request", request_id = %id);
        request.set_data(id.clone());
        let under_way = InFlight::request();
        let mut response = self.answer(request).instrument(span.clone()).await;
        drop(under_way);
        self.protect(response.headers_mut());
        response
            .headers_mut()
            .insert(HeaderName::from_static(REQUEST_ID_HEADER), id.header_value());
        span.in_scope(|| note(&method, &response, begun));
        Ok(response)
    }
}

fn note(method: &Method, response: &Response, begun: Instant) {
    let took = begun.elapsed();
    let route = response
        .data::<PathPattern>()
        .map_or(NO_ROUTE, |pattern| pattern.0.as_ref());
    let status = response.status().as_u16();
    record_request(method, route, status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    // What tools ask for every few seconds would bury what people do.
    if WATCHERS.contains(&route) && response.is_success() {
        tracing::debug!(route, status, micros, "answered");
    } else {
        tracing::info!(route, status, micros, "answered");
    }
}
