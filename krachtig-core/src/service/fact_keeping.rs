//! Keeping the facts of families: whose dossier changed has its facts computed anew, in the order in which they changed,
//! and its story told or taken back.
//!
//! What was marked and not yet computed waits in the tenant's own database, so an interrupted run is taken up where it
//! was. How often it is looked does not belong here.

use super::hand_in::shares;
use super::work::tenant_permit;
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::dossier::Dossier;
use crate::domain::family_facts::{FamilyFacts, kept_quarters};
use crate::domain::id::FamilyId;
use crate::domain::national_count::Share;
use crate::domain::national_facts::NationalFacts;
use crate::domain::period::Quarter;
use crate::error::Fault;
use crate::store::{ComputedFacts, Store};

/// Of how many families facts are kept together: few enough that nobody who writes waits long.
const TOGETHER: u32 = 50;

/// What a run over the families that waited came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptFacts {
    /// Families whose facts were kept.
    pub families: usize,
    /// Families whose dossier could not be read. They go on waiting, and keep nobody else waiting.
    pub unreadable: usize,
}

impl Services {
    /// Has every family that lacks facts of a quarter that is kept wait for them: of a store from before facts were kept,
    /// in a new quarter, or after facts are made in another way. Answers how many.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep facts; a fault of the store.
    pub async fn mark_missing_facts(&self, ctx: &Ctx) -> Outcome<u64> {
        let permit = tenant_permit(ctx, Action::KeepFacts)?;
        let quarters = kept_quarters(ctx.stamp().today);
        Ok(ctx.store.mark_missing_facts(&permit, &quarters).await?)
    }

    /// Computes the facts of every family that waits, and tells or takes back its story, some at a time in a transaction that takes them off the list.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep facts; a fault of the store.
    pub async fn keep_facts(&self, ctx: &Ctx) -> Outcome<KeptFacts> {
        let permit = tenant_permit(ctx, Action::KeepFacts)?;
        let (quarters, shares) = (kept_quarters(ctx.stamp().today), shares());
        let (mut kept, mut beyond) = (KeptFacts::default(), 0);
        loop {
            let waiting = ctx.store.waiting_families(beyond, TOGETHER).await?;
            if waiting.is_empty() {
                return Ok(kept);
            }
            let mut computed = Vec::new();
            let mut reached = beyond;
            for (family, marks) in waiting {
                // Of those that come later, none has a mark up to here.
                let first = marks.iter().copied().filter(|mark| *mark > beyond).min();
                reached = first.map_or(reached, |first| reached.max(first));
                match dossiers_of(&ctx.store, family).await {
                    Ok(dossiers) => computed.push(ComputedFacts {
                        told: self.tell_stories(ctx, &dossiers).await?,
                        facts: facts_of(&dossiers, (&quarters, &shares)),
                        family,
                        marks,
                    }),
                    Err(Fault::Corrupt { .. } | Fault::KeyGone { .. }) => kept.unreadable += 1,
                    Err(fault) => return Err(fault.into()),
                }
            }
            kept.families += ctx.store.keep_facts(&permit, &computed).await?;
            beyond = reached;
        }
    }
}

/// The dossiers of a family, in the order in which they were recorded, as far as facts look at them. They are looked at to
/// count, and shown to nobody.
async fn dossiers_of(store: &Store, family: FamilyId) -> Result<Vec<Dossier>, Fault> {
    let mut dossiers = Vec::new();
    for id in store.trajectories_of_family(family).await? {
        dossiers.extend(store.dossier(id, NationalFacts::parts()).await?.unseen());
    }
    Ok(dossiers)
}

/// What a family tells of each of these quarters.
fn facts_of(dossiers: &[Dossier], (quarters, shares): (&[Quarter], &[Share])) -> Vec<(Quarter, FamilyFacts)> {
    let of = |quarter: &Quarter| {
        let told = dossiers.iter().map(|dossier| {
            let facts = NationalFacts::of(dossier, *quarter);
            (dossier.trajectory.opened_on, facts)
        });
        (*quarter, FamilyFacts::of(&told.collect::<Vec<_>>(), shares))
    };
    quarters.iter().map(of).collect()
}
