//! Approving what was counted of a closed period, which hands it in; and where each count of a period stands.
//!
//! Counting does not belong here: see [`super::figures`].

use std::collections::BTreeMap;

use super::hand_in::unfit;
use super::work::{finish, not_found, tenant_permit, write};
use super::{Ctx, Failure, Outcome, Services};
use crate::access::{Action, Permit};
use crate::domain::national_count::NationalFigures;
use crate::domain::period::Period;
use crate::domain::period_count::{CountState, HandedIn, PeriodCount};
use crate::domain::record::Change;
use crate::error::Fault;
use crate::store::{AuditLine, Condition, EVERYTHING, Window, Writing};

/// Approves a count.
#[derive(Clone, Copy, Debug)]
pub struct ApprovePeriod {
    /// The period.
    pub period: Period,
    /// Which count of it was looked at.
    pub number: i32,
}

/// A count with where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingCount {
    /// The count.
    pub count: PeriodCount,
    /// Where it stands.
    pub state: CountState,
}

/// How many counts of a period are looked at: more than anybody makes.
const MOST: u32 = 500;

impl Services {
    /// Approves the last count of a period, and hands it in. Asked again, it hands in what was approved, so an interrupted
    /// approval can be finished.
    ///
    /// # Errors
    /// `not_found` for whoever may not approve, and for a count that there is not; `changed_since` where the period was
    /// counted anew since.
    pub async fn approve_period(&self, ctx: &Ctx, cmd: ApprovePeriod) -> Outcome<StandingCount> {
        let permit = tenant_permit(ctx, Action::ApprovePeriod)?;
        let tx = ctx.store.begin().await?;
        // Who counts or approves at the same time waits here.
        tx.hold_all::<PeriodCount>().await?;
        let all = counts_of(&tx, cmd.period).await?;
        let last = all.last().map_or(0, |count| count.number);
        let found = all.into_iter().find(|count| count.number == cmd.number);
        let found = found.ok_or_else(|| not_found("number"))?;
        let approved = if found.approved_on.is_some() {
            drop(tx);
            found
        } else {
            let approved = found.approve(last, ctx.stamp())?;
            finish(ctx, tx, &permit, Change::revised(&found, approved)).await?
        };
        let handed_in = self.hand_in_count(ctx, &permit, approved).await?;
        let standing = self.standing(ctx, vec![handed_in], last).await?;
        standing.into_iter().next().ok_or_else(|| not_found("number"))
    }

    /// Hands an approved count in and notes which hand-in it became.
    async fn hand_in_count(&self, ctx: &Ctx, permit: &Permit, count: PeriodCount) -> Outcome<PeriodCount> {
        let revision = self.hand_in(ctx, count.period, count.figures.clone()).await?;
        if count.revision == Some(i32::from(revision)) {
            return Ok(count);
        }
        let tx = ctx.store.begin().await?;
        let now = tx
            .get::<PeriodCount>(count.id)
            .await?
            .ok_or_else(|| not_found("number"))?;
        if now.revision.is_some() {
            // Somebody else handed it in at the same time.
            return Ok(now);
        }
        let change = Change::revised(&now, now.handed_in(i32::from(revision)));
        finish(ctx, tx, permit, change).await
    }

    /// Every count of a period with where it stands, oldest first.
    ///
    /// # Errors
    /// `not_found` for whoever may not see figures.
    pub async fn period_counts(&self, ctx: &Ctx, period: Period) -> Outcome<Vec<StandingCount>> {
        tenant_permit(ctx, Action::ListPeriods)?;
        let (conditions, window) = of_period(period);
        let page = ctx
            .store
            .page::<PeriodCount>(EVERYTHING, conditions, &window)
            .await?
            .unseen();
        let counts: Vec<PeriodCount> = page.rows.into_iter().map(|(_, count)| count).collect();
        let last = counts.last().map_or(0, |count| count.number);
        self.standing(ctx, counts, last).await
    }

    /// Where counts of one period stand, of which this is the last.
    async fn standing(&self, ctx: &Ctx, counts: Vec<PeriodCount>, last: i32) -> Outcome<Vec<StandingCount>> {
        let handed_in = match counts.iter().find(|count| count.revision.is_some()) {
            Some(count) => self.handed_in(ctx, count.period).await?,
            None => BTreeMap::new(),
        };
        let stands = |count: PeriodCount| {
            let known = count.revision.and_then(|revision| handed_in.get(&revision));
            let state = count.state(last, known.copied().unwrap_or_default());
            StandingCount { count, state }
        };
        Ok(counts.into_iter().map(stands).collect())
    }

    /// What the national store knows of the region's hand-ins for a period, by their numbers.
    async fn handed_in(&self, ctx: &Ctx, period: Period) -> Outcome<BTreeMap<i32, HandedIn>> {
        let region = ctx.store.tenant().slug.to_string();
        let store = &self.tenants.national_stores().await?.maker;
        let mut all = BTreeMap::new();
        for state in store.hand_ins(period).await.map_err(faulty)? {
            if state.region == region {
                let released = false;
                let accepted = state.accepted;
                all.insert(i32::from(state.revision), HandedIn { accepted, released });
            }
        }
        for frozen in store.releases().await.map_err(faulty)? {
            if frozen.release.definition.period == period {
                for input in frozen.release.inputs.iter().filter(|input| input.region == region) {
                    all.entry(i32::from(input.revision)).or_default().released = true;
                }
            }
        }
        Ok(all)
    }
}

/// What of a period is looked at, oldest first.
fn of_period(period: Period) -> (Vec<Condition>, Window) {
    let window = Window {
        first: MOST,
        after: None,
        sort: "number",
        descending: false,
    };
    (vec![Condition::Is("period", period.to_string().into())], window)
}

/// The counts of a period, oldest first, as a transaction sees them.
async fn counts_of(tx: &Writing, period: Period) -> Outcome<Vec<PeriodCount>> {
    let (conditions, window) = of_period(period);
    let page = tx.page::<PeriodCount>(conditions, &window).await?;
    Ok(page.rows.into_iter().map(|(_, count)| count).collect())
}

/// Records what was counted beside what closed the period, unless nothing was corrected since the last count.
pub(super) async fn record_count(
    ctx: &Ctx,
    (tx, permit): (&Writing, &Permit),
    (period, figures): (Period, NationalFigures),
) -> Outcome<Option<AuditLine>> {
    let last = counts_of(tx, period).await?.pop();
    match PeriodCount::record(period, figures, (last.as_ref(), ctx.stamp())) {
        Some(count) => write(ctx, tx, (permit, None), &Change::recorded(count)).await.map(Some),
        None => Ok(None),
    }
}

/// What kept the national store from doing what it was asked.
pub(super) fn faulty(failure: krachtig_national::error::Failure) -> Failure {
    match failure {
        krachtig_national::error::Failure::Fault(fault) => Fault::from(fault).into(),
        krachtig_national::error::Failure::Refused(refusals) => unfit(&refusals.to_string()).into(),
    }
}
