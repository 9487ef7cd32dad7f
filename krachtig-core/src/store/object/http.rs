//! The requests to an object store: on the HTTP engine that serves too, over TLS, and with an end to every wait.
//!
//! Each takes a connection of its own: attachments come some times an hour. What an answer means does not belong here.

use std::fmt::Display;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper_util::rt::TokioIo;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use sea_orm_migration::async_trait::async_trait;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// From the first byte asked to the last answered.
const LONGEST: Duration = Duration::from_secs(30);
/// The most that an answer may take, in bytes: more than the largest attachment.
const LARGEST: usize = 64 * 1024 * 1024;

/// Why an object store was not asked.
#[derive(Debug, thiserror::Error)]
#[error("the object store could not be asked: {0}")]
struct Unreachable(String);

fn unreachable(kind: HttpErrorKind) -> impl Fn(&dyn Display) -> HttpError {
    move |why| HttpError::new(kind, Unreachable(why.to_string()))
}

fn connecting(why: impl Display) -> HttpError {
    unreachable(HttpErrorKind::Connect)(&why)
}

fn asking(why: impl Display) -> HttpError {
    unreachable(HttpErrorKind::Request)(&why)
}

fn never(why: impl Display) -> HttpError {
    unreachable(HttpErrorKind::Unknown)(&why)
}

/// Makes what sends the requests.
#[derive(Debug)]
pub(super) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Line))
    }
}

/// Sends requests.
#[derive(Debug)]
struct Line;

#[async_trait]
impl HttpService for Line {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        match timeout(LONGEST, exchange(request)).await {
            Ok(answered) => answered,
            Err(late) => Err(HttpError::new(HttpErrorKind::Timeout, late)),
        }
    }
}

async fn exchange(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let uri = request.uri().clone();
    let host = uri.host().ok_or_else(|| never("the address has no host"))?;
    let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let secure = match uri.scheme_str() {
        Some("https") => true,
        Some("http") if matches!(name.as_str(), "127.0.0.1" | "::1" | "localhost") => false,
        _ => return Err(never("the address is not https")),
    };
    let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let socket = TcpStream::connect((name.as_str(), port)).await.map_err(connecting)?;
    if !secure {
        return speak(socket, request).await;
    }
    let server = ServerName::try_from(name).map_err(never)?;
    let connector = TlsConnector::from(tls()?);
    let socket = connector.connect(server, socket).await.map_err(connecting)?;
    speak(socket, request).await
}

async fn speak<S>(socket: S, mut request: HttpRequest) -> Result<HttpResponse, HttpError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(socket));
    let (mut sender, connection) = handshake.await.map_err(connecting)?;
    let speaking = tokio::spawn(connection);
    if let Some(authority) = request.uri().authority() {
        let host = authority.as_str().parse().map_err(never)?;
        request.headers_mut().entry(http::header::HOST).or_insert(host);
    }
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = path.map_or_else(|| http::Uri::from_static("/"), http::Uri::from);
    let answered = async {
        let response = sender.send_request(request).await.map_err(asking)?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, LARGEST).collect().await.map_err(asking)?;
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::from(body.to_bytes())))
    };
    let answered = answered.await;
    speaking.abort();
    answered
}

/// The certificates that the operating system trusts.
fn tls() -> Result<Arc<ClientConfig>, HttpError> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(Arc::clone(config));
    }
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if added == 0 {
        return Err(never("the operating system has no certificates to trust"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(never)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::clone(CONFIG.get_or_init(|| Arc::new(config))))
}
