//! Sharing with parties, requests to use rights, limits on the use of data, people's own words, and legal holds.

use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::family::Person;
use krachtig_core::domain::id::{
    DetaineeId, FamilyId, LegalHoldId, OwnWordsId, PartnerId, ProcessingLimitId, ReferralId, RightsRequestId, ShareId,
    TrajectoryId,
};
use krachtig_core::domain::limit::{LimitKind, ProcessingLimit};
use krachtig_core::domain::own_words::OwnWords;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::record::{RecordKind, Version};
use krachtig_core::domain::retention::LegalHold;
use krachtig_core::domain::rights::{Right, RightsRefusal, RightsRequest, RightsState};
use krachtig_core::domain::share::Share;
use krachtig_core::domain::terms::{DataCategory, LegalBasis, Use};
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::service::ExportedPerson;
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Json, Word};
use crate::graphql::shown::{Child, Made, shown};

shown! {
    /// Data of people that a party was given. A referral makes one by itself.
    "DataShare", |share: Share, view: DossierView| {
        /// Its id.
        id: GlobalId<ShareId> = GlobalId(share.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(share.trajectory_id);
        /// The party's id.
        partnerId: GlobalId<PartnerId> = GlobalId(share.partner_id);
        /// With whom.
        partner: Option<Child<'_, Partner>> = view.partner(Some(share.partner_id));
        /// About whom on the family's side; the family as a whole when nobody is named.
        persons: Vec<Child<'_, Person>> = view.persons(&share.persons);
        /// About the detainee.
        detaineeId: Option<GlobalId<DetaineeId>> = share.detainee_id.map(GlobalId);
        /// The referral that made it.
        referralId: Option<GlobalId<ReferralId>> = share.referral_id.map(GlobalId);
        /// What for.
        purpose: Word<Use> = Word(share.purpose);
        /// Which kinds of data.
        categories: Vec<Word<DataCategory>> = share.categories.iter().copied().map(Word).collect();
        /// On which ground, as the terms said then.
        legalBasis: Word<LegalBasis> = Word(share.legal_basis);
        /// What was shared, in a few words.
        about: Option<&Line> = share.about.as_ref();
        /// When.
        sharedOn: Date = share.shared_on;
        /// By whom.
        sharedBy: Made<MemberRef> = Made(MemberRef(share.shared_by));
        /// The first day on which the party may use it no longer.
        endedOn: Option<Date> = share.ended_on;
        /// When the party was told so.
        toldOn: Option<Date> = share.told_on;
        /// Whether it ended and the party still has to be told.
        toBeTold: bool = share.to_be_told();
        /// When it was recorded.
        recordedAt: OffsetDateTime = share.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = share.version;
    }
}

/// A request to use a right, as it stands on a day.
#[derive(Clone, Debug)]
pub struct RightsRequestView {
    /// The request.
    pub request: RightsRequest,
    /// Today in the Netherlands.
    pub today: Date,
}

shown! {
    /// A request of somebody to use a right over his or her data. It is answered within a month.
    "RightsRequest", |view: RightsRequestView| {
        /// Its id.
        id: GlobalId<RightsRequestId> = GlobalId(view.request.id);
        /// The family.
        familyId: GlobalId<FamilyId> = GlobalId(view.request.family_id);
        /// About whose data, on the family's side. Neither this nor the detainee: the family's as a whole.
        personId: Option<GlobalId<krachtig_core::domain::id::PersonId>> = view.request.person_id.map(GlobalId);
        /// About the detainee's data.
        detaineeId: Option<GlobalId<DetaineeId>> = view.request.detainee_id.map(GlobalId);
        /// The right.
        right: Word<Right> = Word(view.request.right);
        /// Where it stands.
        state: Word<RightsState> = Word(view.request.state());
        /// When it was received.
        receivedOn: Date = view.request.received_on;
        /// The day by which whoever asked was promised an answer.
        dueOn: Date = view.request.due_on;
        /// Whether nobody answered although that day is over.
        overdue: bool = view.request.overdue(view.today);
        /// What is asked, in the words of whoever asks.
        about: Option<&Prose> = view.request.about.as_ref();
        /// How it was checked who asks.
        identityCheck: Option<&Line> = view.request.identity_check.as_ref();
        /// When more time was taken.
        extendedOn: Option<Date> = view.request.extended_on;
        /// Why, as it was told to whoever asked.
        extensionReason: Option<&Prose> = view.request.extension_reason.as_ref();
        /// When it was decided.
        decidedOn: Option<Date> = view.request.decided_on;
        /// The ground of the refusal; granted when absent.
        refusal: Option<Word<RightsRefusal>> = view.request.refusal.map(Word);
        /// What was said about the decision.
        decisionNote: Option<&Prose> = view.request.decision_note.as_ref();
        /// When what was granted was done.
        doneOn: Option<Date> = view.request.done_on;
        /// When it was taken back.
        withdrawnOn: Option<Date> = view.request.withdrawn_on;
        /// When it was recorded.
        recordedAt: OffsetDateTime = view.request.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = view.request.version;
    }
}

shown! {
    /// A limit that somebody put on the use of his or her data.
    "ProcessingLimit", |limit: ProcessingLimit, view: DossierView| {
        /// Its id.
        id: GlobalId<ProcessingLimitId> = GlobalId(limit.id);
        /// Whose data, on the family's side. Neither this nor the detainee: the whole family's.
        person: Option<Child<'_, Person>> = view.person(limit.person_id);
        /// The detainee's data.
        detaineeId: Option<GlobalId<DetaineeId>> = limit.detainee_id.map(GlobalId);
        /// How it is limited.
        kind: Word<LimitKind> = Word(limit.kind);
        /// The purpose, for an objection.
        purpose: Option<Word<Purpose>> = limit.purpose.map(Word);
        /// Why.
        reason: Option<&Prose> = limit.reason.as_ref();
        /// The first day on which it holds.
        fromOn: Date = limit.from_on;
        /// The last day on which it holds.
        untilOn: Option<Date> = limit.until_on;
        /// From when it no longer holds because it was lifted.
        liftedOn: Option<Date> = limit.lifted_on;
        /// Whether it holds today.
        holds: bool = limit.holds(view.today);
        /// Its version: send it along with an edit.
        version: Version = limit.version;
    }
}

shown! {
    /// A person's own words beside a record.
    "OwnWords", |words: OwnWords, view: DossierView| {
        /// Its id.
        id: GlobalId<OwnWordsId> = GlobalId(words.id);
        /// Whose words they are, on the family's side.
        person: Option<Child<'_, Person>> = view.person(words.person_id);
        /// Whose words they are, when they are the detainee's.
        detaineeId: Option<GlobalId<DetaineeId>> = words.detainee_id.map(GlobalId);
        /// The kind of record that they are about.
        recordKind: Word<RecordKind> = Word(words.record_kind);
        /// The record's id, with its prefix.
        recordId: String = words.record_kind.id_text(words.record_id);
        /// What the person says.
        words: &str = words.words.as_str();
        /// What the corrected fields held before, by their names; empty where nothing was corrected.
        before: Json = Json(serde_json::Value::Object(words.before.clone()));
        /// When.
        madeOn: Date = words.made_on;
        /// Its version.
        version: Version = words.version;
    }
}

shown! {
    /// A reason for which a family's dossier is not destroyed.
    "LegalHold", |hold: LegalHold| {
        /// Its id.
        id: GlobalId<LegalHoldId> = GlobalId(hold.id);
        /// Why.
        reason: &str = hold.reason.as_str();
        /// Since when.
        placedOn: Date = hold.placed_on;
        /// Who placed it.
        placedBy: Made<MemberRef> = Made(MemberRef(hold.placed_by));
        /// From when it no longer holds.
        liftedOn: Option<Date> = hold.lifted_on;
        /// Who lifted it.
        liftedBy: Option<Made<MemberRef>> = hold.lifted_by.map(|id| Made(MemberRef(id)));
        /// Its version: send it along with an edit.
        version: Version = hold.version;
    }
}

shown! {
    /// Everything that is recorded about one person, for that person: all others are taken out.
    "PersonExport", |export: ExportedPerson| {
        /// For programs, in the form `krachtig-person-export`, version 1.
        document: Json = Json(export.document.clone());
        /// For people: a page of HTML that stands alone and can be printed.
        page: &str = &export.page;
    }
}
