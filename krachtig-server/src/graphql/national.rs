//! The schema of the national report: frozen figures of several tenants beside each other.
//!
//! No type of it can reach a person, a family or a dossier, and none may be added that does: it is a schema of its own,
//! not a part of the tenants'.

use async_graphql::{Context, Data, EmptyMutation, EmptySubscription, Object, Result, Schema, SchemaBuilder};
use krachtig_core::domain::national::{FigureStatus, THRESHOLD};
use krachtig_core::domain::period::{Indicator, Quarter};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::TenantKind;
use krachtig_core::service::{Failure, NationalFigure, NationalReport, Services};

use super::failure::{INTERNAL, coded, failed, refused};
use super::scalar::{Word, described};
use super::shown::{Child, Made, Object as Told, alone, shown};

/// The schema of the national report. Each request needs [`request_data`].
pub type NationalSchema = Schema<NationalQuery, EmptyMutation, EmptySubscription>;

/// The schema, to be finished with the limits of whoever serves it.
pub fn builder() -> SchemaBuilder<NationalQuery, EmptyMutation, EmptySubscription> {
    Schema::build(NationalQuery, EmptyMutation, EmptySubscription)
}

/// The data that a request of the national schema needs; `request` is its id, for the logs.
pub fn request_data(services: Services, request: String) -> Data {
    let mut data = Data::default();
    data.insert(Reading { services, request });
    data
}

struct Reading {
    services: Services,
    request: String,
}

fn reading<'c>(ctx: &Context<'c>) -> Result<&'c Reading> {
    ctx.data()
        .map_err(|_| coded(INTERNAL, "The request came in without its surroundings."))
}

/// The national report.
pub struct NationalQuery;

/// The national report.
#[Object]
impl NationalQuery {
    /// The quarters that some tenant closed, newest first: `2026-Q3`.
    async fn quarters(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let Reading { services, request } = reading(ctx)?;
        let quarters = services
            .national_quarters()
            .await
            .map_err(|failure| failed(&failure, request))?;
        Ok(quarters.iter().map(ToString::to_string).collect())
    }

    /// The figures of a quarter, of every tenant that closed it; absent when none did.
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quarter: `2026-Q3`.")] quarter: String,
        #[graphql(desc = "Tenants of this kind alone.")] kind: Option<Word<TenantKind>>,
    ) -> Result<Option<Told<NationalReport>>> {
        let Reading { services, request } = reading(ctx)?;
        let quarter: Quarter = quarter.parse().map_err(|refusal| refused(&From::from(refusal)))?;
        match services.national_report(quarter, kind.map(|kind| kind.0)).await {
            Ok(report) => Ok(Some(Told::from(report))),
            Err(Failure::Refused(refusals)) if refusals.first().code == RefusalCode::NotFound => Ok(None),
            Err(failure) => Err(failed(&failure, request)),
        }
    }

    /// What the figures mean.
    async fn definitions(&self) -> Vec<Told<Definition>> {
        Indicator::ALL
            .iter()
            .copied()
            .map(|indicator| Told::from(Definition(indicator)))
            .collect()
    }
}

/// What a figure means.
pub struct Definition(Indicator);

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
