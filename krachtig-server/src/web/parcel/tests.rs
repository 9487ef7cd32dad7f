//! A file is read behind a token that is ours, and never before it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream;
use poem::Body;
use poem::http::Method;

use super::*;

const BOUNDARY: &str = "----krachtig";

fn part(name: &str, file: Option<&str>, text: &str) -> String {
    let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n")
}

/// A request whose body comes in these pieces, and how many of them were taken.
fn request(pieces: Vec<String>) -> (Request, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let body = stream::iter(pieces.into_iter().map(move |piece| {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::io::Error>(piece.into_bytes())
    }));
    let request = Request::builder()
        .method(Method::POST)
        .content_type(&format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(Body::from_bytes_stream(body));
    (request, taken)
}

fn wanted() -> Wanted {
    Wanted {
        texts: &["of", "about"],
        files: vec![("file", 10), ("signature", 4)],
    }
}

async fn sent(pieces: Vec<String>) -> (Result<(Form, Parcel), HttpRefusal>, usize) {
    let (mut request, taken) = request(pieces);
    let read = read(&mut request, &wanted(), |_, token| token == "ours").await;
    (read, taken.load(Ordering::Relaxed))
}

fn end() -> String {
    format!("--{BOUNDARY}--\r\n")
}

#[tokio::test]
async fn a_form_with_a_file_is_read() {
    let (read, _) = sent(vec![
        part("token", None, "ours"),
        part("about", None, "Kassabon"),
        part("file", Some("bon.jpg"), "0123456789"),
        end(),
    ])
    .await;
    let (form, mut parcel) = read.expect("read");
    let file = parcel.take("file");
    assert_eq!(parcel.take("signature"), File::default(), "none was chosen");
    assert_eq!(form.text("about"), "Kassabon");
    assert_eq!(
        (file.name.as_str(), file.bytes.as_slice()),
        ("bon.jpg", &b"0123456789"[..])
    );
}

#[tokio::test]
async fn a_form_with_two_files_is_read() {
    let (read, _) = sent(vec![
        part("token", None, "ours"),
        part("file", Some("regels.wasm"), "0123"),
        part("signature", Some("regels.sig"), "abcd"),
        end(),
    ])
    .await;
    let (_, mut parcel) = read.expect("read");
    assert_eq!(
        (parcel.take("file").bytes, parcel.take("signature").bytes),
        (b"0123".to_vec(), b"abcd".to_vec())
    );
}

#[tokio::test]
async fn of_a_file_that_is_too_large_no_more_is_kept_than_tells_so() {
    let large = part("file", Some("bon.jpg"), &"x".repeat(100_000));
    let (read, _) = sent(vec![part("token", None, "ours"), large, end()]).await;
    assert_eq!(read.expect("read").1.take("file").bytes.len(), 11);
}

#[tokio::test]
async fn nothing_is_taken_of_a_file_without_a_token_that_is_ours() {
    let many = || (0..1000).map(|_| "x".repeat(10_000));
    for before in [
        vec![part("token", None, "theirs")],
        vec![part("about", None, "no token")],
        vec![],
    ] {
        let begins = part("file", Some("bon.jpg"), "");
        let pieces = before.into_iter().chain([begins]).chain(many()).chain([end()]);
        let (read, taken) = sent(pieces.collect()).await;
        assert_eq!(read.expect_err("refused").code, "form_token");
        assert!(taken < 20, "{taken} pieces were taken");
    }
    let behind = vec![part("file", Some("bon.jpg"), "x"), part("token", None, "ours"), end()];
    assert_eq!(sent(behind).await.0.expect_err("refused").code, "form_token");
}

#[tokio::test]
async fn bombs_of_parts_are_refused() {
    let token = || part("token", None, "ours");
    let many: Vec<String> = std::iter::once(token())
        .chain((0..10_000).map(|_| part("about", None, "x")))
        .chain([end()])
        .collect();
    assert_eq!(sent(many).await.0.expect_err("refused").code, "form_order");
    for refused in [
        vec![token(), part("about", None, &"x".repeat(9000)), end()],
        vec![token(), part("other", None, "x"), end()],
        vec![
            token(),
            part("file", Some("a"), "x"),
            part("file", Some("b"), "x"),
            end(),
        ],
        vec![token(), part("file", Some("a"), "x"), part("of", None, "x"), end()],
    ] {
        assert_eq!(sent(refused).await.0.expect_err("refused").code, "form_order");
    }
    let cut = vec![token(), part("file", Some("a"), "x")];
    assert_eq!(sent(cut).await.0.expect_err("refused").code, "body_broken");
}

#[tokio::test]
async fn what_is_no_form_with_a_file_is_refused() {
    let mut request = Request::builder()
        .method(Method::POST)
        .content_type("application/x-www-form-urlencoded")
        .body("token=ours");
    let read = read(&mut request, &wanted(), |_, _| true).await;
    assert_eq!(read.expect_err("refused").code, "no_form");
}
