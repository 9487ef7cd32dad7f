//! A bucket in this very process: the little of S3 that an object store is asked, and how it is asked.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use zeroize::Zeroizing;

use super::super::{Bucket, BucketKey, ContentKey, ObjectPlace, Objects};
use super::{ALFA, ONE};
use crate::domain::attachment::Rendition;
use crate::store::place::Place;

/// What lies in the bucket, and what was asked without being signed.
#[derive(Default)]
struct Lying {
    objects: BTreeMap<String, Bytes>,
    unsigned: u32,
    full: bool,
}

type Shelf = Arc<Mutex<Lying>>;

fn lying(shelf: &Shelf) -> std::sync::MutexGuard<'_, Lying> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(shelf: Shelf, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let path = parts.uri.path().to_owned();
    let signed = parts.headers.get("authorization").and_then(|value| value.to_str().ok());
    let signed = signed.is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=fictief/"));
    let mut lying = lying(&shelf);
    if !signed {
        lying.unsigned += 1;
        return Ok(told(StatusCode::FORBIDDEN, ""));
    }
    Ok(match parts.method {
        Method::PUT if lying.full => told(
            StatusCode::INSUFFICIENT_STORAGE,
            "<Error><Code>XMinioStorageFull</Code></Error>",
        ),
        Method::PUT => {
            lying.objects.insert(path, body);
            let mut kept = told(StatusCode::OK, "");
            kept.headers_mut().insert("etag", "\"1\"".parse().expect("a header"));
            kept
        }
        Method::GET if parts.uri.query().is_some_and(|query| query.contains("list-type=2")) => {
            let query = parts.uri.query().unwrap_or_default().replace("%2F", "/");
            let prefix = query.split('&').find_map(|pair| pair.strip_prefix("prefix="));
            told(StatusCode::OK, &list(&lying.objects, prefix.unwrap_or_default()))
        }
        Method::GET => match lying.objects.get(&path) {
            Some(object) => {
                let mut found = Response::new(Full::new(object.clone()));
                let headers = found.headers_mut();
                headers.insert(
                    "last-modified",
                    "Sat, 28 Nov 2026 09:00:00 GMT".parse().expect("a header"),
                );
                headers.insert("etag", "\"1\"".parse().expect("a header"));
                headers.insert("content-length", object.len().into());
                found
            }
            None => told(StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>"),
        },
        Method::DELETE => {
            lying.objects.remove(&path);
            told(StatusCode::NO_CONTENT, "")
        }
        _ => told(StatusCode::METHOD_NOT_ALLOWED, ""),
    })
}

/// What lies there under names that begin so.
fn list(objects: &BTreeMap<String, Bytes>, prefix: &str) -> String {
    let now = super::now();
    let now = now
        .format(&time::format_description::well_known::Rfc3339)
        .expect("a time");
    let mut told = String::from("<ListBucketResult><IsTruncated>false</IsTruncated>");
    for (path, object) in objects {
        let key = path.trim_start_matches("/foto/");
        if !key.starts_with(prefix) {
            continue;
        }
        let size = object.len();
        let one = format!(
            "<Contents><Key>{key}</Key><LastModified>{now}</LastModified><Size>{size}</Size><ETag>1</ETag></Contents>"
        );
        told.write_str(&one).expect("a text takes it");
    }
    told + "</ListBucketResult>"
}

fn told(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text.to_owned())));
    *response.status_mut() = status;
    response
}

/// A bucket that is served until the test ends.
async fn bucket() -> (Bucket, Shelf) {
    let shelf = Shelf::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let served = Arc::clone(&shelf);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let shelf = Arc::clone(&served);
            let service = service_fn(move |request| answer(Arc::clone(&shelf), request));
            tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), service));
        }
    });
    let bucket = Bucket {
        name: "foto".to_owned(),
        prefix: "krachtig/bijlagen".to_owned(),
        endpoint: Some(format!("http://127.0.0.1:{port}")),
        region: "eu-central-1".to_owned(),
        key: BucketKey {
            id: "fictief".to_owned(),
            secret: Zeroizing::new("een fictief geheim".to_owned()),
        },
    };
    (bucket, shelf)
}

fn open(bucket: Bucket) -> Objects {
    let home = Place::Postgres {
        admin_url: String::new(),
    };
    let opened = ObjectPlace::Bucket(bucket).open(&home);
    opened.expect("it opens").expect("a bucket")
}

#[tokio::test]
async fn a_bucket_keeps_and_forgets_as_a_folder_does() {
    let (bucket, shelf) = bucket().await;
    let objects = open(bucket);
    super::keeps_and_forgets(&objects).await;
    assert_eq!(lying(&shelf).unsigned, 0);
    assert!(lying(&shelf).objects.is_empty());
    let key = ContentKey::random().expect("random");
    objects
        .of(ALFA)
        .put((ONE, Rendition::Whole), &key, b"x")
        .await
        .expect("put");
    let names: Vec<String> = lying(&shelf).objects.keys().cloned().collect();
    let (tenant, id) = (ALFA.uuid().simple(), ONE.simple());
    assert_eq!(names, [format!("/foto/krachtig/bijlagen/{tenant}/{id}")]);
}

#[tokio::test]
async fn a_bucket_out_of_reach_is_a_fault_that_shows_no_key() {
    let (bucket, _) = bucket().await;
    assert_eq!(format!("{:?}", bucket.key), "BucketKey");
    let nowhere = Bucket {
        endpoint: Some("http://192.0.2.1:9".to_owned()),
        ..bucket
    };
    let key = ContentKey::random().expect("random");
    let objects = open(nowhere);
    let refused = objects.of(ALFA).put((ONE, Rendition::Whole), &key, b"x").await;
    let refused = refused.expect_err("not over plain HTTP to another machine");
    assert_eq!(refused.code(), "objects");
    assert!(!format!("{refused:?}").contains("geheim"));
}

#[tokio::test]
async fn a_full_bucket_is_told_apart() {
    let (bucket, shelf) = bucket().await;
    lying(&shelf).full = true;
    let key = ContentKey::random().expect("random");
    let refused = open(bucket).of(ALFA).put((ONE, Rendition::Whole), &key, b"x").await;
    assert_eq!(refused.expect_err("full").code(), "disk_full");
}
