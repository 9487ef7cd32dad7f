//! How long dossiers are kept, what is due to be destroyed, and legal holds.

use std::collections::{BTreeMap, HashSet};

use time::Date;

use super::work::{Recorded, begin, expect_version, finish, tenant_permit};
use super::{Act, Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::destruction::{Destruction, DestructionOutcome, policy_of};
use crate::domain::family::Family;
use crate::domain::id::{FamilyId, TrajectoryId};
use crate::domain::record::{Change, Version};
use crate::domain::retention::{LegalHold, RetentionBasis, RetentionDraft, RetentionPolicy};
use crate::domain::rights::DataSubject;
use crate::domain::trajectory::Trajectory;
use crate::domain::vocabulary::Vocabulary;
use crate::store::{EVERYTHING, Find, Row, Window};

/// Places a legal hold on a family's dossier.
#[derive(Clone, Debug)]
pub struct PlaceHold {
    /// The family.
    pub family_id: FamilyId,
    /// Why.
    pub reason: String,
}

/// Says what a dossier is kept under.
#[derive(Clone, Copy, Debug)]
pub struct KeepUnder {
    /// The trajectory.
    pub id: TrajectoryId,
    /// The version that was seen.
    pub version: Version,
    /// What it is kept under.
    pub basis: RetentionBasis,
}

/// What is due to be destroyed.
#[derive(Clone, Debug)]
pub struct RetentionPreview {
    /// By policy, all of them told.
    pub policies: Vec<DuePolicy>,
    /// The dossiers that are due, the longest due first. None for an operator, who is to see no dossier.
    pub due: Vec<DueDossier>,
}

/// What a policy says, and how many dossiers it is about.
#[derive(Clone, Debug)]
pub struct DuePolicy {
    /// The policy: what the office set, or what holds otherwise.
    pub policy: RetentionPolicy,
    /// How many families' dossiers are due.
    pub due: u32,
    /// How many are due but for a legal hold.
    pub held: u32,
    /// How many are closed and not due yet.
    pub kept: u32,
    /// When the next of those is due.
    pub next_on: Option<Date>,
}

/// A family's dossier that is due.
#[derive(Clone, Copy, Debug)]
pub struct DueDossier {
    /// The family.
    pub family_id: FamilyId,
    /// What it is kept under.
    pub basis: RetentionBasis,
    /// Since when.
    pub due_on: Date,
    /// Whether a legal hold keeps it.
    pub held: bool,
}

impl Services {
    /// What is due to be destroyed today, by policy.
    ///
    /// # Errors
    /// `not_found` for whoever may not look.
    pub async fn preview_retention(&self, ctx: &Ctx) -> Outcome<RetentionPreview> {
        tenant_permit(ctx, Action::PreviewRetention)?;
        let mut preview = preview(ctx).await?;
        if ctx.actor.as_member().is_none() {
            preview.due.clear();
        }
        Ok(preview)
    }

    /// Sets how long dossiers of a basis are kept.
    ///
    /// # Errors
    /// As [`RetentionPolicy::set`]; `not_found` for whoever may not.
    pub async fn set_retention(&self, ctx: &Ctx, draft: RetentionDraft) -> Outcome<RetentionPolicy> {
        let permit = tenant_permit(ctx, Action::SetRetention)?;
        let tx = ctx.store.begin().await?;
        tx.hold_all::<RetentionPolicy>().await?;
        let before = tx.get_by::<RetentionPolicy>("basis", draft.basis.code().into()).await?;
        let after = RetentionPolicy::set(before.as_ref(), draft, ctx.stamp())?;
        finish(ctx, tx, &permit, Change { before, after }).await
    }

    /// Says what a trajectory's dossier is kept under.
    ///
    /// # Errors
    /// `not_found`, `stale`.
    pub async fn keep_under(&self, ctx: &Ctx, cmd: KeepUnder) -> Outcome<Recorded<Trajectory>> {
        let case = begin(ctx, Action::KeepUnder, Find::Trajectory(cmd.id)).await?;
        expect_version(&case.tx, &case.dossier.trajectory, cmd.version).await?;
        let after = case.dossier.trajectory.keep_under(cmd.basis);
        let change = Change::revised(&case.dossier.trajectory, after);
        case.finish(ctx, change).await
    }

    /// Places a legal hold on a family's dossier: nothing of it is destroyed as long as it stands.
    ///
    /// # Errors
    /// As [`LegalHold::place`]; `not_found`.
    pub async fn place_hold(&self, ctx: &Ctx, cmd: PlaceHold) -> Outcome<Recorded<LegalHold>> {
        let case = begin(ctx, Action::PlaceHold, Find::of::<Family>(cmd.family_id)).await?;
        let hold = LegalHold::place(&case.dossier, &cmd.reason, ctx.stamp())?;
        case.finish(ctx, Change::recorded(hold)).await
    }

    /// Lifts a legal hold.
    ///
    /// # Errors
    /// As [`LegalHold::lift`]; `not_found`, `stale`.
    pub async fn lift_hold(&self, ctx: &Ctx, cmd: Act<LegalHold>) -> Outcome<Recorded<LegalHold>> {
        self.revise(
            ctx,
            (Action::LiftHold, cmd.id, cmd.version),
            |hold: &LegalHold, _, stamp| hold.lift(stamp),
        )
        .await
    }
}

/// What is due today.
pub(super) async fn preview(ctx: &Ctx) -> Outcome<RetentionPreview> {
    let today = ctx.stamp().today;
    let policies: Vec<RetentionPolicy> = all(ctx).await?;
    let mut families: BTreeMap<FamilyId, DueDossier> = BTreeMap::new();
    for kept in ctx.store.kept_trajectories().await? {
        let basis = kept.basis.unwrap_or(RetentionBasis::Informal);
        let due_on = policy_of(&policies, basis).keeps_until(kept.closed_on, kept.changed_on);
        let (family_id, held) = (kept.family_id, kept.held);
        let due = DueDossier {
            family_id,
            basis,
            due_on,
            held,
        };
        let whole = families.entry(family_id).or_insert(due);
        (whole.basis, whole.due_on) = (whole.basis.max(basis), whole.due_on.max(due_on));
    }
    let destroyed = destroyed(ctx).await?;
    families.retain(|family, _| !destroyed.contains(family));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let of_policy = |basis: &RetentionBasis| {
        let of = || families.values().filter(|whole| whole.basis == *basis);
        let due = of().filter(|whole| whole.due_on <= today);
        let kept = || of().filter(|whole| whole.due_on > today);
        let (held, free): (Vec<&DueDossier>, Vec<&DueDossier>) = due.partition(|whole| whole.held);
        DuePolicy {
            policy: policy_of(&policies, *basis),
            due: count(free.len()),
            held: count(held.len()),
            kept: count(kept().count()),
            next_on: kept().map(|whole| whole.due_on).min(),
        }
    };
    let policies = RetentionBasis::ALL.iter().map(of_policy).collect();
    let mut due: Vec<_> = families.into_values().filter(|whole| whole.due_on <= today).collect();
    due.sort_by_key(|whole| (whole.due_on, whole.family_id));
    Ok(RetentionPreview { policies, due })
}

/// The families whose dossiers were destroyed as a whole.
async fn destroyed(ctx: &Ctx) -> Outcome<HashSet<FamilyId>> {
    let destructions: Vec<Destruction> = all(ctx).await?;
    let items = destructions.iter().flat_map(|destruction| &destruction.items);
    let whole = items
        .filter(|item| item.subject() == DataSubject::Family && item.outcome == Some(DestructionOutcome::Destroyed));
    Ok(whole.map(|item| item.family_id).collect())
}

/// A whole list of the tenant.
pub(super) async fn all<R: Row>(ctx: &Ctx) -> Outcome<Vec<R>> {
    let mut window = Window {
        first: 500,
        after: None,
        sort: "id",
        descending: false,
    };
    let mut records = Vec::new();
    loop {
        let page = ctx.store.page::<R>(EVERYTHING, Vec::new(), &window).await?.unseen();
        window.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        records.extend(page.rows.into_iter().map(|(_, record)| record));
        if !page.more {
            return Ok(records);
        }
    }
}
