//! Searching in the dossiers: a form, and what was found by it. It is sent as a form, so that no word stands in an address.
//!
//! What is searched and who may find it does not belong here: the service decides.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::word_form::Piece;
use krachtig_core::service::{Action, Found, FoundRecord, Search, Searched};
use poem::http::StatusCode;

use super::dossier::Tab;
use super::field::{Field, Fields};
use super::form::{Form, Problems};
use super::frame::Frame;
use super::part::{Badge, Tone};
use super::places;
use super::reply::{Answered, Reply, Trouble};
use super::visit::Visit;
use super::write;

/// How many dossiers a page has.
const ROWS: u32 = 20;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    p: Frame,
    field: Field,
    /// What was typed.
    text: String,
    found: Option<FoundPage>,
}

/// What was found.
struct FoundPage {
    /// How many, in words.
    told: String,
    rows: Vec<FoundRow>,
    partners: Vec<PartnerRow>,
    /// Whether everything was searched.
    complete: bool,
    /// Whether it is the first page.
    first: bool,
    /// What the next page takes, where there is one.
    next: Option<String>,
}

/// A dossier.
struct FoundRow {
    href: String,
    name: String,
    badge: Option<Badge>,
    records: Vec<RecordRow>,
}

/// A record in it.
struct RecordRow {
    href: String,
    kind: String,
    pieces: Vec<Piece>,
}

/// A party of the network.
struct PartnerRow {
    href: String,
    name: String,
    about: String,
}

/// The form alone.
pub(super) fn show(visit: &Visit) -> Answered {
    if !visit.may(Action::ListTrajectories) {
        return Err(Trouble::not_found());
    }
    page(visit, &Form::default(), (&Problems::default(), None))
}

/// What was found by it.
pub(super) async fn answer(visit: &Visit, form: &Form) -> Answered {
    let after = form.filled("after");
    let cmd = Search {
        text: form.text("text").to_owned(),
        first: ROWS,
        after: after.and_then(|after| serde_json::from_str(&after).ok()),
    };
    match visit.services.search(&visit.ctx, &cmd).await {
        Ok(searched) => {
            let found = found(visit, searched, cmd.after.is_none());
            page(visit, form, (&Problems::default(), Some(found)))
        }
        Err(failure) => {
            let problems = Problems::of(visit.t, &write::refused(failure)?);
            // There is one field to say it at.
            let problems = problems.moved(|_| Some("text".to_owned()));
            page(visit, form, (&problems, None))
        }
    }
}

fn page(visit: &Visit, form: &Form, (problems, found): (&Problems, Option<FoundPage>)) -> Answered {
    let t = visit.t;
    let fields = Fields { t, form, problems };
    let field = fields.line("text", fl!(t, "search-words")).hint(fl!(t, "search-hint"));
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    // The page has the field itself.
    let p = Frame {
        seeks: false,
        ..visit.frame(fl!(t, "search-title"), None)
    };
    let text = form.text("text").to_owned();
    Reply::with_status(status, &SearchPage { p, field, text, found })
}

fn found(visit: &Visit, searched: Searched, first: bool) -> FoundPage {
    let t = visit.t;
    let Searched {
        found,
        partners,
        complete,
    } = searched;
    let next = found.rows.last().filter(|_| found.more);
    let next = next.and_then(|(cursor, _)| serde_json::to_string(cursor).ok());
    let count = found.rows.len();
    let told = match (first, found.more) {
        (true, false) => fl!(t, "search-count", count = count),
        (true, true) => fl!(t, "search-newest", count = count),
        (false, _) => fl!(t, "search-further", count = count),
    };
    FoundPage {
        told,
        rows: found.rows.into_iter().map(|(_, one)| row(visit, one)).collect(),
        partners: partners.iter().map(|one| party(visit, one)).collect(),
        complete,
        first,
        next,
    }
}

fn row(visit: &Visit, one: Found) -> FoundRow {
    let t = visit.t;
    let href = format!("{}/dossiers/{}", visit.home(), one.trajectory.id);
    let name = one.family_name;
    // What stands above it need not be said again.
    let said = |record: &FoundRecord| {
        let text: String = record.excerpt.iter().map(|piece| piece.text.as_str()).collect();
        record.kind == RecordKind::Family && text == name
    };
    let records = one.records.into_iter().filter(|record| !said(record));
    let records = records.map(|record| RecordRow {
        href: format!("{href}{}", tab_of(record.kind).at()),
        kind: t.word(record.kind),
        pieces: record.excerpt,
    });
    let closed = |on| Badge::new(Tone::Plain, fl!(t, "badge-closed", day = t.format.short_day(on)));
    FoundRow {
        records: records.collect(),
        name: if name.is_empty() {
            fl!(t, "family-unnamed")
        } else {
            name
        },
        badge: one.trajectory.closed_on.map(closed),
        href,
    }
}

fn party(visit: &Visit, one: &Partner) -> PartnerRow {
    let place = one.municipality.as_ref().map(|code| places::name(code.as_str()));
    let about = [Some(visit.t.word(one.partner_type)), place];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let mut named = form_urlencoded::Serializer::new(String::new());
    named.append_pair("name", one.name.as_str());
    PartnerRow {
        href: format!("{}/directory?{}", visit.home(), named.finish()),
        name: one.name.to_string(),
        about: about.join(" · "),
    }
}

/// The tab of a dossier on which a record stands.
fn tab_of(kind: RecordKind) -> Tab {
    use RecordKind as K;
    match kind {
        K::Person => Tab::People,
        K::Mapping => Tab::Needs,
        K::Goal | K::Action | K::TimeEntry | K::Connection => Tab::Plan,
        K::BudgetPlan | K::BudgetRequest => Tab::Budget,
        K::Referral | K::ReferralMessage | K::Problem | K::SiloObstacle | K::Suggestion => Tab::Partners,
        K::LearningEntry | K::StoryVersion => Tab::Story,
        _ => Tab::Overview,
    }
}
