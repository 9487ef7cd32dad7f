//! Counts a tenant's national figures of a period, and hands in what was approved: totals, and histograms in which no family counts more than its
//! share. No row about one family leaves the tenant.
//!
//! What is published of them, and how that is protected, does not belong here: see `krachtig_national`.

use std::collections::BTreeSet;
use std::sync::Arc;

use krachtig_national::catalogue::catalogue;
use krachtig_national::error::Failure as NationalFailure;
use krachtig_national::hand_in::{Context, HandIn, RegionKind};
use krachtig_national::indicator::Kind;
use time::{OffsetDateTime, UtcOffset};

use super::observing::Observing;
use super::rules::{all_where, blocking};
use super::{Ctx, Outcome, Services};
use crate::domain::dossier::Dossier;
use crate::domain::national_count::{NationalCount, NationalFigures, Share};
use crate::domain::partner::Partner;
use crate::domain::period::Period;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::trajectory::Trajectory;
use crate::error::Fault;
use crate::rules::indicator::Tally;
use crate::store::{EVERYTHING, TenantKind, Window};

/// How many trajectories are read together.
const PAGE: u32 = 100;

/// In how many calendar years a family counts, where nothing else is set.
pub(super) const COUNTED_YEARS: u8 = 3;

impl Services {
    /// The same use cases, with families counted in national figures in so many calendar years.
    #[must_use]
    pub fn with_counted_years(self, counted_years: u8) -> Self {
        Self { counted_years, ..self }
    }

    /// Hands a closed period's figures in. Counted again after corrections, they are a revision, which goes into the next
    /// release; figures that did not change are handed in once.
    pub(super) async fn hand_in(&self, ctx: &Ctx, period: Period, figures: NationalFigures) -> Outcome<u16> {
        let NationalFigures {
            counted_families,
            totals,
            histograms,
            own,
            rules,
            ..
        } = figures;
        let catalogue = catalogue();
        let tenant = ctx.store.tenant();
        let figures = HandIn {
            region: tenant.slug.to_string(),
            name: tenant.name.clone(),
            period,
            counted_families,
            counted_years: self.counted_years,
            totals,
            histograms,
            software: env!("CARGO_PKG_VERSION").to_owned(),
            plugins: rules,
            context: Some(context(ctx).await?),
            own,
        };
        let stores = self.tenants.national_stores().await?;
        match stores.maker.hand_in(&figures, &catalogue, dutch_moment(ctx)).await {
            Ok(revision) => Ok(revision),
            Err(NationalFailure::Fault(fault)) => Err(Fault::from(fault).into()),
            Err(NationalFailure::Refused(refusals)) if refusals.all().iter().all(is_too_early) => {
                Err(Refusal::new(RefusalCode::InFuture, "period").into())
            }
            Err(NationalFailure::Refused(refusals)) => Err(unfit(&refusals.to_string()).into()),
        }
    }

    /// The figures of a period, over every dossier of the tenant. They are looked at to count and shown to nobody.
    pub(super) async fn count(&self, ctx: &Ctx, period: Period) -> Outcome<NationalFigures> {
        let observing = Arc::new(self.observing(ctx).await?);
        let mut count = NationalCount::over(period, self.counted_years);
        let mut tally = Tally::over(observing.own.declared());
        let mut after = None;
        loop {
            let window = Window {
                first: PAGE,
                after: after.take(),
                sort: "id",
                descending: false,
            };
            let page = ctx.store.page::<Trajectory>(EVERYTHING, Vec::new(), &window).await?;
            let page = page.unseen();
            after = page.rows.last().map(|(cursor, _)| cursor.clone());
            let mut dossiers = Vec::new();
            for (_, trajectory) in page.rows {
                let dossier = ctx.store.dossier(trajectory.id, observing.parts()).await?.unseen();
                dossiers.push((trajectory, dossier));
            }
            let rules = Arc::clone(&observing);
            let told = move |(trajectory, dossier): (Trajectory, Option<Dossier>)| {
                let facts = dossier.and_then(|dossier| rules.facts(&dossier, period));
                (trajectory, facts)
            };
            let told = blocking(move || dossiers.into_iter().map(told).collect::<Vec<_>>()).await?;
            for (trajectory, told) in told {
                let (facts, observed) = told.unzip();
                // What was observed was checked as the tally checks it.
                let _ = tally.add(&observed.unwrap_or_default());
                count.add(&trajectory, facts);
            }
            if !page.more {
                return Ok(NationalFigures {
                    observed: Observing::figures(&tally),
                    rules: observing.named.clone(),
                    ..count.figures(&shares(), observing.own.national())
                });
            }
        }
    }
}

/// What sort of region the tenant is: where the parties work to which it refers.
async fn context(ctx: &Ctx) -> Outcome<Context> {
    let parties = all_where::<Partner>(ctx, None, Vec::new()).await?;
    let codes: BTreeSet<String> = parties
        .iter()
        .filter(|party| party.active)
        .filter_map(|party| party.municipality.as_ref().map(|code| code.as_str().to_owned()))
        .collect();
    Ok(Context {
        kind: match ctx.store.tenant().kind {
            TenantKind::Region => RegionKind::Office,
            TenantKind::Institution => RegionKind::Institution,
        },
        municipalities: codes.into_iter().collect(),
    })
}

/// The attributes that are counted, each with a family's share.
pub(super) fn shares() -> Vec<Share> {
    let attributes = catalogue().into_iter().filter(|one| one.kind == Kind::Attribute);
    attributes.map(|one| (one.code, one.most_cells)).collect()
}

fn is_too_early(refusal: &krachtig_national::refusal::Refusal) -> bool {
    refusal.code == krachtig_national::refusal::RefusalCode::NotOver
}

pub(super) fn unfit(what: &str) -> Fault {
    Fault::Unsuitable {
        what: format!("the national figures do not take what was counted: {what}"),
    }
}

/// The present moment as a clock in the Netherlands shows it, for a period ends when it is over there.
fn dutch_moment(ctx: &Ctx) -> OffsetDateTime {
    let (now, today) = (ctx.now(), ctx.stamp().today);
    let hours_ahead = [1, 2]
        .into_iter()
        .filter_map(|hours| UtcOffset::from_hms(hours, 0, 0).ok());
    let moments = hours_ahead.map(|offset| now.to_offset(offset));
    moments.into_iter().find(|moment| moment.date() == today).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::national_count::TOTALS;
    use crate::domain::obstacle::{Bridge, SuggestionState};
    use crate::domain::room::ConnectionSide;
    use crate::domain::trajectory::Step;
    use crate::domain::vocabulary::{
        Carrier, Effect, FundingSilo, LifeDomain, ObstacleGround, ProblemGroup, Vocabulary,
    };

    fn words<V: Vocabulary>() -> BTreeSet<String> {
        V::ALL.iter().map(|word| word.code().to_owned()).collect()
    }

    #[test]
    fn the_catalogue_has_the_fields_own_words() {
        let catalogue = catalogue();
        let of = |code: &str| -> BTreeSet<String> {
            let indicator = catalogue.iter().find(|one| one.code == code).expect("it is there");
            indicator
                .categories
                .iter()
                .map(|category| category.code.clone())
                .collect()
        };
        assert_eq!(of("furthest_step"), words::<Step>());
        assert_eq!(of("problem_groups"), words::<ProblemGroup>());
        assert_eq!(of("problem_effect"), words::<Effect>());
        assert_eq!(of("domain_change"), words::<Effect>());
        assert_eq!(of("improved_domains"), words::<LifeDomain>());
        assert_eq!(of("budget_domains"), words::<LifeDomain>());
        assert_eq!(of("carried_by"), words::<Carrier>());
        assert_eq!(of("silo_obstacles"), words::<FundingSilo>());
        for silos in [
            "budget_allotted",
            "budget_asked_silos",
            "budget_approved_silos",
            "budget_spent_silos",
        ] {
            assert_eq!(of(silos), words::<FundingSilo>(), "{silos}");
        }
        assert_eq!(of("budget_asked_domains"), words::<LifeDomain>());
        assert_eq!(of("budget_approved_domains"), words::<LifeDomain>());
        assert_eq!(of("declined_grounds"), words::<ObstacleGround>());
        assert_eq!(of("silo_grounds"), words::<ObstacleGround>());
        assert_eq!(of("needs_carried_by"), words::<Carrier>());
        assert_eq!(of("connections"), words::<ConnectionSide>());
        assert_eq!(of("suggestions_by_outcome"), words::<SuggestionState>());
        let mut bridges = words::<Bridge>();
        bridges.insert("nothing".to_owned());
        assert_eq!(of("silo_bridges"), bridges);
    }

    #[test]
    fn all_that_the_catalogue_tells_of_the_organisation_is_counted() {
        let organisational = catalogue().into_iter().filter(|one| one.kind == Kind::Organisational);
        let codes: BTreeSet<String> = organisational.map(|one| one.code).collect();
        assert_eq!(codes, TOTALS.iter().map(|code| (*code).to_owned()).collect());
        assert_eq!(
            COUNTED_YEARS,
            krachtig_national::budget::Limits::default().counted_years
        );
    }
}
