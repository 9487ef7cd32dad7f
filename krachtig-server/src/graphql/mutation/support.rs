//! The local network: the partner directory, referrals, silo obstacles and suggestions.

use std::sync::Arc;

use krachtig_core::domain::obstacle::{SiloObstacle, Suggestion};
use krachtig_core::domain::partner::{Partner, Referral};
use krachtig_core::domain::referral_link::{ReferralLink, ReferralMessage};
use krachtig_core::service::IssuedReferralLink;
use time::Date;

use super::{Answered, answered_alone, mutations};
use crate::graphql::input::support::{
    AnswerReferralInput, ConcludeReferralInput, EndReferralLinkInput, LinkReferralInput, MakeSuggestionInput,
    PartnerFields, RecordSiloObstacleInput, RevisePartnerInput, ReviseSiloObstacleInput, ReviseSuggestionInput,
    SendReferralInput, WithdrawReferralInput, WriteToPartyInput,
};

mutations! {
    /// The local network.
    SupportMutation {
        /// Adds a party to the directory (sociale kaart).
        record_partner(PartnerFields) -> Partner;
        /// Edits a party.
        revise_partner(RevisePartnerInput) -> Partner;
        /// Refers a family to a party. Takes the consent of the family and of everybody it is about.
        send_referral(SendReferralInput) -> Referral;
        /// Records a party's answer.
        answer_referral(AnswerReferralInput) -> Referral;
        /// Records what came of a referral.
        conclude_referral(ConcludeReferralInput) -> Referral;
        /// Takes a referral back.
        withdraw_referral(WithdrawReferralInput) -> Referral;
        /// Makes a link by which the party deals with a referral without an account. It takes the place of any before.
        link_referral(LinkReferralInput) -> IssuedReferralLink;
        /// Ends such a link.
        end_referral_link(EndReferralLinkInput) -> ReferralLink;
        /// Writes to the party of a referral, which reads it by its link.
        write_to_party(WriteToPartyInput) -> ReferralMessage;
        /// Records a funding silo that stood in the way.
        record_silo_obstacle(RecordSiloObstacleInput) -> SiloObstacle;
        /// Edits a silo obstacle.
        revise_silo_obstacle(ReviseSiloObstacleInput) -> SiloObstacle;
        /// Makes a suggestion what would solve an obstacle.
        make_suggestion(MakeSuggestionInput) -> Suggestion;
        /// Edits a suggestion, what came of it included.
        revise_suggestion(ReviseSuggestionInput) -> Suggestion;
    }
}

answered_alone!(Partner, IssuedReferralLink);
