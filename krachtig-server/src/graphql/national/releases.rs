//! The queries of readers: releases, indicators and figures. Each makes one call.

use async_graphql::{Context, InputObject, Object, Result};
use krachtig_national::indicator::Indicator;
use krachtig_national::reading::{Slice, ToldTable};
use krachtig_national::story::Story;

use super::object::{ReleaseFile, ReleaseView};
use super::{failed, reading};
use crate::graphql::connection::{PageArgs, Uncounted};
use crate::graphql::shown::Object as Told;

/// Which figures are asked for. What is left out asks for all.
#[derive(Default, InputObject)]
pub struct FigureSlice {
    /// Names of releases.
    #[graphql(default)]
    releases: Vec<String>,
    /// Codes of indicators.
    #[graphql(default)]
    indicators: Vec<String>,
    /// Codes of regions and of groups of regions, and `all` for all regions of a release together.
    #[graphql(default)]
    places: Vec<String>,
    /// Codes of categories.
    #[graphql(default)]
    categories: Vec<String>,
}

impl From<FigureSlice> for Slice {
    fn from(slice: FigureSlice) -> Self {
        let FigureSlice {
            releases,
            indicators,
            places,
            categories,
        } = slice;
        Self {
            releases,
            indicators,
            places,
            categories,
        }
    }
}

/// How much a question weighs beside its fields: each looks at what is published, and is logged. So a request holds a few.
const QUESTION: usize = 880;

/// What is published.
pub struct NationalQuery;

/// What is published.
#[Object]
impl NationalQuery {
    /// The published releases, newest first.
    #[graphql(complexity = "QUESTION + child_complexity")]
    async fn releases(&self, ctx: &Context<'_>) -> Result<Vec<Told<ReleaseView>>> {
        let reading = reading(ctx)?;
        let releases = reading.releases().await;
        let releases = releases.map_err(|failure| failed(failure, &reading.request))?;
        Ok(releases
            .into_iter()
            .map(|release| Told::from(ReleaseView(release)))
            .collect())
    }

    /// The published release of this name; absent where there is none.
    #[graphql(complexity = "QUESTION + child_complexity")]
    async fn release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its name.")] name: String,
    ) -> Result<Option<Told<ReleaseView>>> {
        let reading = reading(ctx)?;
        let release = reading.release(&name).await;
        let release = release.map_err(|failure| failed(failure, &reading.request))?;
        Ok(release.map(|release| Told::from(ReleaseView(release))))
    }

    /// The very bytes of a published release with their signature, the same for ever; absent where there is none.
    #[graphql(complexity = "QUESTION + child_complexity")]
    async fn release_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The release's name.")] name: String,
    ) -> Result<Option<Told<ReleaseFile>>> {
        let reading = reading(ctx)?;
        let release = reading.file(&name).await;
        let release = release.map_err(|failure| failed(failure, &reading.request))?;
        Ok(release.map(|release| Told::from(ReleaseFile(release))))
    }

    /// Stories of families, each as the family approved it for the prison service, the newest period first. One that is
    /// taken back is gone.
    #[graphql(complexity = "QUESTION + child_complexity")]
    async fn stories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from 1 to 100; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "The code of a region; of all regions when absent.")] region: Option<String>,
    ) -> Result<Told<Uncounted<Story>>> {
        let args = PageArgs::parse(ctx, first, after.as_deref())?;
        super::stories::told(ctx, args, region).await
    }

    /// What is counted, as it is defined now. A release tells how it was defined when it was computed.
    #[graphql(complexity = "QUESTION + child_complexity")]
    async fn indicators(&self, ctx: &Context<'_>) -> Result<Vec<Told<Indicator>>> {
        let reading = reading(ctx)?;
        let indicators = reading.indicators().await;
        let indicators = indicators.map_err(|failure| failed(failure, &reading.request))?;
        Ok(indicators.into_iter().map(Told::from).collect())
    }

    /// Figures beside each other: the tables that a slice asks for, release by release, the newest first.
    #[graphql(complexity = "QUESTION + child_complexity")]
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which figures; all where it is left out.")] slice: Option<FigureSlice>,
    ) -> Result<Vec<Told<ToldTable>>> {
        let reading = reading(ctx)?;
        let told = reading.figures(&slice.unwrap_or_default().into()).await;
        let told = told.map_err(|failure| failed(failure, &reading.request))?;
        Ok(told.into_iter().map(Told::from).collect())
    }

    /// An indicator over the releases, by period, the oldest first. Of a period with several releases each is told.
    #[graphql(complexity = "QUESTION + child_complexity")]
    async fn trend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the indicator.")] indicator: String,
        #[graphql(
            desc = "Codes of regions and groups, and `all`; every place where it is left out.",
            default
        )]
        places: Vec<String>,
        #[graphql(desc = "Codes of categories; all where it is left out.", default)] categories: Vec<String>,
    ) -> Result<Vec<Told<ToldTable>>> {
        let reading = reading(ctx)?;
        let slice = Slice {
            releases: Vec::new(),
            indicators: vec![indicator],
            places,
            categories,
        };
        let told = reading.trend(&slice).await;
        let told = told.map_err(|failure| failed(failure, &reading.request))?;
        Ok(told.into_iter().map(Told::from).collect())
    }
}
