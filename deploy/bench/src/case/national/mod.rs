//! National releases: how long one takes to compute, how long a reader waits for any question, at few and many regions and
//! families, and beside it one statement over the families of all tenants in one database, for the same figures.
//!
//! What a release needs of a tenant was counted in the tenant before; that is measured elsewhere.

mod one_database;
mod serving;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hyper::body::Bytes;
use krachtig_core::service::hash_of;
use krachtig_national::budget::Limits;
use krachtig_national::catalogue::catalogue;
use krachtig_national::definition::{AttributeTable, Definition, Split};
use krachtig_national::hand_in::{Counts, HandIn};
use krachtig_national::id::{DefinitionId, ReleaseId};
use krachtig_national::indicator::{Indicator, Kind, Label};
use krachtig_national::reading::Machine;
use krachtig_national::signing::ReleaseKey;
use krachtig_national::store::{By, Computing, NationalStore};
use krachtig_national::story::Story;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::randomness::SystemRandomness;
use serde_json::{Value, json};

use crate::load::{Line, Shot};
use crate::report::Figure;
use crate::stage::Stage;
use crate::stats::Round;

/// The period of all releases here.
const PERIOD: &str = "2025";
/// How many questions a request may hold.
const QUESTIONS: usize = 5;
/// How many fields a query may rename.
const ALIASES: usize = 50;

/// How many regions, with how many families each.
#[derive(Clone, Copy)]
struct Extent {
    regions: u32,
    families: u32,
}

impl Extent {
    fn named(self) -> String {
        format!("{} regions of {} families", self.regions, self.families)
    }

    fn region(self, number: u32) -> String {
        format!("r{}-{}-{number}", self.regions, self.families)
    }
}

/// The category, by its place, of one answer of a family: a different share of families in each.
fn answer((region, family): (u64, u64), attribute: u64, categories: u64) -> u64 {
    (family * (2 * attribute + 3) + family / 7 + region) % categories
}

fn attributes() -> Vec<Indicator> {
    catalogue()
        .into_iter()
        .filter(|one| one.kind == Kind::Attribute)
        .collect()
}

/// Measures all of it.
///
/// # Errors
/// A store or a server fails, or the one statement counts something else.
pub(crate) async fn national(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let stores = stage.services.tenants().national_stores().await?;
    let (many, most) = if stage.pace.quick { (10, 1_000) } else { (100, 10_000) };
    let mut figures = Vec::new();
    let address = serving::serve(&stores.published).await?;
    let mut line = Line::open(address).await?;
    let extents = [(1, 100), (1, most), (many, 100), (many, most)];
    for (regions, families) in extents {
        let extent = Extent { regions, families };
        let (name, took) = release(&stores.maker, extent).await?;
        figures.push(figure(
            stage,
            "a yearly release computed",
            &extent.named(),
            took.as_secs_f64() * 1e3,
            "ms",
        ));
        tell_stories(&stores.maker, extent).await?;
        let mut questions = questions(&name);
        questions.extend(of_stories(&mut line, &extent.region(0)).await?);
        questions.extend(longest(&mut line).await?);
        for (asked, shot) in questions {
            let round = times(stage, &mut line, &shot).await?;
            let condition = format!("{}, {asked}", extent.named());
            figures.push(figure(stage, "a national query", &condition, round.p50 / 1e3, "ms p50"));
            figures.push(figure(stage, "a national query", &condition, round.p99 / 1e3, "ms p99"));
            figures.push(figure(stage, "a national query", &condition, round.bytes / 1e3, "kB"));
        }
    }
    let extent = Extent {
        regions: many,
        families: most,
    };
    let took = one_database::count(&stage.scratch().await?, extent, stage.pace.quick).await?;
    let condition = format!("{}, all attributes", extent.named());
    figures.push(figure(
        stage,
        "one statement over all families",
        &condition,
        took.as_secs_f64() * 1e3,
        "ms",
    ));
    figures.iter().for_each(Figure::print);
    Ok(figures)
}

/// Publishes a release of everything, of many regions, for whoever reads its pages.
///
/// # Errors
/// A store fails.
pub(super) async fn publish(maker: &NationalStore, quick: bool) -> Result<()> {
    let (regions, families) = if quick { (10, 1_000) } else { (100, 10_000) };
    release(maker, Extent { regions, families }).await.map(|_| ())
}

fn figure(stage: &Stage<'_>, case: &'static str, condition: &str, value: f64, unit: &'static str) -> Figure {
    Figure {
        case,
        database: stage.database,
        condition: condition.to_owned(),
        value,
        unit,
    }
}

/// What a region hands in.
fn hand_in(extent: Extent, number: u32) -> Result<HandIn> {
    let mut histograms = BTreeMap::new();
    for (attribute, indicator) in (0..).zip(attributes()) {
        let categories = u64::try_from(indicator.categories.len())?;
        let mut counted = vec![0_i64; indicator.categories.len()];
        for family in 0..u64::from(extent.families) {
            let place = answer((number.into(), family), attribute, categories);
            counted[usize::try_from(place)?] += 1;
        }
        let codes = indicator.categories.iter().map(|one| one.code.clone());
        histograms.insert(indicator.code, codes.zip(counted).collect::<Counts>());
    }
    let totals = catalogue().into_iter().filter(|one| one.kind == Kind::Organisational);
    let totals = totals.map(|one| {
        let counts = one
            .categories
            .iter()
            .map(|one| (one.code.clone(), extent.families.into()));
        (one.code, counts.collect::<Counts>())
    });
    Ok(HandIn {
        region: extent.region(number),
        name: format!("Regio {number} (fictief)"),
        period: PERIOD.parse().context("a period")?,
        counted_families: extent.families,
        counted_years: Limits::default().counted_years,
        totals: totals.collect(),
        histograms,
        software: "0.1.0".to_owned(),
        plugins: BTreeMap::new(),
        context: None,
        own: Vec::new(),
    })
}

/// Has the regions hand in, and publishes a release of everything in the catalogue; answers its name, and how long computing
/// it took.
async fn release(store: &NationalStore, extent: Extent) -> Result<(String, Duration)> {
    let by = By {
        who: "bench",
        at: Machine::now(&SystemClock),
    };
    for number in 0..extent.regions {
        let figures = hand_in(extent, number)?;
        let revision = store.hand_in(&figures, &catalogue(), by.at).await?;
        store.accept(&figures.region, figures.period, revision, by).await?;
    }
    let table = |indicator: Indicator| {
        Ok::<_, anyhow::Error>(AttributeTable {
            indicator: indicator.code,
            epsilon: "0.07".parse().context("an epsilon")?,
            split: Split::Together,
        })
    };
    let organisational = catalogue().into_iter().filter(|one| one.kind == Kind::Organisational);
    let definition = Definition {
        name: format!("r{}-{}", extent.regions, extent.families),
        title: Label::new("Jaarcijfers (fictief)", "Figures of a year (fictional)"),
        period: PERIOD.parse().context("a period")?,
        regions: (0..extent.regions).map(|number| extent.region(number)).collect(),
        groups: Vec::new(),
        organisational: organisational.map(|one| one.code).collect(),
        attributes: attributes().into_iter().map(table).collect::<Result<_>>()?,
    };
    let id = DefinitionId::from_uuid(Machine::fresh(&SystemClock));
    store.define(id, &definition, &catalogue(), by).await?;
    let order = Computing {
        definition: id,
        id: ReleaseId::from_uuid(Machine::fresh(&SystemClock)),
        catalogue: &catalogue(),
        limits: Limits::default(),
        software: "0.1.0",
        key: &ReleaseKey::from_bytes(&[3; 32]),
        by,
    };
    let begun = Instant::now();
    let frozen = store.compute(order, &mut SystemRandomness).await?;
    let took = begun.elapsed();
    store.publish(frozen.release.id, by).await?;
    Ok((definition.name, took))
}

/// Tells a story of every hundredth family.
async fn tell_stories(store: &NationalStore, extent: Extent) -> Result<()> {
    let period = format!("{PERIOD}-Q4").parse().context("a period")?;
    let body = "Het ging beter, stap voor stap. ".repeat(60);
    for region in (0..extent.regions).map(|number| extent.region(number)) {
        for family in 0..extent.families / 100 {
            let story = Story {
                key: hash_of(&format!("{region} {family}")),
                region: region.clone(),
                period,
                title: format!("Verhaal {family} (fictief)"),
                body: body.clone(),
                effects: None,
            };
            store.tell_story(&story).await?;
        }
    }
    Ok(())
}

/// Every question there is, about a release.
fn questions(release: &str) -> Vec<(&'static str, Shot)> {
    const FIGURES: &str = "query($slice: FigureSlice) { figures(slice: $slice) { indicator { code } protection { margin } \
        figures { place { code } category { code label { nl en } } status value margin } } }";
    const TREND: &str = "query { trend(indicator: \"problem_groups\", places: [\"all\"]) { release { period } \
        figures { category { code } value margin } } }";
    let slice = |more: Value| {
        let mut slice = json!({ "releases": [release] });
        if let (Some(slice), Some(more)) = (slice.as_object_mut(), more.as_object()) {
            slice.extend(more.clone());
        }
        json!({ "slice": slice })
    };
    let named = json!({ "name": release });
    vec![
        (
            "one indicator",
            shot(FIGURES, &slice(json!({"indicators": ["problem_groups"]}))),
        ),
        (
            "regions side by side",
            shot(FIGURES, &slice(json!({"indicators": ["budget"]}))),
        ),
        ("every figure", shot(FIGURES, &slice(json!({})))),
        ("the trend of an indicator", shot(TREND, &json!({}))),
        (
            "the releases",
            shot(
                "{ releases { name period hash inputs { region countedFamilies } } }",
                &json!({}),
            ),
        ),
        (
            "a release as a file",
            shot(
                "query($name: String!) { releaseFile(name: $name) { content hash signature } }",
                &named,
            ),
        ),
        (
            "the catalogue",
            shot(
                "{ indicators { code label { nl en } categories { code } } }",
                &json!({}),
            ),
        ),
        ("as many questions as there may be", many_at_once(release)),
    ]
}

/// The most questions that a request holds, each about the figures of an indicator region by region.
fn many_at_once(release: &str) -> Shot {
    let question = |(number, indicator): (usize, Indicator)| {
        let code = indicator.code;
        format!(
            "q{number}: figures(slice: {{releases: [\"{release}\"], indicators: [\"{code}\"]}}) {{ figures {{ value margin }} }} "
        )
    };
    let questions: String = catalogue()
        .into_iter()
        .take(QUESTIONS)
        .enumerate()
        .map(question)
        .collect();
    shot(&format!("{{ {questions} }}"), &json!({}))
}

/// The longest answers that there are: each asks for more and more, as long as it gets an answer.
async fn longest(line: &mut Line) -> Result<Vec<(&'static str, Shot)>> {
    let short = |number: usize| format!("v{number}: value ");
    let long = |number: usize| format!("c{number}: category {{ label {{ nl en }} }} ");
    let deep = |number: usize| format!("p{number}: place {{ inputs {{ name countedFamilies }} }} ");
    let once = |fields: &str| format!("{{ figures {{ figures {{ {fields} }} }} }}");
    let twice = |fields: &str| format!("{{ figures {{ figures {{ {fields} }} }} figures {{ figures {{ status }} }} }}");
    let often = |fields: &str| {
        let question = |number| format!("q{number}: figures {{ figures {{ {fields} }} }} ");
        format!("{{ {} }}", (0..QUESTIONS).map(question).collect::<String>())
    };
    type Way<'w> = (&'static str, &'w dyn Fn(usize) -> String, &'w dyn Fn(&str) -> String);
    let ways: [Way<'_>; 5] = [
        ("the longest answer of numbers", &short, &once),
        ("the longest answer of texts", &long, &once),
        ("the longest answer of what went into places", &deep, &once),
        ("the longest answer that is asked for in two parts", &short, &twice),
        (
            "the longest answer to as many questions as there may be",
            &short,
            &often,
        ),
    ];
    let mut all = Vec::new();
    for (asked, field, ask) in ways {
        let mut longest = None;
        for fields in 1..ALIASES {
            let fields: String = (0..fields).map(field).collect();
            let shot = shot(&ask(&fields), &json!({}));
            if line.send(&shot).await.is_err() {
                break;
            }
            longest = Some(shot);
        }
        all.extend(longest.map(|shot| (asked, shot)));
    }
    Ok(all)
}

/// And every one about stories: of all regions or of one, the first page or a later one.
async fn of_stories(line: &mut Line, region: &str) -> Result<Vec<(&'static str, Shot)>> {
    const STORIES: &str = "query($after: String, $region: String) { stories(after: $after, region: $region) { \
        edges { node { region period title body effects } } pageInfo { hasNextPage endCursor } } }";
    let ask = |after: &Value, region: &Value| shot(STORIES, &json!({"after": after, "region": region}));
    let (none, region) = (Value::Null, json!(region));
    let first = line.send(&ask(&none, &none)).await?;
    let first: Value = serde_json::from_slice(&first)?;
    let after = &first["data"]["stories"]["pageInfo"]["endCursor"];
    ensure!(after.is_string(), "no page of stories: {first}");
    Ok(vec![
        ("stories", ask(&none, &none)),
        ("more stories", ask(after, &none)),
        ("a region's stories", ask(&none, &region)),
        ("a region's stories further on", ask(after, &region)),
    ])
}

fn shot(query: &str, variables: &Value) -> Shot {
    Shot {
        path: "/national/graphql",
        tenant: String::new(),
        member: String::new(),
        body: Bytes::from(json!({"query": query, "variables": variables}).to_string()),
    }
}

/// How long one after the other takes, on one connection.
async fn times(stage: &Stage<'_>, line: &mut Line, shot: &Shot) -> Result<Round> {
    line.send(shot).await?;
    let (mut latencies, mut bytes) = (Vec::new(), 0);
    let begun = Instant::now();
    while begun.elapsed() < stage.pace.round && latencies.len() < 2_000 {
        let sent = Instant::now();
        bytes += line.send(shot).await?.len() as u64;
        latencies.push(sent.elapsed());
    }
    Ok(Round::of(
        latencies,
        begun.elapsed(),
        bytes,
        (Duration::ZERO, Duration::ZERO),
    ))
}
