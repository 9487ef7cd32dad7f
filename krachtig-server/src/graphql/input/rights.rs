//! Sharing with parties, requests to use rights, limits, people's own words, and destroying.

use async_graphql::OneofObject;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::destruction::Destruction;
use krachtig_core::domain::id::{
    DestructionId, DetaineeId, FamilyId, PartnerId, PersonId, RightsRequestId, TrajectoryId,
};
use krachtig_core::domain::limit::{LimitDraft, LimitKind, ProcessingLimit};
use krachtig_core::domain::own_words::OwnWordsDraft;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::{Decision, Refusal, RefusalCode};
use krachtig_core::domain::retention::{LegalHold, RetentionBasis, RetentionDraft};
use krachtig_core::domain::rights::{DataSubject, Right, RightsDecision, RightsDraft, RightsRefusal, RightsRequest};
use krachtig_core::domain::share::{Share, ShareDraft};
use krachtig_core::domain::terms::{DataCategory, Use};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{
    ExportPerson, ExtendRights, KeepUnder, PlaceHold, ProposeDestruction, ProposeErasure, RecordOwnWords,
    RectifyDetainee, RectifyPerson, Revise, ShareWithParty,
};
use time::Date;

use super::people::{DetaineeFields, PersonFields};
use super::{Input, Seen, acts, adds, input};
use crate::graphql::scalar::{GlobalId, Word};

input! {
    /// Data of people that a party was given.
    ShareFields => ShareDraft {
        /// About whom on the family's side; the family as a whole when nobody is named.
        #[graphql(default)]
        persons: Vec<GlobalId<PersonId>>,
        /// About the detainee.
        detainee_id: Option<GlobalId<DetaineeId>>,
        /// What for.
        purpose: Word<Use>,
        /// Which kinds of data: those that the terms let be used for this, all on one ground.
        categories: Vec<Word<DataCategory>>,
        /// What was shared, in a few words.
        about: Option<String>,
        /// When.
        shared_on: Date,
    }
}

input! {
    /// A sharing with a party.
    ShareWithPartyInput => ShareWithParty {
        /// The trajectory.
        trajectory_id: GlobalId<TrajectoryId>,
        /// With whom.
        partner_id: GlobalId<PartnerId>,
        #[graphql(flatten)]
        draft: ShareFields,
    }
}

/// Whose data it is about: one of the three.
#[derive(Clone, Copy, Debug, OneofObject)]
pub enum DataSubjectInput {
    /// Somebody on the family's side.
    PersonId(GlobalId<PersonId>),
    /// The detainee.
    DetaineeId(GlobalId<DetaineeId>),
    /// The family as a whole: `true`.
    Family(bool),
}

impl Input for DataSubjectInput {
    type Plain = DataSubject;

    fn plain(self) -> DataSubject {
        match self {
            Self::PersonId(id) => DataSubject::Person(id.0),
            Self::DetaineeId(id) => DataSubject::Detainee(id.0),
            Self::Family(_) => DataSubject::Family,
        }
    }
}

input! {
    /// A request of somebody to use a right.
    RightsFields => RightsDraft {
        /// Whose data.
        subject: DataSubjectInput,
        /// The right.
        right: Word<Right>,
        /// When it was received: the clock starts on this day.
        received_on: Date,
        /// What is asked, in the words of whoever asks.
        about: Option<String>,
        /// How it was checked who asks. The document itself is never kept.
        identity_check: Option<String>,
    }
}

input! {
    /// A request for which more time is taken.
    ExtendRightsRequestInput => ExtendRights {
        /// The request's id.
        id: GlobalId<RightsRequestId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: Seen,
        /// Why, as it is told to whoever asked.
        reason: String,
    }
}

input! {
    /// What is decided on a request.
    RightsDecisionFields => RightsDecision {
        /// The ground of the refusal; granted when absent.
        refusal: Option<Word<RightsRefusal>>,
        /// How it was checked who asks; what was noted before stays when absent.
        identity_check: Option<String>,
        /// What is said about the decision.
        note: Option<String>,
    }
}

input! {
    /// A request, the version that was seen, and what is decided on it.
    DecideRightsRequestInput => Revise<RightsRequest, RightsDecision> {
        /// The request's id.
        id: GlobalId<RightsRequestId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: Seen,
        #[graphql(flatten)]
        draft: RightsDecisionFields,
    }
}

input! {
    /// A limit on the use of somebody's data, from today.
    LimitFields => LimitDraft {
        /// Whose data. A restriction alone can be on the whole family's.
        subject: DataSubjectInput,
        /// How it is limited.
        kind: Word<LimitKind>,
        /// The purpose, for an objection.
        purpose: Option<Word<Purpose>>,
        /// Why.
        reason: Option<String>,
        /// The last day on which it holds.
        until_on: Option<Date>,
    }
}

input! {
    /// What a person says beside a record.
    OwnWordsFields => OwnWordsDraft {
        /// Whose words they are.
        subject: DataSubjectInput,
        /// The words.
        words: String,
        /// When they were said.
        made_on: Date,
    }
}

/// A person's own words beside a record of the dossier.
#[derive(Clone, Debug, async_graphql::InputObject)]
pub struct RecordOwnWordsInput {
    /// The trajectory.
    pub trajectory_id: GlobalId<TrajectoryId>,
    /// The id of the record that they are about, with its prefix.
    pub record_id: String,
    #[graphql(flatten)]
    /// What the person says.
    pub draft: OwnWordsFields,
}

impl RecordOwnWordsInput {
    /// The command.
    ///
    /// # Errors
    /// `invalid_id` for what is no id of a record.
    pub fn decoded(self) -> Decision<RecordOwnWords> {
        let (record_kind, record_id) =
            of_record(&self.record_id).ok_or_else(|| Refusal::new(RefusalCode::InvalidId, "record_id"))?;
        Ok(RecordOwnWords {
            trajectory_id: self.trajectory_id.0,
            record_kind,
            record_id,
            draft: self.draft.plain(),
        })
    }
}

/// The kind and the bare id of a record, from its id on the wire.
fn of_record(text: &str) -> Option<(RecordKind, uuid::Uuid)> {
    let (prefix, id) = text.split_once('_')?;
    let kind = RecordKind::ALL
        .iter()
        .copied()
        .find(|kind| kind.id_prefix() == prefix)?;
    let id = uuid::Uuid::try_parse(id).ok().filter(|_| id.len() == 32)?;
    Some((kind, id))
}

input! {
    /// What is corrected of a person, with what he or she says of it.
    RectifyPersonInput => RectifyPerson {
        /// The person's id.
        id: GlobalId<PersonId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: Seen,
        /// What the person says of it.
        words: String,
        #[graphql(flatten)]
        draft: PersonFields,
    }
}

input! {
    /// What is corrected of the detainee, with what he or she says of it.
    RectifyDetaineeInput => RectifyDetainee {
        /// The detainee's id.
        id: GlobalId<DetaineeId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: Seen,
        /// What the detainee says of it.
        words: String,
        #[graphql(flatten)]
        draft: DetaineeFields,
    }
}

input! {
    /// Whose data is exported.
    ExportPersonInput => ExportPerson {
        /// Whose. The people of a family each have an export of their own.
        subject: DataSubjectInput,
    }
}

input! {
    /// A legal hold on a family's dossier.
    PlaceHoldInput => PlaceHold {
        /// The family.
        family_id: GlobalId<FamilyId>,
        /// Why.
        reason: String,
    }
}

input! {
    /// What a trajectory's dossier is kept under.
    KeepUnderInput => KeepUnder {
        /// The trajectory's id.
        id: GlobalId<TrajectoryId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: Seen,
        /// What it is kept under.
        basis: Word<RetentionBasis>,
    }
}

input! {
    /// How long dossiers of a basis are kept.
    SetRetentionInput => RetentionDraft {
        /// The basis.
        basis: Word<RetentionBasis>,
        /// How many years: not fewer than a law demands.
        years: i32,
    }
}

input! {
    /// Whom to erase.
    ProposeErasureInput => ProposeErasure {
        /// The family.
        family_id: GlobalId<FamilyId>,
        /// Who of it; the family as a whole, once its trajectories are closed.
        subject: DataSubjectInput,
    }
}

input! {
    /// What to destroy of what is due.
    ProposeDestructionInput => ProposeDestruction {
        /// The dossiers of these families alone; all that are due when none is named.
        #[graphql(default)]
        families: Vec<GlobalId<FamilyId>>,
    }
}

/// A confirmed destruction to be carried out.
#[derive(Clone, Copy, Debug, async_graphql::InputObject)]
pub struct RunDestructionInput {
    /// Its id.
    pub id: GlobalId<DestructionId>,
}

impl Input for RunDestructionInput {
    type Plain = DestructionId;

    fn plain(self) -> DestructionId {
        self.id.0
    }
}

adds! {
    ReceiveRightsRequestInput: RightsFields => RightsDraft;
    LimitProcessingInput: LimitFields => LimitDraft;
}

acts! {
    EndShareInput => Share;
    TellPartyOfEndInput => Share;
    CarryOutRightsRequestInput => RightsRequest;
    WithdrawRightsRequestInput => RightsRequest;
    LiftLimitInput => ProcessingLimit;
    LiftHoldInput => LegalHold;
    ConfirmDestructionInput => Destruction;
    RejectDestructionInput => Destruction;
}
