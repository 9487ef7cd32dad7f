//! A way for a party without an account to deal with one referral: a link that expires, and what is said over it.
//!
//! What whoever holds a link may do does not belong here, nor what a referral is: see [`crate::access`] and
//! [`super::partner`].
//!
//! ```
//! use krachtig_core::domain::referral_link::ReferralLink;
//! use time::Duration;
//!
//! assert_eq!(ReferralLink::HOLDS, Duration::days(30));
//! ```

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use super::clock::{Stamp, lies_ahead};
use super::dossier::Dossier;
use super::id::{MemberId, ReferralId, ReferralLinkId, ReferralMessageId, TrajectoryId};
use super::partner::{Partner, Referral};
use super::record::{Change, InDossier, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::terms::{ConsentUse, Recipient};
use super::text::Prose;

/// A link to one referral, for the party that it went to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferralLink {
    /// Its id.
    pub id: ReferralLinkId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The referral that it opens, and nothing else.
    pub referral_id: ReferralId,
    /// The SHA-256 of its secret, in lower-case hexadecimal. Unique in the tenant.
    pub hash: String,
    /// Who made it, whom the party hears from.
    pub made_by: MemberId,
    /// Until when it holds.
    #[serde(with = "time::serde::timestamp")]
    pub expires_at: OffsetDateTime,
    /// When it was ended: by hand, by another one, or because all was said.
    pub ended_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(ReferralLink, ReferralLinkId, ReferralLink, trajectory: trajectory_id, dossier: referral_links);

/// What the party or the office said about a referral.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferralMessage {
    /// Its id.
    pub id: ReferralMessageId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// About which referral.
    pub referral_id: ReferralId,
    /// Who of the office said it; nobody where the party did.
    pub said_by: Option<MemberId>,
    /// When.
    pub said_on: Date,
    /// What was said.
    pub text: Prose,
    /// Its version.
    pub version: Version,
}
record!(ReferralMessage, ReferralMessageId, ReferralMessage, trajectory: trajectory_id, dossier: referral_messages);

impl ReferralLink {
    /// For how long a link holds.
    pub const HOLDS: Duration = Duration::days(30);

    /// Makes a link to a referral.
    ///
    /// # Errors
    /// As [`Dossier::demand_open_to_party`].
    pub fn make(
        dossier: &Dossier,
        (referral, partner): (&Referral, &Partner),
        hash: String,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open_to_party((referral, partner), stamp)?;
        Ok(Self {
            id: stamp.id(),
            trajectory_id: referral.trajectory_id,
            referral_id: referral.id,
            hash,
            made_by: stamp.by,
            expires_at: stamp.now + Self::HOLDS,
            ended_on: None,
            version: Version::FIRST,
        })
    }

    /// Whether it still opens the referral. One that was made later than now is of a clock that has been put back since:
    /// another is made.
    #[must_use]
    pub fn holds(&self, now: OffsetDateTime) -> bool {
        let in_time = now < self.expires_at && !lies_ahead(self.expires_at - Self::HOLDS, now);
        self.ended_on.is_none() && in_time
    }

    /// Ends it.
    ///
    /// # Errors
    /// `wrong_state` when it has ended.
    pub fn end(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.ended_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            ended_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }
}

impl ReferralMessage {
    /// Says something about a referral: somebody of the office, or the party where nobody of the office does.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn say(referral: &Referral, (said_by, text): (Option<MemberId>, &str), stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        let text = check.prose("text", text);
        check.pass(Self {
            id: stamp.id(),
            trajectory_id: referral.trajectory_id,
            referral_id: referral.id,
            said_by,
            said_on: stamp.today,
            text,
            version: Version::FIRST,
        })
    }
}

impl Dossier {
    /// Refuses to deal with a party about a referral that is over, that is carried by no consent any more, or that is about
    /// somebody who restricted the use of his or her data.
    ///
    /// # Errors
    /// `trajectory_closed`; `wrong_state` once the referral was declined, concluded or withdrawn; `processing_restricted`;
    /// `consent_missing`, `processing_objected` where it takes consent that covers this party.
    pub fn demand_open_to_party(&self, (referral, partner): (&Referral, &Partner), stamp: Stamp<'_>) -> Decision<()> {
        self.demand_open()?;
        if !referral.state().is_open() {
            return Err(Refusal::new(RefusalCode::WrongState, "referral_id")
                .with("state", referral.state())
                .into());
        }
        // Showing it is a use as well as changing it.
        self.demand_unrestricted(&Change::revised(referral, referral.clone()), stamp.today)?;
        let to = (ConsentUse::ReferToParty, Some(Recipient::Party(partner)));
        self.demand_for(to, &referral.persons, stamp)
    }

    /// The links of a referral that were not ended.
    pub fn links_of(&self, referral: ReferralId) -> impl Iterator<Item = &ReferralLink> {
        let open = move |link: &&ReferralLink| link.referral_id == referral && link.ended_on.is_none();
        ReferralLink::all(self).iter().filter(open)
    }

    /// What was said about a referral, in the order in which it was.
    pub fn messages_of(&self, referral: ReferralId) -> impl Iterator<Item = &ReferralMessage> {
        let about = move |message: &&ReferralMessage| message.referral_id == referral;
        ReferralMessage::all(self).iter().filter(about)
    }
}
