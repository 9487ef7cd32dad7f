//! The local network (parties, referrals, silo obstacles, suggestions) and the family's story.

use krachtig_core::domain::id::{PartnerId, PersonId, ReferralId, SiloObstacleId, StoryVersionId, TrajectoryId};
use krachtig_core::domain::obstacle::{
    Bridge, ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState,
};
use krachtig_core::domain::partner::{Partner, PartnerDraft, Referral, ReferralAnswer, ReferralDraft, ReferralOutcome};
use krachtig_core::domain::referral_link::ReferralLink;
use krachtig_core::domain::story::{StoryApproval, StoryDraft, StoryVersion};
use krachtig_core::domain::vocabulary::{Audience, FundingSilo, LifeDomain, ObstacleGround, PartnerType};
use krachtig_core::service::{ApproveStory, MakeSuggestion, ObstacleInput, SendReferral, WriteToParty};
use time::Date;

use super::{acts, adds, concludes, input, revises};
use crate::graphql::scalar::{Cents, GlobalId, Word};

input! {
    /// A party in the local network.
    #[graphql(name = "RecordPartnerInput")]
    PartnerFields => PartnerDraft {
        /// Its name.
        name: String,
        /// What kind of party.
        partner_type: Word<PartnerType>,
        /// The code of the municipality where it works: `GM0518`; nowhere in particular when absent.
        municipality: Option<String>,
        /// Telephone number of the party.
        phone: Option<String>,
        /// E-mail address of the party.
        email: Option<String>,
        /// Web address.
        url: Option<String>,
        /// What it offers.
        description: Option<String>,
        /// Whether new referrals may go to it.
        #[graphql(default = true)]
        active: bool,
    }
}

input! {
    /// What a family needs from a party.
    ReferralFields => ReferralDraft {
        /// Who of the family it is about.
        #[graphql(default)]
        persons: Vec<GlobalId<PersonId>>,
        /// What the family needs from the party.
        need: String,
        /// The area of life.
        life_domain: Word<LifeDomain>,
        /// Whether a worker goes along (warme overdracht).
        #[graphql(default)]
        warm_handover: bool,
        /// When it was sent.
        sent_on: Date,
    }
}

input! {
    /// A referral of a family to a party.
    SendReferralInput => SendReferral {
        /// The trajectory.
        trajectory_id: GlobalId<TrajectoryId>,
        /// The party.
        partner_id: GlobalId<PartnerId>,
        #[graphql(flatten)]
        draft: ReferralFields,
    }
}

input! {
    /// A party's answer.
    AnswerFields => ReferralAnswer {
        /// When it answered.
        answered_on: Date,
        /// The ground on which it declined; it accepted when absent.
        decline_ground: Option<Word<ObstacleGround>>,
        /// What it said.
        note: Option<String>,
    }
}

input! {
    /// A funding silo that stood in the way of a need.
    ObstacleFields => ObstacleDraft {
        /// What the family needed.
        need: String,
        /// The area of life.
        life_domain: Word<LifeDomain>,
        /// The silo that should have paid.
        silo: Word<FundingSilo>,
        /// On which ground it was refused.
        ground: Word<ObstacleGround>,
        /// When.
        met_on: Date,
        /// How many days it cost.
        #[graphql(default)]
        days_lost: i32,
        /// How much money it cost the family, in cents.
        cost: Cents,
        /// What bridged it.
        bridged_by: Option<Word<Bridge>>,
        /// When it was out of the way.
        solved_on: Option<Date>,
        /// What more there is to say.
        note: Option<String>,
    }
}

input! {
    /// A silo obstacle with the party that refused.
    ObstacleWithPartner => ObstacleInput {
        /// The party that refused.
        partner_id: Option<GlobalId<PartnerId>>,
        #[graphql(flatten)]
        draft: ObstacleFields,
    }
}

input! {
    /// What would solve an obstacle.
    SuggestionFields => SuggestionDraft {
        /// What would solve it.
        about: String,
        /// To what kind of party it is made.
        addressed_to: Word<PartnerType>,
        /// When.
        made_on: Date,
        /// What came of it.
        state: Word<SuggestionState>,
        /// What was said about it.
        result: Option<String>,
        /// When it was taken into the programme's agenda (opschalen).
        agenda_on: Option<Date>,
    }
}

input! {
    /// A suggestion, and on which obstacle.
    MakeSuggestionInput => MakeSuggestion {
        /// The obstacle.
        obstacle_id: GlobalId<SiloObstacleId>,
        #[graphql(flatten)]
        draft: SuggestionFields,
    }
}

input! {
    /// A version of the family's story.
    StoryFields => StoryDraft {
        /// Its title.
        title: String,
        /// The story.
        body: String,
        /// What changed for the family.
        effects: Option<String>,
    }
}

input! {
    /// A person's approval of a story version for an audience.
    ApproveStoryInput => ApproveStory {
        /// The version of the story.
        story_version_id: GlobalId<StoryVersionId>,
        /// Who approved.
        person_id: GlobalId<PersonId>,
        /// For whose eyes.
        audience: Word<Audience>,
        /// When.
        approved_on: Date,
    }
}

adds! {
    RecordSiloObstacleInput: ObstacleWithPartner => ObstacleInput;
    WriteStoryInput: StoryFields => StoryDraft;
}

revises! {
    RevisePartnerInput: PartnerFields => Partner, PartnerDraft;
    ReviseSiloObstacleInput: ObstacleWithPartner => SiloObstacle, ObstacleInput;
    ReviseSuggestionInput: SuggestionFields => Suggestion, SuggestionDraft;
    ReviseStoryInput: StoryFields => StoryVersion, StoryDraft;
}

input! {
    /// The referral, the version that was seen, and what the party answered.
    AnswerReferralInput => krachtig_core::service::Revise<Referral, ReferralAnswer> {
        /// The referral's id.
        id: GlobalId<ReferralId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: super::Seen,
        #[graphql(flatten)]
        draft: AnswerFields,
    }
}

input! {
    /// What is written to the party of a referral.
    WriteToPartyInput => WriteToParty {
        /// The referral.
        referral_id: GlobalId<ReferralId>,
        /// What is said.
        text: String,
    }
}

acts! {
    LinkReferralInput => Referral;
    EndReferralLinkInput => ReferralLink;
    WithdrawReferralInput => Referral;
    WithdrawStoryApprovalInput => StoryApproval;
}

concludes! {
    ConcludeReferralInput => Referral, ReferralOutcome;
}
