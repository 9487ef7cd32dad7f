//! The parts of a dossier, and in which of them each record lies.
//!
//! Who may see which part does not belong here: that is [`crate::access`]. Nor what is left out of a dossier for whoever
//! sees only some: that is [`super::withheld`].
//!
//! ```
//! use krachtig_core::domain::dossier_part::{DossierPart, DossierParts};
//! use krachtig_core::domain::record::RecordKind;
//!
//! let family = DossierParts::of(&[DossierPart::Trajectory, DossierPart::Family]);
//! assert!(family.has(DossierPart::Family) && !family.has(DossierPart::Detainee));
//! assert!(family.tells_of(RecordKind::Problem) && !family.tells_of(RecordKind::DetaineeTalk));
//! assert!(!family.tells_of(RecordKind::Consent), "some consents are the detainee's");
//! ```

use time::Date;

use super::consent::Consent;
use super::dossier::Parts;
use super::family::Person;
use super::id::DetaineeId;
use super::limit::ProcessingLimit;
use super::own_words::OwnWords;
use super::record::RecordKind;
use super::rights::RightsRequest;
use super::share::Share;
use super::trajectory::{Step, StepSkip};
use super::vocabulary::{Vocabulary, vocabulary};

vocabulary! {
    /// A part of a dossier: what somebody may see of it is told part by part.
    DossierPart = "dossier_part" {
        /// That there is a trajectory: when it was opened and closed, and who works on it.
        Trajectory = "trajectory",
        /// Where it stands, step by step, which tells of both sides of the wall.
        Progress = "progress",
        /// The family, its adults, their consents, introductions and problems.
        Family = "family",
        /// Its children and the consents that were given for them.
        Child = "child",
        /// Telephone numbers and e-mail addresses of everybody but the family's contact person, their logins, and what
        /// they and the office write to each other about the plan.
        Contact = "contact",
        /// The detainee, what he or she told and agreed to: data on a criminal offence (AVG art. 10).
        Detainee = "detainee",
        /// The mappings of needs and strengths.
        Needs = "needs",
        /// Goals, actions, time given, connections, what was learned.
        Work = "work",
        /// What is left of the perspective budget, and nothing else of it.
        BudgetLeft = "budget_left",
        /// The perspective budget: plans, requests, the ledger.
        Budget = "budget",
        /// Referrals to other parties, obstacles between them, suggestions.
        Partner = "partner",
        /// The family's story and who approved it for whom.
        Story = "story",
        /// Requests of people to use their rights, limits on the use of their data, their own words, and legal holds.
        Rights = "rights",
    }
}

/// Some of the parts of a dossier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DossierParts(u16);

impl DossierParts {
    /// All of them.
    pub const ALL: Self = Self::of(DossierPart::ALL);
    /// None of them.
    pub const NONE: Self = Self(0);

    /// These.
    #[must_use]
    pub const fn of(parts: &[DossierPart]) -> Self {
        let (mut bits, mut next) = (0, 0);
        while next < parts.len() {
            bits |= 1 << parts[next] as u16;
            next += 1;
        }
        Self(bits)
    }

    /// Whether this part is among them.
    #[must_use]
    pub const fn has(self, part: DossierPart) -> bool {
        self.0 & (1 << part as u16) != 0
    }

    /// These and that one.
    #[must_use]
    pub const fn with(self, part: DossierPart) -> Self {
        Self(self.0 | 1 << part as u16)
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    /// Each of them, in the order of the words.
    pub fn iter(self) -> impl Iterator<Item = DossierPart> {
        DossierPart::ALL.iter().copied().filter(move |part| self.has(*part))
    }

    /// Those that are not among them.
    #[must_use]
    pub fn others(self) -> Self {
        Self(Self::ALL.0 & !self.0)
    }

    /// Whether every record of this kind lies in these parts, so that one may be named without looking at it. A record
    /// of no dossier lies in no part: of such a kind one is told to those alone who see everything.
    #[must_use]
    pub fn tells_of(self, kind: RecordKind) -> bool {
        let parts = parts_of(kind);
        self == Self::ALL || (!parts.is_empty() && parts.iter().all(|part| self.has(*part)))
    }
}

/// The one table of kinds of record and the parts in which their records lie: one part, or one of several as the
/// record itself tells; none for what is in no dossier.
#[must_use]
pub fn parts_of(kind: RecordKind) -> &'static [DossierPart] {
    use DossierPart as P;
    use RecordKind as K;
    match kind {
        K::Trajectory | K::Assignment => &[P::Trajectory],
        K::Family | K::Introduction | K::Problem => &[P::Family],
        K::Person => &[P::Family, P::Child],
        K::Consent => &[P::Family, P::Child, P::Detainee],
        K::StepSkip => &[P::Detainee, P::Work],
        K::Detainee | K::DetaineeTalk | K::RoleCheck => &[P::Detainee],
        K::Mapping => &[P::Needs],
        K::Goal | K::Action | K::TimeEntry | K::Connection | K::LearningEntry => &[P::Work],
        K::BudgetPlan | K::BudgetRequest | K::LedgerLine => &[P::Budget],
        K::Referral | K::ReferralLink | K::ReferralMessage | K::SiloObstacle | K::Suggestion => &[P::Partner],
        K::Share => &[P::Partner, P::Detainee],
        K::RightsRequest | K::ProcessingLimit | K::OwnWords => &[P::Rights, P::Detainee],
        K::LegalHold => &[P::Rights],
        K::StoryVersion | K::StoryApproval => &[P::Story],
        K::FamilyLogin | K::PlanComment => &[P::Contact],
        K::CoSignature => &[P::Work],
        K::Attachment => &[P::Family, P::Detainee, P::Work, P::Budget, P::Partner, P::Story],
        K::Instrument
        | K::Partner
        | K::Member
        | K::ClosedPeriod
        | K::ImportRef
        | K::Notice
        | K::NoticeChoices
        | K::NoticeMail
        | K::Token
        | K::TrustedKey
        | K::Plugin
        | K::PluginComponent
        | K::RuleSet
        | K::Replay
        | K::ReplayDifference
        | K::ShadowDecision
        | K::WeighedFacts
        | K::BreakGlass
        | K::RetentionPolicy
        | K::Destruction
        | K::Password
        | K::Passkey
        | K::Totp
        | K::RecoveryCode
        | K::Invitation
        | K::Session
        | K::Ceremony
        | K::SignInAttempt
        | K::IdentityProvider
        | K::ProviderLink
        | K::PeriodCount
        | K::AttachmentKey => &[],
    }
}

impl Person {
    /// The part of a dossier in which this person is, on a day.
    #[must_use]
    pub fn part(&self, on: Date) -> DossierPart {
        if self.is_adult(on) {
            DossierPart::Family
        } else {
            DossierPart::Child
        }
    }
}

impl Consent {
    /// The part of a dossier in which it is: with whoever it is of.
    #[must_use]
    pub fn part(&self) -> DossierPart {
        match (self.detainee_id, self.given_by) {
            (Some(_), _) => DossierPart::Detainee,
            (None, Some(_)) => DossierPart::Child,
            (None, None) => DossierPart::Family,
        }
    }
}

/// What is about the detainee is the detainee's, whatever it is.
const fn about(detainee: Option<DetaineeId>, otherwise: DossierPart) -> DossierPart {
    match detainee {
        Some(_) => DossierPart::Detainee,
        None => otherwise,
    }
}

impl Share {
    /// The part of a dossier in which it is.
    #[must_use]
    pub fn part(&self) -> DossierPart {
        about(self.detainee_id, DossierPart::Partner)
    }
}

impl RightsRequest {
    /// The part of a dossier in which it is.
    #[must_use]
    pub fn part(&self) -> DossierPart {
        about(self.detainee_id, DossierPart::Rights)
    }
}

impl ProcessingLimit {
    /// The part of a dossier in which it is.
    #[must_use]
    pub fn part(&self) -> DossierPart {
        about(self.detainee_id, DossierPart::Rights)
    }
}

impl OwnWords {
    /// The part of a dossier in which they are.
    #[must_use]
    pub fn part(&self) -> DossierPart {
        about(self.detainee_id, DossierPart::Rights)
    }
}

impl StepSkip {
    /// The part of a dossier in which it is: the first two steps are taken with the detainee.
    #[must_use]
    pub fn part(&self) -> DossierPart {
        part_of_step(self.step)
    }
}

pub(super) fn part_of_step(step: Step) -> DossierPart {
    match step {
        Step::DetaineeTalk | Step::RoleCheck => DossierPart::Detainee,
        _ => DossierPart::Work,
    }
}

/// The lists that hold something of these parts.
pub(super) fn lists(parts: DossierParts) -> Parts {
    let mut kinds: Vec<RecordKind> = Vec::new();
    for kind in RecordKind::ALL {
        if parts_of(*kind).iter().any(|part| parts.has(*part)) {
            kinds.push(*kind);
        }
    }
    // What they name of the office comes along.
    if parts.has(DossierPart::Needs) {
        kinds.push(RecordKind::Instrument);
    }
    if parts.has(DossierPart::Partner) {
        kinds.push(RecordKind::Partner);
    }
    Parts::of(&kinds)
}

#[cfg(test)]
mod tests;
