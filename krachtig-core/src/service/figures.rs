//! Figures: closing a period in a tenant, and telling the closed periods of several tenants together.

use std::collections::BTreeMap;

use super::work::{finish, tenant_permit};
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::national::{FigureStatus, published};
use crate::domain::period::{ClosedPeriod, Count, Figure, Indicator, Quarter};
use crate::domain::record::Change;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::store::{SubmittedFigures, TenantKind};

/// One national figure: what a tenant tells of a category in a quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalFigure {
    /// The tenant's short name.
    pub tenant: String,
    /// What was counted.
    pub indicator: Indicator,
    /// In which category; empty where the indicator has none.
    pub category: String,
    /// What the figure is.
    pub status: FigureStatus,
    /// How many, unless it is withheld.
    pub value: Option<i64>,
}

/// The closed period of several tenants together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalReport {
    /// The quarter.
    pub quarter: Quarter,
    /// The tenants that closed it: short name and name.
    pub tenants: Vec<(String, String)>,
    /// Their figures.
    pub figures: Vec<NationalFigure>,
    /// The figures of all these tenants together.
    pub totals: Vec<(Indicator, String, FigureStatus, Option<i64>)>,
}

impl Services {
    /// Closes a quarter: counts its figures once, freezes them, and hands them in for the national report. Asked again
    /// for a quarter that is closed, it hands in the same frozen figures, so an interrupted closing can be finished; what was
    /// corrected since goes into the next release, as a revision.
    ///
    /// # Errors
    /// `not_found` for whoever may not close; `in_future` while the quarter is not over.
    pub async fn close_period(&self, ctx: &Ctx, quarter: Quarter) -> Outcome<ClosedPeriod> {
        let permit = tenant_permit(ctx, Action::ClosePeriod)?;
        let tx = ctx.store.begin().await?;
        // Who closes it at the same time waits here, and then finds it closed.
        tx.hold_all::<ClosedPeriod>().await?;
        let closed = match tx.get_by::<ClosedPeriod>("quarter", quarter.to_string().into()).await? {
            Some(closed) => closed,
            None => {
                let mut count = Count::over(quarter);
                tx.summaries(quarter, |case| count.add(case)).await?;
                let closed = ClosedPeriod::close(&count, ctx.stamp())?;
                finish(ctx, tx, &permit, Change::recorded(closed)).await?
            }
        };
        let tenant = ctx.store.tenant();
        let submitted = SubmittedFigures {
            tenant_id: tenant.id,
            quarter,
            figures: closed.figures.clone(),
        };
        self.tenants.national().submit(&submitted).await?;
        self.hand_in(ctx, quarter).await?;
        Ok(closed)
    }

    /// The closed quarter of all tenants of a kind that closed it. Reads what was handed in, never a tenant's store.
    ///
    /// # Errors
    /// `not_found` when nobody closed it.
    pub async fn national_report(&self, quarter: Quarter, kind: Option<TenantKind>) -> Outcome<NationalReport> {
        let submitted = self.tenants.national().of(quarter).await?;
        let tenants = self.tenants.list().await?;
        let mut report = NationalReport {
            quarter,
            tenants: Vec::new(),
            figures: Vec::new(),
            totals: Vec::new(),
        };
        let mut sums: BTreeMap<(Indicator, String), i64> = BTreeMap::new();
        for tenant in tenants
            .iter()
            .filter(|tenant| kind.is_none_or(|kind| tenant.kind == kind))
        {
            let Some(handed_in) = submitted.iter().find(|figures| figures.tenant_id == tenant.id) else {
                continue;
            };
            report.tenants.push((tenant.slug.to_string(), tenant.name.clone()));
            for Figure {
                indicator,
                category,
                value,
            } in &handed_in.figures
            {
                *sums.entry((*indicator, category.clone())).or_default() += value;
                let (status, value) = published(*indicator, *value);
                let (tenant, category) = (tenant.slug.to_string(), category.clone());
                report.figures.push(NationalFigure {
                    tenant,
                    indicator: *indicator,
                    category,
                    status,
                    value,
                });
            }
        }
        if report.tenants.is_empty() {
            return Err(Refusal::new(RefusalCode::NotFound, "quarter").into());
        }
        let total = |((indicator, category), sum): ((Indicator, String), i64)| {
            let of = |figure: &&NationalFigure| figure.indicator == indicator && figure.category == category;
            let withheld = report
                .figures
                .iter()
                .filter(of)
                .filter(|figure| figure.value.is_none())
                .count();
            // One withheld figure would be the total less the others.
            let (status, value) = if withheld == 1 {
                (FigureStatus::BelowThreshold, None)
            } else {
                published(indicator, sum)
            };
            (indicator, category, status, value)
        };
        report.totals = sums.into_iter().map(total).collect();
        Ok(report)
    }

    /// The quarters that some tenant closed, newest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn national_quarters(&self) -> Outcome<Vec<Quarter>> {
        Ok(self.tenants.national().quarters().await?)
    }
}
