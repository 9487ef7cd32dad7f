//! The office's own figures as its dossiers tell them now, beside the national ones of the last release.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::family_facts::kept_periods;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::period::Period;
use krachtig_core::service::{LiveFigure, LiveFigures, LiveIndicator};
use krachtig_national::catalogue::ALL;
use krachtig_national::indicator::Unit;

use super::super::draw::{Drawing, Panel, Table, panels};
use super::super::figure::{Told, label};
use super::super::frame::Frame;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::taking::list;
use super::super::visit::{Place, Visit};
use super::quarter::{link, name, views};
use super::{Ways, ways};
use crate::export::{List, ListCell};

#[derive(Template)]
#[template(path = "office/live.html")]
struct LivePage {
    p: Frame,
    ways: Ways,
    views: Ways,
    quarters: Ways,
    about: String,
    waiting: String,
    /// Of how many trajectories the region's rules told nothing.
    unobserved: String,
    /// The quarter whose figures they are.
    of: String,
    /// What is not split: what is counted, the number, and the national one.
    totals: Vec<(String, String, String)>,
    drawings: Vec<Shown>,
}

/// An indicator that is split.
struct Shown {
    code: String,
    title: String,
    definition: String,
    /// Where the national figures stand.
    published: String,
    drawing: Drawing,
}

/// The quarter that was asked for, or this one.
fn quarter(visit: &Visit) -> Result<Period, Trouble> {
    let now = Period::quarter_of(visit.today());
    let asked = visit.query.filled("of").map(|text| text.parse::<Period>());
    Ok(asked.transpose().map_err(|_| Trouble::not_found())?.unwrap_or(now))
}

/// The figures of a quarter as a file.
pub(in crate::web) async fn figures_list(visit: &Visit) -> Result<List, Trouble> {
    let t = visit.t;
    let quarter = quarter(visit)?;
    let live = visit.services.live_figures(&visit.ctx, quarter).await?;
    let mut rows = Vec::new();
    for one in &live.indicators {
        let unit = one.indicator.unit;
        for figure in &one.figures {
            let split = figure.category.code != ALL;
            let category = split.then(|| label(t, &figure.category.label).to_owned());
            let beside = national(figure).map(|told| told.text(t, unit));
            let release = one.published.as_ref().filter(|_| beside.is_some());
            rows.push(vec![
                quarter.to_string().into(),
                label(t, &one.indicator.label).to_owned().into(),
                category.unwrap_or_default().into(),
                own_cell(unit, figure.value),
                beside.unwrap_or_default().into(),
                release.map(|one| one.release.clone()).unwrap_or_default().into(),
            ]);
        }
    }
    let head = [
        fl!(t, "live-quarter"),
        fl!(t, "live-what"),
        fl!(t, "live-category"),
        fl!(t, "live-own"),
        fl!(t, "live-national"),
        fl!(t, "live-release"),
    ];
    Ok(list(visit, fl!(t, "figures-live"), head.to_vec(), rows))
}

fn own_cell(unit: Unit, value: i64) -> ListCell {
    match (unit, Cents::new(value)) {
        (Unit::EuroCents, Some(amount)) => ListCell::Amount(amount),
        _ => ListCell::Number(value),
    }
}

/// Shows the figures of a quarter.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let quarter = quarter(visit)?;
    let live = visit.services.live_figures(&visit.ctx, quarter).await?;
    let kept = kept_periods(visit.today()).into_iter();
    let is_total = |one: &&LiveIndicator| matches!(one.figures.as_slice(), [only] if only.category.code == ALL);
    Reply::page(&LivePage {
        p: visit.frame(fl!(t, "figures-live"), Some(Place::Office)),
        ways: ways(visit, super::List::Figures),
        views: views(visit, super::quarter::View::Live),
        quarters: kept
            .map(|one| link(visit, "/figures/live", (one, one == quarter)))
            .collect(),
        about: about(visit, &live),
        of: quarter.to_string(),
        waiting: if live.waiting > 0 {
            fl!(t, "live-waiting", count = live.waiting)
        } else {
            String::new()
        },
        unobserved: if live.unobserved > 0 {
            fl!(t, "live-unobserved", count = live.unobserved)
        } else {
            String::new()
        },
        totals: live
            .indicators
            .iter()
            .filter(is_total)
            .map(|one| total(visit, one))
            .collect(),
        drawings: live
            .indicators
            .iter()
            .filter(|one| !is_total(one))
            .map(|one| shown(visit, quarter, one))
            .collect(),
    })
}

fn about(visit: &Visit, live: &LiveFigures) -> String {
    let quarter = name(visit.t, live.period);
    fl!(visit.t, "live-about", quarter = quarter, count = live.counted_families)
}

/// The national figure as it was published.
fn national(figure: &LiveFigure) -> Option<Told> {
    figure.national.map(|national| Told {
        status: national.status,
        value: national.value,
        margin: national.margin.unwrap_or_default(),
    })
}

fn total(visit: &Visit, one: &LiveIndicator) -> (String, String, String) {
    let t = visit.t;
    let unit = one.indicator.unit;
    let of = |figure: &LiveFigure| {
        let beside = national(figure).map(|told| told.text(t, unit));
        let beside = beside.map(|value| fl!(t, "live-national-total", value = value));
        (Told::counted(figure.value).text(t, unit), beside.unwrap_or_default())
    };
    let (value, beside) = one.figures.first().map(of).unwrap_or_default();
    (label(t, &one.indicator.label).to_owned(), value, beside)
}

/// An indicator as a picture, and as a table: the office's own figures, and the national ones where there are any.
fn shown(visit: &Visit, quarter: Period, one: &LiveIndicator) -> Shown {
    let t = visit.t;
    let unit = one.indicator.unit;
    let title = label(t, &one.indicator.label).to_owned();
    let labels: Vec<String> = one
        .figures
        .iter()
        .map(|figure| label(t, &figure.category.label).to_owned())
        .collect();
    let own = one.figures.iter().map(|figure| Told::counted(figure.value));
    let mut all = vec![(fl!(t, "live-own"), own.collect::<Vec<Told>>())];
    let beside: Option<Vec<Told>> = one.figures.iter().map(national).collect();
    all.extend(beside.map(|told| (fl!(t, "live-national"), told)));
    let head = std::iter::once(title.clone()).chain(all.iter().map(|(title, _)| title.clone()));
    let row = |(n, label): (usize, &String)| {
        let cells = all.iter().filter_map(|(_, told)| told.get(n));
        std::iter::once(label.clone())
            .chain(cells.map(|told| told.text(t, unit)))
            .collect()
    };
    let table = Table {
        head: head.collect(),
        rows: labels.iter().enumerate().map(row).collect(),
    };
    let panel = |(title, told): &(String, Vec<Told>)| Panel {
        title: title.clone(),
        cells: told.iter().map(|told| told.cell(t, unit)).collect(),
    };
    let drawn: Vec<Panel> = all.iter().map(panel).collect();
    let published = one.published.as_ref().map(|published| {
        let (release, period) = (published.release.clone(), published.period.clone());
        fl!(t, "live-published", release = release, period = period)
    });
    let about = match all.len() {
        1 => fl!(t, "live-drawing-own", quarter = name(t, quarter)),
        _ => fl!(t, "live-drawing", quarter = name(t, quarter)),
    };
    let texts = (title.clone(), about, fl!(t, "as-table"));
    Shown {
        code: one.indicator.code.clone(),
        definition: label(t, &one.indicator.definition).to_owned(),
        published: published.unwrap_or_default(),
        drawing: Drawing::of(one.indicator.code.clone(), panels(&labels, &drawn), texts, table),
        title,
    }
}
