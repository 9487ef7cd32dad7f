//! The narrative report of a family, as a page and as a file: what an audience gets, in the reader's language.
//!
//! Which audience gets what does not belong here: the domain decides that. Nor what is put into words: see [`told`].

#[cfg(feature = "pdf")]
mod paper;
mod told;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::refusal::{RefusalCode, Refusals};
use krachtig_core::domain::vocabulary::{Audience, Vocabulary};
use krachtig_core::service::{Failure, ReadFamilyReport};
use poem::http::StatusCode;

use super::super::frame::Frame;
use super::super::part::Button;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::address;
use told::{Piece, Told};

#[cfg(feature = "pdf")]
pub(in crate::web) use paper::file;

#[derive(Template)]
#[template(path = "dossier/report.html")]
struct ReportPage {
    p: Frame,
    back: String,
    /// Where it is as a file; nowhere where the program sets none.
    pdf: String,
    told: Told,
}

#[derive(Template)]
#[template(path = "dossier/report-refused.html")]
struct RefusedPage {
    p: Frame,
    back: String,
    why: String,
}

/// The audiences for which the family approved a version, as ways to its report.
pub(super) fn ways(visit: &Visit, dossier: &Dossier) -> Vec<Button> {
    let approved = |audience: &&Audience| {
        let mut stories = dossier.stories.iter();
        stories.any(|story| dossier.approved_audiences(story.id, visit.today()).contains(audience))
    };
    let way = |audience: &Audience| {
        let at = format!("{}/report?of={}", address(visit, dossier), audience.code());
        Button::new(at, fl!(visit.t, "report-for", audience = visit.t.word(*audience)))
    };
    Audience::ALL.iter().filter(approved).map(way).collect()
}

/// The report as a page.
pub(in crate::web) async fn answer(visit: &Visit) -> Answered {
    let (at, audience) = match asked(visit)? {
        (at, Some(audience)) => (at, audience),
        // Which there are is told beside the story.
        (at, None) => return Ok(Reply::go_to(format!("{at}/story"))),
    };
    match told(visit, audience, false).await? {
        Ok(told) => Reply::page(&ReportPage {
            p: visit.frame(told.title.clone(), Some(Place::Families)),
            back: format!("{at}/story"),
            pdf: if cfg!(feature = "pdf") {
                format!("{at}/report/pdf?of={}", audience.code())
            } else {
                String::new()
            },
            told,
        }),
        Err(refusals) => refused(visit, audience, refusals.first().code),
    }
}

/// Where the dossier is, and for whose eyes the report is asked.
fn asked(visit: &Visit) -> Result<(String, Option<Audience>), Trouble> {
    let id = visit.trajectory()?;
    let audience = visit.query.filled("of").and_then(|code| Audience::from_code(&code));
    Ok((format!("{}/dossiers/{id}", visit.home()), audience))
}

/// The report in words, or why there is none.
async fn told(visit: &Visit, audience: Audience, taken_along: bool) -> Result<Result<Told, Refusals>, Trouble> {
    let cmd = ReadFamilyReport {
        trajectory_id: visit.trajectory()?,
        audience,
        taken_along,
    };
    match visit.services.family_report(&visit.ctx, cmd).await {
        Ok(report) => Ok(Ok(Told::of(visit, &report))),
        Err(Failure::Refused(refusals)) if refusals.first().code != RefusalCode::NotFound => Ok(Err(refusals)),
        Err(failure) => Err(failure.into()),
    }
}

/// That there is no report, and why.
fn refused(visit: &Visit, audience: Audience, code: RefusalCode) -> Answered {
    let why = visit.t.get(&format!("refusal-{}", code.code()));
    refused_because(visit, audience, why)
}

fn refused_because(visit: &Visit, audience: Audience, why: String) -> Answered {
    let (at, _) = asked(visit)?;
    let title = fl!(visit.t, "report-refused", audience = visit.t.word(audience));
    let page = RefusedPage {
        p: visit.frame(title, Some(Place::Families)),
        back: format!("{at}/story"),
        why,
    };
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
