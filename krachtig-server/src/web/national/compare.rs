//! Figures beside each other: regions within a release with what went into it, an indicator over the releases, and what
//! silos cost.

use std::sync::Arc;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_national::definition::ALL_REGIONS;
use krachtig_national::reading::{Slice, ToldFigure, ToldTable};
use krachtig_national::store::FrozenRelease;

use super::super::apart::Apart;
use super::super::draw::Drawing;
use super::super::field::{Field, Fields};
use super::super::figure::label;
use super::super::form::{Form, Problems};
use super::super::reply::{Answered, Reply, Trouble};
use super::caller::{Caller, Place};
use super::releases::{Inputs, inputs};
use super::tables::{Head, Shown, draw, shown};

#[derive(Template)]
#[template(path = "national/compare.html")]
struct ComparePage {
    p: Apart,
    fields: Vec<Field>,
    /// The figures, where there are any.
    shown: Option<Shown>,
    inputs: Option<Inputs>,
}

#[derive(Template)]
#[template(path = "national/trends.html")]
struct TrendsPage {
    p: Apart,
    field: Field,
    definition: String,
    drawing: Option<Drawing>,
}

#[derive(Template)]
#[template(path = "national/obstacles.html")]
struct ObstaclesPage {
    p: Apart,
    about: String,
    tables: Vec<Shown>,
}

/// What is told of silo obstacles and of suggestions, by the codes of its indicators.
const OBSTACLES: [&str; 8] = [
    "silo_obstacles",
    "silo_grounds",
    "silo_bridges",
    "silo_days_lost",
    "silo_euros_lost",
    "declined_grounds",
    "suggestions",
    "suggestions_by_outcome",
];

/// Every table of the published figures, newest release first.
async fn everything(caller: &Caller) -> Result<Vec<ToldTable>, Trouble> {
    let told = caller.at.reading.figures(&Slice::default()).await;
    told.map_err(|failure| caller.trouble(failure))
}

/// The releases of these tables, each once.
fn releases(tables: &[ToldTable]) -> Vec<Arc<FrozenRelease>> {
    let mut all: Vec<Arc<FrozenRelease>> = Vec::new();
    for table in tables {
        if !all.iter().any(|one| one.release.id == table.release.release.id) {
            all.push(Arc::clone(&table.release));
        }
    }
    all
}

/// The indicators of these tables, each once, to choose from.
fn indicators(caller: &Caller, tables: &[ToldTable]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for table in tables {
        let indicator = &table.table().indicator;
        if !all.iter().any(|(code, _)| *code == indicator.code) {
            all.push((indicator.code.clone(), label(caller.t, &indicator.label).to_owned()));
        }
    }
    all
}

/// Shows an indicator region by region, with what went into the release.
pub(super) async fn regions(caller: &Caller) -> Answered {
    let t = caller.t;
    let tables = everything(caller).await?;
    let all = releases(&tables);
    let release = all
        .iter()
        .find(|one| one.release.definition.name == caller.query.text("release"));
    let release = release.or(all.first());
    let of = |table: &&ToldTable| Some(&table.release.release.id) == release.map(|one| &one.release.id);
    let here: Vec<&ToldTable> = tables.iter().filter(of).collect();
    let asked = here
        .iter()
        .find(|table| table.table().indicator.code == caller.query.text("of"));
    let table = asked.or(here.first());
    let form = Form::default()
        .with(
            "release",
            release
                .map(|one| one.release.definition.name.clone())
                .unwrap_or_default(),
        )
        .with(
            "of",
            table.map(|one| one.table().indicator.code.clone()).unwrap_or_default(),
        );
    let fields = Fields {
        t,
        form: &form,
        problems: &Problems::default(),
    };
    let named = |one: &Arc<FrozenRelease>| {
        let definition = &one.release.definition;
        let title = format!("{}, {}", label(t, &definition.title), definition.period);
        (definition.name.clone(), title)
    };
    Reply::page(&ComparePage {
        p: caller.frame(fl!(t, "nat-compare"), Place::Compare),
        fields: vec![
            fields.select_of(("of", fl!(t, "nat-indicator")), indicators(caller, &tables)),
            fields.select_of(("release", fl!(t, "nat-release")), all.iter().map(named)),
        ],
        shown: table.map(|table| shown(t, table)),
        inputs: release.map(|release| inputs(t, release)),
    })
}

/// Shows an indicator over the releases, for all regions together, or for each group where there is nothing else.
pub(super) async fn trends(caller: &Caller) -> Answered {
    let t = caller.t;
    let all = caller.at.reading.indicators().await;
    let choices: Vec<(String, String)> = all
        .map_err(|failure| caller.trouble(failure))?
        .iter()
        .map(|one| (one.code.clone(), label(t, &one.label).to_owned()))
        .collect();
    let of = caller
        .query
        .filled("of")
        .unwrap_or_else(|| "families_in_trajectory".to_owned());
    let slice = Slice {
        indicators: vec![of.clone()],
        ..Slice::default()
    };
    let told = match caller.at.reading.trend(&slice).await {
        Ok(told) => told,
        // Of an indicator that was never published there is no trend.
        Err(failure) => caller.problems(failure).map(|_| Vec::new())?,
    };
    let points: Vec<_> = told.iter().flat_map(|table| point(caller, table)).collect();
    let first = told.first().map(|table| &table.table().indicator);
    let drawing = first.map(|indicator| {
        let texts = (
            indicator.code.clone(),
            label(t, &indicator.label).to_owned(),
            fl!(t, "nat-trend-about"),
        );
        draw(t, texts, indicator.unit, &points)
    });
    let form = Form::default().with("of", of);
    let fields = Fields {
        t,
        form: &form,
        problems: &Problems::default(),
    };
    Reply::page(&TrendsPage {
        p: caller.frame(fl!(t, "nat-trends"), Place::Trends),
        field: fields.select_of(("of", fl!(t, "nat-indicator")), choices),
        definition: first
            .map(|one| label(t, &one.definition).to_owned())
            .unwrap_or_default(),
        drawing,
    })
}

/// The figures of a release that stand for it in a trend.
fn point<'f>(caller: &Caller, table: &'f ToldTable) -> Vec<(Head, Head, ToldFigure<'f>)> {
    let t = caller.t;
    let definition = &table.release.release.definition;
    let together = table.figures().any(|figure| figure.place.code == ALL_REGIONS);
    let of = |figure: &ToldFigure<'f>| !together || figure.place.code == ALL_REGIONS;
    let told = |figure: ToldFigure<'f>| {
        let place = label(t, &figure.place.label);
        let (code, title) = match together {
            true => (definition.name.clone(), definition.period.to_string()),
            false => (
                format!("{}.{}", definition.name, figure.place.code),
                format!("{}, {place}", definition.period),
            ),
        };
        let category = Head {
            code: figure.category.code.clone(),
            label: label(t, &figure.category.label).to_owned(),
        };
        (Head { code, label: title }, category, figure)
    };
    table.figures().filter(of).map(told).collect()
}

/// Shows what the newest release tells of silo obstacles and of suggestions.
pub(super) async fn obstacles(caller: &Caller) -> Answered {
    let t = caller.t;
    let tables = everything(caller).await?;
    let about = |table: &&ToldTable| OBSTACLES.contains(&table.table().indicator.code.as_str());
    let newest = tables.iter().find(about).map(|table| Arc::clone(&table.release));
    let of = |table: &&ToldTable| Some(&table.release.release.id) == newest.as_ref().map(|one| &one.release.id);
    let told = tables.iter().filter(about).filter(of);
    Reply::page(&ObstaclesPage {
        p: caller.frame(fl!(t, "nat-obstacles"), Place::Obstacles),
        about: newest
            .as_ref()
            .map(|one| {
                let definition = &one.release.definition;
                let (title, period) = (label(t, &definition.title).to_owned(), definition.period.to_string());
                fl!(t, "nat-obstacles-of", title = title, period = period)
            })
            .unwrap_or_default(),
        tables: told.map(|table| shown(t, table)).collect(),
    })
}
