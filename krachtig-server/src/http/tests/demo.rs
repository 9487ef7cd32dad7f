//! A schema to knock at, with one field per thing that can go wrong.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use async_graphql::{Context, Data, Object, Schema, SimpleObject, Subscription};
use futures_util::{Stream, StreamExt, stream};
use poem::{Endpoint, Request, Response, endpoint::make, http::StatusCode};

use crate::{
    http::{
        HttpRefusal,
        graphql::{Admission, Engines, Gate},
        read_limited,
    },
    settings::Settings,
};

pub(super) static BUMPS: AtomicU32 = AtomicU32::new(0);

#[derive(SimpleObject)]
struct Family {
    name: &'static str,
}

pub(super) struct Query;

#[Object]
impl Query {
    async fn hello(&self, name: Option<String>) -> String {
        format!("hello {}", name.unwrap_or_default())
    }

    async fn visitor<'a>(&self, ctx: &Context<'a>) -> &'a str {
        ctx.data_unchecked::<String>()
    }

    async fn inner(&self) -> Query {
        Query
    }

    #[graphql(complexity = "usize::try_from(first).unwrap_or(0).saturating_mul(child_complexity)")]
    async fn families(&self, first: i32) -> Vec<Family> {
        (0..first)
            .map(|_| Family {
                name: "Familie Voorbeeld (fictional)",
            })
            .collect()
    }

    async fn leaky(&self) -> async_graphql::Result<i32> {
        Err(std::io::Error::other("password of the database is s3cret"))?
    }

    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_millis(600)).await;
        1
    }
}

pub(super) struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self, by: Option<u32>) -> u32 {
        BUMPS.fetch_add(by.unwrap_or(1), Ordering::SeqCst)
    }
}

pub(super) struct Subscriptions;

#[Subscription]
impl Subscriptions {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }

    async fn silence(&self) -> impl Stream<Item = i32> {
        stream::once(async { 1 }).chain(stream::pending())
    }
}

pub(super) fn engines(settings: &Settings) -> Engines<Schema<Query, Mutation, Subscriptions>> {
    Engines::new(&settings.graphql, || Schema::build(Query, Mutation, Subscriptions))
}

/// Admits everybody but those who say that they are nobody; tells the schema to those who say that they may know it.
pub(super) struct OpenGate;

impl Gate for OpenGate {
    async fn admit(&self, request: &Request) -> Result<Admission, HttpRefusal> {
        let who = request.header("x-test-who").unwrap_or("somebody");
        if who == "nobody" {
            return Err(HttpRefusal::new(
                StatusCode::UNAUTHORIZED,
                "not_signed_in",
                "Sign in first.",
            ));
        }
        let mut data = Data::default();
        data.insert(who.to_owned());
        let ended: Option<futures_util::future::BoxFuture<'static, ()>> = match who {
            "leaving" => Some(Box::pin(tokio::time::sleep(Duration::from_millis(300)))),
            _ => None,
        };
        Ok(Admission {
            data,
            introspection: who == "developer",
            uploads: who == "uploader",
            listener: None,
            ended,
        })
    }
}

/// Answers with the length of what it was sent, read within the server's limits.
pub(super) fn echo() -> impl Endpoint<Output = Response> {
    poem::EndpointExt::map_to_response(make(|mut request: Request| async move {
        let body = read_limited(request.take_body(), usize::MAX)
            .await
            .map_err(HttpRefusal::from)?;
        Ok::<_, poem::Error>(body.len().to_string())
    }))
}

/// Panics with a text that nobody may ever see.
pub(super) fn panicking() -> impl Endpoint<Output = String> {
    make(|request: Request| async move {
        assert!(request.uri().path().is_empty(), "of Jan Jansen (fictional)");
        String::new()
    })
}
