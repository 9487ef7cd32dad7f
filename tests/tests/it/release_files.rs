//! The files of a published release over HTTP: who gets them, what of it is kept, and that they stay the same.

use std::collections::BTreeSet;

use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::header::{AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE};
use hyper_util::rt::TokioIo;
use krachtig_national::release::hash;
use krachtig_national::store::ReaderScope;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::readers::let_in;
use krachtig_server::export::FileKind;
use krachtig_tests::office::{Office, databases};
use serde_json::json;
use time::OffsetDateTime;
use tokio::net::TcpStream;

use crate::releases::publish;

struct Fetched {
    status: u16,
    media_type: String,
    disposition: String,
    bytes: Bytes,
}

async fn fetch(office: &Office, path: &str, token: &str) -> Fetched {
    let stream = TcpStream::connect(office.address()).await.expect("it listens");
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.expect("it speaks HTTP");
    tokio::spawn(connection);
    let request = Request::get(path)
        .header("host", "krachtig.invalid")
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .body(Empty::<Bytes>::new())
        .expect("a request");
    let response = sender.send_request(request).await.expect("an answer");
    let header = |name| {
        let value = response.headers().get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    Fetched {
        status: response.status().as_u16(),
        media_type: header(CONTENT_TYPE),
        disposition: header(CONTENT_DISPOSITION),
        bytes: response.into_body().collect().await.expect("all of it").to_bytes(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_fetches_the_same_files_for_ever_and_each_is_logged() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let stores = office
            .installation
            .services
            .tenants()
            .national_stores()
            .await
            .expect("it opens");
        publish(&stores.maker).await;
        let reader = office.reader().await;
        let folder = "/national/releases/jaarcijfers-2025";
        for kind in FileKind::ALL {
            let path = format!("{folder}/{}", kind.name());
            let file = fetch(&office, &path, reader.token()).await;
            assert_eq!(
                (file.status, file.media_type.as_str()),
                (200, kind.media_type()),
                "{path}"
            );
            assert_eq!(file.disposition, format!("attachment; filename=\"{}\"", kind.name()));
            assert!(!file.bytes.is_empty());
            assert_eq!(fetch(&office, &path, reader.token()).await.bytes, file.bytes, "{path}");
        }
        let told = "{ release(name: \"jaarcijfers-2025\") { hash } }";
        let told = &reader.ask(told, json!({})).await["release"]["hash"];
        let file = fetch(&office, &format!("{folder}/release.json"), reader.token()).await;
        assert_eq!(*told, json!(hash(&file.bytes)));
        let reads = stores.maker.reads(OffsetDateTime::UNIX_EPOCH, 100).await.expect("read");
        for kind in FileKind::ALL {
            let of = |read: &&krachtig_national::store::ReadsOf| read.asked == kind.name();
            let times = reads.iter().filter(of).count();
            assert!(times >= 2, "{} was kept {times} times", kind.name());
        }
        assert!(
            reads
                .iter()
                .filter(|read| read.asked.contains('.'))
                .all(|read| read.releases == "jaarcijfers-2025")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_for_those_whose_token_opens_figures() {
    let office = Office::open(None).await;
    let services = &office.installation.services;
    let stores = services.tenants().national_stores().await.expect("it opens");
    publish(&stores.maker).await;
    let reader = office.reader().await;
    let path = "/national/releases/jaarcijfers-2025/figures.csv";
    assert_eq!(fetch(&office, path, "krt_niemand").await.status, 401);
    for scope in [ReaderScope::Catalogue, ReaderScope::Releases] {
        let issued = let_in((services, &SystemClock), "beperkt", BTreeSet::from([scope]), 1).await;
        let secret = issued.expect("let in").secret;
        let refused = fetch(&office, path, &secret).await;
        assert_eq!(refused.status, 403);
        assert!(String::from_utf8_lossy(&refused.bytes).contains("out_of_scope"));
        // Who may have none is not told which there are.
        let absent = fetch(&office, "/national/releases/geen/figures.csv", &secret).await;
        assert_eq!((absent.status, absent.bytes), (403, refused.bytes));
    }
    for absent in [
        "/national/releases/geen/figures.csv",
        "/national/releases/jaarcijfers-2025/figures.ods",
    ] {
        assert_eq!(fetch(&office, absent, reader.token()).await.status, 404, "{absent}");
    }
    let reads = stores.maker.reads(OffsetDateTime::UNIX_EPOCH, 100).await.expect("read");
    assert!(
        reads.iter().all(|read| read.releases.is_empty()),
        "nothing was handed out: {reads:?}"
    );
}
