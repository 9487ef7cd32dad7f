//! The load: connections that each send one request after the other, and what they saw.
//!
//! It runs in a process of its own, apart from the servers, so that its CPU time is nobody's. Which requests are sent
//! does not belong here.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// How many connections send at once.
pub(crate) const CONNECTIONS: usize = 8;

/// One request, as it goes over the wire again and again.
#[derive(Clone, Debug)]
pub(crate) struct Shot {
    /// The path.
    pub(crate) path: &'static str,
    /// The tenant.
    pub(crate) tenant: String,
    /// The member who asks.
    pub(crate) member: String,
    /// The body: JSON.
    pub(crate) body: Bytes,
}

impl Shot {
    fn request(&self) -> Result<Request<Full<Bytes>>> {
        Ok(Request::builder()
            .method(Method::POST)
            .uri(self.path)
            .header("host", "krachtig.test")
            .header("content-type", "application/json")
            .header("x-krachtig-client", "bench")
            .header("x-bench-tenant", &self.tenant)
            .header("x-bench-member", &self.member)
            .body(Full::new(self.body.clone()))?)
    }
}

/// What was seen while shooting.
pub(crate) struct Seen {
    /// How long each answer took.
    pub(crate) latencies: Vec<Duration>,
    /// How long it all took.
    pub(crate) took: Duration,
    /// The answers' bodies together.
    pub(crate) bytes: u64,
}

/// A connection to a server.
pub(crate) struct Line(SendRequest<Full<Bytes>>);

impl Line {
    /// Connects.
    ///
    /// # Errors
    /// Nobody listens.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let socket = TcpStream::connect(address)
            .await
            .context("the server does not listen")?;
        socket.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
        tokio::spawn(connection);
        Ok(Self(sender))
    }

    /// Sends one request and reads the whole answer.
    ///
    /// # Errors
    /// An answer that is no success, with what it said: a failing server is no fast one.
    pub(crate) async fn send(&mut self, shot: &Shot) -> Result<Bytes> {
        self.0.ready().await?;
        let response = self.0.send_request(shot.request()?).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        ensure!(
            status.is_success() && !says_no(&body),
            "{} answered {status}: {}",
            shot.path,
            String::from_utf8_lossy(&body[..body.len().min(600)])
        );
        Ok(body)
    }
}

/// Whether an answer tells of errors or refusals. Looked for in the first and last bytes alone, where they would be.
fn says_no(body: &[u8]) -> bool {
    let ends = [&body[..body.len().min(256)], &body[body.len().saturating_sub(256)..]];
    ends.iter().any(|part| {
        let text = String::from_utf8_lossy(part);
        text.contains("\"errors\":[") || (text.contains("\"refusals\":[") && !text.contains("\"refusals\":[]"))
    })
}

/// Shoots for so long, the shots in turn, over all connections at once.
///
/// # Errors
/// As [`Line::send`].
pub(crate) async fn shoot(address: SocketAddr, shots: &Arc<[Shot]>, time: Duration) -> Result<Seen> {
    ensure!(!shots.is_empty(), "there is nothing to ask for");
    let mut lines = Vec::new();
    for _ in 0..CONNECTIONS {
        lines.push(Line::open(address).await?);
    }
    let begun = Instant::now();
    let end = begun + time;
    let mut tasks = JoinSet::new();
    for (number, mut line) in lines.into_iter().enumerate() {
        let shots = Arc::clone(shots);
        tasks.spawn(async move {
            let (mut latencies, mut bytes) = (Vec::new(), 0);
            let mut next = number * shots.len() / CONNECTIONS;
            while Instant::now() < end {
                let sent = Instant::now();
                bytes += line.send(&shots[next % shots.len()]).await?.len() as u64;
                latencies.push(sent.elapsed());
                next += 1;
            }
            Ok::<_, anyhow::Error>((latencies, bytes))
        });
    }
    let (mut latencies, mut bytes) = (Vec::new(), 0);
    while let Some(done) = tasks.join_next().await {
        let (some, read) = done??;
        latencies.extend(some);
        bytes += read;
    }
    if latencies.is_empty() {
        bail!("not one request was answered");
    }
    Ok(Seen {
        latencies,
        took: begun.elapsed(),
        bytes,
    })
}
