//! The releases: which there are, and one of them as pictures, tables and files.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_national::reading::Slice;
use krachtig_national::store::{FrozenRelease, ReaderScope};
use time::OffsetDateTime;

use super::super::apart::Apart;
use super::super::figure::label;
use super::super::part::Row;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::words::Words;
use super::caller::{Caller, HOME, Place};
use super::tables::{Shown, at_a_glance};
use crate::export::FileKind;

#[derive(Template)]
#[template(path = "national/releases.html")]
struct ReleasesPage {
    p: Apart,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "national/release.html")]
struct ReleasePage {
    p: Apart,
    about: String,
    files: Vec<(String, String)>,
    inputs: Inputs,
    tables: Vec<Shown>,
    hash: String,
}

/// What went into a release, region by region.
pub(super) struct Inputs {
    pub(super) head: [String; 4],
    pub(super) rows: Vec<[String; 4]>,
}

/// When a release was published, in words.
fn published(t: &'static Words, release: &FrozenRelease) -> String {
    let at = release
        .published_at
        .and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    let day = at.map(|at| t.format.day(at.date()));
    day.map(|day| fl!(t, "nat-published", day = day)).unwrap_or_default()
}

/// What went into a release.
pub(super) fn inputs(t: &'static Words, release: &FrozenRelease) -> Inputs {
    let row = |one: &krachtig_national::release::Input| {
        let plugins = one.plugins.iter().map(|(name, version)| format!("{name} {version}"));
        [
            one.name.clone(),
            one.counted_families.to_string(),
            one.revision.to_string(),
            plugins.collect::<Vec<_>>().join(", "),
        ]
    };
    Inputs {
        head: [
            fl!(t, "nat-region"),
            fl!(t, "nat-counted-families"),
            fl!(t, "nat-revision"),
            fl!(t, "nat-rules"),
        ],
        rows: release.release.inputs.iter().map(row).collect(),
    }
}

/// Shows which releases there are.
pub(super) async fn list(caller: &Caller) -> Answered {
    let t = caller.t;
    let all = caller.at.reading.releases().await;
    let all = all.map_err(|failure| caller.trouble(failure))?;
    let row = |release: &std::sync::Arc<FrozenRelease>| {
        let definition = &release.release.definition;
        let regions = fl!(t, "nat-regions", count = definition.regions.len());
        Row::new(label(t, &definition.title))
            .to(format!("{HOME}/release?of={}", definition.name))
            .about([definition.period.to_string(), regions, published(t, release)])
    };
    Reply::page(&ReleasesPage {
        p: caller.frame(fl!(t, "nat-releases"), Place::Releases),
        rows: all.iter().map(row).collect(),
    })
}

/// Shows a release.
pub(super) async fn show(caller: &Caller) -> Answered {
    let t = caller.t;
    let name = caller.query.text("of").to_owned();
    let release = caller.at.reading.release(&name).await;
    let release = release
        .map_err(|failure| caller.trouble(failure))?
        .ok_or_else(Trouble::not_found)?;
    let tables = if caller.may(ReaderScope::Figures) {
        let slice = Slice {
            releases: vec![name.clone()],
            ..Slice::default()
        };
        let told = caller.at.reading.figures(&slice).await;
        let told = told.map_err(|failure| caller.trouble(failure))?;
        told.iter().map(|table| at_a_glance(t, table)).collect()
    } else {
        Vec::new()
    };
    let files = FileKind::ALL.iter().filter(|_| caller.may(ReaderScope::Figures));
    let definition = &release.release.definition;
    Reply::page(&ReleasePage {
        p: caller.frame(label(t, &definition.title).to_owned(), Place::Releases),
        about: [definition.period.to_string(), published(t, &release)].join(" · "),
        files: files
            .map(|kind| {
                (
                    format!("{HOME}/releases/{name}/{}", kind.name()),
                    kind.name().to_owned(),
                )
            })
            .collect(),
        inputs: inputs(t, &release),
        tables,
        hash: release.hash.clone(),
    })
}
