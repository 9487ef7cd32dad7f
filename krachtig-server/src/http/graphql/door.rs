//! The endpoint itself: what a request passes, in order.
//!
//! What does NOT belong here: how each of the checks is done.

use std::{future::Future, sync::Arc};

use async_graphql::{
    Data, Executor, IntrospectionMode, Request as Operation, Response as Answer,
    parser::{parse_query, types::OperationType},
};
use futures_util::future::BoxFuture;
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderValue, StatusCode, header},
};
use uuid::Uuid;

use super::{
    Engines,
    documents::{Document, Documents},
    errors::{Breach, polish, syntax},
    events::{self, Events},
    framing,
    json::json,
    places::{Place, Places},
    scan, shape,
};
use crate::{
    http::{BodyProblem, HttpRefusal, Shutdown, check_announced, read_limited},
    settings::{Graphql, Settings},
    telemetry::{record_refusal, track_subscription},
};

/// What the gate gives to somebody who may come in.
pub struct Admission {
    /// What resolvers find in their context: who asks, in which tenant, and the loaders of this one request.
    pub data: Data,
    /// Whether this one may ask for the schema, provided that the setting allows it at all.
    pub introspection: bool,
    /// Whether one text of this one's request may be as long as a file: `graphql.upload_limit_bytes`.
    pub uploads: bool,
    /// Who it is, where somebody may hold so many subscriptions and no more.
    pub listener: Option<Uuid>,
    /// Resolves when the admission ends, by logging out or by time; open subscriptions end with it. `None`: never.
    pub ended: Option<BoxFuture<'static, ()>>,
}

/// Says who may come in, before a request's body is read.
pub trait Gate: Send + Sync + 'static {
    /// Admits the sender of `request` or refuses. The request's body is not in it.
    fn admit(&self, request: &Request) -> impl Future<Output = Result<Admission, HttpRefusal>> + Send;
}

/// The endpoint for GraphQL; mount it for every method, so that wrong ones are refused in our own words.
pub struct GraphqlDoor<E, G> {
    engines: Engines<E>,
    gate: G,
    limits: Graphql,
    public_origin: String,
    documents: Documents,
    places: Places,
    shutdown: Shutdown,
}

impl<E: Executor, G: Gate> GraphqlDoor<E, G> {
    /// A door to `engines` behind `gate`, with the limits of `settings`. Streams end when `shutdown` begins.
    pub fn new(settings: &Settings, engines: Engines<E>, gate: G, shutdown: Shutdown) -> Self {
        let limits = settings.graphql.clone();
        Self {
            engines,
            gate,
            documents: Documents::new(limits.cached_documents, limits.cached_bytes),
            places: Places::new(&limits),
            limits,
            public_origin: settings.server.public_origin.clone(),
            shutdown,
        }
    }

    async fn answer(&self, mut request: Request) -> Result<Response, HttpRefusal> {
        framing::check(&request, &self.public_origin)?;
        let events = framing::wants_events(request.headers());
        let usual = self.limits.body_limit_bytes;
        let most = usual.max(self.limits.upload_limit_bytes);
        check_announced(request.headers(), most)?;
        let body = request.take_body();
        let admission = self.gate.admit(&request).await?;
        let limit = if admission.uploads { most } else { usual };
        check_announced(request.headers(), limit)?;
        let body = read_limited(body, limit).await?;
        framing::check_size(&body, usual)?;
        let mut operation = framing::operation(&body)?;
        drop(body);
        if operation.query.len() > usual {
            return Err(BodyProblem::TooLarge.into());
        }
        let introspection = admission.introspection && self.limits.introspection;
        let document = self.document(&operation.query, introspection)?;
        if !introspection {
            operation.introspection_mode = IntrospectionMode::Disabled;
        }
        operation.data = admission.data;
        operation.set_parsed_query(document.tree.clone());
        if events {
            let place = self.places.take(admission.listener)?;
            return Ok(self.stream(operation, introspection, (place, admission.ended)));
        }
        if document.operation(operation.operation_name.as_deref()) == Some(OperationType::Subscription) {
            return Err(HttpRefusal::new(
                StatusCode::NOT_ACCEPTABLE,
                "graphql_needs_event_stream",
                "A subscription needs the header Accept: text/event-stream.",
            ));
        }
        let mut answer = self.execute(operation, &document).await;
        polish(&mut answer, (introspection, &self.engines.names));
        Ok(told(&answer))
    }

    /// The parsed query, kept from before or weighed and parsed now.
    fn document(&self, query: &str, introspection: bool) -> Result<Arc<Document>, HttpRefusal> {
        if let Some(document) = self.documents.get(query) {
            // Somebody who may ask for the schema may have left it here.
            shape::check(&document.tree, &self.limits, introspection).map_err(Breach::refusal)?;
            return Ok(document);
        }
        let scan = scan::scan(query, &self.limits).map_err(Breach::refusal)?;
        let tree = parse_query(query).map_err(|error| syntax(&error))?;
        shape::check(&tree, &self.limits, introspection).map_err(Breach::refusal)?;
        let document = Arc::new(Document::new(tree, query, scan));
        if !scan.has_strings {
            self.documents.keep(query, &document);
        }
        Ok(document)
    }

    async fn execute(&self, operation: Operation, document: &Document) -> Answer {
        if document.is_proven() {
            return self.engines.proven.execute(operation).await;
        }
        let answer = self.engines.strict.execute(operation).await;
        if answer.errors.is_empty() {
            document.prove();
        }
        answer
    }

    fn stream(
        &self,
        operation: Operation,
        tells_schema: bool,
        (place, ended): (Place, Option<BoxFuture<'static, ()>>),
    ) -> Response {
        let answers = self.engines.strict.execute_stream(operation, None);
        let events = Events {
            answers,
            tells_schema,
            names: self.engines.names.clone(),
            ended: ended.unwrap_or_else(|| Box::pin(std::future::pending())),
            shutdown: self.shutdown.clone(),
            keep_alive: self.limits.keep_alive_seconds.duration(),
            _held: (place, track_subscription()),
        };
        events::response(events)
    }
}

fn told(answer: &Answer) -> Response {
    match json(answer) {
        Ok(body) => Response::builder().content_type("application/json").body(body),
        Err(_) => HttpRefusal::internal().into_response(),
    }
}

impl<E: Executor, G: Gate> Endpoint for GraphqlDoor<E, G> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        Ok(self.answer(request).await.unwrap_or_else(|refusal| {
            record_refusal(refusal.code);
            let mut response = refusal.into_response();
            if response.status() == StatusCode::METHOD_NOT_ALLOWED {
                response
                    .headers_mut()
                    .insert(header::ALLOW, HeaderValue::from_static("POST"));
            }
            response
        }))
    }
}
