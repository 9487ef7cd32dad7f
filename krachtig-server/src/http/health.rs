//! The routes that tell an operator's tools how the server is doing.
//!
//! What does NOT belong here: how the store finds out whether it answers; it is asked through [`Readiness`].

use std::{future::Future, sync::Arc, time::Duration};

use poem::{
    Endpoint, IntoEndpoint, Request, Response, Route,
    endpoint::make,
    get,
    http::{StatusCode, header},
};
use tokio::time::timeout;

use super::{Routes, Shutdown};
use crate::telemetry::Figures;

/// A store that does not answer within this time counts as not ready.
const LONGEST_CHECK: Duration = Duration::from_secs(2);

/// Tells whether what the server depends on answers. A closure `|| async { true }` will do.
pub trait Readiness: Send + Sync + 'static {
    /// Whether requests can be served now.
    fn ready(&self) -> impl Future<Output = bool> + Send;
}

impl<F, A> Readiness for F
where
    F: Fn() -> A + Send + Sync + 'static,
    A: Future<Output = bool> + Send,
{
    fn ready(&self) -> impl Future<Output = bool> + Send {
        self()
    }
}

/// Adds `/healthz` (the process runs) and `/readyz` (it can serve) to the routes.
///
/// Once the shutdown has begun the server is not ready any more, so that a balancer stops sending to it.
pub fn routes<R: Readiness>(routes: Routes, readiness: R, shutdown: Shutdown) -> Routes {
    let readiness = Arc::new(readiness);
    let ready = make(move |_: Request| {
        let (readiness, shutdown) = (Arc::clone(&readiness), shutdown.clone());
        async move {
            let answers = !shutdown.has_begun() && timeout(LONGEST_CHECK, readiness.ready()).await.unwrap_or(false);
            let status = if answers {
                StatusCode::OK
            } else {
                StatusCode::SERVICE_UNAVAILABLE
            };
            plain(status, if answers { "ready\n" } else { "not ready\n" })
        }
    });
    routes
        .at(
            ("GET", "/healthz"),
            get(make(|_| async { plain(StatusCode::OK, "alive\n") })),
        )
        .at(("GET", "/readyz"), get(ready))
}

/// `/metrics`, for a listener of its own.
pub fn figures(figures: Figures) -> impl IntoEndpoint<Endpoint = impl Endpoint + 'static> {
    Route::new().at(
        "/metrics",
        get(make(move |_| {
            let text = figures.render();
            async move {
                let kind = "text/plain; version=0.0.4; charset=utf-8";
                Response::builder().header(header::CONTENT_TYPE, kind).body(text)
            }
        })),
    )
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/plain; charset=utf-8")
        .body(text)
}
