//! Sharing with a party: what, with whom, why, on which ground, when and by whom. A referral makes one by itself; any
//! other sharing is recorded by hand.
//!
//! What a consent allows does not belong here: see [`super::terms`].
//!
//! ```
//! use krachtig_core::domain::record::{Record, RecordKind};
//! use krachtig_core::domain::share::Share;
//!
//! assert_eq!(Share::KIND, RecordKind::Share);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::family::{Detainee, Person};
use super::id::{DetaineeId, MemberId, PartnerId, PersonId, ReferralId, ShareId, TrajectoryId};
use super::partner::{Partner, Referral};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::terms::{ConsentUse, DataCategory, LegalBasis, Recipient, Use, legal_basis};
use super::text::Line;
use super::vocabulary::Vocabulary;

/// Data of people that a party was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Its id.
    pub id: ShareId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// With whom.
    pub partner_id: PartnerId,
    /// About whom on the family's side; the family as a whole when nobody is named.
    pub persons: Vec<PersonId>,
    /// About the detainee.
    pub detainee_id: Option<DetaineeId>,
    /// The referral that made it.
    pub referral_id: Option<ReferralId>,
    /// What for.
    pub purpose: Use,
    /// Which kinds of data.
    pub categories: Vec<DataCategory>,
    /// On which ground, as the terms said then.
    pub legal_basis: LegalBasis,
    /// What was shared, in a few words.
    pub about: Option<Line>,
    /// When.
    pub shared_on: Date,
    /// By whom.
    pub shared_by: MemberId,
    /// The first day on which the party may use it no longer.
    pub ended_on: Option<Date>,
    /// When the party was told so (GDPR art. 19).
    pub told_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Share, ShareId, Share, trajectory: trajectory_id, dossier: shares);

/// What people typed about a sharing.
#[derive(Clone, Debug)]
pub struct ShareDraft {
    /// See [`Share::persons`].
    pub persons: Vec<PersonId>,
    /// See [`Share::detainee_id`].
    pub detainee_id: Option<DetaineeId>,
    /// See [`Share::purpose`].
    pub purpose: Use,
    /// See [`Share::categories`].
    pub categories: Vec<DataCategory>,
    /// See [`Share::about`].
    pub about: Option<String>,
    /// See [`Share::shared_on`].
    pub shared_on: Date,
}

/// What a referral tells a party about the people in it.
const REFERRED: &[DataCategory] = &[
    DataCategory::Identity,
    DataCategory::Contact,
    DataCategory::NeedsStrengths,
];

impl Share {
    /// Records that data was shared with a party.
    ///
    /// # Errors
    /// `not_found` for people of another family; `required` without a category; `out_of_range` for a category that
    /// the terms do not let be used for this, or on another ground than the others; `consent_missing` and
    /// `processing_objected` where it takes consent that covers this party; `in_future`.
    pub fn record(dossier: &Dossier, partner: &Partner, draft: &ShareDraft, stamp: Stamp<'_>) -> Decision<Self> {
        for (position, person) in draft.persons.iter().enumerate() {
            Person::find(dossier, *person, &format!("persons.{position}"))?;
        }
        if let Some(id) = draft.detainee_id {
            Detainee::find(dossier, id, "detainee_id")?;
        }
        let mut categories = draft.categories.clone();
        categories.sort_unstable();
        categories.dedup();
        let mut check = Check::new();
        let first = categories.first().and_then(|first| legal_basis(draft.purpose, *first));
        check.ensure(!categories.is_empty(), RefusalCode::Required, "categories");
        for (position, category) in draft.categories.iter().enumerate() {
            let basis = legal_basis(draft.purpose, *category);
            let fits = basis.is_some() && basis == first;
            check.ensure(fits, RefusalCode::OutOfRange, &format!("categories.{position}"));
        }
        let legal_basis = first.unwrap_or(LegalBasis::Consent);
        let shared_on = check.happened("shared_on", draft.shared_on, stamp.today);
        let about = check.optional_line("about", draft.about.as_deref());
        let (id, trajectory_id) = (stamp.id(), dossier.trajectory.id);
        let share = check.pass(Self {
            id,
            trajectory_id,
            partner_id: partner.id,
            persons: draft.persons.clone(),
            detainee_id: draft.detainee_id,
            referral_id: None,
            purpose: draft.purpose,
            categories,
            legal_basis,
            about,
            shared_on,
            shared_by: stamp.by,
            ended_on: None,
            told_on: None,
            version: Version::FIRST,
        })?;
        share.demand_consent(dossier, partner, stamp)?;
        Ok(share)
    }

    /// What a referral shares by being sent. The referral was decided on already, consent included.
    #[must_use]
    pub fn of_referral(referral: &Referral, stamp: Stamp<'_>) -> Self {
        Self {
            id: stamp.id(),
            trajectory_id: referral.trajectory_id,
            partner_id: referral.partner_id,
            persons: referral.persons.clone(),
            detainee_id: None,
            referral_id: Some(referral.id),
            purpose: Use::Referral,
            categories: REFERRED.to_vec(),
            legal_basis: LegalBasis::Consent,
            about: None,
            shared_on: referral.sent_on,
            shared_by: stamp.by,
            ended_on: None,
            told_on: None,
            version: Version::FIRST,
        }
    }

    /// Whether what it takes is still there: a consent of everybody it is about that covers the party.
    ///
    /// # Errors
    /// `consent_missing`, `processing_objected`.
    pub fn demand_consent(&self, dossier: &Dossier, partner: &Partner, stamp: Stamp<'_>) -> Decision<()> {
        let (LegalBasis::Consent, Some(purpose)) = (self.legal_basis, self.purpose.consent()) else {
            return Ok(());
        };
        let to = purpose
            .dependents()
            .opens
            .first()
            .copied()
            .unwrap_or(ConsentUse::ShareWithParty);
        if let Some(id) = self.detainee_id {
            let gave = |consent: &&super::consent::Consent| {
                consent.detainee_id == Some(id) && consent.purpose == purpose && consent.holds(stamp.today)
            };
            let mut given = dossier.consents.iter().filter(gave);
            if !given.any(|consent| consent.covers(Some(Recipient::Party(partner)))) {
                let refusal = Refusal::new(RefusalCode::ConsentMissing, "detainee_id");
                return Err(refusal.with("purpose", purpose.code()).into());
            }
            if self.persons.is_empty() {
                return Ok(());
            }
        }
        dossier.demand_for((to, Some(Recipient::Party(partner))), &self.persons, stamp)
    }

    /// Ends it today: the party may use what it was given no longer, and is to be told.
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

    /// Notes that the party was told today.
    ///
    /// # Errors
    /// `wrong_state` while it has not ended, and when the party was told before.
    pub fn tell(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        let due = self.ended_on.is_some() && self.told_on.is_none();
        check.ensure(due, RefusalCode::WrongState, "id");
        check.pass(Self {
            told_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Whether it ended and the party still has to be told.
    #[must_use]
    pub fn to_be_told(&self) -> bool {
        self.ended_on.is_some() && self.told_on.is_none()
    }
}
