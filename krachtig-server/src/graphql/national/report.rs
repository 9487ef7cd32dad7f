//! The report of closed quarters: frozen figures of several tenants beside each other.
//!
//! No type of it can reach a person, a family or a dossier, and none may be added that does.

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::national::{FigureStatus, THRESHOLD};
use krachtig_core::domain::period::{Indicator, Quarter};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::TenantKind;
use krachtig_core::service::{Failure, NationalFigure, NationalReport};
use krachtig_national::store::ReaderScope;

use super::{reading, services};
use crate::graphql::failure::{failed, refused};
use crate::graphql::scalar::{Word, described};
use crate::graphql::shown::{Child, Made, Object as Told, alone, shown};

/// The report of closed quarters.
#[derive(Default)]
pub(super) struct ReportQuery;

/// The report of closed quarters.
#[Object]
impl ReportQuery {
    /// The quarters that some tenant closed, newest first: `2026-Q3`.
    async fn quarters(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        note(ctx, ReaderScope::Catalogue, "quarters").await?;
        let quarters = services(ctx)?
            .national_quarters()
            .await
            .map_err(|failure| failed(&failure, &request(ctx)))?;
        Ok(quarters.iter().map(ToString::to_string).collect())
    }

    /// The figures of a quarter, of every tenant that closed it; absent when none did.
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quarter: `2026-Q3`.")] quarter: String,
        #[graphql(desc = "Tenants of this kind alone.")] kind: Option<Word<TenantKind>>,
    ) -> Result<Option<Told<NationalReport>>> {
        note(ctx, ReaderScope::Figures, "report").await?;
        let quarter: Quarter = quarter.parse().map_err(|refusal| refused(&From::from(refusal)))?;
        match services(ctx)?.national_report(quarter, kind.map(|kind| kind.0)).await {
            Ok(report) => Ok(Some(Told::from(report))),
            Err(Failure::Refused(refusals)) if refusals.first().code == RefusalCode::NotFound => Ok(None),
            Err(failure) => Err(failed(&failure, &request(ctx))),
        }
    }

    /// What the figures of the report mean.
    async fn definitions(&self, ctx: &Context<'_>) -> Result<Vec<Told<Definition>>> {
        note(ctx, ReaderScope::Catalogue, "definitions").await?;
        let all = Indicator::ALL.iter().copied();
        Ok(all.map(|indicator| Told::from(Definition(indicator))).collect())
    }
}

async fn note(ctx: &Context<'_>, scope: ReaderScope, asked: &str) -> Result<()> {
    let reading = reading(ctx)?;
    let noted = reading.note(scope, asked, &[]).await;
    noted.map_err(|failure| super::failed(failure, &reading.request))
}

fn request(ctx: &Context<'_>) -> String {
    reading(ctx).map(|reading| reading.request.clone()).unwrap_or_default()
}

/// What a figure means.
pub(super) struct Definition(Indicator);

/// A tenant that closed a quarter.
struct ReportingTenant {
    slug: String,
    name: String,
}

/// A figure of all reporting tenants together.
struct Total {
    indicator: Indicator,
    category: String,
    status: FigureStatus,
    value: Option<i64>,
}

fn category(code: &str) -> Option<&str> {
    Some(code).filter(|code| !code.is_empty())
}

impl ReportingTenant {
    fn of(report: &NationalReport) -> Vec<Made<Self>> {
        let tenants = report.tenants.iter().cloned();
        tenants.map(|(slug, name)| Made(Self { slug, name })).collect()
    }
}

impl Total {
    fn of(report: &NationalReport) -> Vec<Made<Self>> {
        let totals = report.totals.iter().cloned();
        totals
            .map(|(indicator, category, status, value)| {
                Made(Self {
                    indicator,
                    category,
                    status,
                    value,
                })
            })
            .collect()
    }
}

shown! {
    /// The figures of one quarter, frozen by the tenants that closed it.
    "NationalReport", |report: NationalReport| {
        /// The quarter: `2026-Q3`.
        quarter: String = report.quarter.to_string();
        /// The tenants that closed it.
        tenants: Vec<Made<ReportingTenant>> = ReportingTenant::of(report);
        /// Their figures.
        figures: Vec<Child<'_, NationalFigure>> = report.figures.iter().map(alone).collect();
        /// The figures of all of them together.
        totals: Vec<Made<Total>> = Total::of(report);
        /// The smallest number that is told of an attribute of families.
        threshold: i64 = THRESHOLD;
        /// What the figures mean.
        definitions: Vec<Made<Definition>> = Indicator::ALL.iter().copied().map(|one| Made(Definition(one))).collect();
    }
}

shown! {
    /// A tenant that closed the quarter.
    "ReportingTenant", |tenant: ReportingTenant| {
        /// Its short name, by which figures name it.
        slug: &str = &tenant.slug;
        /// Its name.
        name: &str = &tenant.name;
    }
}

shown! {
    /// One figure of one tenant.
    "NationalFigure", |figure: NationalFigure| {
        /// The tenant's short name.
        tenant: &str = &figure.tenant;
        /// What was counted.
        indicator: Word<Indicator> = Word(figure.indicator);
        /// In which category, as its code; absent when the indicator is not split.
        category: Option<&str> = category(&figure.category);
        /// What the figure is.
        status: Word<FigureStatus> = Word(figure.status);
        /// How many; absent when it is withheld.
        value: Option<i64> = figure.value;
    }
}

shown! {
    /// One figure of all reporting tenants together.
    "NationalTotal", |total: Total| {
        /// What was counted.
        indicator: Word<Indicator> = Word(total.indicator);
        /// In which category, as its code; absent when the indicator is not split.
        category: Option<&str> = category(&total.category);
        /// What the figure is.
        status: Word<FigureStatus> = Word(total.status);
        /// How many; absent when it is withheld.
        value: Option<i64> = total.value;
    }
}

shown! {
    /// What a figure means.
    "IndicatorDefinition", |definition: Definition| {
        /// What is counted.
        indicator: Word<Indicator> = Word(definition.0);
        /// The definition.
        text: String = described(definition.0.about()).unwrap_or_default();
        /// Whether it is an attribute of families, of which small numbers are withheld, rather than a figure of the
        /// organisation.
        attribute: bool = definition.0.is_attribute();
        /// The categories into which it is split, as codes; empty when it is not split.
        categories: Vec<&'static str> = split(definition.0);
    }
}

fn split(indicator: Indicator) -> Vec<&'static str> {
    indicator
        .categories()
        .into_iter()
        .filter(|code| !code.is_empty())
        .collect()
}
