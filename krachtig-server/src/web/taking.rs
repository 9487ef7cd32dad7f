//! Lists as files, of what their pages show: the same rows by the same filter, and the access log tells that they were taken
//! along.
//!
//! How a file is written does not belong here: see [`crate::export`].

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::text::Line;
use krachtig_core::service::{Around, Ask, MOST_TAKEN, NameSort, RecordedSort, TrajectorySort};
use poem::Response;
use poem::http::header;

use super::families::{self, FamilyRow};
use super::form::Form;
use super::office::{directory, live};
use super::places;
use super::queue;
use super::reply::{Answered, Reply, Trouble};
use super::visit::Visit;
use super::work_file::work_list;
use crate::export::{List, ListCell, ListKind};
use crate::http::HttpRefusal;

/// The most rows of a file. No office has so many.
pub(super) const MOST_ROWS: usize = 100_000;

/// A list that can be taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Families,
    Directory,
    Budget,
    Work,
    Figures,
}

/// The list as a file. What was searched for is in the form, or behind the address where it names nobody.
pub(super) async fn answer(visit: &Visit, taken: Taken, form: &Form) -> Answered {
    let asked = if taken == Taken::Families { form } else { &visit.query };
    let kind = match asked.filled("as") {
        Some(ending) => ListKind::of_ending(&ending).ok_or_else(Trouble::not_found)?,
        None => ListKind::Csv,
    };
    let (name, list) = match taken {
        Taken::Families => ("gezinnen", families_list(visit, form).await?),
        Taken::Directory => ("sociale-kaart", directory_list(visit).await?),
        Taken::Budget => ("aanvragen", budget_list(visit).await?),
        Taken::Work => ("werk", work_list(visit).await?),
        Taken::Figures => ("cijfers", live::figures_list(visit).await?),
    };
    // A workbook of many rows takes some milliseconds of nothing but reckoning.
    let written = tokio::task::spawn_blocking(move || list.write(kind)).await;
    let bytes = written.map_err(|_| HttpRefusal::internal())?.map_err(|error| {
        tracing::error!(%error, "a list could not be written");
        HttpRefusal::internal()
    })?;
    let as_file = format!("attachment; filename=\"{name}.{}\"", kind.ending());
    let response = Response::builder()
        .content_type(kind.media_type())
        .header(header::CONTENT_DISPOSITION, as_file);
    Ok(Reply::file(response.body(bytes)))
}

pub(super) fn list(visit: &Visit, title: String, head: Vec<String>, rows: Vec<Vec<ListCell>>) -> List {
    List {
        title,
        made_on: visit.today(),
        head,
        rows,
    }
}

async fn families_list(visit: &Visit, form: &Form) -> Result<List, Trouble> {
    let t = visit.t;
    let mut ask = Ask {
        first: MOST_TAKEN,
        after: None,
        filter: families::filter(visit, form),
        sort: TrajectorySort::OpenedOn,
        descending: true,
    };
    let mut rows = Vec::new();
    loop {
        let page = visit.services.take_trajectories(&visit.ctx, &ask).await?;
        ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        let more = page.more && rows.len() < MOST_ROWS;
        rows.extend(families::rows(visit, page).await?.into_iter().map(family));
        if !more {
            break;
        }
    }
    let head = [
        fl!(t, "family"),
        fl!(t, "where-it-stands"),
        fl!(t, "fact-team"),
        fl!(t, "fact-place"),
        fl!(t, "fact-opened"),
        fl!(t, "list-closed"),
    ];
    Ok(list(visit, fl!(t, "bar-families"), head.to_vec(), rows))
}

fn family(row: FamilyRow) -> Vec<ListCell> {
    vec![
        row.name.into(),
        row.dots.map(|dots| dots.text).unwrap_or_default().into(),
        row.team.into(),
        row.place.into(),
        ListCell::Day(row.opened_on),
        row.closed_on.into(),
    ]
}

async fn directory_list(visit: &Visit) -> Result<List, Trouble> {
    let t = visit.t;
    let mut ask = Ask {
        first: MOST_TAKEN,
        after: None,
        filter: directory::filter(visit),
        sort: NameSort::Name,
        descending: false,
    };
    let mut rows = Vec::new();
    loop {
        let page = visit.services.take_partners(&visit.ctx, &ask).await?;
        ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        let more = page.more && rows.len() < MOST_ROWS;
        rows.extend(page.rows.iter().map(|(_, one)| partner(visit, one)));
        if !more {
            break;
        }
    }
    let head = [
        fl!(t, "field-partner-name"),
        fl!(t, "field-partner-type"),
        fl!(t, "fact-place"),
        fl!(t, "field-phone"),
        fl!(t, "sign-in-email"),
        fl!(t, "field-url"),
        fl!(t, "list-note"),
    ];
    Ok(list(visit, fl!(t, "bar-directory"), head.to_vec(), rows))
}

fn partner(visit: &Visit, one: &Partner) -> Vec<ListCell> {
    let line = |text: &Option<Line>| text.as_ref().map(ToString::to_string).unwrap_or_default().into();
    let place = one.municipality.as_ref().map(|code| places::name(code.as_str()));
    let inactive = (!one.active).then(|| fl!(visit.t, "partner-inactive"));
    vec![
        one.name.to_string().into(),
        visit.t.word(one.partner_type).into(),
        place.unwrap_or_default().into(),
        line(&one.phone),
        line(&one.email),
        line(&one.url),
        inactive.unwrap_or_default().into(),
    ]
}

async fn budget_list(visit: &Visit) -> Result<List, Trouble> {
    let t = visit.t;
    let mut ask = Ask {
        first: MOST_TAKEN,
        after: None,
        filter: queue::waiting(),
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let mut rows = Vec::new();
    loop {
        let page = visit.services.take_budget_requests(&visit.ctx, &ask).await?;
        ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        let wanted = Around {
            trajectories: page.rows.iter().map(|(_, request)| request.trajectory_id).collect(),
            parts: Parts::of(&[RecordKind::LedgerLine]),
            ..Around::default()
        };
        let homes = visit.services.around(&visit.ctx, &page.logged, &wanted).await?;
        let more = page.more && rows.len() < MOST_ROWS;
        for (_, request) in &page.rows {
            let Some(home) = homes.get(&request.trajectory_id) else {
                continue;
            };
            rows.push(vec![
                home.family.name.to_string().into(),
                request.purpose.to_string().into(),
                ListCell::Amount(request.amount),
                ListCell::Day(request.requested_on),
                t.word(request.life_domain).into(),
                t.word(request.silo).into(),
                ListCell::Amount(home.budget().balance().available()),
            ]);
        }
        if !more {
            break;
        }
    }
    let head = [
        fl!(t, "family"),
        fl!(t, "ledger-for"),
        fl!(t, "amount"),
        fl!(t, "day"),
        fl!(t, "domain"),
        fl!(t, "report-silo"),
        fl!(t, "budget-available"),
    ];
    Ok(list(visit, fl!(t, "bar-budget"), head.to_vec(), rows))
}
