//! Answers as server-sent events: the "distinct connections" mode of GraphQL over SSE.
//!
//! Each answer is an event `next`, the end an event `complete`; comments in between tell proxies that the stream lives.
//! What does NOT belong here: what is subscribed to.

use std::{io, time::Duration};

use async_graphql::Response as Answer;
use futures_util::{
    StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use poem::{
    Body, Response,
    http::{HeaderName, StatusCode},
};
use tokio::time::sleep;

use super::errors::{polish, with_code};
use super::json::json;
use super::names::Names;
use super::places::Place;
use crate::{
    http::{HttpRefusal, Shutdown},
    telemetry::InFlight,
};

const KEEP_ALIVE: &str = ":\n\n";
const COMPLETE: &str = "event: complete\ndata:\n\n";
/// Tells a well-known proxy to pass events on as they come.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// A stream of answers with everything that may end it.
pub(super) struct Events {
    pub(super) answers: BoxStream<'static, Answer>,
    /// Whether errors may explain themselves with the schema's names.
    pub(super) tells_schema: bool,
    /// The names that they may hold.
    pub(super) names: Names,
    pub(super) ended: BoxFuture<'static, ()>,
    pub(super) shutdown: Shutdown,
    pub(super) keep_alive: Duration,
    /// Held while the stream is open: its place and its count.
    pub(super) _held: (Place, InFlight),
}

enum State {
    Open(Events),
    Closed,
}

/// The stream as an HTTP answer.
pub(super) fn response(events: Events) -> Response {
    let texts = stream::unfold(State::Open(events), |state| async {
        match state {
            State::Open(events) => Some(events.next().await),
            State::Closed => None,
        }
    });
    let body = Body::from_bytes_stream(texts.map(Ok::<_, io::Error>));
    Response::builder()
        .content_type("text/event-stream")
        .header(UNBUFFERED, "no")
        .body(body)
}

impl Events {
    async fn next(mut self) -> (String, State) {
        tokio::select! {
            biased;
            // The server stops: a client that still wants events comes back to the next one.
            () = self.shutdown.begun() => (COMPLETE.to_owned(), State::Closed),
            () = &mut self.ended => {
                let refusal = HttpRefusal::new(StatusCode::UNAUTHORIZED, "session_ended", "You are no longer signed in.");
                let last = next_event(&Answer::from_errors(vec![with_code(refusal)]));
                (last + COMPLETE, State::Closed)
            }
            answer = self.answers.next() => match answer {
                Some(mut answer) => {
                    polish(&mut answer, (self.tells_schema, &self.names));
                    (next_event(&answer), State::Open(self))
                }
                None => (COMPLETE.to_owned(), State::Closed),
            },
            () = sleep(self.keep_alive) => (KEEP_ALIVE.to_owned(), State::Open(self)),
        }
    }
}

/// One answer as an event. JSON has no line breaks outside its strings, and escapes those within, so one line holds it.
fn next_event(answer: &Answer) -> String {
    let json = json(answer).unwrap_or_else(|_| {
        let refusal = Answer::from_errors(vec![with_code(HttpRefusal::internal())]);
        json(&refusal).unwrap_or_default()
    });
    format!("event: next\ndata: {}\n\n", String::from_utf8_lossy(&json))
}
