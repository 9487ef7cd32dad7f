//! TLS without a reverse proxy.

use std::{path::Path, sync::Arc, time::Instant};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::*;

/// Writes a new certificate for `krachtig.test` with its key into a folder, and gives it.
pub(in crate::http) fn write_certificate(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["krachtig.test".to_owned()]).expect("a certificate");
    std::fs::write(folder.join("certificate.pem"), made.cert.pem()).expect("the certificate is written");
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).expect("the key is written");
    made.cert.der().clone()
}

/// A house that speaks TLS, and what trusts it.
async fn encrypted() -> (House, ClientConfig, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut roots = RootCertStore::empty();
    roots.add(write_certificate(folder.path())).expect("a certificate");
    let mut settings = settings();
    settings.server.tls_certificate = folder.path().join("certificate.pem");
    settings.server.tls_key = folder.path().join("key.pem");
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    (house(&settings).await, client, folder)
}

async fn connect(house: &House, client: ClientConfig) -> std::io::Result<TlsStream<TcpStream>> {
    let socket = TcpStream::connect(house.address).await?;
    let name = ServerName::try_from("krachtig.test").expect("a name");
    TlsConnector::from(Arc::new(client)).connect(name, socket).await
}

#[tokio::test]
async fn what_comes_in_is_encrypted_and_browsers_are_told_to_keep_to_it() {
    let (house, client, _folder) = encrypted().await;
    let mut socket = connect(&house, client).await.expect("it speaks TLS");
    let ask = b"GET /healthz HTTP/1.1\r\nhost: krachtig.test\r\nconnection: close\r\n\r\n";
    socket.write_all(ask).await.expect("it takes bytes");
    let mut answer = String::new();
    let read = timeout(LONGEST, socket.read_to_string(&mut answer)).await;
    read.expect("in time").expect("a whole answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age=63072000; includeSubDomains"),
        "{answer}"
    );
}

#[tokio::test]
async fn what_is_not_encrypted_gets_no_answer() {
    let (house, _client, _folder) = encrypted().await;
    let answer = house.raw(b"GET /healthz HTTP/1.1\r\nhost: krachtig.test\r\n\r\n").await;
    assert!(!answer.contains("HTTP/"), "{answer}");
}

#[tokio::test]
async fn a_certificate_for_somebody_else_is_not_ours() {
    let (house, _client, _folder) = encrypted().await;
    let (_other, stranger, _other_folder) = encrypted().await;
    let refused = connect(&house, stranger)
        .await
        .expect_err("it trusts another certificate");
    assert!(refused.to_string().contains("invalid peer certificate"), "{refused}");
}

#[tokio::test]
async fn a_slow_handshake_is_cut_with_the_time_for_headers() {
    let (house, _client, _folder) = encrypted().await;
    let mut socket = TcpStream::connect(house.address).await.expect("the server listens");
    // The head of a handshake record that never comes whole.
    socket.write_all(&[22, 3, 1, 2, 0, 1]).await.expect("it takes bytes");
    let begun = Instant::now();
    read_to_close(&mut socket).await;
    let took = begun.elapsed();
    assert!(
        took > Duration::from_millis(700) && took < Duration::from_millis(1900),
        "{took:?}"
    );
}
