//! What is counted, what families told, and the page from which one asks in GraphQL.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_national::indicator::{Indicator, Kind};
use krachtig_national::store::ReaderScope;
use krachtig_national::story::{StoriesAsked, StoryCursor, StoryPage};
use krachtig_national::word::Word as _;

use super::super::apart::Apart;
use super::super::figure::label;
use super::super::reply::{Answered, Reply, Trouble};
use super::caller::{Caller, HOME, Place, address, which};

#[derive(Template)]
#[template(path = "national/indicators.html")]
struct IndicatorsPage {
    p: Apart,
    /// Those about the organisation, and those about families.
    parts: [(String, Vec<Defined>); 2],
}

/// An indicator, as it is defined.
struct Defined {
    title: String,
    code: String,
    definition: String,
    unit: String,
    categories: String,
}

#[derive(Template)]
#[template(path = "national/stories.html")]
struct StoriesPage {
    p: Apart,
    /// The region of which these are; empty for all.
    region: String,
    stories: Vec<Story>,
    /// Where those of all regions are.
    all: String,
    /// Where they begin; empty where this page is the first.
    first: String,
    /// Where they go on; empty where this page is the last.
    next: String,
}

struct Story {
    title: String,
    region: String,
    /// Where the stories of its region are.
    alone: String,
    period: String,
    body: String,
    effects: String,
}

#[derive(Template)]
#[template(path = "national/explorer.html")]
struct ExplorerPage {
    p: Apart,
}

/// Shows what is counted.
pub(super) async fn indicators(caller: &Caller) -> Answered {
    let t = caller.t;
    let all = caller.at.reading.indicators().await;
    let all = all.map_err(|failure| caller.trouble(failure))?;
    let defined = |one: &Indicator| {
        let categories = one.categories.iter().map(|category| label(t, &category.label));
        Defined {
            title: label(t, &one.label).to_owned(),
            code: one.code.clone(),
            definition: label(t, &one.definition).to_owned(),
            unit: t.get(&format!("nat_unit-{}", one.unit.code())),
            categories: categories.collect::<Vec<_>>().join(", "),
        }
    };
    let of = |kind: Kind| all.iter().filter(|one| one.kind == kind).map(defined).collect();
    Reply::page(&IndicatorsPage {
        p: caller.frame(fl!(t, "nat-indicators"), Place::Indicators),
        parts: [
            (fl!(t, "nat-of-organisation"), of(Kind::Organisational)),
            (fl!(t, "nat-of-families"), of(Kind::Attribute)),
        ],
    })
}

/// How many stories a page has.
const STORIES: u16 = 10;

/// Shows a page of the story library, of all regions or of one.
pub(super) async fn stories(caller: &Caller) -> Answered {
    let t = caller.t;
    let [region, after] = which(&caller.query);
    let asked = StoriesAsked {
        first: STORIES,
        after: after.and_then(|after| after.parse().ok()),
        region,
    };
    let page = caller.at.reading.stories(&asked).await;
    let StoryPage { stories, more } = page.map_err(|failure| caller.trouble(failure))?;
    let at = |region: Option<&str>, after: Option<StoryCursor>| {
        let which = [region.map(str::to_owned), after.map(|after| after.to_string())];
        address(&format!("{HOME}/stories"), which)
    };
    let region = asked.region.as_deref();
    let last = stories.last().filter(|_| more);
    let next = last.map(|last| at(region, Some(last.cursor())));
    let told = |one: krachtig_national::story::Story| Story {
        alone: at(Some(&one.region), None),
        region: one.region,
        period: one.period.to_string(),
        title: one.title,
        body: one.body,
        effects: one.effects.unwrap_or_default(),
    };
    Reply::page(&StoriesPage {
        p: caller.frame(fl!(t, "nat-stories"), Place::Stories),
        all: at(None, None),
        first: asked.after.map(|_| at(region, None)).unwrap_or_default(),
        next: next.unwrap_or_default(),
        region: region.unwrap_or_default().to_owned(),
        stories: stories.into_iter().map(told).collect(),
    })
}

/// Shows the page from which one asks in GraphQL.
pub(super) fn explorer(caller: &Caller) -> Answered {
    if !caller.may(ReaderScope::Figures) && !caller.may(ReaderScope::Catalogue) {
        return Err(Trouble::not_found());
    }
    let page = ExplorerPage {
        p: caller.frame(fl!(caller.t, "nat-explorer"), Place::Explorer),
    };
    Ok(Reply::page(&page)?.for_explorer())
}
