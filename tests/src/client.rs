//! A client for GraphQL over HTTP, as plain as a client can be.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// Somebody with a token at an address.
#[derive(Clone, Debug)]
pub struct Client {
    address: SocketAddr,
    path: String,
    token: String,
    purpose: Option<String>,
}

impl Client {
    /// Whoever shows this token at this path.
    #[must_use]
    pub fn new(address: SocketAddr, path: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            address,
            path: path.into(),
            token: token.into(),
            purpose: None,
        }
    }

    /// The same, saying why.
    #[must_use]
    pub fn saying(self, purpose: &str) -> Self {
        Self {
            purpose: Some(purpose.to_owned()),
            ..self
        }
    }

    /// The token that is shown.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Sends a query and gives the whole answer: status and body.
    ///
    /// # Panics
    /// When the server cannot be reached or answers no JSON.
    pub async fn post(&self, query: &str, variables: Value) -> (u16, Value) {
        let response = self.send(query, variables, "application/json").await;
        let status = response.status().as_u16();
        let body = response
            .into_body()
            .collect()
            .await
            .expect("the answer arrives")
            .to_bytes();
        (status, serde_json::from_slice(&body).expect("the answer is JSON"))
    }

    /// Sends a query that succeeds and gives its data.
    ///
    /// # Panics
    /// When there are errors.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        let (status, mut body) = self.post(query, variables).await;
        assert_eq!(status, 200, "{body}");
        assert!(body["errors"].is_null(), "{}", body["errors"]);
        body["data"].take()
    }

    /// Sends a mutation that is done, not refused, and gives what its one field answers.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn done(&self, mutation: &str, variables: Value) -> Value {
        let answer = self.only_field(mutation, variables).await;
        assert_eq!(answer["refusals"], json!([]), "{mutation}");
        answer
    }

    /// Sends a mutation that is refused, and gives the codes.
    ///
    /// # Panics
    /// When it is done.
    pub async fn refused(&self, mutation: &str, variables: Value) -> Vec<String> {
        let answer = self.only_field(mutation, variables).await;
        let codes: Vec<String> = answer["refusals"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|refusal| refusal["code"].as_str().unwrap_or_default().to_owned())
            .collect();
        assert!(!codes.is_empty(), "{mutation} was done: {answer}");
        codes
    }

    async fn only_field(&self, mutation: &str, variables: Value) -> Value {
        let data = self.ask(mutation, variables).await;
        let fields = data.as_object().expect("data is an object");
        fields.values().next().expect("one field").clone()
    }

    /// Sends a query that asks for a stream of events.
    ///
    /// # Panics
    /// When the server cannot be reached.
    pub async fn send(&self, query: &str, variables: Value, accept: &str) -> Response<hyper::body::Incoming> {
        let stream = TcpStream::connect(self.address).await.expect("the server listens");
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .expect("it speaks HTTP");
        tokio::spawn(connection);
        let body = json!({"query": query, "variables": variables}).to_string();
        let purpose = self.purpose.iter().fold(Request::post(&self.path), |request, purpose| {
            request.header("x-krachtig-purpose", purpose)
        });
        let request = purpose
            .header("host", self.address.to_string())
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, accept)
            .header("x-krachtig-client", "tests")
            .body(Full::new(Bytes::from(body)))
            .expect("the request is well-formed");
        sender.send_request(request).await.expect("there is an answer")
    }
}
