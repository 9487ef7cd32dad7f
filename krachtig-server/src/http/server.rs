//! Accepts connections and serves an endpoint over HTTP/1.1, with an end to every wait.
//!
//! poem's own server gives the HTTP engine no timer, so its header timeout never fires, and its idle timeout starts
//! again at every byte; a handful of slow clients could hold it. Hence this loop. HTTP/2 is left to the reverse proxy:
//! it is one more parser and one more way to overload a server. A TLS handshake takes of the time for the headers.
//! What does NOT belong here: anything that looks at what a request asks for.

use std::{convert::Infallible, io, net::SocketAddr, pin::Pin, sync::Arc, task, time::Duration};

use hyper::{
    body::{Bytes, Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::{
    Body, Endpoint, IntoEndpoint, Request, Response,
    http::{self, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

use super::{
    BodyProblem, HttpRefusal, Shutdown, TlsFault,
    body::{BoundedBody, check_announced},
    pace::{PacedStream, Patience, Phase},
    tls,
};
use crate::settings;

/// How long to rest when the operating system refuses to accept, as it does when files run out.
const REST_AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);
/// The most headers in one request.
const MOST_HEADERS: usize = 64;

type BoxBody = http_body_util::combinators::BoxBody<Bytes, io::Error>;

/// A listening socket with the limits that hold for what comes in.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    limits: Limits,
    tls: Option<TlsAcceptor>,
}

#[derive(Clone, Copy)]
struct Limits {
    connections: usize,
    header_bytes: usize,
    body_bytes: usize,
    body_time: Duration,
    grace: Duration,
    patience: Patience,
}

/// How a server ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Drained {
    /// Connections that were still busy when the grace was over, and were cut.
    pub cut: usize,
}

impl Server {
    /// Binds `address` with the limits of `settings`.
    ///
    /// # Errors
    /// The address is taken or not ours.
    pub async fn bind(address: SocketAddr, settings: &settings::Server) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let patience = Patience {
            headers: settings.header_timeout_seconds.duration(),
            idle: settings.idle_timeout_seconds.duration(),
            write: settings.write_timeout_seconds.duration(),
        };
        let limits = Limits {
            connections: settings.max_connections,
            header_bytes: settings.header_limit_bytes,
            body_bytes: settings.body_limit_bytes,
            body_time: settings.body_timeout_seconds.duration(),
            grace: settings.shutdown_grace_seconds.duration(),
            patience,
        };
        Ok(Self {
            listener,
            address,
            limits,
            tls: None,
        })
    }

    /// With the certificate of `settings`, if they name one: what comes in has to be encrypted then.
    ///
    /// # Errors
    /// The certificate or its key can't be used.
    pub fn with_tls(self, settings: &settings::Server) -> Result<Self, TlsFault> {
        let tls = tls::acceptor(settings)?;
        Ok(Self { tls, ..self })
    }

    /// The address that was bound, with the port that the operating system chose if it was asked to.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the shutdown begins, then lets running requests finish within the grace.
    pub async fn run<E>(self, endpoint: E, mut shutdown: Shutdown) -> Drained
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint<Output = Response> + 'static,
    {
        let endpoint = Arc::new(endpoint.into_endpoint());
        let places = Arc::new(Semaphore::new(self.limits.connections));
        let mut connections = JoinSet::new();
        loop {
            // A full house stops accepting, so that the queue waits in the operating system and costs us nothing.
            let accepted = tokio::select! {
                () = shutdown.begun() => break,
                Some(_) = connections.join_next() => continue,
                accepted = accept(&self.listener, &places) => accepted,
            };
            let (socket, peer, place) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
                    sleep(REST_AFTER_FAILED_ACCEPT).await;
                    continue;
                }
            };
            let connection = Connection {
                endpoint: Arc::clone(&endpoint),
                local: LocalAddr(self.address.into()),
                remote: RemoteAddr(peer.into()),
                limits: self.limits,
                tls: self.tls.clone(),
            };
            let shutdown = shutdown.clone();
            connections.spawn(async move {
                connection.serve(socket, shutdown).await;
                drop(place);
            });
        }
        drop(self.listener);
        drain(connections, self.limits.grace).await
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (socket, peer) = listener.accept().await?;
    Ok((socket, peer, place))
}

async fn drain(mut connections: JoinSet<()>, grace: Duration) -> Drained {
    let all_done = async { while connections.join_next().await.is_some() {} };
    if timeout(grace, all_done).await.is_ok() {
        return Drained { cut: 0 };
    }
    while connections.try_join_next().is_some() {}
    let cut = connections.len();
    connections.shutdown().await;
    Drained { cut }
}

/// One accepted connection and what serves it.
struct Connection<E> {
    endpoint: Arc<E>,
    local: LocalAddr,
    remote: RemoteAddr,
    limits: Limits,
    tls: Option<TlsAcceptor>,
}

impl<E: Endpoint<Output = Response> + 'static> Connection<E> {
    async fn serve(self, socket: TcpStream, mut shutdown: Shutdown) {
        // Answers are small and whole; waiting to fill a packet would only add delay.
        let _ = socket.set_nodelay(true);
        let phase = Phase::default();
        let paced = PacedStream::new(socket, self.limits.patience, phase.clone());
        let Some(tls) = &self.tls else {
            return self.converse(paced, phase, shutdown).await;
        };
        let encrypted = tokio::select! {
            encrypted = tls.accept(paced) => encrypted,
            () = shutdown.begun() => return,
        };
        match encrypted {
            Ok(encrypted) => self.converse(encrypted, phase, shutdown).await,
            Err(error) => tracing::debug!(kind = ?error.kind(), "a connection was not encrypted"),
        }
    }

    async fn converse(self, stream: impl AsyncRead + AsyncWrite + Unpin, phase: Phase, mut shutdown: Shutdown) {
        let patience = self.limits.patience;
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            // The socket keeps time itself. The engine's timer stands behind it, and having one makes the engine look
            // at the socket again after each answer, which starts the idle clock.
            .header_read_timeout(patience.idle + patience.headers)
            .max_headers(MOST_HEADERS)
            .max_header_size(self.limits.header_bytes)
            .max_buf_size(self.limits.header_bytes)
            .half_close(false);
        let this = Arc::new(self);
        let service = service_fn(move |request| {
            let (this, phase) = (Arc::clone(&this), phase.clone());
            async move { Ok::<_, Infallible>(this.answer(request, phase).await) }
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = &mut connection => ended,
            () = shutdown.begun() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            // A peer that goes away or dawdles is everyday business; its address is nobody's.
            tracing::debug!(
                timeout = error.is_timeout(),
                parse = error.is_parse(),
                "a connection ended early"
            );
        }
    }

    fn scheme(&self) -> Scheme {
        match self.tls {
            Some(_) => Scheme::HTTPS,
            None => Scheme::HTTP,
        }
    }

    async fn answer(&self, request: http::Request<Incoming>, phase: Phase) -> http::Response<TimedBody> {
        phase.request_begins();
        let announced = check_announced(request.headers(), self.limits.body_bytes);
        let (parts, incoming) = request.into_parts();
        let body = BoundedBody::new(incoming, self.limits.body_bytes, sleep(self.limits.body_time));
        let mut request = Request::from_parts(
            (parts, self.local.clone(), self.remote.clone(), self.scheme()).into(),
            Body::from(BoxBody::new(body)),
        );
        if let Err(problem) = announced {
            request.set_data(problem);
        }
        let response = self.endpoint.get_response(request).await;
        let mut response: http::Response<BoxBody> = response.into();
        if announced == Err(BodyProblem::Broken) {
            // Where the request ends is in dispute, so nothing after it is taken for another.
            let close = http::HeaderValue::from_static("close");
            response.headers_mut().insert(http::header::CONNECTION, close);
        }
        response.map(|inner| TimedBody { inner, phase })
    }
}

/// Refuses a request that announced too much, so that it is answered like any other and nothing of it is read.
pub(super) fn refuse_announced(request: &Request) -> Result<(), HttpRefusal> {
    request
        .data::<BodyProblem>()
        .map_or(Ok(()), |problem| Err((*problem).into()))
}

/// An answer's body that tells the connection's clock when it is through.
struct TimedBody {
    inner: BoxBody,
    phase: Phase,
}

impl Drop for TimedBody {
    fn drop(&mut self) {
        self.phase.request_ends();
    }
}

impl hyper::body::Body for TimedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut task::Context<'_>,
    ) -> task::Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
