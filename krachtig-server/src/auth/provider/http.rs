//! The requests to an identity provider: few, small, over TLS, and with an end to every wait.
//!
//! Built on the HTTP engine that serves too; what a provider means by its answers does not belong here.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use openidconnect::{HttpRequest, HttpResponse};
use poem::http::uri::{PathAndQuery, Uri};
use poem::http::{HeaderValue, header};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// From the first byte asked to the last answered.
const LONGEST: Duration = Duration::from_secs(10);
/// The most that an answer may take, in bytes.
const LARGEST: usize = 512 * 1024;

/// A provider did not answer as it must. Its words are nobody's business.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the identity provider could not be asked: {0}")]
pub(super) struct Unreachable(String);

fn unreachable(why: impl std::fmt::Display) -> Unreachable {
    Unreachable(why.to_string())
}

/// Sends a request. Redirects are not followed. Without TLS only this very machine is spoken to, and only where the
/// issuer is on it.
pub(super) async fn send(request: HttpRequest, on_this_machine: bool) -> Result<HttpResponse, Unreachable> {
    let answered = timeout(LONGEST, exchange(request, on_this_machine)).await;
    answered.map_err(|_| unreachable("it took too long"))?
}

async fn exchange(request: HttpRequest, on_this_machine: bool) -> Result<HttpResponse, Unreachable> {
    let uri = request.uri().clone();
    let host = uri.host().ok_or_else(|| unreachable("the address has no host"))?;
    let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let secure = match uri.scheme_str() {
        Some("https") => true,
        Some("http") if on_this_machine && is_here(&name) => false,
        _ => return Err(unreachable("the address is not https")),
    };
    let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let socket = TcpStream::connect((name.as_str(), port)).await.map_err(unreachable)?;
    if !secure {
        return speak(socket, request, &uri).await;
    }
    let server = ServerName::try_from(name).map_err(unreachable)?;
    let connector = TlsConnector::from(tls()?);
    let socket = connector.connect(server, socket).await.map_err(unreachable)?;
    speak(socket, request, &uri).await
}

fn is_here(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "::1" | "localhost")
}

/// The certificates that the operating system trusts.
fn tls() -> Result<Arc<ClientConfig>, Unreachable> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(Arc::clone(config));
    }
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if added == 0 {
        return Err(unreachable("the operating system has no certificates to trust"));
    }
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unreachable)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::clone(CONFIG.get_or_init(|| Arc::new(config))))
}

async fn speak<S>(socket: S, request: HttpRequest, uri: &Uri) -> Result<HttpResponse, Unreachable>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(socket));
    let (mut sender, connection) = handshake.await.map_err(unreachable)?;
    let speaking = tokio::spawn(connection);
    let (mut parts, body) = request.into_parts();
    let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
    let host = HeaderValue::try_from(authority).map_err(unreachable)?;
    parts.headers.insert(header::HOST, host);
    let path = uri.path_and_query().cloned();
    parts.uri = Uri::from(path.unwrap_or(PathAndQuery::from_static("/")));
    let request = hyper::Request::from_parts(parts, Full::new(Bytes::from(body)));
    let answered = async {
        let response = sender.send_request(request).await.map_err(unreachable)?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, LARGEST).collect().await.map_err(unreachable)?;
        Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
    };
    let answered = answered.await;
    speaking.abort();
    answered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_is_asked_without_tls_but_this_machine_for_an_issuer_on_it() {
        for (address, here) in [
            ("http://login.example.org/", false),
            ("http://login.example.org/", true),
            ("http://127.0.0.1:9/", false),
            ("http://127.0.0.2:9/", true),
            ("ftp://127.0.0.1/", true),
        ] {
            let mut request = HttpRequest::new(Vec::new());
            *request.uri_mut() = address.parse().expect("an address");
            let refused = send(request, here).await.expect_err(address).to_string();
            assert!(
                refused.ends_with("is not https") || refused.ends_with("has no host"),
                "{refused}"
            );
        }
    }
}
