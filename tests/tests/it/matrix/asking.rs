//! Asking over HTTP, one question after another on one connection, and what was told in short.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, CONTENT_TYPE};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::operations::Operation;

/// How long a listener is waited for: well beyond what a refusal takes on a busy machine, for who hears nothing by then is
/// one who may.
const LISTENED: Duration = Duration::from_millis(500);

/// What somebody was told.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// In short: `401`; `-` for nothing; the codes of the refusals; `seen`, `hears`, or how many rows.
    pub(super) short: String,
    /// All of it, but for the request's id.
    pub(super) bytes: String,
}

/// What somebody shows to be known by.
#[derive(Clone, Debug)]
pub(crate) enum Credential {
    None,
    Token(String),
    /// A session at the door of a tenant, as the tenant's own pages show it.
    Session(String, String),
}

impl Credential {
    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::None => Vec::new(),
            Self::Token(token) => vec![("authorization", format!("Bearer {token}"))],
            Self::Session(tenant, secret) => vec![
                ("cookie", format!("__Host-krachtig-{tenant}={secret}")),
                ("sec-fetch-site", "same-origin".to_owned()),
            ],
        }
    }
}

/// Somebody who asks.
pub(super) struct Asker {
    sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
    path: String,
    shows: Credential,
}

impl Asker {
    pub(super) async fn connect(address: SocketAddr, path: &str, shows: &Credential) -> Self {
        Self {
            sender: connected(address).await,
            address,
            path: path.to_owned(),
            shows: shows.clone(),
        }
    }

    pub(super) async fn ask(&mut self, operation: &Operation, variables: Value) -> Told {
        if operation.kind == "subscription" {
            return self.listen(operation, &variables).await;
        }
        if self.sender.ready().await.is_err() {
            self.sender = connected(self.address).await;
        }
        let request = self.request(operation, &variables, "application/json");
        let response = self.sender.send_request(request).await.expect("there is an answer");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.expect("it arrives").to_bytes();
        told(operation, status, &String::from_utf8_lossy(&body))
    }

    /// Listens for a moment: whoever may not hears so at once.
    async fn listen(&self, operation: &Operation, variables: &Value) -> Told {
        let mut sender = connected(self.address).await;
        let request = self.request(operation, variables, "text/event-stream");
        let response = sender.send_request(request).await.expect("there is an answer");
        let status = response.status().as_u16();
        let body = response.into_body().collect();
        match tokio::time::timeout(LISTENED, body).await {
            Ok(body) => {
                let body = body.expect("it arrives").to_bytes();
                told(operation, status, &String::from_utf8_lossy(&body))
            }
            Err(_) => Told {
                short: "hears".to_owned(),
                bytes: format!("{status} hears"),
            },
        }
    }

    fn request(&self, operation: &Operation, variables: &Value, accept: &str) -> Request<Full<Bytes>> {
        let body = json!({"query": operation.document, "variables": variables}).to_string();
        let shown = self.shows.headers().into_iter();
        let request = shown.fold(Request::post(&self.path), |request, (name, value)| {
            request.header(name, value)
        });
        request
            .header("host", self.address.to_string())
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, accept)
            .header("x-krachtig-client", "tests")
            .body(Full::new(Bytes::from(body)))
            .expect("the request is well-formed")
    }
}

/// Status and body of any route.
pub(super) async fn send(
    address: SocketAddr,
    (method, path, body): (&str, &str, &str),
    shows: &Credential,
) -> (u16, String) {
    let request = Request::builder().method(method).uri(path);
    let request = shows
        .headers()
        .into_iter()
        .fold(request, |request, (name, value)| request.header(name, value));
    let request = request
        .header("host", address.to_string())
        .header("x-krachtig-client", "tests");
    // What is no JSON is a form, which browsers say of themselves to be from a page of ours.
    let is_json = body.is_empty() || body.starts_with('{') || body == "null";
    let request = if is_json || method != "POST" {
        request.header(CONTENT_TYPE, "application/json")
    } else {
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.header("origin", format!("http://{address}"))
    };
    let request = request
        .body(Full::new(Bytes::from(body.to_owned())))
        .expect("the request is well-formed");
    let response: hyper::Response<Incoming> = connected(address)
        .await
        .send_request(request)
        .await
        .expect("there is an answer");
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("it arrives").to_bytes();
    (status, without_request(&String::from_utf8_lossy(&body)))
}

async fn connected(address: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.expect("the server listens");
    let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("it speaks HTTP");
    tokio::spawn(connection);
    sender
}

fn told(operation: &Operation, status: u16, body: &str) -> Told {
    let bytes = format!("{status} {}", without_request(body));
    // An event's data is the same JSON.
    let json = body.lines().find_map(|line| line.strip_prefix("data:")).unwrap_or(body);
    let answer: Value = serde_json::from_str(json).unwrap_or_default();
    let short = if status == 401 {
        "401".to_owned()
    } else if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
        let refusal = answer["errors"][0]["extensions"]["refusal"].as_str();
        match refusal.unwrap_or(code) {
            "NOT_FOUND" => "-".to_owned(),
            code => format!("!{code}"),
        }
    } else {
        short(&answer["data"][&operation.name]).unwrap_or_else(|| panic!("{}: {status} {body}", operation.document))
    };
    assert!(status < 500, "{}: {status} {body}", operation.document);
    Told { short, bytes }
}

fn short(answer: &Value) -> Option<String> {
    if answer.is_null() {
        return Some("-".to_owned());
    }
    if let Some(count) = answer["totalCount"].as_i64() {
        let rows = answer["edges"].as_array()?.len();
        assert_eq!(i64::try_from(rows).ok()?, count.min(50), "a list counts what it shows");
        return Some(count.to_string());
    }
    if let Some(hidden) = answer["partsHidden"].as_array() {
        return Some(format!("seen-{}", hidden.len()));
    }
    let Some(refusals) = answer["refusals"].as_array() else {
        return Some("seen".to_owned());
    };
    let mut codes: Vec<&str> = refusals.iter().filter_map(|refusal| refusal["code"].as_str()).collect();
    codes.dedup();
    Some(match codes.as_slice() {
        [] => "DONE".to_owned(),
        ["NOT_FOUND"] => "-".to_owned(),
        codes => codes.join("+"),
    })
}

/// A text without the id of the request.
fn without_request(text: &str) -> String {
    let mut parts = text.split("rid_");
    let mut without = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        without += part.get(32..).unwrap_or_default();
    }
    without
}
