//! A browser at a tenant's door, as far as the door can tell: it keeps cookies and says where its pages come from.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it came.
    pub text: String,
}

impl Answered {
    /// The body as JSON; nothing where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The code of the first error.
    #[must_use]
    pub fn code(&self) -> String {
        let json = self.json();
        json["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// A header of it; nothing where it has none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    /// The body of an answer that tells that it was done.
    ///
    /// # Panics
    /// When it was not.
    #[must_use]
    pub fn done(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }
}

/// A browser with its cookies.
#[derive(Clone, Debug)]
pub struct Browser {
    address: SocketAddr,
    tenant: String,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    /// Headers that every request carries, each by its name.
    pub headers: Vec<(&'static str, String)>,
}

impl Browser {
    /// A fresh browser at the door of this tenant.
    #[must_use]
    pub fn new(address: SocketAddr, tenant: &str) -> Self {
        Self {
            address,
            tenant: tenant.to_owned(),
            cookies: Arc::default(),
            headers: vec![
                ("x-krachtig-client", "tests".to_owned()),
                ("sec-fetch-site", "same-origin".to_owned()),
                ("content-type", "application/json".to_owned()),
            ],
        }
    }

    /// The same browser with a header of another value, or without it where the value is empty.
    #[must_use]
    pub fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            other.headers.push((name, value.to_owned()));
        }
        other
    }

    /// The same browser as a thief has it: with the cookies of now, which he keeps apart.
    #[must_use]
    pub fn stolen(&self) -> Self {
        let cookies = self.jar().clone();
        Self {
            cookies: Arc::new(Mutex::new(cookies)),
            ..self.clone()
        }
    }

    /// The cookies by name.
    pub fn jar(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the browser shows as its session.
    #[must_use]
    pub fn session(&self) -> Option<String> {
        self.jar().get(&format!("__Host-krachtig-{}", self.tenant)).cloned()
    }

    /// Sends JSON to the door, and keeps the cookies that come back.
    ///
    /// # Panics
    /// When the server cannot be reached.
    pub async fn post(&self, at: &str, body: Value) -> Answered {
        self.send("POST", &format!("/t/{}/auth/{at}", self.tenant), body.to_string())
            .await
    }

    /// Signs in by a token at pages that belong to no office, and keeps the session.
    ///
    /// # Panics
    /// When nobody is let in.
    pub async fn enter(&self, home: &str, secret: &str) {
        let form = self.with_header("content-type", "application/x-www-form-urlencoded");
        let entered = form
            .send("POST", &format!("{home}/sign-in/enter"), format!("secret={secret}"))
            .await;
        assert_eq!(entered.status, 303, "nobody gets in: {}", entered.text);
    }

    /// Asks over GraphQL, with the session that the browser shows.
    ///
    /// # Panics
    /// When the server cannot be reached.
    pub async fn ask(&self, query: &str, variables: Value) -> Answered {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.send("POST", &format!("/t/{}/graphql", self.tenant), body).await
    }

    /// Sends anything to any path.
    ///
    /// # Panics
    /// When the server cannot be reached.
    pub async fn send(&self, method: &str, path: &str, body: impl Into<Bytes>) -> Answered {
        let stream = TcpStream::connect(self.address).await.expect("the server listens");
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .expect("it speaks HTTP");
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.address.to_string());
        for (name, value) in &self.headers {
            let name = if *name == "content-type" {
                CONTENT_TYPE.as_str()
            } else {
                name
            };
            request = request.header(name, value);
        }
        let cookies: Vec<String> = self
            .jar()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        let request = request
            .body(Full::new(body.into()))
            .expect("the request is well-formed");
        let response = sender.send_request(request).await.expect("there is an answer");
        let (parts, body) = response.into_parts();
        self.keep(&parts.headers);
        let body = body.collect().await.expect("the answer arrives").to_bytes();
        Answered {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    fn keep(&self, headers: &HeaderMap) {
        let mut jar = self.jar();
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie is text");
            let (pair, rest) = cookie.split_once(';').expect("a cookie has attributes");
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            let [path, same_site] = match name.split_once("krachtig-") {
                Some(("__Secure-", "readers")) => ["Path=/national", "SameSite=Strict"],
                Some(("__Secure-", "platform")) => ["Path=/platform", "SameSite=Strict"],
                Some(("__Host-", _)) => ["Path=/", "SameSite=Lax"],
                _ => panic!("a cookie is called {name}"),
            };
            for attribute in [path, same_site, "Secure", "HttpOnly"] {
                let has = rest.split(';').any(|part| part.trim() == attribute);
                assert!(has, "{name} lacks {attribute}");
            }
            if rest.contains("Max-Age=0;") || value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
