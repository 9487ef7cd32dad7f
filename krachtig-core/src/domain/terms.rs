//! On which terms data of people is used: the legal basis per purpose and category, and what each consent opens and
//! closes. Two tables, and what asks them. The one who answers for the use (verwerkingsverantwoordelijke) is the
//! tenant's controller.
//!
//! Who gave which consent does not belong here: see [`super::consent`].
//!
//! ```
//! use krachtig_core::domain::terms::{ConsentUse, DataCategory, LegalBasis, Use, legal_basis};
//! use krachtig_core::domain::consent::Purpose;
//!
//! assert_eq!(legal_basis(Use::Referral, DataCategory::Health), Some(LegalBasis::Consent));
//! assert_eq!(legal_basis(Use::BasicHelp, DataCategory::Detention), None, "basic help takes no detention data");
//! assert_eq!(ConsentUse::SetGoals.purpose(), Purpose::Support);
//! ```

use super::clock::Stamp;
use super::consent::{Consent, Purpose};
use super::dossier::Dossier;
use super::id::PersonId;
use super::partner::Partner;
use super::refusal::{Decision, Refusal, RefusalCode};
use super::vocabulary::{Audience, PartnerType, Vocabulary, vocabulary};

vocabulary! {
    /// What data of people is used for, with a consent or without (verwerkingsdoel).
    Use = "data_use" {
        /// Being there for a family: who they are, when somebody came by, what stands in their way.
        BasicHelp = "basic_help",
        /// Approaching the family.
        Introduction = "introduction",
        /// Mapping needs and strengths, goals, learning.
        Support = "support",
        /// Money from the perspective budget.
        PerspectiveBudget = "perspective_budget",
        /// Sharing what is needed with a party.
        Referral = "referral",
        /// The family's story.
        Story = "story",
        /// Somebody is in danger.
        Safety = "safety",
        /// Answering for the money that was spent.
        Accountability = "accountability",
    }
}

vocabulary! {
    /// A kind of data about people.
    DataCategory = "data_category" {
        /// Names, and the office's keys.
        Identity = "identity",
        /// Telephone numbers and e-mail addresses.
        Contact = "contact",
        /// Who belongs to whom, and birth dates.
        Family = "family",
        /// Needs, strengths, goals and what came of them.
        NeedsStrengths = "needs_strengths",
        /// What is known of somebody's health (GDPR art. 9).
        Health = "health",
        /// Debts, budgets, payments.
        Money = "money",
        /// The family's story.
        Story = "story",
        /// That somebody is detained, where, and what he or she shared (GDPR art. 10).
        Detention = "detention",
    }
}

vocabulary! {
    /// On which ground data may be used (grondslag; GDPR art. 6, and art. 9 for health).
    LegalBasis = "legal_basis" {
        /// The person's consent (6, first paragraph, a; explicit for 9, second paragraph, a).
        Consent = "consent",
        /// A law demands it (c).
        LegalObligation = "legal_obligation",
        /// Somebody's life or safety is at stake (d).
        VitalInterests = "vital_interests",
        /// The office's legitimate interest (f): the only ground against which one can object.
        LegitimateInterest = "legitimate_interest",
    }
}

use DataCategory as D;
use LegalBasis as B;

/// The table: which data is used for what, on which ground. What is not in it is not done.
pub const TERMS: &[(Use, &[D], B)] = &[
    (
        Use::BasicHelp,
        &[D::Identity, D::Contact, D::Family],
        B::LegitimateInterest,
    ),
    (
        Use::Introduction,
        &[D::Identity, D::Contact, D::Family, D::Detention],
        B::Consent,
    ),
    (
        Use::Support,
        &[
            D::Identity,
            D::Contact,
            D::Family,
            D::NeedsStrengths,
            D::Health,
            D::Money,
        ],
        B::Consent,
    ),
    (Use::PerspectiveBudget, &[D::Identity, D::Family, D::Money], B::Consent),
    (
        Use::Referral,
        &[
            D::Identity,
            D::Contact,
            D::Family,
            D::NeedsStrengths,
            D::Health,
            D::Money,
        ],
        B::Consent,
    ),
    (Use::Story, &[D::Identity, D::Family, D::Story], B::Consent),
    (
        Use::Safety,
        &[D::Identity, D::Contact, D::Family, D::Health],
        B::VitalInterests,
    ),
    (Use::Accountability, &[D::Identity, D::Money], B::LegalObligation),
];

/// The ground on which data of a category is used for something; none where it is not.
#[must_use]
pub fn legal_basis(purpose: Use, category: DataCategory) -> Option<LegalBasis> {
    let mut rows = TERMS.iter();
    let row = rows.find(|(of, categories, _)| *of == purpose && categories.contains(&category));
    row.map(|(_, _, basis)| *basis)
}

impl Use {
    /// The consent that it takes, if it takes one.
    #[must_use]
    pub fn consent(self) -> Option<Purpose> {
        match self {
            Self::Introduction => Some(Purpose::Introduction),
            Self::Support => Some(Purpose::Support),
            Self::PerspectiveBudget => Some(Purpose::PerspectiveBudget),
            Self::Referral => Some(Purpose::Referral),
            Self::Story => Some(Purpose::Story),
            Self::BasicHelp | Self::Safety | Self::Accountability => None,
        }
    }
}

impl Purpose {
    /// The use that a consent for it allows.
    #[must_use]
    pub fn data_use(self) -> Use {
        match self {
            Self::Introduction => Use::Introduction,
            Self::Support => Use::Support,
            Self::PerspectiveBudget => Use::PerspectiveBudget,
            Self::Referral => Use::Referral,
            Self::Story => Use::Story,
        }
    }

    /// The categories of data that a consent for it is about.
    #[must_use]
    pub fn categories(self) -> &'static [DataCategory] {
        let mut rows = TERMS.iter();
        rows.find(|(of, ..)| *of == self.data_use())
            .map_or(&[], |(_, categories, _)| categories)
    }
}

vocabulary! {
    /// What can only be done with a consent.
    ConsentUse = "consent_use" {
        /// An introduction to the family.
        ApproachFamily = "approach_family",
        /// Mapping needs and strengths.
        MapNeeds = "map_needs",
        /// Setting goals.
        SetGoals = "set_goals",
        /// Making and approving a plan for the budget.
        PlanBudget = "plan_budget",
        /// Asking for money, and approving it.
        RequestBudget = "request_budget",
        /// Paying it.
        PayBudget = "pay_budget",
        /// Referring to a party.
        ReferToParty = "refer_to_party",
        /// Sharing with a party on the ground of consent.
        ShareWithParty = "share_with_party",
        /// Writing the story.
        WriteStory = "write_story",
        /// Approving a version of the story for an audience.
        ApproveStory = "approve_story",
    }
}

vocabulary! {
    /// What a withdrawal stops of what was begun before.
    ConsentStop = "consent_stop" {
        /// Referrals that the party has not answered are taken back.
        OpenReferrals = "open_referrals",
        /// What is shared with parties ends, and each has to be told (GDPR art. 19).
        Shares = "shares",
        /// The person's approvals of the story lapse.
        StoryApprovals = "story_approvals",
    }
}

/// What depends on the consents for a purpose.
#[derive(Clone, Copy, Debug)]
pub struct Dependents {
    /// The purpose.
    pub purpose: Purpose,
    /// What the consent opens. After its withdrawal none of it can be done any more.
    pub opens: &'static [ConsentUse],
    /// What of the past its withdrawal stops. The rest stays as it was done.
    pub stops: &'static [ConsentStop],
}

use ConsentUse as U;

/// The table: what each consent opens, and what its withdrawal stops. Basic help stands in no row, so that refusing
/// everything closes nothing of it.
pub const DEPENDENTS: &[Dependents] = &[
    Dependents {
        purpose: Purpose::Introduction,
        opens: &[U::ApproachFamily],
        stops: &[],
    },
    Dependents {
        purpose: Purpose::Support,
        opens: &[U::MapNeeds, U::SetGoals],
        stops: &[ConsentStop::Shares],
    },
    Dependents {
        purpose: Purpose::PerspectiveBudget,
        opens: &[U::PlanBudget, U::RequestBudget, U::PayBudget],
        stops: &[ConsentStop::Shares],
    },
    Dependents {
        purpose: Purpose::Referral,
        opens: &[U::ReferToParty, U::ShareWithParty],
        stops: &[ConsentStop::OpenReferrals, ConsentStop::Shares],
    },
    Dependents {
        purpose: Purpose::Story,
        opens: &[U::WriteStory, U::ApproveStory],
        stops: &[ConsentStop::Shares, ConsentStop::StoryApprovals],
    },
];

impl Purpose {
    /// What depends on the consents for it.
    #[must_use]
    pub fn dependents(self) -> Dependents {
        let nothing = Dependents {
            purpose: self,
            opens: &[],
            stops: &[],
        };
        DEPENDENTS
            .iter()
            .find(|row| row.purpose == self)
            .copied()
            .unwrap_or(nothing)
    }
}

impl ConsentUse {
    /// The purpose for which it takes consent: the one whose row opens it. A test holds that each stands in one row.
    #[must_use]
    pub fn purpose(self) -> Purpose {
        let row = DEPENDENTS.iter().find(|row| row.opens.contains(&self));
        row.map_or(Purpose::Support, |row| row.purpose)
    }
}

/// To whom something would be shown.
#[derive(Clone, Copy, Debug)]
pub enum Recipient<'a> {
    /// A party of the directory.
    Party(&'a Partner),
    /// An audience of the story.
    Audience(Audience),
}

impl Consent {
    /// Whether it names no recipient, or this one: a party by its name, its kind or its id, an audience by its code.
    /// `partners` and `public` are all parties.
    #[must_use]
    pub fn covers(&self, to: Option<Recipient<'_>>) -> bool {
        let (Some(named), Some(to)) = (&self.recipient, to) else {
            return true;
        };
        let named = named.as_str().to_lowercase();
        let audience = Audience::from_code(&named);
        match to {
            Recipient::Audience(of) => audience == Some(of),
            Recipient::Party(party) => {
                matches!(audience, Some(Audience::Partners | Audience::Public))
                    || party.name.as_str().to_lowercase() == named
                    || PartnerType::from_code(&named) == Some(party.partner_type)
                    || party.id.to_string() == named
            }
        }
    }
}

impl Dossier {
    /// Demands that the family consents to what is about to be done, and so does every person named.
    ///
    /// # Errors
    /// `processing_objected` where somebody named objects to it; `consent_missing` with the purpose.
    pub fn demand(&self, to: ConsentUse, persons: &[PersonId], stamp: Stamp<'_>) -> Decision<()> {
        self.demand_for((to, None), persons, stamp)
    }

    /// The same where something would be shown to somebody: each consent has to cover that recipient.
    ///
    /// # Errors
    /// As [`Dossier::demand`].
    pub fn demand_for(
        &self,
        (to, recipient): (ConsentUse, Option<Recipient<'_>>),
        persons: &[PersonId],
        stamp: Stamp<'_>,
    ) -> Decision<()> {
        let (purpose, today) = (to.purpose(), stamp.today);
        let objects = |id: PersonId| self.objects(id, purpose, today);
        if persons.iter().any(|id| objects(*id)) {
            let refusal = Refusal::new(RefusalCode::ProcessingObjected, "");
            return Err(refusal.with("purpose", purpose.code()).into());
        }
        let given = |id: PersonId| {
            self.consents_of(id, purpose, today)
                .any(|consent| consent.covers(recipient))
        };
        let all = persons.iter().all(|id| given(*id));
        if all && self.adults(today).any(|adult| given(adult.id) && !objects(adult.id)) {
            Ok(())
        } else {
            Err(Refusal::new(RefusalCode::ConsentMissing, "")
                .with("purpose", purpose.code())
                .into())
        }
    }
}
