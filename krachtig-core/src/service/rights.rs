//! Requests to use rights, limits on the use of data, and people's own words beside what is recorded.

use uuid::Uuid;

use super::work::{Case, Recorded, begin, expect_version, lines, not_found};
use super::{Act, Add, Ctx, Outcome, Revise, Services};
use crate::access::Action;
use crate::domain::dossier_part::DossierPart;
use crate::domain::family::{Detainee, DetaineeDraft, Person, PersonDraft};
use crate::domain::id::{DetaineeId, Id, PersonId, RightsRequestId, TrajectoryId};
use crate::domain::limit::{LimitDraft, ProcessingLimit};
use crate::domain::own_words::{OwnWords, OwnWordsDraft};
use crate::domain::record::{Change, InDossier, RecordKind, Version};
use crate::domain::rights::{DataSubject, RightsDecision, RightsDraft, RightsRequest};
use crate::store::{Find, Row};

/// Takes more time for a request.
#[derive(Clone, Debug)]
pub struct ExtendRights {
    /// The request.
    pub id: RightsRequestId,
    /// The version that was seen.
    pub version: Version,
    /// Why, as it is told to whoever asked.
    pub reason: String,
}

/// Puts a person's own words beside a record.
#[derive(Clone, Debug)]
pub struct RecordOwnWords {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The kind of record that they are about.
    pub record_kind: RecordKind,
    /// The record.
    pub record_id: Uuid,
    /// What people typed.
    pub draft: OwnWordsDraft,
}

/// Corrects what is recorded of a person.
#[derive(Clone, Debug)]
pub struct RectifyPerson {
    /// The person.
    pub id: PersonId,
    /// The version that was seen.
    pub version: Version,
    /// What the person says of it.
    pub words: String,
    /// Every field as it is to be.
    pub draft: PersonDraft,
}

/// Corrects what is recorded of the detainee.
#[derive(Clone, Debug)]
pub struct RectifyDetainee {
    /// The detainee.
    pub id: DetaineeId,
    /// The version that was seen.
    pub version: Version,
    /// What the detainee says of it.
    pub words: String,
    /// Every field as it is to be.
    pub draft: DetaineeDraft,
}

impl Services {
    /// Records somebody's request to use a right. Its clock starts on the day on which it was received.
    ///
    /// # Errors
    /// As [`RightsRequest::receive`]; `not_found`.
    pub async fn receive_rights_request(&self, ctx: &Ctx, cmd: Add<RightsDraft>) -> Outcome<Recorded<RightsRequest>> {
        let decide =
            |dossier: &_, stamp: crate::domain::clock::Stamp<'_>| RightsRequest::receive(dossier, &cmd.draft, stamp);
        self.add(ctx, (Action::ReceiveRightsRequest, cmd.trajectory_id), decide)
            .await
    }

    /// Takes two months more for a request, with the reason that whoever asked is told.
    ///
    /// # Errors
    /// As [`RightsRequest::extend`]; `not_found`, `stale`.
    pub async fn extend_rights_request(&self, ctx: &Ctx, cmd: ExtendRights) -> Outcome<Recorded<RightsRequest>> {
        self.revise(
            ctx,
            (Action::ExtendRightsRequest, cmd.id, cmd.version),
            |request: &RightsRequest, _, stamp| request.extend(&cmd.reason, stamp),
        )
        .await
    }

    /// Grants or refuses a request.
    ///
    /// # Errors
    /// As [`RightsRequest::decide`]; `not_found`, `stale`.
    pub async fn decide_rights_request(
        &self,
        ctx: &Ctx,
        cmd: Revise<RightsRequest, RightsDecision>,
    ) -> Outcome<Recorded<RightsRequest>> {
        self.revise(
            ctx,
            (Action::DecideRightsRequest, cmd.id, cmd.version),
            |request: &RightsRequest, _, stamp| request.decide(&cmd.draft, stamp),
        )
        .await
    }

    /// Notes that what was granted was done.
    ///
    /// # Errors
    /// As [`RightsRequest::carry_out`]; `not_found`, `stale`.
    pub async fn carry_out_rights_request(
        &self,
        ctx: &Ctx,
        cmd: Act<RightsRequest>,
    ) -> Outcome<Recorded<RightsRequest>> {
        self.revise(
            ctx,
            (Action::CarryOutRightsRequest, cmd.id, cmd.version),
            |request: &RightsRequest, _, stamp| request.carry_out(stamp),
        )
        .await
    }

    /// Notes that a request was taken back.
    ///
    /// # Errors
    /// As [`RightsRequest::withdraw`]; `not_found`, `stale`.
    pub async fn withdraw_rights_request(
        &self,
        ctx: &Ctx,
        cmd: Act<RightsRequest>,
    ) -> Outcome<Recorded<RightsRequest>> {
        self.revise(
            ctx,
            (Action::WithdrawRightsRequest, cmd.id, cmd.version),
            |request: &RightsRequest, _, stamp| request.withdraw(stamp),
        )
        .await
    }

    /// Restricts the use of somebody's data, or records an objection to a purpose.
    ///
    /// # Errors
    /// As [`ProcessingLimit::put`]; `not_found`.
    pub async fn limit_processing(&self, ctx: &Ctx, cmd: Add<LimitDraft>) -> Outcome<Recorded<ProcessingLimit>> {
        let decide =
            |dossier: &_, stamp: crate::domain::clock::Stamp<'_>| ProcessingLimit::put(dossier, &cmd.draft, stamp);
        self.add(ctx, (Action::LimitProcessing, cmd.trajectory_id), decide)
            .await
    }

    /// Lifts such a limit.
    ///
    /// # Errors
    /// As [`ProcessingLimit::lift`]; `not_found`, `stale`.
    pub async fn lift_limit(&self, ctx: &Ctx, cmd: Act<ProcessingLimit>) -> Outcome<Recorded<ProcessingLimit>> {
        self.revise(
            ctx,
            (Action::LiftLimit, cmd.id, cmd.version),
            |limit: &ProcessingLimit, _, stamp| limit.lift(stamp),
        )
        .await
    }

    /// Puts a person's own words beside a record of the dossier.
    ///
    /// # Errors
    /// As [`OwnWords::make`]; `not_found`.
    pub async fn record_own_words(&self, ctx: &Ctx, cmd: RecordOwnWords) -> Outcome<Recorded<OwnWords>> {
        let about = (cmd.record_kind, cmd.record_id);
        let decide =
            |dossier: &_, stamp: crate::domain::clock::Stamp<'_>| OwnWords::make(dossier, about, &cmd.draft, stamp);
        self.add(ctx, (Action::RecordOwnWords, cmd.trajectory_id), decide).await
    }

    /// Corrects what is recorded of a person: the person's words and what stood there before are kept beside it, and
    /// the record goes on as a new version.
    ///
    /// # Errors
    /// As [`Person::revise`] and [`OwnWords::make`]; `not_found`, `stale`.
    pub async fn rectify_person(&self, ctx: &Ctx, cmd: RectifyPerson) -> Outcome<Recorded<Person>> {
        let case = begin(ctx, Action::RectifyPerson, Find::of::<Person>(cmd.id)).await?;
        let before = Person::find(&case.dossier, cmd.id, "id")?.clone();
        expect_version(&case.tx, &before, cmd.version).await?;
        let change = Change::revised(&before, before.revise(&cmd.draft, ctx.stamp())?);
        rectify(ctx, case, (DataSubject::Person(cmd.id), cmd.words), change).await
    }

    /// Corrects what is recorded of the detainee, in the same way. The words lie on the detainee's side of the wall.
    ///
    /// # Errors
    /// As [`Detainee::revise`] and [`OwnWords::make`]; `not_found`, also for whoever does not see the detainee; `stale`.
    pub async fn rectify_detainee(&self, ctx: &Ctx, cmd: RectifyDetainee) -> Outcome<Recorded<Detainee>> {
        let case = begin(ctx, Action::RectifyPerson, Find::of::<Detainee>(cmd.id)).await?;
        let before = Detainee::find(&case.dossier, cmd.id, "id")?.clone();
        if !case.sees().has(DossierPart::Detainee) {
            return Err(not_found("id"));
        }
        expect_version(&case.tx, &before, cmd.version).await?;
        let change = Change::revised(&before, before.revise(&cmd.draft, ctx.stamp())?);
        rectify(ctx, case, (DataSubject::Detainee(cmd.id), cmd.words), change).await
    }
}

/// Writes a correction, with what its subject says and what stood there before beside it.
async fn rectify<R: Row + InDossier>(
    ctx: &Ctx,
    mut case: Case,
    (subject, words): (DataSubject, String),
    change: Change<R>,
) -> Outcome<Recorded<R>> {
    let stamp = ctx.stamp();
    let draft = OwnWordsDraft {
        subject,
        words,
        made_on: stamp.today,
    };
    let about = (R::KIND, change.after.id().uuid());
    let words = OwnWords::make(&case.dossier, about, &draft, stamp)?.correcting(&change);
    let corrected = case.write(ctx, &change)?;
    let said = case.write(ctx, &Change::recorded(words))?;
    case.commit(ctx, lines(corrected, vec![said]), change.after).await
}
