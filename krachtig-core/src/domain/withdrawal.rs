//! What a withdrawn consent stops of what was begun on it, as [`super::terms::DEPENDENTS`] says.
//!
//! What stops says nothing of whose consent it was: a referral that is taken back looks the same whoever of the people
//! in it changed his or her mind.
//!
//! ```
//! use krachtig_core::domain::withdrawal::Stopped;
//!
//! assert!(Stopped::default().referrals.is_empty());
//! ```

use super::clock::Stamp;
use super::consent::Purpose;
use super::dossier::Dossier;
use super::partner::{Referral, ReferralState};
use super::record::Change;
use super::refusal::Decision;
use super::share::Share;
use super::story::StoryApproval;
use super::terms::{ConsentStop, ConsentUse, Recipient};

/// What stops.
#[derive(Clone, Debug, Default)]
pub struct Stopped {
    /// Referrals that are taken back.
    pub referrals: Vec<Change<Referral>>,
    /// Sharing that ends.
    pub shares: Vec<Change<Share>>,
    /// Approvals of the story that lapse.
    pub approvals: Vec<Change<StoryApproval>>,
}

impl Dossier {
    /// What no longer has the consents for a purpose that it takes, in this dossier as it became with a withdrawal.
    /// What another consent still carries goes on.
    ///
    /// # Errors
    /// None: what is ended here is open. The domain's own decisions are asked all the same.
    pub fn stopped_by_withdrawal(&self, purpose: Purpose, stamp: Stamp<'_>) -> Decision<Stopped> {
        let mut stopped = Stopped::default();
        for stop in purpose.dependents().stops {
            match stop {
                ConsentStop::OpenReferrals => {
                    for referral in self.referrals.iter().filter(|r| !self.carries_referral(r, stamp)) {
                        stopped
                            .referrals
                            .push(Change::revised(referral, referral.withdraw(stamp)?));
                    }
                }
                ConsentStop::Shares => {
                    for share in self.shares.iter().filter(|s| !self.carries_share(s, purpose, stamp)) {
                        stopped.shares.push(Change::revised(share, share.end(stamp)?));
                    }
                }
                ConsentStop::StoryApprovals => {
                    for approval in self.approvals.iter().filter(|a| !self.carries_approval(a, stamp)) {
                        stopped
                            .approvals
                            .push(Change::revised(approval, approval.withdraw(stamp)?));
                    }
                }
            }
        }
        Ok(stopped)
    }

    fn carries_referral(&self, referral: &Referral, stamp: Stamp<'_>) -> bool {
        let party = self.partners.iter().find(|partner| partner.id == referral.partner_id);
        let to = (ConsentUse::ReferToParty, party.map(Recipient::Party));
        referral.state() != ReferralState::Sent || self.demand_for(to, &referral.persons, stamp).is_ok()
    }

    fn carries_share(&self, share: &Share, purpose: Purpose, stamp: Stamp<'_>) -> bool {
        let party = self.partners.iter().find(|partner| partner.id == share.partner_id);
        share.ended_on.is_some()
            || share.purpose.consent() != Some(purpose)
            || party.is_some_and(|party| share.demand_consent(self, party, stamp).is_ok())
    }

    fn carries_approval(&self, approval: &StoryApproval, stamp: Stamp<'_>) -> bool {
        let to = Some(Recipient::Audience(approval.audience));
        let mut consents = self.consents_of(approval.person_id, Purpose::Story, stamp.today);
        approval.withdrawn_on.is_some() || consents.any(|consent| consent.covers(to))
    }
}
