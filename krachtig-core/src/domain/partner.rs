//! Step 6: the parties in the local network, and referrals to them that end in an answer (closed loop).
//!
//! What a party refuses to *pay* does not belong here: see [`super::obstacle`].
//!
//! ```
//! use krachtig_core::domain::partner::ReferralState;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(ReferralState::from_code("declined"), Some(ReferralState::Declined));
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::family::{Municipality, Person};
use super::id::{PartnerId, PersonId, ReferralId, TrajectoryId};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::terms::{ConsentUse, Recipient};
use super::text::{Line, Prose};
use super::vocabulary::{LifeDomain, ObstacleGround, PartnerType, vocabulary};

/// A party in the local network (ketenpartner): an entry of the partner directory (sociale kaart).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Its name.
    pub name: Line,
    /// What kind of party.
    pub partner_type: PartnerType,
    /// Where it works; nowhere in particular when absent.
    pub municipality: Option<Municipality>,
    /// Telephone number of the party.
    pub phone: Option<Line>,
    /// E-mail address of the party.
    pub email: Option<Line>,
    /// Web address.
    pub url: Option<Line>,
    /// What it offers.
    pub description: Option<Prose>,
    /// Whether new referrals may go to it.
    pub active: bool,
    /// Its version.
    pub version: Version,
}
record!(Partner, PartnerId, Partner, dossier: partners);

/// What people typed about a party.
#[derive(Clone, Debug)]
pub struct PartnerDraft {
    /// See [`Partner::name`].
    pub name: String,
    /// See [`Partner::partner_type`].
    pub partner_type: PartnerType,
    /// See [`Partner::municipality`].
    pub municipality: Option<String>,
    /// See [`Partner::phone`].
    pub phone: Option<String>,
    /// See [`Partner::email`].
    pub email: Option<String>,
    /// See [`Partner::url`].
    pub url: Option<String>,
    /// See [`Partner::description`].
    pub description: Option<String>,
    /// See [`Partner::active`].
    pub active: bool,
}

impl Partner {
    /// Adds a party to the directory.
    ///
    /// # Errors
    /// Whatever is wrong with the draft's fields.
    pub fn record(draft: &PartnerDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(draft, stamp.id(), Version::FIRST)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// Whatever is wrong with the draft's fields.
    pub fn revise(&self, draft: &PartnerDraft) -> Decision<Self> {
        Self::from_draft(draft, self.id, self.version.next())
    }

    fn from_draft(draft: &PartnerDraft, id: PartnerId, version: Version) -> Decision<Self> {
        let mut check = Check::new();
        let url = check.optional_line("url", draft.url.as_deref());
        let web = |url: &Line| url.as_str().starts_with("https://") || url.as_str().starts_with("http://");
        check.ensure(url.as_ref().is_none_or(web), RefusalCode::InvalidFormat, "url");
        let partner = Self {
            id,
            name: check.line("name", &draft.name),
            partner_type: draft.partner_type,
            municipality: draft
                .municipality
                .as_deref()
                .map(|code| check.take(code.parse::<Municipality>().map_err(Into::into))),
            phone: check.optional_line("phone", draft.phone.as_deref()),
            email: check.optional_line("email", draft.email.as_deref()),
            url,
            description: check.optional_prose("description", draft.description.as_deref()),
            active: draft.active,
            version,
        };
        check.pass(partner)
    }
}

vocabulary! {
    /// Where a referral stands.
    ReferralState = "referral_state" {
        /// Sent; the party has not answered.
        Sent = "sent",
        /// The party accepted; nothing is known yet of what came of it.
        Accepted = "accepted",
        /// The party declined, with the ground.
        Declined = "declined",
        /// What came of it is known.
        Concluded = "concluded",
        /// Taken back before there was an answer.
        Withdrawn = "withdrawn",
    }
}

impl ReferralState {
    /// Whether something is still to come of it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Accepted)
    }
}

vocabulary! {
    /// What came of an accepted referral.
    ReferralOutcome = "referral_outcome" {
        /// It helped.
        Helped = "helped",
        /// It helped in part.
        PartlyHelped = "partly_helped",
        /// It did not help.
        NotHelped = "not_helped",
        /// The family and the party never met.
        NoContact = "no_contact",
    }
}

/// A referral (doorverwijzing) of a family to a party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The party.
    pub partner_id: PartnerId,
    /// Who of the family it is about.
    pub persons: Vec<PersonId>,
    /// What the family needs from the party.
    pub need: Line,
    /// The area of life.
    pub life_domain: LifeDomain,
    /// Whether a worker goes along (warme overdracht).
    pub warm_handover: bool,
    /// When it was sent.
    pub sent_on: Date,
    /// When the party answered.
    pub answered_on: Option<Date>,
    /// Whether it accepted, once it answered.
    pub accepted: Option<bool>,
    /// On which ground it declined.
    pub decline_ground: Option<ObstacleGround>,
    /// What it said.
    pub answer_note: Option<Prose>,
    /// What came of it.
    pub outcome: Option<ReferralOutcome>,
    /// When that was established.
    pub concluded_on: Option<Date>,
    /// What was said about it.
    pub outcome_note: Option<Prose>,
    /// When it was taken back.
    pub withdrawn_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Referral, ReferralId, Referral, trajectory: trajectory_id, dossier: referrals);

/// What people typed about a referral.
#[derive(Clone, Debug)]
pub struct ReferralDraft {
    /// See [`Referral::persons`].
    pub persons: Vec<PersonId>,
    /// See [`Referral::need`].
    pub need: String,
    /// See [`Referral::life_domain`].
    pub life_domain: LifeDomain,
    /// See [`Referral::warm_handover`].
    pub warm_handover: bool,
    /// See [`Referral::sent_on`].
    pub sent_on: Date,
}

/// A party's answer.
#[derive(Clone, Debug)]
pub struct ReferralAnswer {
    /// When it answered.
    pub answered_on: Date,
    /// The ground for declining; accepted when absent.
    pub decline_ground: Option<ObstacleGround>,
    /// What it said.
    pub note: Option<String>,
}

impl Referral {
    /// Refers the family to a party.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing` without the family's consent and that of everybody it is about, each
    /// covering this party; `processing_objected` where one of them objects;
    /// `wrong_state` for a party that takes no more referrals; and whatever is wrong with the draft's fields.
    pub fn send(dossier: &Dossier, partner: &Partner, draft: &ReferralDraft, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        for (position, person) in draft.persons.iter().enumerate() {
            Person::find(dossier, *person, &format!("persons.{position}"))?;
        }
        let to = (ConsentUse::ReferToParty, Some(Recipient::Party(partner)));
        dossier.demand_for(to, &draft.persons, stamp)?;
        let mut check = Check::new();
        check.ensure(partner.active, RefusalCode::WrongState, "partner_id");
        let sent = Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            partner_id: partner.id,
            persons: draft.persons.clone(),
            need: check.line("need", &draft.need),
            life_domain: draft.life_domain,
            warm_handover: draft.warm_handover,
            sent_on: check.happened("sent_on", draft.sent_on, stamp.today),
            answered_on: None,
            accepted: None,
            decline_ground: None,
            answer_note: None,
            outcome: None,
            concluded_on: None,
            outcome_note: None,
            withdrawn_on: None,
            version: Version::FIRST,
        };
        check.pass(sent)
    }

    /// Records the party's answer.
    ///
    /// # Errors
    /// `wrong_state` when it answered before or the referral was withdrawn; `too_early` before it was sent.
    pub fn answer(&self, answer: &ReferralAnswer, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = self.expect_state(ReferralState::Sent)?;
        check.happened("answered_on", answer.answered_on, stamp.today);
        let answered_on = check.not_before("answered_on", Some(answer.answered_on), self.sent_on);
        let answer_note = check.optional_prose("note", answer.note.as_deref());
        check.pass(Self {
            answered_on,
            accepted: Some(answer.decline_ground.is_none()),
            decline_ground: answer.decline_ground,
            answer_note,
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Records what came of it.
    ///
    /// # Errors
    /// `wrong_state` unless it was accepted and is not concluded.
    pub fn conclude(
        &self,
        outcome: ReferralOutcome,
        (on, note): (Date, Option<&str>),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        let mut check = self.expect_state(ReferralState::Accepted)?;
        check.happened("concluded_on", on, stamp.today);
        let concluded_on = check.not_before("concluded_on", Some(on), self.answered_on.unwrap_or(self.sent_on));
        let outcome_note = check.optional_prose("note", note);
        let version = self.version.next();
        check.pass(Self {
            outcome: Some(outcome),
            concluded_on,
            outcome_note,
            version,
            ..self.clone()
        })
    }

    /// Takes it back.
    ///
    /// # Errors
    /// `wrong_state` once there is an answer.
    pub fn withdraw(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let check = self.expect_state(ReferralState::Sent)?;
        check.pass(Self {
            withdrawn_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> ReferralState {
        match (self.withdrawn_on, self.accepted, self.outcome) {
            (Some(_), ..) => ReferralState::Withdrawn,
            (None, None, _) => ReferralState::Sent,
            (None, Some(false), _) => ReferralState::Declined,
            (None, Some(true), None) => ReferralState::Accepted,
            (None, Some(true), Some(_)) => ReferralState::Concluded,
        }
    }

    /// The day on which the loop was closed: declined, or what came of it known.
    #[must_use]
    pub fn closed_on(&self) -> Option<Date> {
        match self.state() {
            ReferralState::Declined => self.answered_on,
            ReferralState::Concluded => self.concluded_on,
            _ => None,
        }
    }

    fn expect_state(&self, state: ReferralState) -> Decision<Check> {
        if self.state() == state {
            Ok(Check::new())
        } else {
            Err(Refusal::new(RefusalCode::WrongState, "id")
                .with("state", self.state())
                .into())
        }
    }
}
