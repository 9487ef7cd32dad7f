//! What the rows of a list over trajectories look at besides themselves, for a whole page at once.
//!
//! A page holds records without their dossiers. Whatever of a dossier their fields look at is fetched here for all of
//! them together, one statement per kind, so that a page costs the same number of statements whatever its size.
//! Who may see a row does not belong here: it was authorised with the page that it stands on.

use std::collections::{HashMap, HashSet};

use super::{Ctx, Outcome, Services};
use crate::domain::attachment::Attachment;
use crate::domain::budget::{BudgetPlan, BudgetRequest, LedgerLine};
use crate::domain::consent::Consent;
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::family::{Family, Person};
use crate::domain::goal::Action;
use crate::domain::id::{FamilyId, Id, PartnerId, TrajectoryId};
use crate::domain::obstacle::Suggestion;
use crate::domain::partner::Partner;
use crate::domain::record::{InDossier, RecordKind};
use crate::domain::story::StoryApproval;
use crate::domain::trajectory::Trajectory;
use crate::store::{Logged, Row};

/// Which parts of the dossiers around some rows are wanted. The family and the trajectory always come along.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The trajectories of the rows, in any order; naming one twice does no harm.
    pub trajectories: Vec<TrajectoryId>,
    /// Parties that the rows name, for when parties are among the parts.
    pub partners: Vec<(TrajectoryId, PartnerId)>,
    /// The lists: of persons, consents, ledger lines, actions, suggestions, story approvals, budget plans and requests,
    /// attachments, and parties. A row brings nothing else of its dossier.
    pub parts: Parts,
}

impl Services {
    /// The dossiers around the rows of a page that the log tells of, holding the wanted parts and nothing else, each as
    /// far as the actor may see it.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn around(&self, ctx: &Ctx, logged: &Logged, wanted: &Around) -> Outcome<HashMap<TrajectoryId, Dossier>> {
        let ids = logged.among(&distinct(wanted.trajectories.iter().copied()));
        let trajectories = ctx.store.get_all::<Trajectory>(&ids).await?.beside(logged);
        let homes = distinct(trajectories.iter().map(|one| one.family_id));
        let families = self.families_by_id(ctx, logged, &homes).await?;
        let begin = |trajectory: Trajectory| {
            let family: &Family = families.get(&trajectory.family_id)?;
            Some((trajectory.id, Dossier::begin(family.clone(), trajectory)))
        };
        let mut dossiers: HashMap<_, _> = trajectories.into_iter().filter_map(begin).collect();
        if wanted.parts.has(RecordKind::Person) {
            let persons = ctx.store.of_families::<Person>(&homes).await?.beside(logged);
            hand_out_to_families(&mut dossiers, &persons, |person| person.family_id);
        }
        if wanted.parts.has(RecordKind::Consent) {
            let consents = ctx.store.of_families::<Consent>(&homes).await?.beside(logged);
            hand_out_to_families(&mut dossiers, &consents, |consent| consent.family_id);
        }
        macro_rules! hand_out {
            ($($record:ident),+) => {$(
                if wanted.parts.has(RecordKind::$record) {
                    fetch::<$record>((ctx, logged), &ids, &mut dossiers).await?;
                }
            )+};
        }
        hand_out!(
            LedgerLine,
            Action,
            Suggestion,
            StoryApproval,
            BudgetPlan,
            BudgetRequest,
            Attachment
        );
        if wanted.parts.has(RecordKind::Partner) {
            self.hand_out_partners((ctx, logged), &wanted.partners, &mut dossiers)
                .await?;
        }
        let sees = self.sees_of(ctx, &ids).await?;
        let today = ctx.stamp().today;
        let seen = |(id, dossier): (TrajectoryId, Dossier)| (id, dossier.seen(sees.of(id), today));
        Ok(dossiers.into_iter().map(seen).collect())
    }

    async fn hand_out_partners(
        &self,
        (ctx, logged): (&Ctx, &Logged),
        named: &[(TrajectoryId, PartnerId)],
        dossiers: &mut HashMap<TrajectoryId, Dossier>,
    ) -> Outcome<()> {
        let partners: HashMap<PartnerId, Partner> = self
            .partners_by_id(ctx, logged, &distinct(named.iter().map(|(_, partner)| *partner)))
            .await?;
        for (trajectory, partner) in named {
            if let (Some(dossier), Some(partner)) = (dossiers.get_mut(trajectory), partners.get(partner)) {
                partner.clone().put(dossier);
            }
        }
        Ok(())
    }
}

/// Fetches the records of the trajectories and puts each into its dossier: one statement.
async fn fetch<R: Row + InDossier>(
    (ctx, logged): (&Ctx, &Logged),
    ids: &[TrajectoryId],
    dossiers: &mut HashMap<TrajectoryId, Dossier>,
) -> Outcome<()> {
    for record in ctx.store.of_trajectories::<R>(ids).await?.beside(logged) {
        if let Some(dossier) = record.trajectory().and_then(|id| dossiers.get_mut(&id)) {
            record.put(dossier);
        }
    }
    Ok(())
}

/// Puts what belongs to a family into the dossiers of all its trajectories on the page.
fn hand_out_to_families<R: InDossier>(
    dossiers: &mut HashMap<TrajectoryId, Dossier>,
    records: &[R],
    family_of: impl Fn(&R) -> FamilyId,
) {
    let mut by_family: HashMap<FamilyId, Vec<&R>> = HashMap::new();
    for record in records {
        by_family.entry(family_of(record)).or_default().push(record);
    }
    for dossier in dossiers.values_mut() {
        for record in by_family.get(&dossier.family.id).into_iter().flatten() {
            (*record).clone().put(dossier);
        }
    }
}

fn distinct<I: Id + std::hash::Hash>(ids: impl Iterator<Item = I>) -> Vec<I> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}
