//! Parties in the local network, and referrals to them.

use krachtig_core::domain::family::{Municipality, Person};
use krachtig_core::domain::id::{PartnerId, ReferralId, ReferralLinkId, ReferralMessageId, TrajectoryId};
use krachtig_core::domain::partner::{Partner, Referral, ReferralOutcome, ReferralState};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::referral_link::{ReferralLink, ReferralMessage};
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::domain::vocabulary::{LifeDomain, ObstacleGround, PartnerType};
use krachtig_core::service::IssuedReferralLink;
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, shown};

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
    /// A link by which a party deals with a referral without an account. What opens it is not kept.
    "ReferralLink", |link: ReferralLink| {
        /// Its id.
        id: GlobalId<ReferralLinkId> = GlobalId(link.id);
        /// The referral that it opens, and nothing else.
        referralId: GlobalId<ReferralId> = GlobalId(link.referral_id);
        /// Who made it, whom the party hears from.
        madeBy: Made<MemberRef> = Made(MemberRef(link.made_by));
        /// Until when it holds.
        expiresAt: OffsetDateTime = link.expires_at;
        /// When it was ended: by hand, by another one, or because all was said.
        endedOn: Option<Date> = link.ended_on;
        /// When it was made.
        recordedAt: OffsetDateTime = link.id.made_at();
        /// Its version: send it along when it is ended.
        version: Version = link.version;
    }
}

shown! {
    /// A fresh link to a referral.
    "IssuedReferralLink", |issued: IssuedReferralLink| {
        /// The link.
        link: Child<'_, ReferralLink> = alone(&issued.link);
        /// What opens it. Told this once: in an address it belongs behind the `#`.
        secret: &str = &issued.secret;
    }
}

shown! {
    /// What a party or the office said about a referral.
    "ReferralMessage", |message: ReferralMessage| {
        /// Its id.
        id: GlobalId<ReferralMessageId> = GlobalId(message.id);
        /// About which referral.
        referralId: GlobalId<ReferralId> = GlobalId(message.referral_id);
        /// Who of the office said it; absent where the party did.
        saidBy: Option<Made<MemberRef>> = message.said_by.map(|id| Made(MemberRef(id)));
        /// When.
        saidOn: Date = message.said_on;
        /// What was said.
        text: &Prose = &message.text;
        /// When it was recorded.
        recordedAt: OffsetDateTime = message.id.made_at();
        /// Its version.
        version: Version = message.version;
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
        /// The links to it that were not ended.
        links: Vec<Child<'_, ReferralLink>> = view.links(referral.id);
        /// What the party and the office said about it, in the order in which it was said.
        messages: Vec<Child<'_, ReferralMessage>> = view.messages(referral.id);
        /// The day on which the loop was closed: declined, or what came of it known.
        closedOn: Option<Date> = referral.closed_on();
        /// When it was recorded.
        recordedAt: OffsetDateTime = referral.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = referral.version;
    }
}
