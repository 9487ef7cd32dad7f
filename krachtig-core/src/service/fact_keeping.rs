//! Keeping the facts of families: whose dossier changed has its facts, and what is worth a look in it, computed anew, who
//! changed last first, and its story told or taken back.
//!
//! What was marked and not yet computed waits in the tenant's own database, so an interrupted run is taken up where it
//! was. How often it is looked does not belong here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::hand_in::shares;
use super::observing::Observing;
use super::rules::blocking;
use super::work::tenant_permit;
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::family_facts::{FamilyFacts, kept_periods};
use crate::domain::id::FamilyId;
use crate::domain::national_count::Share;
use crate::domain::period::Period;
use crate::domain::period_check::PeriodCheck;
use crate::error::Fault;
use crate::store::{ComputedFacts, Mark, Store, Waiting};

/// Of how many families facts are kept together: few enough that nobody who writes waits long.
const TOGETHER: usize = 25;

/// What a run takes of the families that wait.
#[derive(Clone, Copy)]
struct Portion {
    /// Of how many facts are computed, at most.
    most: usize,
    /// Whether those are among them whose dossier did not change, and is only looked at again.
    unchanged: bool,
}

/// A good deal: few enough that no other tenant waits long.
const TURN: Portion = Portion {
    most: 50,
    unchanged: true,
};

/// What each of many tenants has done before any has a turn.
const NEWEST: Portion = Portion {
    most: 2,
    unchanged: false,
};

impl Portion {
    /// Whether there is something for it among those whose turn is next.
    fn has_part_in(self, waiting: &Waiting) -> bool {
        let mut marks = waiting.values().flatten();
        marks.any(|mark| self.unchanged || mark.is_change())
    }
}

/// What a run over the families that waited came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptFacts {
    /// Families whose facts were kept.
    pub families: usize,
    /// Families whose dossier could not be read. They go on waiting, and keep nobody else waiting.
    pub unreadable: usize,
    /// Whether others wait still that such a run takes: there were more than it takes at once.
    pub more: bool,
}

impl Services {
    /// Has every family that lacks facts of a period that is kept wait for them: of a store from before facts were kept,
    /// in a new period, or after facts are made in another way. Answers how many.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep facts; a fault of the store.
    pub async fn mark_missing_facts(&self, ctx: &Ctx) -> Outcome<u64> {
        let permit = tenant_permit(ctx, Action::KeepFacts)?;
        let periods = kept_periods(ctx.stamp().today);
        let formula = self.formula(ctx).await?;
        Ok(ctx.store.mark_missing_facts(&permit, (formula, &periods)).await?)
    }

    /// Computes the facts of families that wait, and tells or takes back their stories, some at a time in a transaction that
    /// takes them off the list. What was changed last comes first, and what is only looked at again last: a change of today is
    /// told at once, whatever waits besides.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep facts; a fault of the store.
    pub async fn keep_facts(&self, ctx: &Ctx) -> Outcome<KeptFacts> {
        self.keep_facts_of(ctx, TURN).await
    }

    /// The same of the few families that changed last: so little that all tenants can have it before any has more. Those that
    /// are only looked at again wait for [`Services::keep_facts`].
    ///
    /// # Errors
    /// As [`Services::keep_facts`].
    pub async fn keep_newest_facts(&self, ctx: &Ctx) -> Outcome<KeptFacts> {
        self.keep_facts_of(ctx, NEWEST).await
    }

    async fn keep_facts_of(&self, ctx: &Ctx, portion: Portion) -> Outcome<KeptFacts> {
        let permit = tenant_permit(ctx, Action::KeepFacts)?;
        let together = portion.most.min(TOGETHER);
        let mut waiting = ctx.store.waiting_families(Mark::GREATEST, together).await?;
        if !portion.has_part_in(&waiting) {
            return Ok(KeptFacts::default());
        }
        let making = Arc::new(Making {
            periods: kept_periods(ctx.stamp().today),
            shares: shares(),
            observing: self.observing(ctx).await?,
        });
        let parts = making.observing.parts().and(PeriodCheck::parts());
        let (mut kept, mut unreadable, mut below) = (0, BTreeSet::new(), Mark::GREATEST);
        let mut computed = 0;
        while portion.has_part_in(&waiting) && computed < portion.most {
            let mut changed = Vec::new();
            let mut reached = below;
            for (family, marks) in waiting {
                // Whoever's turn comes later has no mark from here on.
                let newest = marks.iter().copied().filter(|mark| *mark < below).max();
                reached = newest.map_or(reached, |newest| reached.min(newest));
                match dossiers_of(&ctx.store, (family, parts)).await {
                    Ok(dossiers) => {
                        let told = self.tell_stories(ctx, &dossiers).await?;
                        changed.push((family, marks, told, dossiers));
                    }
                    Err(Fault::Corrupt { .. } | Fault::KeyGone { .. }) => drop(unreadable.insert(family)),
                    Err(fault) => return Err(fault.into()),
                }
            }
            // Rules may take their time.
            let made = Arc::clone(&making);
            let facts = blocking(move || made.all(changed)).await?;
            computed += facts.len();
            kept += ctx.store.keep_facts(&permit, &facts).await?;
            below = reached;
            waiting = ctx.store.waiting_families(below, together).await?;
        }
        Ok(KeptFacts {
            families: kept,
            unreadable: unreadable.len(),
            more: portion.has_part_in(&waiting),
        })
    }
}

/// The dossiers of a family, in the order in which they were recorded, as far as facts look at them. They are looked at to
/// count, and shown to nobody.
async fn dossiers_of(store: &Store, (family, parts): (FamilyId, Parts)) -> Result<Vec<Dossier>, Fault> {
    let mut dossiers = Vec::new();
    for id in store.trajectories_of_family(family).await? {
        dossiers.extend(store.dossier(id, parts).await?.unseen());
    }
    Ok(dossiers)
}

/// What facts are made with.
struct Making {
    periods: Vec<Period>,
    shares: Vec<Share>,
    observing: Observing,
}

/// A family whose dossiers were read: its marks, and whether its story was told or taken back.
type Changed = (FamilyId, Vec<Mark>, bool, Vec<Dossier>);

impl Making {
    fn all(&self, changed: Vec<Changed>) -> Vec<ComputedFacts> {
        let computed = |(family, marks, told, dossiers): Changed| ComputedFacts {
            facts: self.facts_of(&dossiers),
            checks: self.checks_of(&dossiers),
            formula: self.observing.formula,
            family,
            marks,
            told,
        };
        changed.into_iter().map(computed).collect()
    }

    /// What a family tells of each period.
    fn facts_of(&self, dossiers: &[Dossier]) -> Vec<(Period, FamilyFacts)> {
        let of = |period: &Period| {
            let told = dossiers.iter().map(|dossier| {
                let facts = self.observing.facts(dossier, *period).map(|(facts, _)| facts);
                (dossier.trajectory.opened_on, facts)
            });
            (*period, FamilyFacts::of(&told.collect::<Vec<_>>(), &self.shares))
        };
        self.periods.iter().map(of).collect()
    }

    /// What is worth a look in a family's dossiers in each period.
    fn checks_of(&self, dossiers: &[Dossier]) -> Vec<(Period, PeriodCheck)> {
        let of = |period: &Period| {
            let period = *period;
            let checks = dossiers
                .iter()
                .flat_map(move |dossier| PeriodCheck::all_of(dossier, period));
            checks.map(move |check| (period, check))
        };
        self.periods.iter().flat_map(of).collect()
    }
}
