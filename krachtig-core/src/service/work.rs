//! What the use cases have in common: loading a dossier for an action, refusing a stale edit, committing with audit.

use std::sync::Arc;

use super::{Ctx, Failure, Outcome, Services};
use crate::access::{Action, Permit, Relation, permit, permit_on, seen};
use crate::domain::clock::Stamp;
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::dossier_part::{DossierPart, DossierParts};
use crate::domain::id::{AuditId, Id, MemberId, TrajectoryId};
use crate::domain::record::{Change, InDossier, Record, RecordKind, Version};
use crate::domain::refusal::{Changed, Decision, Refusal, RefusalCode};
use crate::domain::rule_set::RulesInForce;
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;
use crate::store::{AuditLine, AuditLines, Batch, Find, Loaded, Row, Writing, Written};

/// A dossier that was loaded for an action, with the permit for it.
pub(super) struct Case {
    pub(super) tx: Writing,
    pub(super) dossier: Dossier,
    pub(super) permit: Permit,
    /// The tenant's rules in use today, where they are among the action's parts.
    pub(super) rules: RulesInForce,
    /// What the actor may see of the dossier: who decides on money need not see more.
    sees: DossierParts,
    /// What the actor is to the dossier.
    relation: Relation,
    /// What is to be written, all at once at the end.
    batch: Batch,
}

/// The answer to whoever asks for what is not there, or not theirs to see.
pub(super) fn not_found(field: &str) -> Failure {
    Refusal::new(RefusalCode::NotFound, field).into()
}

/// What the actor is to a dossier's trajectory.
pub(super) fn relation(ctx: &Ctx, dossier: &Dossier, stamp: Stamp<'_>) -> Relation {
    Relation::by(stamp.today, ctx.actor.as_member(), &dossier.assignments)
}

/// The permit for an action that is about no trajectory.
///
/// # Errors
/// `not_found`: forbidden and absent look alike.
pub(super) fn tenant_permit(ctx: &Ctx, action: Action) -> Outcome<Permit> {
    permit(&ctx.actor, action, Relation::None).ok_or_else(|| not_found(""))
}

/// Begins a transaction with the dossier that an action is about, if the actor may do that to it.
///
/// # Errors
/// `not_found`; `dossier_destroyed`.
pub(super) async fn begin(ctx: &Ctx, action: Action, find: Find) -> Outcome<Case> {
    let field = if matches!(find, Find::Trajectory(_)) {
        "trajectory_id"
    } else {
        "id"
    };
    let tx = ctx.store.begin().await?;
    let stamp = ctx.stamp();
    let loaded = tx.dossier((find, parts_for(action)), (&ctx.actor, stamp.today)).await?;
    let Loaded { dossier, rules } = loaded.ok_or_else(|| not_found(field))?;
    let relation = relation(ctx, &dossier, stamp);
    let sees = seen(&ctx.actor, relation);
    let permit = permit(&ctx.actor, action, relation).ok_or_else(|| not_found(field))?;
    dossier.demand_not_destroyed(field)?;
    Ok(Case {
        batch: tx.batch(),
        tx,
        dossier,
        permit,
        rules: RulesInForce::on(stamp.today, rules),
        sees,
        relation,
    })
}

/// What of a dossier an action looks at, the fields of what it records included. Families ask for money all day, so
/// for that it is told apart; every other action gets the whole dossier.
fn parts_for(action: Action) -> Parts {
    const ASKING: Parts = Parts::of(&[
        RecordKind::Person,
        RecordKind::Consent,
        RecordKind::Assignment,
        RecordKind::BudgetPlan,
        RecordKind::BudgetRequest,
        RecordKind::LedgerLine,
        RecordKind::SiloObstacle,
        RecordKind::RuleSet,
        RecordKind::ProcessingLimit,
    ]);
    match action {
        Action::RequestBudget => ASKING,
        Action::BreakGlass => Parts::of(&[RecordKind::Assignment]),
        _ => Parts::ALL,
    }
}

/// A record as it became, in the dossier as it became with it.
#[derive(Clone, Debug)]
pub struct Recorded<R> {
    /// The record.
    pub record: R,
    /// The dossier, as far as the actor may see it.
    pub dossier: Arc<Dossier>,
}

impl Case {
    /// Refuses what the action does to a part of the dossier that is not the actor's.
    ///
    /// # Errors
    /// `not_found` at `field`: forbidden and absent look alike.
    pub(super) fn demand_part(&self, ctx: &Ctx, part: DossierPart, field: &str) -> Outcome<()> {
        let action = self.permit.action();
        match permit_on(&ctx.actor, (action, part), self.relation) {
            Some(_) => Ok(()),
            None => Err(not_found(field)),
        }
    }

    /// What the actor may see of the dossier.
    pub(super) fn sees(&self) -> DossierParts {
        self.sees
    }

    /// Writes one change and commits.
    pub(super) async fn finish<R: Row + InDossier>(mut self, ctx: &Ctx, change: Change<R>) -> Outcome<Recorded<R>> {
        let line = self.write(ctx, &change)?;
        self.commit(ctx, line, change.after).await
    }

    /// Puts one change into the dossier and among what is written at the end, and gives its audit line.
    ///
    /// # Errors
    /// `processing_restricted` where somebody whom the record is about restricted the use of his or her data, unless
    /// the action serves a right.
    pub(super) fn write<R: Row + InDossier>(&mut self, ctx: &Ctx, change: &Change<R>) -> Outcome<AuditLine> {
        if !DESPITE_RESTRICTION.contains(&self.permit.action()) {
            self.dossier.demand_unrestricted(change, ctx.stamp().today)?;
        }
        self.tx.put_off(&mut self.batch, &self.permit, change)?;
        change.after.clone().put(&mut self.dossier);
        Ok(line(ctx, (&self.permit, Some(self.dossier.trajectory.id)), change))
    }

    /// Puts off a change to a record of another dossier of the same family. Its audit line is the caller's.
    pub(super) fn put_off<R: Row>(&mut self, change: &Change<R>) -> Outcome<()> {
        Ok(self.tx.put_off(&mut self.batch, &self.permit, change)?)
    }

    /// Puts off a record that belongs to another that is audited: it is in no dossier and has no audit line of its own.
    pub(super) fn keep<R: Row>(&mut self, record: R) -> Outcome<()> {
        Ok(self
            .tx
            .put_off(&mut self.batch, &self.permit, &Change::recorded(record))?)
    }

    /// Writes and commits; `record` is what the use case was about.
    pub(super) async fn commit<R>(self, ctx: &Ctx, audit: impl Into<AuditLines>, record: R) -> Outcome<Recorded<R>> {
        match self.tx.commit_with(self.batch, audit).await? {
            Written::Yes => {}
            // The versions were those of the dossier, which nobody else could change meanwhile.
            Written::Stale => return Err(Refusal::new(RefusalCode::Stale, "version").into()),
            Written::Taken(column) => return Err(Refusal::new(RefusalCode::AlreadyExists, column).into()),
        }
        let dossier = self.dossier.seen(self.sees, ctx.stamp().today);
        Ok(Recorded {
            record,
            dossier: Arc::new(dossier),
        })
    }
}

/// What goes on while the use of data is restricted: what people do with their rights, what stops its use, and who
/// works on the dossier.
const DESPITE_RESTRICTION: &[Action] = &[
    Action::WithdrawConsent,
    Action::WithdrawReferral,
    Action::WithdrawStoryApproval,
    Action::AssignMember,
    Action::EndAssignment,
    Action::EndShare,
    Action::TellPartyOfEnd,
    Action::ReceiveRightsRequest,
    Action::ExtendRightsRequest,
    Action::DecideRightsRequest,
    Action::CarryOutRightsRequest,
    Action::WithdrawRightsRequest,
    Action::LimitProcessing,
    Action::LiftLimit,
    Action::RecordOwnWords,
    Action::RectifyPerson,
    Action::PlaceHold,
    Action::LiftHold,
    Action::EndFamilyLogin,
    Action::WithdrawOwnConsent,
    Action::WithdrawOwnStoryApproval,
    Action::EndOwnLogin,
    Action::RemoveAttachment,
];

/// Writes one change and gives its audit line.
pub(super) async fn write<R: Row>(
    ctx: &Ctx,
    tx: &Writing,
    (permit, trajectory): (&Permit, Option<TrajectoryId>),
    change: &Change<R>,
) -> Outcome<AuditLine> {
    match tx.write(permit, change).await? {
        Written::Yes => Ok(line(ctx, (permit, trajectory), change)),
        Written::Stale => {
            let before = change.before.as_ref().map_or(Version::FIRST, Record::version);
            Err(stale::<R>(tx, change.after.id(), before).await?)
        }
        Written::Taken(column) => Err(Refusal::new(RefusalCode::AlreadyExists, column).into()),
    }
}

/// Inserts many new records.
pub(super) async fn insert<R: Row>(tx: &Writing, permit: &Permit, records: &[R]) -> Outcome<()> {
    match tx.insert(permit, records).await? {
        Written::Taken(column) => Err(Refusal::new(RefusalCode::AlreadyExists, column).into()),
        Written::Yes | Written::Stale => Ok(()),
    }
}

/// Writes one change of a record that is of no trajectory, and commits.
pub(super) async fn finish<R: Row>(ctx: &Ctx, tx: Writing, permit: &Permit, change: Change<R>) -> Outcome<R> {
    let line = write(ctx, &tx, (permit, change.after.trajectory()), &change).await?;
    tx.commit(line).await?;
    Ok(change.after)
}

/// The audit line of a change.
pub(super) fn line<R: Record>(
    ctx: &Ctx,
    (permit, trajectory): (&Permit, Option<TrajectoryId>),
    change: &Change<R>,
) -> AuditLine {
    AuditLine {
        id: AuditId::from_uuid(ctx.clock.fresh()),
        at: ctx.now(),
        actor: permit.actor().to_owned(),
        role: permit.role().to_owned(),
        action: permit.action().code(),
        record_kind: R::KIND.code(),
        record_id: change.after.id().uuid(),
        trajectory_id: trajectory.map(TrajectoryId::uuid),
        version: change.after.version().get(),
        fields: change.fields(),
        request_id: ctx.request.clone(),
        event: permit.action().event(change.before.is_none()),
        purpose: ctx.purpose_of(permit.action()),
        client: ctx.client.clone(),
        rows: None,
        shown: Vec::new(),
    }
}

/// Refuses an edit that was made from another version than the record has.
pub(super) async fn expect_version<R: Record>(tx: &Writing, record: &R, seen: Version) -> Outcome<()> {
    if record.version() == seen {
        Ok(())
    } else {
        Err(stale::<R>(tx, record.id(), seen).await?)
    }
}

/// The refusal of a stale edit: it tells who changed which fields since the version that was seen.
async fn stale<R: Record>(tx: &Writing, id: R::Id, seen: Version) -> Result<Failure, Fault> {
    let changes = tx.audit_since(id.uuid(), seen.get()).await?;
    let changed = changes.into_iter().map(|change| Changed {
        version: change.version,
        fields: change.fields,
        by: change.actor.parse().unwrap_or(MemberId::from_uuid(uuid::Uuid::nil())),
        at: change.at,
    });
    let mut refusal = Refusal::new(RefusalCode::Stale, "version");
    refusal.changed = changed.collect();
    Ok(refusal.into())
}

impl Services {
    /// Adds a record to a trajectory: load for the action, decide, commit.
    pub(super) async fn add<R: Row + InDossier>(
        &self,
        ctx: &Ctx,
        (action, trajectory): (Action, TrajectoryId),
        decide: impl FnOnce(&Dossier, Stamp<'_>) -> Decision<R> + Send,
    ) -> Outcome<Recorded<R>> {
        let case = begin(ctx, action, Find::Trajectory(trajectory)).await?;
        let record = decide(&case.dossier, ctx.stamp())?;
        case.finish(ctx, Change::recorded(record)).await
    }

    /// Edits a record of a dossier: load for the action, refuse a stale edit, decide, commit.
    pub(super) async fn revise<R: Row + InDossier>(
        &self,
        ctx: &Ctx,
        (action, id, seen): (Action, R::Id, Version),
        decide: impl FnOnce(&R, &Dossier, Stamp<'_>) -> Decision<R> + Send,
    ) -> Outcome<Recorded<R>> {
        let case = begin(ctx, action, Find::of::<R>(id)).await?;
        let before = R::find(&case.dossier, id, "id")?;
        expect_version(&case.tx, before, seen).await?;
        let after = decide(before, &case.dossier, ctx.stamp())?;
        let change = Change::revised(before, after);
        case.finish(ctx, change).await
    }
}

/// Puts an audit line before others.
pub(super) fn lines(first: AuditLine, rest: Vec<AuditLine>) -> AuditLines {
    let mut lines = AuditLines::from(first);
    lines.extend(rest);
    lines
}
