//! Parties in the local network, and referrals to them.

use krachtig_core::domain::family::{Municipality, Person};
use krachtig_core::domain::id::{PartnerId, ReferralId, TrajectoryId};
use krachtig_core::domain::partner::{Partner, Referral, ReferralOutcome, ReferralState};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::domain::vocabulary::{LifeDomain, ObstacleGround, PartnerType};
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, shown};

shown! {
    /// A party in the local network (ketenpartner): an entry of the partner directory (sociale kaart).
    "Partner", |partner: Partner| {
        /// Its id.
        id: GlobalId<PartnerId> = GlobalId(partner.id);
        /// Its name.
        name: &str = partner.name.as_str();
        /// What kind of party.
        partnerType: Word<PartnerType> = Word(partner.partner_type);
        /// The code of the municipality where it works: `GM0518`; nowhere in particular when absent.
        municipality: Option<&Municipality> = partner.municipality.as_ref();
        /// Telephone number of the party.
        phone: Option<&Line> = partner.phone.as_ref();
        /// E-mail address of the party.
        email: Option<&Line> = partner.email.as_ref();
        /// Web address.
        url: Option<&Line> = partner.url.as_ref();
        /// What it offers.
        description: Option<&Prose> = partner.description.as_ref();
        /// Whether new referrals may go to it.
        active: bool = partner.active;
        /// When it was recorded.
        recordedAt: OffsetDateTime = partner.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = partner.version;
    }
}

shown! {
    /// A referral (doorverwijzing) of a family to a party. It ends in an answer.
    "Referral", |referral: Referral, view: DossierView| {
        /// Its id.
        id: GlobalId<ReferralId> = GlobalId(referral.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(referral.trajectory_id);
        /// The party's id.
        partnerId: GlobalId<PartnerId> = GlobalId(referral.partner_id);
        /// The party.
        partner: Option<Child<'_, Partner>> = view.partner(Some(referral.partner_id));
        /// Who of the family it is about.
        persons: Vec<Child<'_, Person>> = view.persons(&referral.persons);
        /// What the family needs from the party.
        need: &str = referral.need.as_str();
        /// The area of life.
        lifeDomain: Word<LifeDomain> = Word(referral.life_domain);
        /// Whether a worker goes along (warme overdracht).
        warmHandover: bool = referral.warm_handover;
        /// Where it stands.
        state: Word<ReferralState> = Word(referral.state());
        /// When it was sent.
        sentOn: Date = referral.sent_on;
        /// When the party answered.
        answeredOn: Option<Date> = referral.answered_on;
        /// Whether the party accepted, once it answered.
        accepted: Option<bool> = referral.accepted;
        /// On which ground it declined.
        declineGround: Option<Word<ObstacleGround>> = referral.decline_ground.map(Word);
        /// What the party said.
        answerNote: Option<&Prose> = referral.answer_note.as_ref();
        /// What came of it.
        outcome: Option<Word<ReferralOutcome>> = referral.outcome.map(Word);
        /// When that was established.
        concludedOn: Option<Date> = referral.concluded_on;
        /// What was said about it.
        outcomeNote: Option<&Prose> = referral.outcome_note.as_ref();
        /// When it was taken back.
        withdrawnOn: Option<Date> = referral.withdrawn_on;
        /// The day on which the loop was closed: declined, or what came of it known.
        closedOn: Option<Date> = referral.closed_on();
        /// When it was recorded.
        recordedAt: OffsetDateTime = referral.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = referral.version;
    }
}
