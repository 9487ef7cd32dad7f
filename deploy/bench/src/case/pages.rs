//! The pages: how long each takes at the server with many families in the office, and how many bytes it is over the wire, with
//! what a browser loads along on its first visit.
//!
//! How a browser draws them does not belong here.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::store::Slug;
use krachtig_server::app::routes;
use krachtig_server::http::shutdown;
use krachtig_server::settings::Settings;
use krachtig_tests::browser::Browser;
use krachtig_tests::office::Office as Served;
use serde_json::json;
use tokio::net::TcpStream;

use crate::ground::{Office, Size};
use crate::report::Figure;
use crate::stage::Stage;
use crate::stats::Round;

const EMAIL: &str = "leiding@voorbeeld.invalid";
const PASSWORD: &str = "een lange zin voor metingen";

/// Measures every page that shows without more than a family's id.
///
/// # Errors
/// An office can't be made, or a page fails.
pub(crate) async fn pages(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let families = if stage.pace.quick { 500 } else { 20_000 };
    let served = match stage.database {
        "PostgreSQL" => Served::open(Some(&stage.scratch().await?)).await,
        _ => Served::open(None).await,
    };
    let services = &served.installation.services;
    let office = Office::make(services, "vol", Size { families, seed: 60_000 }).await?;
    stage.settle().await?;
    served
        .with_password(&office.slug, (EMAIL, Role::Coordinator), PASSWORD)
        .await;
    let browser = served.browser(&office.slug);
    let entered = browser
        .post("sign-in", json!({"email": EMAIL, "password": PASSWORD}))
        .await;
    ensure!(entered.status == 200, "nobody gets in: {}", entered.text);

    let mut line = Line::open(&served, &browser).await?;
    let dossier = office
        .full
        .first()
        .context("no family has much in its dossier")?
        .to_string();
    let (mut figures, mut slowest, mut heaviest) = (Vec::new(), 0.0_f64, 0.0_f64);
    let mut told = |condition: String, value: f64, unit| {
        let figure = Figure {
            case: "a page",
            database: stage.database,
            condition,
            value,
            unit,
        };
        figure.print();
        figures.push(figure);
    };
    for path in paths(&served, (&office.slug, &dossier)) {
        let round = times(stage, &mut line, &path).await?;
        let load = first_load(&mut line, &path).await? as f64 / 1e3;
        let page = path.replace(&dossier, "…");
        told(format!("{page}, {families} families"), round.p50 / 1e3, "ms p50");
        told(format!("{page}, {families} families"), round.p99 / 1e3, "ms p99");
        told(format!("{page}, first load"), load, "kB");
        slowest = slowest.max(round.p99 / 1e3);
        heaviest = heaviest.max(load);
    }
    told("the slowest of all".to_owned(), slowest, "ms p99");
    told("the heaviest of all, first load".to_owned(), heaviest, "kB");
    Ok(figures)
}

/// The paths of all pages about the office, and of those about this dossier.
fn paths(served: &Served, (slug, dossier): (&Slug, &str)) -> Vec<String> {
    let (_trigger, stop) = shutdown::pair();
    let routes = routes(&Settings::default(), &served.installation, &stop);
    let within = routes.rows().iter().filter(|row| row.method == "GET");
    let paths = within.filter_map(|row| {
        let path = row.path.strip_prefix("/t/:tenant")?;
        let path = path.replacen("/dossiers/:id", &format!("/dossiers/{dossier}"), 1);
        (!path.contains(':')).then(|| format!("/t/{slug}{path}"))
    });
    paths.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A connection on which a browser asks for pages.
struct Line {
    sender: SendRequest<Empty<Bytes>>,
    host: String,
    cookies: String,
}

impl Line {
    async fn open(served: &Served, browser: &Browser) -> Result<Self> {
        let socket = TcpStream::connect(served.address()).await?;
        socket.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
        tokio::spawn(connection);
        let cookies: Vec<String> = browser
            .jar()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Ok(Self {
            sender,
            host: served.address().to_string(),
            cookies: cookies.join("; "),
        })
    }

    /// What a path answers, packed as a browser would get it where it is asked so.
    async fn get(&mut self, path: &str, packed: bool) -> Result<(u16, Bytes)> {
        let mut request = Request::get(path)
            .header("host", &self.host)
            .header("cookie", &self.cookies);
        if packed {
            request = request.header("accept-encoding", "gzip, deflate, br, zstd");
        }
        self.sender.ready().await?;
        let answer = self.sender.send_request(request.body(Empty::new())?).await?;
        let status = answer.status().as_u16();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }
}

/// How long one after the other takes.
async fn times(stage: &Stage<'_>, line: &mut Line, path: &str) -> Result<Round> {
    let (status, body) = line.get(path, false).await?;
    // A page that is not for a coordinator says so, and is a page too.
    ensure!(
        status < 500,
        "{path} answers {status}: {}",
        String::from_utf8_lossy(&body)
    );
    let (mut latencies, mut bytes) = (Vec::new(), 0);
    let begun = Instant::now();
    while begun.elapsed() < stage.pace.round && latencies.len() < 200 {
        let sent = Instant::now();
        bytes += line.get(path, true).await?.1.len() as u64;
        latencies.push(sent.elapsed());
    }
    Ok(Round::of(
        latencies,
        begun.elapsed(),
        bytes,
        (Duration::ZERO, Duration::ZERO),
    ))
}

/// How many bytes a page is with all that it names: styles, scripts, pictures, and what those styles name in turn.
async fn first_load(line: &mut Line, path: &str) -> Result<usize> {
    let (_, page) = line.get(path, false).await?;
    let mut bytes = line.get(path, true).await?.1.len();
    let mut seen = BTreeSet::new();
    let mut wanted = named(&String::from_utf8_lossy(&page));
    while let Some(asset) = wanted.pop() {
        if seen.insert(asset.clone()) {
            bytes += line.get(&asset, true).await?.1.len();
            if Path::new(&asset).extension().is_some_and(|ending| ending == "css") {
                let (_, style) = line.get(&asset, false).await?;
                wanted.extend(named(&String::from_utf8_lossy(&style)));
            }
        }
    }
    Ok(bytes)
}

/// The files of the bundle that a text names.
fn named(text: &str) -> Vec<String> {
    let ends = |byte: char| matches!(byte, '"' | '\'' | ')' | ' ' | '>' | '#');
    text.match_indices("/assets/")
        .map(|(at, _)| text[at..].split(ends).next().unwrap_or_default().to_owned())
        .collect()
}
