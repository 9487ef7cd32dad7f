//! Consent (toestemming): a versioned, revocable record per person, purpose and period (ISO/IEC TS 27560).
//!
//! Refusing never blocks basic help; a withdrawal stops what depends on the consent from that moment. The
//! approval of a story version for an audience does not belong here: see [`super::story`].
//!
//! ```
//! use krachtig_core::domain::consent::Purpose;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(Purpose::from_code("perspective_budget"), Some(Purpose::PerspectiveBudget));
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::{ConsentId, DetaineeId, FamilyId, PersonId};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::text::{Line, Prose};
use super::vocabulary::vocabulary;

vocabulary! {
    /// What a person's data may be used for (doel).
    Purpose = "purpose" {
        /// Approaching the family. Given by the detainee, or by the contact person.
        Introduction = "introduction",
        /// Working with this person: mapping needs and strengths, goals, learning.
        Support = "support",
        /// Money from the perspective budget.
        PerspectiveBudget = "perspective_budget",
        /// Sharing what is needed with a party.
        Referral = "referral",
        /// Writing the family's story.
        Story = "story",
    }
}

vocabulary! {
    /// How a consent was given.
    ConsentForm = "consent_form" {
        /// Said, and noted by the worker.
        Spoken = "spoken",
        /// Signed on paper.
        Signed = "signed",
        /// Given in an application.
        Digital = "digital",
    }
}

/// Whose consent it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Somebody on the family's side.
    Person(PersonId),
    /// The detainee.
    Detainee(DetaineeId),
}

/// One person's consent for one purpose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// The family.
    pub family_id: FamilyId,
    /// Whose consent it is, on the family's side.
    pub person_id: Option<PersonId>,
    /// Whose consent it is, when it is the detainee's.
    pub detainee_id: Option<DetaineeId>,
    /// The adult who gave it for a child.
    pub given_by: Option<PersonId>,
    /// What for.
    pub purpose: Purpose,
    /// With whom alone data may be shared, where the purpose is to share it: a party's name or kind, or for a story an
    /// audience. Every party of the directory, and every audience, when absent.
    pub recipient: Option<Line>,
    /// How it was given.
    pub form: ConsentForm,
    /// The version of the information that was given first.
    pub notice: Option<Line>,
    /// The first day on which it holds.
    pub given_on: Date,
    /// The last day on which it holds.
    pub valid_until: Option<Date>,
    /// From when it no longer holds because it was withdrawn.
    pub withdrawn_on: Option<Date>,
    /// Why it was withdrawn, if the person wished to say.
    pub withdrawal_note: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(Consent, ConsentId, Consent, dossier: consents);

/// What people typed about a consent.
#[derive(Clone, Debug)]
pub struct ConsentDraft {
    /// Whose consent it is.
    pub subject: Subject,
    /// See [`Consent::given_by`].
    pub given_by: Option<PersonId>,
    /// See [`Consent::purpose`].
    pub purpose: Purpose,
    /// See [`Consent::recipient`].
    pub recipient: Option<String>,
    /// See [`Consent::form`].
    pub form: ConsentForm,
    /// See [`Consent::notice`].
    pub notice: Option<String>,
    /// See [`Consent::given_on`].
    pub given_on: Date,
    /// See [`Consent::valid_until`].
    pub valid_until: Option<Date>,
}

impl Consent {
    /// Records that a person of this family gave consent.
    ///
    /// # Errors
    /// `not_found` for a person of another family; `required` for the consent of a child under sixteen without the
    /// adult who gave it, `wrong_state` for that of somebody older that somebody else gave; `already_exists` where the same consent holds without an
    /// end, for one withdrawal must be enough to stop it; and whatever is wrong with the draft's fields.
    pub fn give(dossier: &Dossier, draft: &ConsentDraft, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        let (person_id, detainee_id) = match draft.subject {
            Subject::Person(id) => {
                let alone = super::family::Person::find(dossier, id, "subject")?.consents_alone(draft.given_on);
                check.ensure(alone || draft.given_by.is_some(), RefusalCode::Required, "given_by");
                check.ensure(!alone || draft.given_by.is_none(), RefusalCode::WrongState, "given_by");
                (Some(id), None)
            }
            Subject::Detainee(id) => {
                super::family::Detainee::find(dossier, id, "subject")?;
                (None, Some(id))
            }
        };
        if let Some(id) = draft.given_by {
            let adult = super::family::Person::find(dossier, id, "given_by")?.is_adult(draft.given_on);
            check.ensure(adult, RefusalCode::WrongState, "given_by");
        }
        let given_on = check.happened("given_on", draft.given_on, stamp.today);
        let consent = Self {
            id: stamp.id(),
            family_id: dossier.family.id,
            person_id,
            detainee_id,
            given_by: draft.given_by,
            purpose: draft.purpose,
            recipient: check.optional_line("recipient", draft.recipient.as_deref()),
            form: draft.form,
            notice: check.optional_line("notice", draft.notice.as_deref()),
            given_on,
            valid_until: check.not_before("valid_until", draft.valid_until, given_on),
            withdrawn_on: None,
            withdrawal_note: None,
            version: Version::FIRST,
        };
        let twice = dossier.consents.iter().any(|given| {
            (given.person_id, given.detainee_id) == (person_id, detainee_id)
                && (given.purpose, &given.recipient) == (consent.purpose, &consent.recipient)
                && (given.valid_until.is_none() && given.holds(stamp.today))
                && dossier.counts(given, stamp.today)
        });
        check.ensure(!twice, RefusalCode::AlreadyExists, "purpose");
        check.pass(consent)
    }

    /// Withdraws it from today.
    ///
    /// # Errors
    /// `wrong_state` when it was withdrawn before.
    pub fn withdraw(&self, note: Option<&str>, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.withdrawn_on.is_none(), RefusalCode::WrongState, "id");
        let withdrawal_note = check.optional_prose("note", note);
        let withdrawn_on = Some(stamp.today);
        check.pass(Self {
            withdrawn_on,
            withdrawal_note,
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Whether it holds on a day. It stops on the very day of its withdrawal.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.given_on <= on
            && self.valid_until.is_none_or(|last| on <= last)
            && self.withdrawn_on.is_none_or(|from| on < from)
    }
}

/// The consents of a dossier, asked as the questions that the process asks.
impl Dossier {
    /// Whether this person's consent for the purpose holds.
    #[must_use]
    pub fn person_consents(&self, person: PersonId, purpose: Purpose, on: Date) -> bool {
        self.consents_of(person, purpose, on).next().is_some()
    }

    /// This person's consents for the purpose that hold.
    pub fn consents_of(&self, person: PersonId, purpose: Purpose, on: Date) -> impl Iterator<Item = &Consent> {
        self.consents.iter().filter(move |consent| {
            consent.person_id == Some(person)
                && consent.purpose == purpose
                && consent.holds(on)
                && self.counts(consent, on)
        })
    }

    /// The consents that hold today and end until this day, each with its last day, where no other of the same person for
    /// the same use lasts longer.
    pub fn ending_consents(&self, today: Date, until: Date) -> impl Iterator<Item = (Date, &Consent)> {
        let alike = |one: &Consent, other: &Consent| {
            (one.purpose, one.person_id, one.detainee_id) == (other.purpose, other.person_id, other.detainee_id)
                && one.recipient == other.recipient
        };
        let outlasts =
            |one: &Consent, last: Date| one.withdrawn_on.is_none() && one.valid_until.is_none_or(|until| until > last);
        self.consents.iter().filter_map(move |consent| {
            let last = consent
                .valid_until
                .filter(|last| *last <= until && consent.holds(today))?;
            let mut others = self.consents.iter();
            let followed = others.any(|other| alike(other, consent) && outlasts(other, last));
            (!followed).then_some((last, consent))
        })
    }

    /// What an adult gave for a child counts until the child is sixteen, and then decides alone (UAVG art. 5).
    fn counts(&self, consent: &Consent, on: Date) -> bool {
        let alone = |id| {
            self.persons
                .iter()
                .any(|person| person.id == id && person.consents_alone(on))
        };
        consent.given_by.is_none() || !consent.person_id.is_some_and(alone)
    }

    /// Whether the detainee, or else a contact person, said yes to an introduction.
    #[must_use]
    pub fn may_introduce(&self, on: Date) -> bool {
        self.consents.iter().any(|c| {
            let contact = || {
                self.persons
                    .iter()
                    .any(|p| p.contact_person && Some(p.id) == c.person_id)
            };
            c.purpose == Purpose::Introduction
                && c.holds(on)
                && self.counts(c, on)
                && (c.detainee_id.is_some() || contact())
        })
    }

    /// Whether some adult of the family consents to the purpose.
    #[must_use]
    pub fn family_consents(&self, purpose: Purpose, on: Date) -> bool {
        self.adults(on).any(|adult| self.person_consents(adult.id, purpose, on))
    }
}
