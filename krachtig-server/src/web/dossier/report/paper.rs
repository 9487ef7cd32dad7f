//! The report as a PDF, set by [`krachtig_report`].
//!
//! Setting one takes a processor for a moment, so it is done one at a time, away from what answers requests.

use std::time::Duration;

use i18n_embed_fl::fl;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_report::{Block, Day, Document, Section, Unset, typeset};
use poem::Response;
use poem::http::header;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::super::super::reply::{Answered, Reply, Trouble};
use super::super::super::visit::Visit;
use super::told::{Part, Piece, Told};
use super::{asked, refused, refused_because, told};
use crate::http::HttpRefusal;

/// Who sets reports: one at a time.
static TYPESETTER: Semaphore = Semaphore::const_new(1);
/// How long somebody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// The report as a file. Its name tells for whom it is and not of whom.
pub(in crate::web) async fn file(visit: &Visit) -> Answered {
    let (_, audience) = asked(visit)?;
    let audience = audience.ok_or_else(Trouble::not_found)?;
    let told = match told(visit, audience, true).await? {
        Ok(told) => told,
        Err(refusals) => return refused(visit, audience, refusals.first().code),
    };
    let document = document(visit, told);
    let busy = || Trouble::from(HttpRefusal::of_status(poem::http::StatusCode::SERVICE_UNAVAILABLE));
    let turn = timeout(PATIENCE, TYPESETTER.acquire()).await.map_err(|_| busy())?;
    let turn = turn.map_err(|_| busy())?;
    let set = tokio::task::spawn_blocking(move || {
        // Whoever goes away meanwhile gives no turn back before the work is done.
        let _turn = turn;
        typeset(&document)
    });
    match set.await.map_err(|_| HttpRefusal::internal())? {
        Ok(pdf) => {
            let name = format!("attachment; filename=\"familierapport-{}.pdf\"", audience.code());
            let response = Response::builder()
                .content_type("application/pdf")
                .header(header::CONTENT_DISPOSITION, name)
                .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
            Ok(Reply::file(response.body(pdf)))
        }
        Err(Unset::TooLong) => refused_because(visit, audience, fl!(visit.t, "report-too-long")),
        Err(error) => {
            tracing::error!(%error, "a report could not be set");
            Err(HttpRefusal::internal().into())
        }
    }
}

fn document(visit: &Visit, told: Told) -> Document {
    let tenant = visit.ctx.store.tenant();
    let (year, month, day) = told.made_on.to_calendar_date();
    let month = month.into();
    Document {
        title: told.title,
        language: visit.t.language.code().to_owned(),
        office: tenant.name.clone(),
        notice: tenant.fictional.then(|| fl!(visit.t, "demo-banner")),
        about: told.about,
        made_on: Day { year, month, day },
        sections: told.parts.into_iter().map(section).collect(),
    }
}

fn section(part: Part) -> Section {
    Section {
        heading: part.heading,
        blocks: part.pieces.into_iter().flat_map(blocks).collect(),
    }
}

/// On paper a picture's table stands below it.
fn blocks(piece: Piece) -> Vec<Block> {
    match piece {
        Piece::Text(text) => vec![Block::Text {
            paragraphs: text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect(),
        }],
        Piece::Heading(text) => vec![Block::Heading { text }],
        Piece::Table(table) => vec![Block::Table {
            head: table.head,
            rows: table.rows,
        }],
        Piece::Picture(drawing) => vec![
            Block::Picture {
                svg: drawing.on_paper(),
                about: drawing.about.clone(),
            },
            Block::Table {
                head: drawing.table.head,
                rows: drawing.table.rows,
            },
        ],
    }
}
