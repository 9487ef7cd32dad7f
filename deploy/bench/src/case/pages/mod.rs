//! The pages: how long each takes at the server with many families in the office, and how many bytes it is over the wire, with
//! what a browser loads along on its first visit. Each is measured as somebody who works at it, who finds it by a link.
//!
//! How a browser draws them does not belong here.

mod states;
mod visitors;

use std::collections::{BTreeSet, VecDeque};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::CONTENT_TYPE;
use hyper_util::rt::TokioIo;
use krachtig_server::app::routes;
use krachtig_server::http::shutdown;
use krachtig_server::settings::Settings;
use krachtig_tests::office::Office as Served;
use tokio::net::TcpStream;

use self::visitors::{Visitor, visitors};
use super::national;
use crate::ground::{Office, Size};
use crate::report::Figure;
use crate::stage::Stage;
use crate::stats::Round;

/// How often a page is asked for when it is first met.
const FIRST_SHOTS: usize = 200;

/// And for everybody else who sees it.
const LATER_SHOTS: usize = 50;

/// Measures every page, for everybody who sees it.
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
    let office = Office::found(services, "vol", Size { families, seed: 60_000 }).await?;
    let mut office = office.with_consents_that_end();
    office.fill(services).await?;
    // As it is once everybody's facts stand and words are found: a new office is in a minute.
    let operator = office.operator(services).await?;
    while services.keep_facts(&operator).await?.more {}
    while services.index_words(&operator).await? {}
    let dossier = states::bring_about(&served, &office).await?;
    let stranger = office
        .full
        .iter()
        .find(|id| **id != dossier)
        .context("there is one family")?;
    let emergency = format!("/t/{}/emergency/new?of={stranger}", office.slug);
    national::publish(&services.tenants().national_stores().await?.maker, stage.pace.quick).await?;
    stage.settle().await?;
    let routes = Routes::of(&served);

    let (mut figures, mut visits, mut slowest, mut heaviest) = (Vec::new(), 0_usize, 0.0_f64, 0.0_f64);
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
    let mut measured = BTreeSet::new();
    for visitor in visitors(&served, (&office, dossier)).await? {
        let Visitor { who, cookies, home } = visitor;
        let mut line = Line::open(&served, cookies).await?;
        let mut waiting: VecDeque<String> = routes
            .known((&home, &office.slug.to_string(), &dossier.to_string()))
            .collect();
        // Where a search of whoever does not work with a family leads.
        waiting.extend(emergency.starts_with(&home).then(|| emergency.clone()));
        let mut seen = BTreeSet::new();
        while let Some(path) = waiting.pop_front() {
            let Some(route) = routes.of_path(&path).filter(|route| seen.insert(*route)) else {
                continue;
            };
            let Some(page) = line.page(&path).await? else {
                // Another link may lead to one that is theirs.
                seen.remove(route);
                continue;
            };
            waiting.extend(links(&page));
            // Whoever has few families may wait where whoever sees all of them does not, so each has each page measured.
            let shots = if measured.insert(route) {
                FIRST_SHOTS
            } else {
                LATER_SHOTS
            };
            let round = times(stage, &mut line, (&path, shots)).await?;
            let load = first_load(&mut line, (&path, &page)).await? as f64 / 1e3;
            let what = format!("{route} for {who}, {families} families");
            told(what.clone(), round.p50 / 1e3, "ms p50");
            told(what, round.p99 / 1e3, "ms p99");
            told(format!("{route} for {who}, first load"), load, "kB");
            slowest = slowest.max(round.p99 / 1e3);
            heaviest = heaviest.max(load);
            visits += 1;
        }
    }
    let of = format!("{} pages, {visits} with who visits them", measured.len());
    told(format!("the slowest of {of}"), slowest, "ms p99");
    told("the heaviest of all, first load".to_owned(), heaviest, "kB");
    for route in routes.0.iter().filter(|route| !measured.contains(*route)) {
        writeln!(std::io::stdout(), "nobody was led to {route}, or it is no page")?;
    }
    Ok(figures)
}

/// The routes of all pages.
struct Routes(Vec<&'static str>);

impl Routes {
    fn of(served: &Served) -> Self {
        let (_trigger, stop) = shutdown::pair();
        let routes = routes(&Settings::default(), &served.installation, &stop);
        let asked = routes.rows().iter().filter(|row| row.method == "GET");
        Self(asked.map(|row| row.path).filter(|path| !path.contains('*')).collect())
    }

    /// The paths below this that take no more than what is known: the office, and a family's dossier.
    fn known(&self, (home, office, dossier): (&str, &str, &str)) -> impl Iterator<Item = String> {
        let below = self.0.iter().filter_map(move |route| {
            let path = route.replacen(":tenant", office, 1);
            let path = path.replacen("/dossiers/:id", &format!("/dossiers/{dossier}"), 1);
            (path.starts_with(home) && !path.contains(':')).then_some(path)
        });
        std::iter::once(home.to_owned()).chain(below)
    }

    /// The route that answers an address: of those that fit, the one with the fewest places to be filled in.
    fn of_path(&self, address: &str) -> Option<&'static str> {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let fits = |route: &&&'static str| {
            let (route, path) = (route.split('/'), path.split('/'));
            route.clone().count() == path.clone().count()
                && route
                    .zip(path)
                    .all(|(part, other)| part.starts_with(':') || part == other)
        };
        let fitting = self.0.iter().filter(fits);
        fitting.min_by_key(|route| route.matches(':').count()).copied()
    }
}

/// Where the links of a page lead within the program.
fn links(page: &str) -> Vec<String> {
    let all = page.split("href=\"").skip(1);
    let all = all.filter_map(|rest| rest.split('"').next());
    all.filter(|link| link.starts_with('/'))
        .map(|link| link.replace("&amp;", "&"))
        .collect()
}

/// A connection on which a browser asks for pages.
struct Line {
    sender: SendRequest<Empty<Bytes>>,
    host: String,
    cookies: String,
}

impl Line {
    async fn open(served: &Served, cookies: String) -> Result<Self> {
        let socket = TcpStream::connect(served.address()).await?;
        socket.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
        tokio::spawn(connection);
        Ok(Self {
            sender,
            host: served.address().to_string(),
            cookies,
        })
    }

    /// What a path answers, packed as a browser would get it where it is asked so: its status, whether it is a page, and its
    /// bytes.
    async fn get(&mut self, path: &str, packed: bool) -> Result<(u16, bool, Bytes)> {
        let mut request = Request::get(path)
            .header("host", &self.host)
            .header("cookie", &self.cookies);
        if packed {
            request = request.header("accept-encoding", "gzip, deflate, br, zstd");
        }
        self.sender.ready().await?;
        let answer = self.sender.send_request(request.body(Empty::new())?).await?;
        let status = answer.status().as_u16();
        let kind = answer.headers().get(CONTENT_TYPE).map(|kind| kind.as_bytes().to_vec());
        let is_page = kind.is_some_and(|kind| kind.starts_with(b"text/html"));
        Ok((status, is_page, answer.into_body().collect().await?.to_bytes()))
    }

    /// The page at a path, where there is one for whoever asks.
    async fn page(&mut self, path: &str) -> Result<Option<String>> {
        let (status, is_page, body) = self.get(path, false).await?;
        let text = String::from_utf8_lossy(&body).into_owned();
        ensure!(status < 500, "{path} answers {status}: {text}");
        Ok((status == 200 && is_page).then_some(text))
    }
}

/// How long one after the other takes.
async fn times(stage: &Stage<'_>, line: &mut Line, (path, shots): (&str, usize)) -> Result<Round> {
    let (mut latencies, mut bytes) = (Vec::new(), 0);
    let begun = Instant::now();
    while begun.elapsed() < stage.pace.round && latencies.len() < shots {
        let sent = Instant::now();
        bytes += line.get(path, true).await?.2.len() as u64;
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
async fn first_load(line: &mut Line, (path, page): (&str, &str)) -> Result<usize> {
    let mut bytes = line.get(path, true).await?.2.len();
    let mut seen = BTreeSet::new();
    let mut wanted = named(page);
    while let Some(asset) = wanted.pop() {
        if seen.insert(asset.clone()) {
            bytes += line.get(&asset, true).await?.2.len();
            if Path::new(&asset).extension().is_some_and(|ending| ending == "css") {
                let (_, _, style) = line.get(&asset, false).await?;
                wanted.extend(named(&String::from_utf8_lossy(&style)));
            }
        }
    }
    Ok(bytes)
}

/// The files of the bundle that a browser loads along with a text. What a page only knows of is loaded when it is asked for.
fn named(text: &str) -> Vec<String> {
    let ends = |byte: char| matches!(byte, '"' | '\'' | ')' | ' ' | '>' | '#');
    let loaded = |at: usize| {
        ["src=\"", " href=\"", "url(", "url(\""]
            .iter()
            .any(|before| text[..at].ends_with(before))
    };
    text.match_indices("/assets/")
        .filter(|(at, _)| loaded(*at))
        .map(|(at, _)| text[at..].split(ends).next().unwrap_or_default().to_owned())
        .collect()
}
