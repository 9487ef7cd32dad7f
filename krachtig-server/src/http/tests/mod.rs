//! Requests and attacks through the front door: a real server on a real socket.

mod attacks;
mod connections;
mod demo;
mod edge;
mod graphql;
mod subscriptions;
pub(super) mod tls;

use std::{net::SocketAddr, time::Duration};

use http_body_util::{BodyExt, Full};
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use poem::{
    Route,
    http::{Method, Request, Response, StatusCode},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};

use super::{Drained, Server, Trigger, graphql::GraphqlDoor, shutdown};
use crate::{
    app,
    settings::{Seconds, Settings},
};

/// No wait in these tests may be longer, whatever goes wrong.
const LONGEST: Duration = Duration::from_secs(10);

/// A server in this process.
struct House {
    address: SocketAddr,
    trigger: Trigger,
    running: JoinHandle<Drained>,
}

/// Settings with waits so short that a test can sit through them.
fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.server.header_timeout_seconds = Seconds(1);
    settings.server.body_timeout_seconds = Seconds(1);
    settings.server.idle_timeout_seconds = Seconds(2);
    settings.server.write_timeout_seconds = Seconds(1);
    settings.server.shutdown_grace_seconds = Seconds(2);
    settings.graphql.keep_alive_seconds = Seconds(1);
    settings
}

async fn house(settings: &Settings) -> House {
    let (trigger, shutdown) = shutdown::pair();
    let door = GraphqlDoor::new(settings, demo::engines(settings), demo::OpenGate, shutdown.clone());
    let routes = Route::new()
        .at("/graphql", door)
        .at("/panic", demo::panicking())
        .at("/echo", demo::echo())
        .at("/big", poem::endpoint::make(|_| async { "x".repeat(32 << 20) }))
        .at("/things/:id", poem::endpoint::make(|_| async { "thing" }));
    let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0)), &settings.server)
        .await
        .expect("a free port")
        .with_tls(&settings.server)
        .expect("the certificate can be used");
    let address = server.local_addr();
    let front = app::front(settings, routes, || async { true }, shutdown.clone());
    House {
        address,
        trigger,
        running: tokio::spawn(server.run(front, shutdown)),
    }
}

/// A request to `/graphql` as a proper client sends it.
fn proper(query: &str) -> Request<Full<Bytes>> {
    operation(&json!({"query": query}))
}

fn operation(body: &Value) -> Request<Full<Bytes>> {
    request(
        Method::POST,
        "/graphql",
        &[("content-type", "application/json"), ("x-krachtig-client", "test")],
        body,
    )
}

fn request(method: Method, path: &str, headers: &[(&str, &str)], body: &Value) -> Request<Full<Bytes>> {
    let text = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "krachtig.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Full::from(text)).expect("a well-formed request")
}

impl House {
    async fn send(&self, request: Request<Full<Bytes>>) -> Response<Bytes> {
        let exchange = async {
            let socket = TcpStream::connect(self.address).await.expect("the server listens");
            let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await.expect("it speaks HTTP");
            tokio::spawn(connection);
            let (parts, body) = sender.send_request(request).await.expect("an answer").into_parts();
            Response::from_parts(parts, body.collect().await.expect("a whole body").to_bytes())
        };
        timeout(LONGEST, exchange).await.expect("an answer in time")
    }

    /// Sends and expects a refusal in the one error shape.
    async fn refused(&self, request: Request<Full<Bytes>>) -> (StatusCode, String) {
        let response = self.send(request).await;
        (response.status(), code(response.body()))
    }

    /// Writes raw bytes and reads until the server closes.
    async fn raw(&self, bytes: &[u8]) -> String {
        let mut socket = TcpStream::connect(self.address).await.expect("the server listens");
        socket.write_all(bytes).await.expect("it takes bytes");
        read_to_close(&mut socket).await
    }
}

async fn read_to_close(socket: &mut TcpStream) -> String {
    let mut text = Vec::new();
    // A reset is a way of closing too.
    let _ = timeout(LONGEST, socket.read_to_end(&mut text))
        .await
        .expect("it closes in time");
    String::from_utf8_lossy(&text).into_owned()
}

fn code(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).expect("an answer in JSON");
    body["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or("no code")
        .to_owned()
}

fn data(response: &Response<Bytes>) -> Value {
    let body: Value = serde_json::from_slice(response.body()).expect("an answer in JSON");
    assert_eq!(body.get("errors"), None, "unexpected errors");
    body["data"].clone()
}
