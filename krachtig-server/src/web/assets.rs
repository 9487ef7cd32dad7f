//! The files that pages ask for: styles, scripts, fonts. They are within the program, and their address tells which
//! bytes they are, so that a browser keeps them for good.
//!
//! `npm run build` in `krachtig-server/web` makes them; they are committed, so that a clean clone builds without Node.js.

use std::io::Write;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use poem::http::{HeaderMap, StatusCode, header};
use poem::{Request, Response};

/// A file.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    /// The same, smaller, where that is worth it.
    packed: Option<Vec<u8>>,
}

struct Assets {
    /// Of all files together.
    hash: String,
    files: Vec<Asset>,
}

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const FONT: &str = "font/woff2";

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let files = [
        (
            "icon.svg",
            "image/svg+xml",
            include_bytes!("../../web/dist/icon.svg").as_slice(),
        ),
        ("app.css", CSS, include_bytes!("../../web/dist/app.css").as_slice()),
        ("app.js", SCRIPT, include_bytes!("../../web/dist/app.js").as_slice()),
        (
            "explorer.css",
            CSS,
            include_bytes!("../../web/dist/explorer.css").as_slice(),
        ),
        (
            "explorer.js",
            SCRIPT,
            include_bytes!("../../web/dist/explorer.js").as_slice(),
        ),
        (
            "noto-sans-latin.woff2",
            FONT,
            include_bytes!("../../web/dist/noto-sans-latin.woff2").as_slice(),
        ),
        (
            "noto-sans-latin-ext.woff2",
            FONT,
            include_bytes!("../../web/dist/noto-sans-latin-ext.woff2").as_slice(),
        ),
    ];
    let mut hasher = blake3::Hasher::new();
    for (_, _, bytes) in &files {
        hasher.update(bytes);
    }
    let hash = hasher.finalize().to_hex().as_str()[..16].to_owned();
    let files = files.map(|(name, kind, bytes)| Asset {
        name,
        kind,
        bytes,
        packed: (kind != FONT).then(|| packed(bytes, Compression::best())),
    });
    Assets {
        hash,
        files: files.into(),
    }
});

/// The address of a file, from the root.
pub(super) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", ASSETS.hash)
}

/// Answers with the file that is asked for. Files of another build of the program are not here any more.
pub(super) fn answer(request: &Request) -> Option<Response> {
    let name = request.raw_path_param("file")?;
    let asset = ASSETS.files.iter().find(|asset| asset.name == name)?;
    if request.raw_path_param("hash")? != ASSETS.hash {
        return None;
    }
    let response = Response::builder()
        .content_type(asset.kind)
        .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
        .header(header::VARY, "Accept-Encoding");
    let response = match &asset.packed {
        Some(packed) if takes_gzip(request.headers()) => {
            response.header(header::CONTENT_ENCODING, "gzip").body(packed.clone())
        }
        _ => response.body(asset.bytes),
    };
    Some(response)
}

/// A page, packed where the browser takes that. What is packed with a secret in it could tell of it by its size, had
/// somebody else a say in what stands beside it; cookies do not come along with what other sites ask for.
pub(super) fn page(headers: &HeaderMap, (status, html): (StatusCode, String)) -> Response {
    let response = Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .header(header::VARY, "Accept-Encoding, Cookie");
    if takes_gzip(headers) {
        let packed = packed(html.as_bytes(), Compression::fast());
        return response.header(header::CONTENT_ENCODING, "gzip").body(packed);
    }
    response.body(html)
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let takes = |value: &poem::http::HeaderValue| value.to_str().is_ok_and(|text| text.contains("gzip"));
    headers.get_all(header::ACCEPT_ENCODING).iter().any(takes)
}

/// Writing to memory does not fail.
fn packed(bytes: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}
