//! A region's own figures of a period, exact, as its dossiers tell them now; and beside each the national figure from the
//! last release in which there is one.
//!
//! They stay within the tenant: what is handed in is counted when a period is closed, see [`super::figures`].

use std::sync::Arc;

use krachtig_national::catalogue::catalogue;
use krachtig_national::definition::ALL_REGIONS;
use krachtig_national::indicator::{Category, Indicator, Kind};
use krachtig_national::release::{Figure, Status, Table};
use krachtig_national::store::FrozenRelease;

use super::hand_in::shares;
use super::work::tenant_permit;
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::family_facts::kept_periods;
use crate::domain::national_count::{NationalFigures, first_counted_year};
use crate::domain::period::Period;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::vocabulary::vocabulary;
use crate::error::Fault;

vocabulary! {
    /// What a national figure is.
    PublishedStatus = "published_status" {
        /// The number as it was counted.
        Exact = "exact",
        /// The number with noise: the counted one lies within the margin in 95 of 100 figures.
        Noised = "noised",
        /// With its noise it is below ten, so it is not told.
        BelowTen = "below_ten",
        /// It was not published.
        NotPublished = "not_published",
    }
}

/// The national figure beside a region's own, over all regions of its release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedFigure {
    /// What it is.
    pub status: PublishedStatus,
    /// The number, where it is told.
    pub value: Option<i64>,
    /// How far it is from the counted one at most, in 95 of 100 figures; none where no number is told.
    pub margin: Option<u32>,
}

/// The release in which the national figures of an indicator stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedIn {
    /// Its name.
    pub release: String,
    /// Its period: `2026`, or `2026-Q3`.
    pub period: String,
}

/// A region's own figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveFigure {
    /// The category.
    pub category: Category,
    /// The number.
    pub value: i64,
    /// The national figure, where a release has one.
    pub national: Option<PublishedFigure>,
}

/// A region's own figures of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveIndicator {
    /// What is counted.
    pub indicator: Indicator,
    /// The figures, category by category.
    pub figures: Vec<LiveFigure>,
    /// Where the national figures stand, where there are any.
    pub published: Option<PublishedIn>,
}

impl LiveIndicator {
    /// Whether it tells about families rather than about the organisation.
    #[must_use]
    pub fn is_attribute(&self) -> bool {
        self.indicator.kind == Kind::Attribute
    }
}

/// A region's own figures of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveFigures {
    /// The period.
    pub period: Period,
    /// How many families count in what is told about families.
    pub counted_families: u32,
    /// How many families have changed, or came, and are not counted as they are now. It takes them two seconds.
    pub waiting: i64,
    /// How many trajectories the region's rules could not observe: they count in none of the region's own indicators.
    pub unobserved: i64,
    /// By indicator, in the catalogue's order, and then the region's own.
    pub indicators: Vec<LiveIndicator>,
}

impl Services {
    /// The tenant's own figures of a period. What its families tell is counted together whenever it changes, so they are
    /// there at once, whatever their number.
    ///
    /// # Errors
    /// `not_found` for whoever may not see figures; `in_future` for a period to come; `too_early` for one of which no facts
    /// are kept any more, with the first of which they are as `first`.
    pub async fn live_figures(&self, ctx: &Ctx, period: Period) -> Outcome<LiveFigures> {
        tenant_permit(ctx, Action::ListPeriods)?;
        demand_kept(ctx, period)?;
        let first_year = first_counted_year(period, self.counted_years);
        let observing = self.observing(ctx).await?;
        // Counted first: what comes in between is told then, and counted as waiting all the same.
        let waiting = ctx.store.count_waiting((period, observing.formula)).await?;
        let folded = ctx.store.folded_facts((period, observing.formula), first_year).await?;
        let own = observing.own.national();
        let figures = folded.figures(&shares(), own.clone());
        let releases = self.published_releases().await?;
        let beside = |indicator| live(indicator, &figures, &releases);
        Ok(LiveFigures {
            period,
            counted_families: figures.counted_families,
            waiting,
            unobserved: figures.unobserved,
            indicators: catalogue().into_iter().chain(own).map(beside).collect(),
        })
    }

    /// The published releases, newest first.
    async fn published_releases(&self) -> Outcome<Vec<Arc<FrozenRelease>>> {
        let published = &self.tenants.national_stores().await?.published;
        let mut releases = Vec::new();
        for heading in published.headings().await.map_err(Fault::from)? {
            releases.extend(published.release(heading.id).await.map_err(Fault::from)?);
        }
        Ok(releases)
    }
}

/// Demands that facts of a period are kept.
///
/// # Errors
/// `in_future` for a period to come; `too_early` for one of which none are kept any more, with the first of which they are
/// as `first`.
pub(super) fn demand_kept(ctx: &Ctx, period: Period) -> Outcome<()> {
    let today = ctx.stamp().today;
    let kept = kept_periods(today);
    if kept.contains(&period) {
        return Ok(());
    }
    if period.first_day() > today {
        return Err(Refusal::new(RefusalCode::InFuture, "period").into());
    }
    let oldest = kept.iter().rfind(|one| one.is_year() == period.is_year());
    let oldest = oldest.map(ToString::to_string).unwrap_or_default();
    Err(Refusal::new(RefusalCode::TooEarly, "period")
        .with("first", oldest)
        .into())
}

fn live(indicator: Indicator, figures: &NationalFigures, releases: &[Arc<FrozenRelease>]) -> LiveIndicator {
    // What a region counts for itself is told of it alone.
    let place = indicator.region().unwrap_or(ALL_REGIONS).to_owned();
    let told = |one: &Arc<FrozenRelease>| {
        let table = one.release.table(&indicator.code)?;
        let together = table.figures.iter().any(|figure| figure.place == place);
        together.then(|| (Arc::clone(one), table.clone()))
    };
    let last = releases.iter().find_map(told);
    let counted = match indicator.kind {
        Kind::Organisational => figures.totals.get(&indicator.code),
        Kind::Attribute => figures.histograms.get(&indicator.code),
    };
    let value = |code: &str| counted.and_then(|counts| counts.get(code)).copied().unwrap_or_default();
    let figures = indicator.categories.iter().map(|category| LiveFigure {
        category: category.clone(),
        value: value(&category.code),
        national: last
            .as_ref()
            .and_then(|(_, table)| national(table, (&place, &category.code))),
    });
    LiveIndicator {
        figures: figures.collect(),
        published: last.as_ref().map(|(release, _)| PublishedIn {
            release: release.release.definition.name.clone(),
            period: release.release.definition.period.to_string(),
        }),
        indicator,
    }
}

/// The figure of a place in a table.
fn national(table: &Table, (place, category): (&str, &str)) -> Option<PublishedFigure> {
    let is_it = |figure: &&Figure| figure.place == place && figure.category == category;
    let figure = table.figures.iter().find(is_it)?;
    let margin = table.protection.map_or(0, |protection| protection.margin);
    Some(PublishedFigure {
        status: match figure.status {
            Status::Exact => PublishedStatus::Exact,
            Status::Noised => PublishedStatus::Noised,
            Status::BelowTen => PublishedStatus::BelowTen,
            Status::NotPublished => PublishedStatus::NotPublished,
        },
        value: figure.value,
        margin: figure.value.map(|_| margin),
    })
}
